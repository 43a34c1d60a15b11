// Who holds which socket: asked for by inode, answered later, from the small process that kept root, or by
// looking in slices at the processes that this user may see.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LineCutter, readAnswerLine } from "./inode-protocol.ts";
import { ProcessScan, type SocketOwner } from "./process-scan.ts";

/** Sockets remembered; the oldest are forgotten, and asked for again when wanted. */
const MOST_KNOWN = 65_536;
/** Between two searches of our own, and of one that found nothing. */
const SEARCH_MILLISECONDS = 1000;
/** A search of our own may take this share of the time. */
const SHARE = 0.02;
/** Who is not found may be on its way to its process; so often it is looked for again. */
const MOST_TRIES = 3;

const HELPER = fileURLToPath(new URL("./inode-helper.js", import.meta.url));

interface Known {
  owner: SocketOwner | null;
  tries: number;
  asking: boolean;
  /** Not to be asked again before (performance.now). */
  after: number;
}

export class SocketOwners {
  readonly #known = new Map<number, Known>();
  readonly #child: ChildProcess | null;
  #childLives: boolean;
  readonly #scan = new ProcessScan();
  readonly #queued = new Set<number>();
  #searching = false;
  #searchAfter = 0;
  #closed = false;

  /** `helper`: a process to ask, started already (startInodeHelper); null: this one looks itself. */
  constructor(helper: ChildProcess | null) {
    this.#child = helper;
    this.#childLives = helper !== null;
    if (helper === null) return;
    const lines = new LineCutter();
    helper.stdout?.setEncoding("utf8");
    helper.stdout?.on("data", (piece: string) => {
      for (const line of lines.take(piece)) {
        const answer = readAnswerLine(line);
        if (answer !== null) this.#learn(answer.inode, answer.owner);
      }
    });
    const gone = () => {
      this.#childLives = false;
      for (const known of this.#known.values()) known.asking = false;
    };
    helper.on("exit", gone);
    helper.on("error", gone);
    for (const stream of [helper.stdin, helper.stdout]) stream?.on("error", gone);
  }

  /** Who holds it as far as is known; where it is not, it is asked for with the next `ask`. */
  of(inode: number): SocketOwner | null {
    if (inode === 0) return null;
    let known = this.#known.get(inode);
    if (known === undefined) {
      if (this.#known.size >= MOST_KNOWN) this.#known.delete(this.#known.keys().next().value as number);
      known = { owner: null, tries: 0, asking: false, after: 0 };
      this.#known.set(inode, known);
    }
    const isDue = known.owner === null && !known.asking && known.tries < MOST_TRIES;
    if (isDue && performance.now() >= known.after) this.#queued.add(inode);
    return known.owner;
  }

  /** It was looked for, and no process shows it. */
  isHidden(inode: number): boolean {
    const known = this.#known.get(inode);
    return known !== undefined && known.owner === null && known.tries > 0 && !known.asking;
  }

  /** The socket is gone. */
  forget(inode: number): void {
    this.#known.delete(inode);
    this.#queued.delete(inode);
  }

  /** Asks for all that were wanted and are not known. */
  ask(): void {
    if (this.#queued.size === 0 || this.#closed) return;
    if (this.#childLives) {
      const text = [...this.#queued].map((inode) => `${inode}\n`).join("");
      for (const inode of this.#queued) this.#begin(inode);
      this.#queued.clear();
      this.#child?.stdin?.write(text);
      return;
    }
    if (this.#searching || performance.now() < this.#searchAfter) return;
    const wanted = new Set(this.#queued);
    for (const inode of wanted) this.#begin(inode);
    this.#queued.clear();
    this.#searching = true;
    this.#search(
      wanted,
      this.#scan.find(wanted, (inode, owner) => this.#learn(inode, owner)),
      0,
    );
  }

  close(): void {
    this.#closed = true;
    // (The child is another user's by now: it cannot be killed, and ends with its input.)
    this.#child?.stdin?.end();
  }

  /** One slice of a search, then the others' turn. */
  #search(wanted: Set<number>, steps: Generator<void>, before: number): void {
    const began = performance.now();
    const { done } = steps.next();
    const busy = before + performance.now() - began;
    if (done !== true && !this.#closed) {
      setImmediate(() => this.#search(wanted, steps, busy));
      return;
    }
    for (const inode of wanted) this.#learn(inode, null);
    this.#searching = false;
    this.#searchAfter = performance.now() + Math.max(SEARCH_MILLISECONDS, busy / SHARE);
  }

  #begin(inode: number): void {
    const known = this.#known.get(inode);
    if (known === undefined) return;
    known.asking = true;
    known.tries++;
  }

  #learn(inode: number, owner: SocketOwner | null): void {
    const known = this.#known.get(inode);
    if (known === undefined) return;
    known.asking = false;
    known.owner = owner;
    known.after = performance.now() + SEARCH_MILLISECONDS;
  }
}

/**
 * Starts the process that keeps the rights of this one. Call it before they are given up. Null without root:
 * it would see no more than we do.
 */
export function startInodeHelper(entry = HELPER): ChildProcess | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync(entry)) return null;
  const child = spawn(process.execPath, [entry], {
    // What it has no need for it does not get; Ctrl-C is for the program, which then ends it.
    env: {},
    cwd: "/",
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.unref();
  for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref?(): void }).unref?.();
  return child;
}
