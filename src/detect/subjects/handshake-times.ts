// How long the last handshakes between a client address and a service took, so that one that takes much
// longer is noticed. A pair gets its line with its second handshake. Where more pairs meet at a hash than
// have room there, the one that was silent longest gives way (and its history begins anew).

/** SEMANTICS §3, slow-handshake: 3 × the median, and this much more than it. */
const TIMES_MEDIAN = 3;
const NANOS_MORE = 0.2e9;
const LEAST_COMPARED = 5;

/** One cache line: how many handshakes, when last, and the durations of the latest. */
const LINE_WORDS = 16;
const COUNT = 0;
const LAST_USED = 1;
const DURATIONS = 2;
const KEPT = 12;
/** Lines of one hash, so that several pairs that meet there keep their histories. */
const WAYS = 4;
const SETS = 1 << 14;

/** First handshakes, a cache line for each hash: the line of a pair that has only one is never touched. */
const FIRSTS = 1 << 13;
const FIRST_WAYS = 8;
const FIRST_WORDS = FIRST_WAYS * 2;

/** Handshakes that are looked up together: memory serves many reads at a time, and a lone one slowly. */
const BATCH = 128;

export interface SlowHandshake {
  readonly nanos: number;
  readonly medianNanos: number;
  readonly comparedWith: number;
}

export class HandshakeTimes {
  /** Whose each line is: the second hash of the pair. */
  private readonly owners = new Int32Array(SETS * WAYS);
  private readonly words: Int32Array;
  private readonly durations: Float32Array;
  private readonly sorted = new Float32Array(KEPT);
  /** Hash and duration of each. */
  private readonly firsts: Int32Array;
  private readonly firstDurations: Float32Array;
  private clock = 0;
  /** Which first handshake gives way next, where all room is taken. */
  private turn = 0;
  // Handshakes that wait to be added, in their order.
  private waiting = 0;
  private readonly hashes = new Int32Array(BATCH);
  private readonly checks = new Int32Array(BATCH);
  private readonly nanos = new Float64Array(BATCH);
  private readonly lines = new Int32Array(BATCH);
  /** Whose they are, where they took long enough to be slow; −1: they did not. */
  readonly handles = new Int32Array(BATCH);
  /** Keeps the compiler from leaving out reads that only warm the caches. */
  lastRead = 0;

  constructor() {
    const memory = new ArrayBuffer(SETS * WAYS * LINE_WORDS * 4);
    this.words = new Int32Array(memory);
    this.durations = new Float32Array(memory);
    const firsts = new ArrayBuffer(FIRSTS * FIRST_WORDS * 4);
    this.firsts = new Int32Array(firsts);
    this.firstDurations = new Float32Array(firsts);
  }

  get isFull(): boolean {
    return this.waiting === BATCH;
  }

  /**
   * A handshake without retries of the pair with these two hashes (independent of each other): its two
   * halves, by their offsets in `doubles`. Returns whether it took long enough to be slow.
   */
  add(handle: number, hash: number, check: number, doubles: Float64Array, syn: number, ack: number): boolean {
    const at = this.waiting++;
    const nanos = (doubles[syn] as number) + (doubles[ack] as number);
    this.hashes[at] = hash;
    this.checks[at] = check;
    this.nanos[at] = nanos;
    const mayBeSlow = nanos > NANOS_MORE;
    this.handles[at] = mayBeSlow ? handle : -1;
    return mayBeSlow;
  }

  /** Looks up the lines of all that wait; `judge` is called for each of them next, in their order. Returns how many. */
  lookUp(): number {
    const { waiting, hashes, checks, lines, owners, firsts, words } = this;
    let read = 0;
    for (let at = 0; at < waiting; at++) {
      const hash = hashes[at] as number;
      read ^= owners[((hash >>> 8) & (SETS - 1)) * WAYS] as number;
      read ^= firsts[(hash & (FIRSTS - 1)) * FIRST_WORDS] as number;
    }
    for (let at = 0; at < waiting; at++) {
      lines[at] = this.lineOf(hashes[at] as number, checks[at] as number, at);
    }
    for (let at = 0; at < waiting; at++) {
      const line = lines[at] as number;
      read ^= words[line & ~(line >> 31)] as number; // without a branch: line 0 for none
    }
    this.lastRead = read;
    this.waiting = 0;
    return waiting;
  }

