// What to do where libpcap is missing: the command of this system. Knows distributions, not libpcap.
import { readFile } from "node:fs/promises";

/** `message` is one line that says what to install. */
export class LibpcapMissing extends Error {
  override readonly name = "LibpcapMissing";
}

/** By ID or ID_LIKE of os-release(5). */
const COMMANDS = new Map([
  ["debian", "apt install libpcap0.8"],
  ["ubuntu", "apt install libpcap0.8"],
  ["alpine", "apk add libpcap"],
  ["fedora", "dnf install libpcap"],
  ["rhel", "dnf install libpcap"],
  ["centos", "dnf install libpcap"],
  ["suse", "zypper install libpcap1"],
  ["opensuse", "zypper install libpcap1"],
  ["arch", "pacman -S libpcap"],
  ["void", "xbps-install libpcap"],
  ["gentoo", "emerge net-libs/libpcap"],
]);

/** What installs libpcap here, as the second half of a sentence. */
export async function libpcapPackage(): Promise<string> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  return installationAdvice(process.platform, release);
}

/** @param osRelease the text of /etc/os-release, "" where there is none */
export function installationAdvice(platform: NodeJS.Platform, osRelease: string): string {
  if (platform === "win32") return "it is not called on Windows yet, use WSL";
  for (const name of distributions(osRelease)) {
    const command = COMMANDS.get(name);
    if (command !== undefined) return command;
  }
  return "install libpcap with the package manager of this system";
}

/** By ID or ID_LIKE: what it takes to build a package that calls libpcap from C++. */
const COMPILER_COMMANDS = new Map([
  ["debian", "apt install g++ make python3 libpcap-dev"],
  ["ubuntu", "apt install g++ make python3 libpcap-dev"],
  ["alpine", "apk add g++ make python3 libpcap-dev"],
  ["fedora", "dnf install gcc-c++ make python3 libpcap-devel"],
  ["rhel", "dnf install gcc-c++ make python3 libpcap-devel"],
  ["centos", "dnf install gcc-c++ make python3 libpcap-devel"],
  ["suse", "zypper install gcc-c++ make python3 libpcap-devel"],
  ["opensuse", "zypper install gcc-c++ make python3 libpcap-devel"],
  ["arch", "pacman -S base-devel python libpcap"],
]);

/** What it takes here to build a package that calls libpcap from C++. */
export async function compilerPackages(): Promise<string> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  const known = distributions(release).flatMap((name) => COMPILER_COMMANDS.get(name) ?? []);
  return known[0] ?? "install a C++ compiler, make, Python 3 and libpcap's headers";
}

/** The system's own name, then those that it is like. */
function distributions(osRelease: string): string[] {
  const lineOf = (key: string) => {
    return osRelease.match(new RegExp(`^${key}=["']?([^"'\n]*)`, "m"))?.[1] ?? "";
  };
  return `${lineOf("ID")} ${lineOf("ID_LIKE")}`.split(/\s+/);
}
