// The stretch of a capture that is in memory: one buffer, refilled in place. Readers walk records
// in it; knows nothing of records itself.
import { BrokenBytes, type ByteSource } from "./byte-source.ts";

/** From this size on a window reads ahead: smaller ones stand beside many others. */
const READS_AHEAD = 1024 * 1024;
/** For what still comes: below that size, since what came is wanted at once. */
export const WAITING_WINDOW_BYTES = READS_AHEAD / 2;
/** Room before what is read ahead, for the bytes that are not used yet when it is taken. */
const HEADROOM = 64 * 1024;

/** Bytes `start` to `end` of `bytes` are read and not yet used. */
export class ByteWindow {
  bytes: Uint8Array;
  /** The same memory as `bytes`. */
  view: DataView;
  start = 0;
  end = 0;
  /** Why no more bytes come, when that is not the regular end. */
  broken: BrokenBytes | null = null;
  /** Where `bytes[0]` lies in the uncompressed capture. */
  #origin = 0;
  #ended = false;
  readonly #source: ByteSource;
  /** The other buffer of a window that reads ahead … */
  #spare: Uint8Array | null = null;
  /** … and how many bytes come into it, from HEADROOM on. */
  #coming: Promise<number> | null = null;

  constructor(source: ByteSource, size: number) {
    this.#source = source;
    const readsAhead = size >= READS_AHEAD;
    this.bytes = new Uint8Array(readsAhead ? HEADROOM + size : size);
    this.view = new DataView(this.bytes.buffer);
    if (readsAhead) this.#spare = new Uint8Array(this.bytes.length);
  }

  /** Where `start` lies in the uncompressed capture. */
  get position(): number {
    return this.#origin + this.start;
  }

  get available(): number {
    return this.end - this.start;
  }

  /**
   * Reads until `needed` bytes from `start` are there; false where the input ends before. What is
   * unused moves to the front, so offsets into `bytes` taken before are void. The buffer grows only
   * as bytes arrive: a record that claims gigabytes costs what is really there.
   */
  async fill(needed: number): Promise<boolean> {
    if (this.available >= needed) return true;
    if (this.#coming !== null) await this.#exchange();
    if (this.available < needed) {
      this.#moveToFront();
      while (this.end < needed) {
        if (this.#ended) return false;
        if (this.end === this.bytes.length) this.#grow(needed);
        this.end += await this.#read(this.bytes, this.end);
      }
    }
    // While the caller walks what is there, the next bytes come into the other buffer.
    if (this.#spare !== null && !this.#ended) this.#coming = this.#read(this.#spare, HEADROOM);
    return true;
  }

  /** The buffer with the bytes that were read ahead becomes the window, what is unused before them. */
  async #exchange(): Promise<void> {
    const spare = this.#spare as Uint8Array;
    const count = await (this.#coming as Promise<number>);
    this.#coming = null;
    const left = this.available;
    const position = this.position;
    if (left > HEADROOM) {
      this.#moveToFront();
      while (this.end + count > this.bytes.length) this.#grow(this.end + count);
      this.bytes.set(spare.subarray(HEADROOM, HEADROOM + count), this.end);
      this.end += count;
      return;
    }
    spare.set(this.bytes.subarray(this.start, this.end), HEADROOM - left);
    this.#spare = this.bytes.length === spare.length ? this.bytes : new Uint8Array(spare.length);
    this.bytes = spare;
    this.view = new DataView(spare.buffer);
    this.start = HEADROOM - left;
    this.end = HEADROOM + count;
    this.#origin = position - this.start;
  }

  /** Goes past `count` bytes without keeping them; false where the input ends before. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > this.available) {
      left -= this.available;
      this.start = this.end;
      if (!(await this.fill(1))) return false;
    }
    this.start += left;
    return true;
  }

  /** Lets go of the source. */
  close(): Promise<void> {
    this.#ended = true;
    return this.#source.close();
  }

  /** 0 at the end, which includes an input that breaks off: `broken` says why. */
  async #read(target: Uint8Array, at: number): Promise<number> {
    try {
      const count = await this.#source.read(target, at);
      if (count === 0) this.#ended = true;
      return count;
    } catch (error) {
      this.#ended = true;
      this.broken =
        error instanceof BrokenBytes
          ? error
          : new BrokenBytes(
              `reading failed: ${(error as Error).message ?? error}`,
              false,
              "check where it comes from",
            );
      return 0;
    }
  }

  #moveToFront(): void {
    if (this.start === 0) return;
    this.bytes.copyWithin(0, this.start, this.end);
    this.#origin += this.start;
    this.end -= this.start;
    this.start = 0;
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.min(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.end));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}
