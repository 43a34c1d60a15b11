// Which process holds a socket: /proc/PID/fd, searched. Without root only the own user's processes show
// theirs. Knows no connections.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { containerIdOf } from "./container-id.ts";

export interface SocketOwner {
  readonly pid: number;
  /** As the kernel keeps it, at most 15 bytes (proc(5), comm). */
  readonly name: string;
  readonly containerId: string | null;
}

/** Processes that had sockets asked for, looked at first the next time. */
const MOST_REMEMBERED = 4096;
/** Descriptors looked at before others may go on. */
const LINKS_PER_STEP = 256;

export class ProcessScan {
  readonly #folder: string;
  /** By process number, the latest last. */
  readonly #remembered = new Set<number>();

  constructor(folder = "/proc") {
    this.#folder = folder;
  }

  /** Looks for the inodes of `wanted`, takes each one found out of it and tells it. Pauses now and then. */
  *find(wanted: Set<number>, found: (inode: number, owner: SocketOwner) => void): Generator<void> {
    const first = [...this.#remembered].reverse();
    // New ones stand at the end; they are who has new sockets.
    const others = processNumbers(this.#folder).reverse();
    const seen = new Set<number>();
    let links = 0;
    for (const pid of [...first, ...others]) {
      if (wanted.size === 0) return;
      if (seen.has(pid)) continue;
      seen.add(pid);
      let owner: SocketOwner | null = null;
      for (const descriptor of namesIn(`${this.#folder}/${pid}/fd`)) {
        if (++links % LINKS_PER_STEP === 0) yield;
        const inode = this.#inodeOf(pid, descriptor);
        if (inode < 0 || !wanted.has(inode)) continue;
        owner ??= this.#describe(pid);
        // It ended meanwhile, and its number may be another's by now: read again.
        if (owner === null || this.#inodeOf(pid, descriptor) !== inode) break;
        wanted.delete(inode);
        found(inode, owner);
      }
      if (owner !== null) this.#remember(pid);
      else this.#remembered.delete(pid);
    }
  }

  #inodeOf(pid: number, descriptor: string): number {
    try {
      const target = readlinkSync(`${this.#folder}/${pid}/fd/${descriptor}`);
      return target.startsWith("socket:[") ? Number(target.slice(8, -1)) : -1;
    } catch {
      return -1;
    }
  }

  #describe(pid: number): SocketOwner | null {
    const name = read(`${this.#folder}/${pid}/comm`);
    if (name === null) return null;
    const containerId = containerIdOf(read(`${this.#folder}/${pid}/cgroup`) ?? "");
    // (A program may call itself anything.)
    return { pid, name: name.replace(/\n$/, "").replace(/\p{Cc}/gu, "?"), containerId };
  }

  #remember(pid: number): void {
    this.#remembered.delete(pid);
    if (this.#remembered.size >= MOST_REMEMBERED)
      this.#remembered.delete(this.#remembered.values().next().value as number);
    this.#remembered.add(pid);
  }
}

function processNumbers(folder: string): number[] {
  return namesIn(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** (A process may end at any time, and others' are closed to us.) */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