  /** The handshake at that place of the batch is added. Returns what it was compared with when it was slow, else null. */
  judge(at: number): SlowHandshake | null {
    const line = this.lines[at] as number;
    if (line < 0) return null;
    const { words } = this;
    const nanos = this.nanos[at] as number;
    const count = words[line + COUNT] as number;
    const slow = nanos > NANOS_MORE && count >= LEAST_COMPARED ? this.compare(line, count, nanos) : null;
    this.durations[line + DURATIONS + (count % KEPT)] = nanos;
    words[line + COUNT] = count + 1;
    return slow;
  }

  private compare(line: number, count: number, nanos: number): SlowHandshake | null {
    const { durations } = this;
    const kept = count < KEPT ? count : KEPT;
    // Half of them at least must be that much shorter: that is seldom so, and soon counted.
    let shorter = 0;
    for (let at = line + DURATIONS; at < line + DURATIONS + kept; at++) {
      if ((durations[at] as number) * TIMES_MEDIAN < nanos) shorter++;
    }
    if (shorter * 2 < kept) return null;
    const sorted = this.sorted.subarray(0, kept);
    sorted.set(durations.subarray(line + DURATIONS, line + DURATIONS + kept));
    sorted.sort();
    const half = kept >> 1;
    const upper = sorted[half] as number;
    const median = kept % 2 === 1 ? upper : (upper + (sorted[half - 1] as number)) / 2;
    if (nanos <= TIMES_MEDIAN * median || nanos - median <= NANOS_MORE) return null;
    return { nanos, medianNanos: median, comparedWith: kept };
  }

  /** The line of the pair of the handshake that waits at `at`; −1: this is its first handshake, which is only remembered. */
  private lineOf(hash: number, check: number, at: number): number {
    const { owners, words } = this;
    const set = ((hash >>> 8) & (SETS - 1)) * WAYS;
    for (let way = set; way < set + WAYS; way++) {
      if (owners[way] !== check) continue;
      words[way * LINE_WORDS + LAST_USED] = ++this.clock;
      return way * LINE_WORDS;
    }
    const first = this.firstOf(hash, check, at);
    if (first < 0) return -1;
    let oldest = set;
    for (let way = set; way < set + WAYS; way++) {
      const lastUsed = words[way * LINE_WORDS + LAST_USED] as number;
      if (lastUsed < (words[oldest * LINE_WORDS + LAST_USED] as number)) oldest = way;
    }
    const line = oldest * LINE_WORDS;
    owners[oldest] = check;
    words[line + COUNT] = 1;
    words[line + LAST_USED] = ++this.clock;
    this.durations[line + DURATIONS] = this.firstDurations[first + 1] as number;
    return line;
  }

  /** Where the pair's first handshake is kept; −1: this is the first. */
  private firstOf(hash: number, check: number, at: number): number {
    const { firsts } = this;
    const set = (hash & (FIRSTS - 1)) * FIRST_WORDS;
    let free = -1;
    for (let place = set; place < set + FIRST_WORDS; place += 2) {
      const kept = firsts[place];
      if (kept === check) return place;
      if (kept === 0 && free < 0) free = place;
    }
    // (A pair whose hash is 0 may lose its first handshake.)
    const place = free >= 0 ? free : set + ((++this.turn & (FIRST_WAYS - 1)) << 1);
    firsts[place] = check;
    this.firstDurations[place + 1] = this.nanos[at] as number;
    return -1;
  }
}
