// Why this process may not capture, and the command of this system that helps. Captures nothing.
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

/** What there is to know about the rights of a process. */
export interface Rights {
  readonly platform: NodeJS.Platform;
  readonly root: boolean;
  /** Linux: the text of /proc/self/status, "" where there is none. */
  readonly status: string;
  /** Linux: the text of /proc/self/uid_map. */
  readonly uidMap: string;
  /** What makes one root here, before a command; "" where nothing was found. */
  readonly becomeRoot: string;
  /** macOS: what owns /dev/bpf* once ChmodBPF is installed. */
  readonly hasBpfGroup: boolean;
}

/** linux/capability.h */
const CAP_NET_RAW = 13n;
/** The uids of the first user namespace. */
const ALL_UIDS = /^\s*0\s+0\s+4294967295\s*$/;
const BECOME_ROOT = ["sudo", "doas"];
/** Where macOS keeps who is in the group that Wireshark's ChmodBPF makes. */
const BPF_GROUP = "/var/db/dslocal/nodes/Default/groups/access_bpf.plist";
const CHMOD_BPF = "/Library/LaunchDaemons/org.wireshark.ChmodBPF.plist";

export function rightsOfThisProcess(): Rights {
  return {
    platform: process.platform,
    root: process.geteuid?.() === 0,
    status: textOf("/proc/self/status"),
    uidMap: textOf("/proc/self/uid_map"),
    becomeRoot: BECOME_ROOT.find(isCommand) ?? "",
    hasBpfGroup: existsSync(BPF_GROUP) || existsSync(CHMOD_BPF),
  };
}

/**
 * What is missing and what to do about it, as the second half of a line.
 * @param command the words with which the program was started, as a shell takes them
 */
export function missingRight(rights: Rights, command: string): string {
  const { platform, root, hasBpfGroup } = rights;
  if (platform === "linux") return missingCapability(rights, command);
  if (root) return "even root may not, so the system itself forbids it; look at its sandbox or jail";
  const asRoot = `run ${commandAsRoot(rights, command)}`;
  if (platform !== "darwin") return `the devices /dev/bpf* are root's; ${asRoot}`;
  return hasBpfGroup
    ? `this user is not in the group access_bpf; run sudo dseditgroup -o edit -a "$USER" -t user access_bpf and log in anew, or ${asRoot}`
    : `the devices /dev/bpf* are root's; ${asRoot}, or install ChmodBPF: brew install --cask wireshark-chmodbpf`;
}

function missingCapability(rights: Rights, command: string): string {
  const { root, status, uidMap } = rights;
  const namespaced = uidMap !== "" && !ALL_UIDS.test(uidMap);
  const bounded = maskOf(status, "CapBnd");
  if (bounded !== null && !hasNetRaw(bounded)) {
    return "CAP_NET_RAW is withheld from this container or service, from its root too; start it with --cap-add NET_RAW (docker, podman), capabilities.add [NET_RAW] (Kubernetes) or CapabilityBoundingSet= (systemd)";
  }
  if (root && namespaced) {
    return "root of a user namespace has no CAP_NET_RAW over this network; run it outside, or in a network namespace of its own (unshare -rn)";
  }
  if (root) return "even root may not, so the system itself forbids it; look at SELinux, AppArmor or seccomp";
  return `this user lacks CAP_NET_RAW; run ${commandAsRoot(rights, command)}, or see "Without root" in shakedown live --help`;
}

/** Whether a right that the process holds is what libpcap asks for; null where that is not known. */
function maskOf(status: string, name: string): bigint | null {
  const mask = new RegExp(`^${name}:\\s*([0-9a-f]+)$`, "m").exec(status)?.[1];
  return mask === undefined ? null : BigInt(`0x${mask}`);
}

function hasNetRaw(mask: bigint): boolean {
  return ((mask >> CAP_NET_RAW) & 1n) === 1n;
}

function commandAsRoot({ becomeRoot }: Rights, command: string): string {
  return becomeRoot === "" ? `su -c '${command.replaceAll("'", "'\\''")}'` : `${becomeRoot} ${command}`;
}

function isCommand(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
