// Attempts to connect, from their SYN until it is known whether they came to something. What is not
// known after 3 s has failed, until a late handshake says otherwise. A queue through flat memory: the
// attempts of a flood cost no object and no search.
import type { Segment } from "../../decode/segment.ts";
import { PAIR } from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { NUMBER_MASK, PENDING } from "./pair-word.ts";

/** After so long without a handshake an attempt counts as failed (SEMANTICS §3, half-open-handshake). */
const WAIT_NANOS = 3e9;

/** Words of an attempt; the time (f64) stands at TIME. */
const ATTEMPT_WORDS = 8;
const HANDLE = 0;
const SOURCE = 1;
const RETRIED = 2;
const TIME = 4;

/** Who is told of what waited long enough. `retried`: its SYN was repeated. Read `time` from the queue. */
export interface Undecided {
  failed(handle: number, source: number, retried: boolean): void;
}

export class Attempts {
  /** When the oldest attempt has waited long enough. */
  next = Number.POSITIVE_INFINITY;
  /** SYN of the attempt that was last told of or ended, in nanoseconds of the timeline. */
  time = 0.5;
  private readonly table: ConnectionTable;
  private readonly undecided: Undecided;
  private words: Int32Array;
  private doubles: Float64Array;
  private mask = 255;
  /** Running numbers of the oldest attempt and of the next one to come. */
  private first = 0;
  private end = 0;

  constructor(table: ConnectionTable, undecided: Undecided) {
    this.table = table;
    this.undecided = undecided;
    const memory = new ArrayBuffer((this.mask + 1) * ATTEMPT_WORDS * 4);
    this.words = new Int32Array(memory);
    this.doubles = new Float64Array(memory);
  }

  /** A connection begins with its SYN. `source`: hash of the sender's address. */
  begin(handle: number, source: number, segment: Segment): void {
    if (((this.end - this.first) & NUMBER_MASK) > this.mask) this.grow();
    const at = (this.end & this.mask) * ATTEMPT_WORDS;
    const { words } = this;
    words[at + HANDLE] = handle;
    words[at + SOURCE] = source;
    words[at + RETRIED] = 0;
    this.doubles[(at + TIME) >> 1] = segment.time;
    this.table.words[this.table.coldRow(handle) + PAIR] = PENDING | this.end;
    if (this.end === this.first) this.next = segment.time + WAIT_NANOS;
    this.end = (this.end + 1) & NUMBER_MASK;
  }

  /** Its SYN again, while it waits. */
  retry(pair: number): void {
    this.words[(pair & this.mask) * ATTEMPT_WORDS + RETRIED] = 1;
  }

  isRetried(pair: number): boolean {
    return this.words[(pair & this.mask) * ATTEMPT_WORDS + RETRIED] === 1;
  }

  sourceOf(pair: number): number {
    return this.words[(pair & this.mask) * ATTEMPT_WORDS + SOURCE] as number;
  }

  /** It is known what became of the attempt with this word PAIR. Sets `time`. */
  decide(handle: number, pair: number): void {
    const number = pair & NUMBER_MASK;
    const at = (number & this.mask) * ATTEMPT_WORDS;
    this.words[at + HANDLE] = -1;
    this.time = this.doubles[(at + TIME) >> 1] as number;
    this.table.words[this.table.coldRow(handle) + PAIR] = 0;
    if (number === this.first) this.skipDecided();
  }

  /** Tells of every attempt that began `waited` nanoseconds or longer before `now`. */
  advance(now: number, waited = WAIT_NANOS): void {
    while (this.first !== this.end) {
      const at = (this.first & this.mask) * ATTEMPT_WORDS;
      const time = this.doubles[(at + TIME) >> 1] as number;
      if (time + waited > now) break;
      const handle = this.words[at + HANDLE] as number;
      this.decide(handle, this.first);
      this.undecided.failed(handle, this.words[at + SOURCE] as number, this.words[at + RETRIED] === 1);
    }
  }

  private skipDecided(): void {
    while (this.first !== this.end && this.words[(this.first & this.mask) * ATTEMPT_WORDS + HANDLE] === -1)
      this.first = (this.first + 1) & NUMBER_MASK;
    this.next =
      this.first === this.end
        ? Number.POSITIVE_INFINITY
        : (this.doubles[((this.first & this.mask) * ATTEMPT_WORDS + TIME) >> 1] as number) + WAIT_NANOS;
  }

  private grow(): void {
    const { words, mask } = this;
    const memory = new ArrayBuffer(words.byteLength * 2);
    this.words = new Int32Array(memory);
    this.doubles = new Float64Array(memory);
    this.mask = mask * 2 + 1;
    for (let number = this.first; number !== this.end; number = (number + 1) & NUMBER_MASK) {
      const at = (number & mask) * ATTEMPT_WORDS;
      this.words.set(words.subarray(at, at + ATTEMPT_WORDS), (number & this.mask) * ATTEMPT_WORDS);
    }
  }
}
