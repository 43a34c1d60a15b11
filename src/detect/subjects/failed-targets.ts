// Where the failed attempts of each source went in the last 5 minutes: which ports of one host, which
// hosts on one port (Zeek's figures for a scan). Fixed memory: sets of four places, in which the one
// that was silent longest gives way.

const LEAST_PORTS = 15;
const LEAST_HOSTS = 25;
/** Within so long, in hundredths of a second. */
export const SCAN_WITHIN = 300 * 100;

export const PORTS_OF_HOST = 0;
export const HOSTS_ON_PORT = 1;
export type ScanKind = typeof PORTS_OF_HOST | typeof HOSTS_ON_PORT;

/** A failed attempt; all that a scan counts of it. */
export interface FailedAttempt {
  /** Hash of the source's address. */
  readonly source: number;
  /** Hash of the target's address. */
  readonly host: number;
  readonly port: number;
  /** Hundredths of a second of the timeline. */
  readonly time: number;
  readonly id: number;
  /** Modulo 2³². */
  readonly packet: number;
  /** REFUSED, UNANSWERED or OTHER (port-scans.ts). */
  readonly outcome: number;
}

const SETS = 1 << 14;
const WAYS = 4;

// Words of a group: two hashes, how many targets, when the last one failed, then each target, once.
const SOURCE = 0;
const KEY = 1;
const COUNT = 2;
const LAST = 3;
const TARGETS = 4;
const TARGET_WORDS = 5;
const VALUE = 0;
const TIME = 1;
const ID = 2;
const PACKET = 3;
const OUTCOME = 4;
const GROUP_WORDS = TARGETS + LEAST_HOSTS * TARGET_WORDS;

export class FailedTargets {
  /** Groups that gave way to others while they still counted. */
  leftOut = 0;
  private words = new Int32Array(0);
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Returns the attempts that make a scan together, each port or host once, or null. */
  add(attempt: FailedAttempt, kind: ScanKind): FailedAttempt[] | null {
    // (Memory that is not touched costs nothing.)
    if (this.words.length === 0) this.words = new Int32Array(SETS * WAYS * GROUP_WORDS);
    const byPort = kind === PORTS_OF_HOST;
    const group = this.groupOf(attempt, byPort ? attempt.host : mixed(attempt.port, this.seed));
    this.drop(group, attempt.time);
    const { words } = this;
    const value = byPort ? attempt.port : attempt.host;
    const end = group + TARGETS + (words[group + COUNT] as number) * TARGET_WORDS;
    let at = group + TARGETS;
    while (at < end && words[at + VALUE] !== value) at += TARGET_WORDS;
    words[group + LAST] = attempt.time;
    words[at + TIME] = attempt.time;
    if (at < end) return null;
    words[at + VALUE] = value;
    words[at + ID] = attempt.id;
    words[at + PACKET] = attempt.packet;
    words[at + OUTCOME] = attempt.outcome;
    const count = (words[group + COUNT] as number) + 1;
    words[group + COUNT] = count;
    if (count < (byPort ? LEAST_PORTS : LEAST_HOSTS)) return null;
    words[group + COUNT] = 0;
    return this.attemptsOf(group, count, attempt, byPort);
  }

  private attemptsOf(group: number, count: number, last: FailedAttempt, byPort: boolean): FailedAttempt[] {
    const { words } = this;
    return Array.from({ length: count }, (_, index) => {
      const at = group + TARGETS + index * TARGET_WORDS;
      const value = words[at + VALUE] as number;
      return {
        source: last.source,
        host: byPort ? last.host : value,
        port: byPort ? value : last.port,
        time: words[at + TIME] as number,
        id: words[at + ID] as number,
        packet: words[at + PACKET] as number,
        outcome: words[at + OUTCOME] as number,
      };
    });
  }

  /** The group of a source and a key, made where there is none. */
  private groupOf(attempt: FailedAttempt, key: number): number {
    const { words } = this;
    const { source, time } = attempt;
    const set = (mixed(source ^ key, this.seed) & (SETS - 1)) * WAYS * GROUP_WORDS;
    let oldest = set;
    for (let group = set; group < set + WAYS * GROUP_WORDS; group += GROUP_WORDS) {
      const count = words[group + COUNT] as number;
      if (words[group + SOURCE] === source && words[group + KEY] === key) return group;
      if (count === 0) oldest = group;
      else if (
        words[oldest + COUNT] !== 0 &&
        (words[group + LAST] as number) < (words[oldest + LAST] as number)
      )
        oldest = group;
    }
    if (words[oldest + COUNT] !== 0 && time - (words[oldest + LAST] as number) < SCAN_WITHIN) this.leftOut++;
    words[oldest + SOURCE] = source;
    words[oldest + KEY] = key;
    words[oldest + COUNT] = 0;
    return oldest;
  }

  /** Takes out the targets that failed too long ago. */
  private drop(group: number, now: number): void {
    const { words } = this;
    const end = group + TARGETS + (words[group + COUNT] as number) * TARGET_WORDS;
    let kept = group + TARGETS;
    for (let at = kept; at < end; at += TARGET_WORDS) {
      if (now - (words[at + TIME] as number) > SCAN_WITHIN) continue;
      if (kept < at) words.copyWithin(kept, at, at + TARGET_WORDS);
      kept += TARGET_WORDS;
    }
    words[group + COUNT] = (kept - group - TARGETS) / TARGET_WORDS;
  }
}

function mixed(value: number, seed: number): number {
  let h = Math.imul(value ^ seed, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
