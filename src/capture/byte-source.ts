// Where a capture's bytes come from: a stretch of memory or a stream of pieces. Files stand in
// file-pool.ts. Knows nothing of what the bytes mean.

/** Bytes in order, read into the caller's buffer. Never seeks, so that a pipe will do. */
export interface ByteSource {
  /**
   * Fills `target` from index `at`; resolves to how many bytes came, at least 1, or 0 at the end.
   * Rejects with BrokenBytes, or with the system's error, when nothing more can be had.
   */
  read(target: Uint8Array, at: number): Promise<number>;
  /** Bytes handed out so far, as stored. */
  readonly bytesRead: number;
  /** Lets go of what the source holds; never waits for a read under way. */
  close(): Promise<void>;
}

/** The bytes end before they should; what came until then is good. */
export class BrokenBytes extends Error {
  override readonly name = "BrokenBytes";
  /** They simply end, as when a program that wrote them was killed. */
  readonly cutShort: boolean;
  /** What to do when this keeps everything from being read. */
  readonly advice: string;

  constructor(message: string, cutShort: boolean, advice = "copy it again") {
    super(message);
    this.cutShort = cutShort;
    this.advice = advice;
  }
}

/** Pieces of bytes one after another, from memory, a pipe, a socket or a decompressor. */
export class PieceSource implements ByteSource {
  bytesRead = 0;
  readonly #pieces: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  readonly #release: () => void;
  #piece: Uint8Array = new Uint8Array(0);
  #at = 0;
  #ended = false;

  /** `release` lets go of what is behind the pieces, in the middle too. */
  constructor(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, release: () => void = () => {}) {
    this.#pieces =
      Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
    this.#release = release;
  }

  async read(target: Uint8Array, at: number): Promise<number> {
    while (this.#at === this.#piece.length) {
      if (this.#ended) return 0;
      const next = await this.#pieces.next();
      if (next.done) {
        this.#ended = true;
        return 0;
      }
      if (!(next.value instanceof Uint8Array)) {
        throw new BrokenBytes("the stream gives text instead of bytes", false, "leave its encoding unset");
      }
      this.#piece = next.value;
      this.#at = 0;
    }
    const count = Math.min(this.#piece.length - this.#at, target.length - at);
    target.set(this.#piece.subarray(this.#at, this.#at + count), at);
    this.#at += count;
    this.bytesRead += count;
    return count;
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#piece = new Uint8Array(0);
    this.#at = 0;
    this.#release();
    // Not awaited: a generator that waits for a pipe answers only when the pipe does.
    Promise.resolve(this.#pieces.return?.()).catch(() => {});
  }
}
