// A file that another program still writes: at its end the next bytes are waited for. Ends when it is
// stopped, or when its name belongs to another file. Knows nothing of what the bytes mean.
import { type FSWatcher, watch } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import type { ByteSource } from "./byte-source.ts";

/** Where the system does not say that a file has grown, it is asked so often. */
const POLL_MILLISECONDS = 200;

/** Why nothing more comes from a file. */
export type FollowEnd = "stopped" | "replaced" | "truncated" | "removed";

export class FollowedFile implements ByteSource {
  bytesRead = 0;
  /** When its end was reached, by performance.now; null while there is more. */
  idleSince: number | null = null;
  ended: FollowEnd | null = null;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #inode: bigint;
  readonly #device: bigint;
  #watcher: FSWatcher | null = null;
  #wake: () => void = () => {};
  /** It grew while nobody waited for it. */
  #changed = false;
  #closed = false;

  private constructor(path: string, file: FileHandle, inode: bigint, device: bigint) {
    this.#path = path;
    this.#file = file;
    this.#inode = inode;
    this.#device = device;
    try {
      this.#watcher = watch(path, { persistent: false }, () => this.#stir());
      this.#watcher.on("error", () => this.#watcher?.close());
    } catch {
      // Some file systems cannot: it is asked now and then anyway.
    }
  }

  /** Rejects with the system's error. */
  static async open(path: string): Promise<FollowedFile> {
    const file = await open(path, "r");
    const { ino, dev } = await file.stat({ bigint: true });
    return new FollowedFile(path, file, ino, dev);
  }

  /** Waits at the end of the file; resolves to 0 when stopped, closed, or nothing more will come. */
  async read(target: Uint8Array, at: number): Promise<number> {
    while (!this.#closed) {
      this.#changed = false;
      const count = await this.#next(target, at);
      if (count > 0) {
        this.idleSince = null;
        this.bytesRead += count;
        return count;
      }
      if (this.ended !== null) return 0;
      this.idleSince ??= performance.now();
      // What was written before the name went to another file is read first.
      const ended = await this.#whyEnded();
      if (ended !== null) {
        this.ended = ended;
        continue;
      }
      if (!this.#changed) await this.#pause();
    }
    return 0;
  }

  /** Waits for nothing more: what is there is handed out, then the end. */
  stop(): void {
    this.ended ??= "stopped";
    this.#stir();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#watcher?.close();
    this.#stir();
    await this.#file.close();
  }

  async #next(target: Uint8Array, at: number): Promise<number> {
    return (await this.#file.read(target, at, target.length - at, this.bytesRead)).bytesRead;
  }

  async #whyEnded(): Promise<FollowEnd | null> {
    if ((await this.#file.stat()).size < this.bytesRead) return "truncated";
    const named = await stat(this.#path, { bigint: true }).catch(() => null);
    if (named === null) return "removed";
    return named.ino === this.#inode && named.dev === this.#device ? null : "replaced";
  }

  #stir(): void {
    this.#changed = true;
    this.#wake();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MILLISECONDS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
