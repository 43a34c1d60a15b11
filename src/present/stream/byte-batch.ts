// Many small pieces of JSON become few large writes. Pieces are put down as bytes: joining strings,
// a million times a hundred, costs twice as much. Knows no format and no record.
import type { Output } from "../report-writer.ts";

const CAPACITY = 1 << 16;
/** What is left of a piece's last word is written too, and over again by what follows. */
const WORD = 8;
/** Longer text is encoded by the runtime; below, a loop is quicker than the call. */
const SHORT_TEXT = 64;

const ZERO = 48;
const POINT = 46;
const MOST_INT32 = 0x7fffffff;

/**
 * ASCII that is written over and over, eight bytes to a word: a loop of a few words is three times as
 * quick as Uint8Array.set() on pieces this short. ASCII never makes a NaN, which might change on its way.
 */
export class Piece {
  readonly words: Float64Array;
  readonly length: number;

  constructor(ascii: string) {
    const bytes = Buffer.alloc(Math.ceil(ascii.length / 8) * 8);
    this.length = bytes.write(ascii, "latin1");
    this.words = new Float64Array(bytes.length / 8);
    for (let index = 0; index < this.words.length; index++) this.words[index] = bytes.readDoubleLE(8 * index);
  }
}

const NULL = new Piece("null");
const TRUE = new Piece("true");
const FALSE = new Piece("false");

function digitsOfLarge(value: number): number {
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  if (value < 100_000_000) return value < 10_000_000 ? 7 : 8;
  return value < 1_000_000_000 ? 9 : 10;
}

export class ByteBatch {
  private readonly out: Output;
  private bytes: Buffer = Buffer.alloc(CAPACITY);
  private view = viewOf(this.bytes);
  /** Buffers that came back from the output, to be filled again. */
  private readonly spare: Buffer[] = [];
  private at = 0;

  constructor(out: Output) {
    this.out = out;
  }

  /** Makes room for pieces and figures of `length` bytes in all; they do not check. */
  reserve(length: number): void {
    if (this.at + length + WORD > CAPACITY) this.hand();
  }

  /** Room must have been reserved. */
  piece(piece: Piece): void {
    const words = piece.words;
    let to = this.at;
    for (let index = 0; index < words.length; index++) {
      this.view.setFloat64(to, words[index] as number, true);
      to += 8;
    }
    this.at += piece.length;
  }

  /** Any text, as it is; makes its own room. */
  text(text: string): void {
    const length = text.length;
    if (3 * length + WORD > CAPACITY) {
      this.hand();
      this.out.write(text);
      return;
    }
    this.reserve(3 * length);
    const from = this.at;
    const bytes = this.bytes;
    if (length <= SHORT_TEXT) {
      let index = 0;
      let code = 0;
      for (; index < length; index++) {
        code = text.charCodeAt(index);
        if (code > 127) break;
        bytes[from + index] = code;
      }
      if (index === length) {
        this.at = from + length;
        return;
      }
    }
    this.at = from + bytes.write(text, from, "utf8");
  }

  /** A boolean. Room must have been reserved. */
  flag(value: boolean): void {
    this.piece(value ? TRUE : FALSE);
  }

  /** A number as JSON; whole ones below 2³² are the usual case. Room must have been reserved. */
  figure(value: number | null): void {
    if (value === null) {
      this.piece(NULL);
    } else if (value >>> 0 === value) {
      this.digits(value);
    } else {
      this.text(String(value));
    }
  }

  /** Seconds, exact to the nanosecond: the shortest decimals that give the same number back. Room must have been reserved. */
  seconds(value: number | null): void {
    if (value === null) {
      this.piece(NULL);
      return;
    }
    const whole = Math.floor(value);
    let nanos = Math.round((value - whole) * 1e9);
    // Also wrong for negative, huge and finer figures: those are left to the runtime.
    if (whole >>> 0 !== whole || whole + nanos / 1e9 !== value || nanos >= 1e9) {
      this.text(String(value));
      return;
    }
    this.digits(whole);
    if (nanos === 0) return;
    let length = 9;
    while (nanos % 10 === 0) {
      nanos = (nanos / 10) | 0;
      length--;
    }
    this.bytes[this.at] = POINT;
    this.fill(this.at + 1, length, nanos);
    this.at += 1 + length;
  }

  /** A whole number from 0 to 2³²-1. */
  private digits(value: number): void {
    if (value > MOST_INT32) {
      // Ten digits: two halves that int32 arithmetic can take.
      const high = Math.floor(value / 100_000);
      this.fill(this.at, 5, high);
      this.fill(this.at + 5, 5, value - high * 100_000);
      this.at += 10;
      return;
    }
    const whole = value | 0;
    const length =
      whole < 10 ? 1 : whole < 100 ? 2 : whole < 1000 ? 3 : whole < 10_000 ? 4 : digitsOfLarge(whole);
    this.fill(this.at, length, whole);
    this.at += length;
  }

  /** The last `length` decimal digits of an int32, zeros in front. */
  private fill(from: number, length: number, value: number): void {
    const bytes = this.bytes;
    let rest = value | 0;
    for (let index = from + length - 1; index >= from; index--) {
      const tenth = (rest / 10) | 0;
      bytes[index] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
  }

  /** Hands over what is left and waits until it is gone. */
  flush(): Promise<void> {
    this.hand();
    return this.out.flush();
  }

  private hand(): void {
    const length = this.at;
    if (length === 0) return;
    this.at = 0;
    const full = this.bytes;
    if (this.out.writeBytes === undefined) {
      this.out.write(full.toString("utf8", 0, length));
      return;
    }
    // A slow output keeps several buffers; each is filled again when it comes back.
    this.bytes = this.spare.pop() ?? Buffer.alloc(CAPACITY);
    this.view = viewOf(this.bytes);
    this.out.writeBytes(full.subarray(0, length), () => this.spare.push(full));
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
