// Files on disk, of which only so many are open at a time: thousands of rotated captures are one
// timeline, and a process may open about a thousand files.
import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "./byte-source.ts";

/** Closes the file that was read longest ago when one more would be too many. */
export class FilePool {
  readonly #most: number;
  /** In the order of their last use. */
  readonly #open = new Set<FileSource>();

  constructor(most = 64) {
    this.#most = most;
  }

  /** A file from its beginning; opened at the first read, and again when it had to make room. */
  source(path: string, size: number): FileSource {
    return new FileSource(this, path, size);
  }

  /** Called before a file is opened or read. */
  async use(file: FileSource): Promise<void> {
    this.#open.delete(file);
    this.#open.add(file);
    if (this.#open.size <= this.#most) return;
    const [oldest] = this.#open;
    if (oldest && oldest !== file) {
      this.#open.delete(oldest);
      await oldest.rest();
    }
  }

  forget(file: FileSource): void {
    this.#open.delete(file);
  }
}

/** A regular file, read at a position of its own, so that it can be closed and opened again. */
export class FileSource implements ByteSource {
  bytesRead = 0;
  /** Bytes in the file when it was opened. */
  readonly size: number;
  readonly #pool: FilePool;
  readonly #path: string;
  #handle: FileHandle | null = null;

  constructor(pool: FilePool, path: string, size: number) {
    this.#pool = pool;
    this.#path = path;
    this.size = size;
  }

  async read(target: Uint8Array, at: number): Promise<number> {
    await this.#pool.use(this);
    this.#handle ??= await open(this.#path, "r");
    const { bytesRead } = await this.#handle.read(target, at, target.length - at, this.bytesRead);
    this.bytesRead += bytesRead;
    return bytesRead;
  }

  /** Gives up the descriptor until the next read. */
  async rest(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  async close(): Promise<void> {
    this.#pool.forget(this);
    await this.rest();
  }
}
