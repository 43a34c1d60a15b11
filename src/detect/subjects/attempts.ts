// Attempts to connect, from their SYN until it is known whether they came to something. What is not
// known after 3 s has failed, until a late handshake says otherwise. A queue through flat memory: the
// attempts of a flood cost no object, no search, and no look at their rows.
import type { Segment } from "../../decode/segment.ts";
import { PAIR, SERVICE } from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { ATTEMPT, NUMBER_MASK } from "./pair-word.ts";

/** After so long without a handshake an attempt counts as failed (SEMANTICS §3, half-open-handshake). */
const WAIT_NANOS = 3e9;

/** Words of an attempt: the row and its service, and the time of its SYN (f64). */
const ATTEMPT_WORDS = 4;
const HANDLE = 0;
const MET = 1;
const TIME = 2;
/** In MET, beside the service: its SYN was repeated. */
const RETRIED = 1 << 30;
const DECIDED = -1;

/** Who is told of what waited long enough. `retried`: its SYN was repeated. */
export interface Undecided {
  fail(handle: number, service: number, retried: boolean): void;
}

export class Attempts {
  /** When the oldest attempt has waited long enough. */
  next = Number.POSITIVE_INFINITY;
  /** SYN of the attempt that was last decided, in nanoseconds of the timeline. */
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

  /** A connection begins with its SYN. */
  begin(handle: number, segment: Segment): void {
    if (((this.end - this.first) & NUMBER_MASK) > this.mask) this.grow();
    const at = (this.end & this.mask) * ATTEMPT_WORDS;
    const { words } = this.table;
    const cold = this.table.coldRow(handle);
    this.words[at + HANDLE] = handle;
    this.words[at + MET] = words[cold + SERVICE] as number;
    this.doubles[(at + TIME) >> 1] = segment.time;
    words[cold + PAIR] = ATTEMPT | this.end;
    if (this.end === this.first) this.next = segment.time + WAIT_NANOS;
    this.end = (this.end + 1) & NUMBER_MASK;
  }

  /** Whether the attempt with this word PAIR still waits; otherwise it is no attempt, or has failed. */
  isWaiting(pair: number): boolean {
    return pair < 0 && ((pair - this.first) & NUMBER_MASK) < ((this.end - this.first) & NUMBER_MASK);
  }

  /** The SYN of one that waits again. */
  retry(pair: number): void {
    const at = (pair & this.mask) * ATTEMPT_WORDS;
    this.words[at + MET] = (this.words[at + MET] as number) | RETRIED;
  }

  isRetried(pair: number): boolean {
    return ((this.words[(pair & this.mask) * ATTEMPT_WORDS + MET] as number) & RETRIED) !== 0;
  }

  /** It is known what became of one that waits; its word PAIR is free. Sets `time`. */
  decide(handle: number, pair: number): void {
    const at = (pair & this.mask) * ATTEMPT_WORDS;
    this.words[at + HANDLE] = DECIDED;
    this.time = this.doubles[(at + TIME) >> 1] as number;
    this.table.words[this.table.coldRow(handle) + PAIR] = 0;
    if ((pair & NUMBER_MASK) === this.first) this.skipDecided();
  }

  /** Tells of every attempt that began `waited` nanoseconds or longer before `now`; their words PAIR stay. */
  advance(now: number, waited = WAIT_NANOS): void {
    while (this.first !== this.end) {
      const at = (this.first & this.mask) * ATTEMPT_WORDS;
      this.time = this.doubles[(at + TIME) >> 1] as number;
      if (this.time + waited > now) break;
      this.first = (this.first + 1) & NUMBER_MASK;
      const met = this.words[at + MET] as number;
      this.undecided.fail(this.words[at + HANDLE] as number, met & ~RETRIED, (met & RETRIED) !== 0);
      this.skipDecided();
    }
  }

  private skipDecided(): void {
    while (
      this.first !== this.end &&
      this.words[(this.first & this.mask) * ATTEMPT_WORDS + HANDLE] === DECIDED
    )
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
      const from = (number & mask) * ATTEMPT_WORDS;
      const to = (number & this.mask) * ATTEMPT_WORDS;
      for (let word = 0; word < ATTEMPT_WORDS; word++) this.words[to + word] = words[from + word] as number;
    }
  }
}
