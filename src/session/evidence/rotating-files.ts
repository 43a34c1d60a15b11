// The files that a capture is written to, one after another: what is handed over goes to the disk in
// order, whole pcapng blocks only. Knows names, counts of files and what the disk says; no packet.
import { type FileHandle, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { openReplacement } from "../../capture/open-new-file.ts";
import { wholeBlocks } from "../../capture/pcapng-blocks.ts";

/** Blocks that lie in one stretch of memory, and belong to one file. */
export interface FilePart {
  readonly from: number;
  readonly to: number;
  /** Begins the next file: when its first packet was captured, in nanoseconds since 1970. */
  readonly begins: bigint | null;
}

export interface RotatingOptions {
  readonly path: string;
  /** Whether there is more than one: then number and time stand in the names. */
  readonly rotates: boolean;
  /** Of several, so many stay. */
  readonly keep: number;
}

/** Why nothing is written any more. */
export interface WriteFailure {
  readonly path: string;
  /** The system's, such as ENOSPC. */
  readonly code: string;
}

export class RotatingFiles {
  /** Packets that are in files. */
  packets = 0;
  files = 0;
  /** Taken away again, because only so many are kept. */
  removed = 0;
  failure: WriteFailure | null = null;
  readonly #options: RotatingOptions;
  readonly #kept: string[] = [];
  #file: FileHandle | null = null;
  #path: string;
  /** Until its head is in it, so that a killed process leaves no empty one; null: it has its name. */
  #partial: string | null = null;
  /** In the file, all whole blocks. */
  #size = 0;
  #number = 0;

  constructor(options: RotatingOptions) {
    this.#options = options;
    this.#path = options.path;
  }

  /** Of the file that is being written, or of the first. */
  get path(): string {
    return this.#path;
  }

  /** Begins a file whose first packet was captured at that moment. Rejects with the system's error. */
  async begin(epochNanos: bigint): Promise<void> {
    await this.#file?.close();
    this.#file = null;
    const { path, rotates, keep } = this.#options;
    this.#path = rotates ? await this.#nextName(epochNanos) : path;
    const { file, partial } = await openReplacement(this.#path, `${this.#path}.part`);
    this.#file = file;
    this.#partial = partial;
    this.#size = 0;
    this.files++;
    this.#kept.push(this.#path);
    while (this.#kept.length > keep) {
      await rm(this.#kept.shift() as string, { force: true });
      this.removed++;
    }
  }

  /** Writes the parts, in order. Never rejects: what goes wrong stands in `failure`, and nothing is written then. */
  async write(bytes: Uint8Array, parts: readonly FilePart[]): Promise<void> {
    for (const { from, to, begins } of parts) {
      if (this.failure !== null) return;
      await this.#part(bytes, from, to, begins).catch((error: NodeJS.ErrnoException) => {
        this.failure = { path: this.#path, code: error.code ?? String(error) };
      });
    }
  }

  async close(): Promise<void> {
    await this.#file?.close().catch(() => {});
    this.#file = null;
  }

  async #part(bytes: Uint8Array, from: number, to: number, begins: bigint | null): Promise<void> {
    if (begins !== null) await this.begin(begins);
    const file = this.#file as FileHandle;
    let at = from;
    try {
      while (at < to) at += (await file.write(bytes, at, to - at)).bytesWritten;
    } catch (error) {
      // What is in the file stays readable to its end.
      const whole = wholeBlocks(bytes, from, at);
      this.packets += whole.packets;
      await file.truncate(this.#size + whole.end - from).catch(() => {});
      if (this.#partial !== null && whole.end === from) await rm(this.#partial, { force: true });
      else await this.#nameIt();
      throw error;
    }
    this.#size += to - from;
    this.packets += wholeBlocks(bytes, from, to).packets;
    await this.#nameIt();
  }

  async #nameIt(): Promise<void> {
    if (this.#partial !== null) await rename(this.#partial, this.#path);
    this.#partial = null;
  }

  /** `name_00001_20261120T152648Z.pcapng`, as dumpcap names them, in UTC. Never one that exists. */
  async #nextName(epochNanos: bigint): Promise<string> {
    const { path } = this.#options;
    const ending = extname(path);
    const name = basename(path, ending);
    for (;;) {
      const number = String(++this.#number).padStart(5, "0");
      const next = join(dirname(path), `${name}_${number}_${timeInName(epochNanos)}${ending}`);
      if ((await stat(next).catch(() => null)) === null) return next;
    }
  }
}

/** 20261120T152648Z */
export function timeInName(epochNanos: bigint): string {
  const text = new Date(Number(epochNanos / 1_000_000n)).toISOString();
  return `${text.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}
