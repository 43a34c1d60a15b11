// Network namespaces and what joins them. Knows no TCP.
import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Debian's own interpreter where it is: version managers put a slow shim before it. */
export const PYTHON = runs("/usr/bin/python3", "--version") ? "/usr/bin/python3" : "python3";

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Why the lab cannot run here, or null. */
export function missingForLab(): string | null {
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid?.() !== 0) return "needs root";
  for (const [command, flag] of [
    [PYTHON, "--version"],
    ["tcpdump", "--version"],
    ["ip", "-V"],
    ["ss", "-V"],
    ["nft", "--version"],
    ["ethtool", "--version"],
    ["ping", "-V"],
  ] as const)
    if (!runs(command, flag)) return `needs ${command}`;
  const name = `shakedown-${process.pid}-try`;
  if (!runs("ip", "netns", "add", name)) return "needs the right to make network namespaces";
  runs("ip", "netns", "delete", name);
  return null;
}

/** Whether this kernel has a setting, such as `net.ipv4.tcp_syn_linear_timeouts` (Linux 6.5). */
export function hasSetting(name: string): boolean {
  return existsSync(`/proc/sys/${name.replaceAll(".", "/")}`);
}

async function run(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute(command, args);
  return stdout;
}

let made = 0;

/** A name that no other run of the lab uses. */
export function uniqueName(): string {
  return `shakedown-${process.pid}-${++made}`;
}

export class Namespace {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  static async add(name: string): Promise<Namespace> {
    await run("ip", "netns", "add", name);
    const namespace = new Namespace(name);
    await namespace.ip("link", "set", "lo", "up");
    return namespace;
  }

  /** Runs a command inside. */
  run(command: string, ...args: string[]): Promise<string> {
    return run("ip", "netns", "exec", this.name, command, ...args);
  }

  /** The words before a command that is to run inside. */
  prefix(): [string, ...string[]] {
    return ["ip", "netns", "exec", this.name];
  }

  async ip(...args: string[]): Promise<void> {
    await run("ip", "-n", this.name, ...args);
  }

  /** Kernel settings such as `net.ipv4.tcp_fin_timeout`. */
  async set(settings: Record<string, string | number>): Promise<void> {
    await this.run(
      "sysctl",
      "-q",
      "-w",
      ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    );
  }

  /** A packet filter rule: `chain` is input, output or forward. */
  async filter(chain: "input" | "output" | "forward", ...rule: string[]): Promise<void> {
    await this.run("nft", "add table inet lab");
    await this.run("nft", `add chain inet lab ${chain} { type filter hook ${chain} priority 0 ; }`);
    await this.run("nft", `add rule inet lab ${chain} ${rule.join(" ")}`);
  }

  async liftFilters(): Promise<void> {
    await this.run("nft", "delete table inet lab");
  }

  async delete(): Promise<void> {
    await run("ip", "netns", "delete", this.name).catch(() => {});
  }
}

/**
 * A veth pair between two namespaces. Offloads are off unless asked for, so that what is captured is
 * what was on the wire: whole checksums, no segment above the MSS.
 */
export async function join(
  a: Namespace,
  aInterface: string,
  b: Namespace,
  bInterface: string,
  offloads = false,
): Promise<void> {
  await run(
    "ip",
    "link",
    "add",
    aInterface,
    "netns",
    a.name,
    "type",
    "veth",
    "peer",
    "name",
    bInterface,
    "netns",
    b.name,
  );
  for (const [namespace, name] of [
    [a, aInterface],
    [b, bInterface],
  ] as const) {
    if (!offloads)
      await namespace.run(
        "ethtool",
        "-K",
        name,
        "tso",
        "off",
        "gso",
        "off",
        "gro",
        "off",
        "tx",
        "off",
        "rx",
        "off",
      );
    await namespace.ip("link", "set", name, "up");
  }
}

/** The hardware address of an interface. */
export async function linkAddress(namespace: Namespace, name: string): Promise<string> {
  return (await namespace.run("cat", `/sys/class/net/${name}/address`)).trim();
}
