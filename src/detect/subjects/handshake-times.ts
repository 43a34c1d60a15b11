// How long the last handshakes between a client address and a service took, so that one that takes much
// longer is noticed. A pair gets its line with its second handshake; two lines for each hash: where many
// pairs meet, the one that was silent longest gives way (and its history begins anew).

/** SEMANTICS §3, slow-handshake: 3 × the median, and this much more than it. */
const TIMES_MEDIAN = 3;
const NANOS_MORE = 0.2e9;
const LEAST_COMPARED = 5;

/** One cache line: two hashes, how many handshakes, when last, and the durations of the latest. */
const LINE_WORDS = 16;
const HASH = 0;
const CHECK = 1;
const COUNT = 2;
const LAST_USED = 3;
const DURATIONS = 4;
const KEPT = LINE_WORDS - DURATIONS;
const SETS = 1 << 15;
/** First handshakes, the latest of each hash: the line of a pair that has only one is never touched. */
const FIRSTS = 1 << 14;

export interface SlowHandshake {
  readonly nanos: number;
  readonly medianNanos: number;
  readonly comparedWith: number;
}

export class HandshakeTimes {
  private readonly words: Int32Array;
  private readonly durations: Float32Array;
  private readonly sorted = new Float32Array(KEPT);
  /** Hash and duration of each. */
  private readonly firsts: Int32Array;
  private readonly firstDurations: Float32Array;
  private clock = 0;
  /** How long the handshake took that is added next. (An argument would be boxed.) */
  nanos = 0.5;

  constructor() {
    const memory = new ArrayBuffer(SETS * 2 * LINE_WORDS * 4);
    this.words = new Int32Array(memory);
    this.durations = new Float32Array(memory);
    const firsts = new ArrayBuffer(FIRSTS * 2 * 4);
    this.firsts = new Int32Array(firsts);
    this.firstDurations = new Float32Array(firsts);
  }

  /**
   * A handshake without retries, which took `nanos`, of the pair with these two hashes (independent of each
   * other). Returns what it was compared with when it was slow, else null.
   */
  add(hash: number, check: number): SlowHandshake | null {
    const { nanos } = this;
    const place = (hash & (FIRSTS - 1)) * 2;
    if (this.firsts[place] !== check) {
      this.firsts[place] = check;
      this.firstDurations[place + 1] = nanos;
      return null;
    }
    const line = this.lineOf(hash, check, place);
    const { words } = this;
    const count = words[line + COUNT] as number;
    const slow = nanos > NANOS_MORE && count >= LEAST_COMPARED ? this.compare(line, count, nanos) : null;
    this.durations[line + DURATIONS + (count % KEPT)] = nanos;
    words[line + COUNT] = count + 1;
    words[line + LAST_USED] = ++this.clock;
    return slow;
  }

  private compare(line: number, count: number, nanos: number): SlowHandshake | null {
    const kept = count < KEPT ? count : KEPT;
    const sorted = this.sorted.subarray(0, kept);
    sorted.set(this.durations.subarray(line + DURATIONS, line + DURATIONS + kept));
    sorted.sort();
    const half = kept >> 1;
    const upper = sorted[half] as number;
    const median = kept % 2 === 1 ? upper : (upper + (sorted[half - 1] as number)) / 2;
    if (nanos <= TIMES_MEDIAN * median || nanos - median <= NANOS_MORE) return null;
    return { nanos, medianNanos: median, comparedWith: kept };
  }

  private lineOf(hash: number, check: number, place: number): number {
    const { words } = this;
    const first = ((hash >>> 8) & (SETS - 1)) * 2 * LINE_WORDS;
    if (words[first + HASH] === hash && words[first + CHECK] === check) return first;
    const second = first + LINE_WORDS;
    if (words[second + HASH] === hash && words[second + CHECK] === check) return second;
    const line =
      (words[first + LAST_USED] as number) <= (words[second + LAST_USED] as number) ? first : second;
    words[line + HASH] = hash;
    words[line + CHECK] = check;
    words[line + COUNT] = 1;
    this.durations[line + DURATIONS] = this.firstDurations[place + 1] as number;
    return line;
  }
}
