// Standard output with backpressure. A reader that goes away (`| head`) is no error: writing simply
// ends, and whoever still works hears of it.
import type { Writable } from "node:stream";
import type { Output } from "../present/report-writer.ts";
import { UsageError } from "./usage-error.ts";

/** A text above this is handed on without waiting for the next flush. */
const HANDED_ON_AT = 1 << 20;

export class StreamOutput implements Output {
  /** The reader has gone, or writing failed (`failure`): nothing more is written. */
  closed = false;
  /** Why writing failed, where it was not the reader who went away. */
  failure: Error | null = null;
  readonly #stream: Writable;
  readonly #onClosed: () => void;
  readonly #beforeWriting: () => void;
  #text = "";
  /** Who waits until the stream takes more, or never will: the loop, and a timer beside it. */
  readonly #waiting = new Set<() => void>();
  /** Bytes of writers that have not left yet. */
  #borrowed = 0;

  /**
   * @param onClosed called once when nothing more can be written
   * @param beforeWriting called before anything leaves: the moment to take a progress line away
   */
  constructor(stream: Writable, onClosed: () => void = () => {}, beforeWriting: () => void = () => {}) {
    this.#stream = stream;
    this.#onClosed = onClosed;
    this.#beforeWriting = beforeWriting;
    // They stay: a late EPIPE must not end the process either.
    stream.on("error", (error: NodeJS.ErrnoException) => this.#close(error.code === "EPIPE" ? null : error));
    stream.on("close", () => this.#close(null));
    stream.on("drain", () => this.#letGo());
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length > HANDED_ON_AT) this.#handOn();
  }

  writeBytes(bytes: Uint8Array, release: () => void): void {
    this.#handOn();
    if (this.closed) {
      release();
      return;
    }
    this.#beforeWriting();
    this.#borrowed++;
    this.#stream.write(bytes, () => {
      this.#borrowed--;
      release();
    });
  }

  /** What has not left yet, in characters or bytes. */
  get waiting(): number {
    return this.#text.length + (this.closed ? 0 : this.#stream.writableLength);
  }

  /** The reader has gone, and that was learned elsewhere. */
  abandon(): void {
    this.#close(null);
  }

  /** Hands on what was written, whether the stream takes it at once or not. */
  push(): void {
    this.#handOn();
  }

  /** Resolves when the stream takes more, or never will. */
  async flush(): Promise<void> {
    const ready = this.#handOn();
    // What a file took at once is given back in the next tick, which a chain of promises never lets in.
    if (this.#borrowed > 0) await new Promise<void>((resolve) => process.nextTick(resolve));
    if (ready || this.closed || !this.#stream.writableNeedDrain) return;
    await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Resolves when everything has left the process, or never will. */
  async finish(): Promise<void> {
    this.#handOn();
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      this.#stream.write("", () => resolve());
    });
  }

  /** Throws UsageError where writing failed; a reader who went away is no failure. */
  complain(): void {
    if (this.failure === null) return;
    throw new UsageError(`standard output cannot be written (${this.failure.message}); send it elsewhere`);
  }

  #handOn(): boolean {
    const text = this.#text;
    this.#text = "";
    if (this.closed || text === "") return !this.#stream.writableNeedDrain;
    this.#beforeWriting();
    return this.#stream.write(text);
  }

  #close(failure: Error | null): void {
    if (this.closed) return;
    this.closed = true;
    this.failure = failure;
    this.#letGo();
    this.#onClosed();
  }

  #letGo(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Writes one text and resolves when it has left. Throws UsageError where it cannot be written. */
export async function print(stream: Writable, text: string): Promise<void> {
  const output = new StreamOutput(stream);
  output.write(text);
  await output.finish();
  output.complain();
}
