// Giving up root once the interfaces are open: whoever analyses what strangers send should not be able to
// do more than the user who asked for it. Knows nothing of capturing.
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";

/** `message` is one line that says what to do next. */
export class PrivilegeError extends Error {
  override readonly name = "PrivilegeError";
}

/** What sudo tells of the user who called it. */
export interface SudoEnvironment {
  readonly SUDO_UID?: string | undefined;
  readonly SUDO_GID?: string | undefined;
}

/** Node's own types leave it out. */
type WithInitgroups = typeof process & { initgroups?(user: number, extraGroup: number): void };

interface User {
  readonly uid: number;
  readonly gid: number;
}

const ROOT = 0;
/** The highest that is no "unchanged" (-1) of setuid(2). */
const HIGHEST_ID = 2 ** 32 - 2;
/** What a thread still holds; the inheritable ones are nothing without a file that has them too. */
const HELD_CAPABILITIES = /^Cap(?:Eff|Prm|Amb):\s*([0-9a-f]+)$/gm;

/**
 * Where sudo started this process as root: becomes the user who called sudo, in all threads, with that
 * user's groups and no others, and makes sure that there is no way back. What is open stays open.
 * Main thread only. Returns false where there is nothing to give up, or nobody to become (root without sudo).
 * @throws PrivilegeError where it did not work: the process must not go on
 */
export function giveUpRoot(environment: SudoEnvironment): boolean {
  if (process.geteuid?.() !== ROOT) return false;
  const user = callerOf(environment);
  if (user === null) return false;
  try {
    // The groups go first: afterwards there is no right to.
    takeGroupsOf(user);
    process.setgid?.(user.gid);
    process.setuid?.(user.uid);
  } catch (error) {
    throw failed((error as Error).message);
  }
  const held = stillHeld(user);
  if (held !== null) throw failed(held);
  return true;
}

function failed(reason: string): PrivilegeError {
  return new PrivilegeError(
    `root could not be given up (${reason}); to capture as root all the same: --keep-root`,
  );
}

/** Null where root itself called, or sudo was not used. */
function callerOf({ SUDO_UID, SUDO_GID }: SudoEnvironment): User | null {
  if (SUDO_UID === undefined || SUDO_UID === "") return null;
  const [uid, gid] = [idOf(SUDO_UID), idOf(SUDO_GID ?? "")];
  if (uid === null) throw failed(`SUDO_UID is "${SUDO_UID}"`);
  if (uid === ROOT) return null;
  if (gid === null) throw failed(`SUDO_GID is ${SUDO_GID === undefined ? "missing" : `"${SUDO_GID}"`}`);
  return { uid, gid };
}

function idOf(text: string): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= HIGHEST_ID ? Number(text) : null;
}

/** A user whom the system does not know by name has no further groups. */
function takeGroupsOf({ uid, gid }: User): void {
  try {
    (process as WithInitgroups).initgroups?.(uid, gid);
  } catch {
    process.setgroups?.([gid]);
  }
}

/** What of root is left, in words; null when nothing is. */
function stillHeld({ uid, gid }: User): string | null {
  const ids = [process.getuid?.(), process.geteuid?.(), process.getgid?.(), process.getegid?.()];
  if (ids.join() !== [uid, uid, gid, gid].join()) return `uid and gid are ${ids.join(" ")}`;
  if (capabilitiesHeld()) return "capabilities are left";
  if (works(() => process.seteuid?.(ROOT)) || works(() => process.setuid?.(ROOT))) {
    return "the way back to root is open";
  }
  if (gid !== ROOT && works(() => process.setegid?.(ROOT))) return "the way back to root's group is open";
  return null;
}

/** (Only Linux tells; elsewhere root is all there is.) */
function capabilitiesHeld(): boolean {
  if (process.platform !== "linux") return false;
  return readdirSync("/proc/self/task").some((thread) => {
    const status = statusOf(thread);
    return [...status.matchAll(HELD_CAPABILITIES)].some(([, mask]) => BigInt(`0x${mask}`) !== 0n);
  });
}

/** "" when it has ended meanwhile. */
function statusOf(thread: string): string {
  try {
    return readFileSync(`/proc/self/task/${thread}/status`, "utf8");
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === "ENOENT" ||
      (error as NodeJS.ErrnoException).code === "ESRCH"
    )
      return "";
    throw error;
  }
}

function works(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
