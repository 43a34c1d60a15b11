// Inputs that flow (standard input, pipes) kept in temporary files while they are read, so that they can
// be read a second time.
import { createReadStream } from "node:fs";
import { type FileHandle, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaptureSpec } from "./input-bytes.ts";

export class Spool {
  /** For the first reading. */
  readonly first: CaptureSpec[] = [];
  /** For the second, once the first has come to its end. */
  readonly second: CaptureSpec[] = [];
  #folder: string | null = null;

  private constructor() {}

  /** `inputs`: paths and `-`. Nothing is read yet; errors of an input come when it is opened. */
  static async of(inputs: readonly string[]): Promise<Spool> {
    const spool = new Spool();
    for (const [index, input] of inputs.entries()) await spool.#add(input, index);
    return spool;
  }

  /** Takes the temporary files away. */
  async close(): Promise<void> {
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
  }

  async #add(input: string, index: number): Promise<void> {
    const flows = input === "-" ? !process.stdin.isTTY : await isPipe(input);
    if (!flows) {
      this.first.push(input);
      this.second.push(input);
      return;
    }
    this.#folder ??= await mkdtemp(join(tmpdir(), "shakedown-"));
    const copy = join(this.#folder, String(index));
    this.first.push({ name: input, bytes: copied(input, await open(copy, "w")) });
    this.second.push(copy);
  }
}

async function isPipe(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && !found.isFile() && !found.isDirectory();
}

async function* copied(input: string, copy: FileHandle): AsyncGenerator<Uint8Array> {
  const stream = input === "-" ? process.stdin : createReadStream(input);
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      await copy.writeFile(piece);
      yield piece;
    }
  } finally {
    stream.destroy();
    await copy.close();
  }
}
