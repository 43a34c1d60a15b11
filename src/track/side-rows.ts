// Rows for what few connections have, allocated at the first such event.

/** A pool of equal rows of int32 words; even widths may hold doubles. */
export class SideRows {
  words: Int32Array = new Int32Array(0);
  doubles: Float64Array = new Float64Array(0);
  readonly width: number;
  private used = 0;
  private readonly free: number[] = [];

  /** `width`: words of a row, even. */
  constructor(width: number) {
    this.width = width;
  }

  /** Offset of a cleared row in `words`. */
  allocate(): number {
    const freed = this.free.pop();
    if (freed !== undefined) {
      this.words.fill(0, freed, freed + this.width);
      return freed;
    }
    if ((this.used + 1) * this.width > this.words.length) {
      const memory = new ArrayBuffer(Math.max(256 * this.width * 4, this.words.byteLength * 2));
      const words = new Int32Array(memory);
      words.set(this.words);
      this.words = words;
      this.doubles = new Float64Array(memory);
    }
    return this.used++ * this.width;
  }

  release(row: number): void {
    this.free.push(row);
  }
}

// The counters of Wireshark's analysis: five of endpoint 0, then five of endpoint 1.
export const COUNTERS = 5;
export const RETRANSMISSIONS = 0;
export const OUT_OF_ORDERS = 1;
export const DUPLICATE_ACKS = 2;
export const ZERO_WINDOWS = 3;
export const KEEP_ALIVES = 4;
