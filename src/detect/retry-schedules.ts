// Whose retry schedule it is: the offsets at which a segment was sent again, against what stacks are
// known to do, and what each would do next. Knows nothing of packets. RFC 6298 §5.5 asks only that
// waits double; when they begin and end is each stack's own.
import type { Schedule, Stack } from "./figures.ts";

/** What was sent again; each stack has its own schedule for each. */
type Retried = "syn" | "syn-ack" | "fin";

export interface Tries {
  readonly what: Retried;
  /** Seconds since the first try, whose own offset is 0. */
  readonly offsets: readonly number[];
  /** Seconds from the first try during which no further one came; null: it was answered. */
  readonly elapsed: number | null;
  /** Time to live of the tries as captured; null: not known. */
  readonly timeToLive: number | null;
}

/** One way in which a stack tries again. */
interface Pattern {
  readonly stack: Stack;
  /** Seconds between one try and the next. */
  readonly gaps: readonly number[];
  /** How often it tries again unless told otherwise; null: each profile has another number. */
  readonly retries: number | null;
  /** Seconds from the first try after which it gives up unless told otherwise; null: not known. */
  readonly givesUp: number | null;
}

interface Fit {
  readonly pattern: Pattern;
  /** It would have tried again by now: a setting or the application ended it. */
  readonly stoppedEarly: boolean;
  readonly next: number | null;
  readonly givesUp: number | null;
}

/** Timers of some stacks count in ticks of 200 or 500 ms. */
const TOLERANCE = 0.2;
/** Windows starts with 128 hops, the others here with 64. */
const MOST_HOPS_OF_OTHERS = 64;
const MOST_HOPS_OF_WINDOWS = 128;
/** tcp_syn_linear_timeouts of Linux since 6.5, and tcp_syn_retries: 131 s in all. */
const LINEAR_TIMEOUTS = 4;
const SYN_RETRIES = 6;

/** Linux's RTO grows to at most 120 s (TCP_RTO_MAX). */
function doubling(first: number, most = 120): number[] {
  return Array.from({ length: 16 }, (_, index) => Math.min(first * 2 ** index, most));
}

function sum(gaps: readonly number[]): number {
  return gaps.reduce((total, gap) => total + gap, 0);
}

function linux(stack: Stack, gaps: readonly number[], retries: number): Pattern {
  // After the last try it waits once more.
  return { stack, gaps, retries, givesUp: sum(gaps.slice(0, retries + 1)) };
}

/** 4.4BSD and its heirs end every attempt after TCPTV_KEEP_INIT. */
function bsd(stack: Stack, gaps: readonly number[]): Pattern {
  const givesUp = 75;
  let retries = 0;
  while (retries < gaps.length && sum(gaps.slice(0, retries + 1)) < givesUp) retries++;
  return { stack, gaps, retries, givesUp };
}

const LINUX_FROM_1 = linux("linux", doubling(1), SYN_RETRIES);
const LINUX_FROM_3 = linux("linux", doubling(3), 5);
const WINDOWS_OLD: Pattern = { stack: "windows-old", gaps: [3, 6, 12], retries: 2, givesUp: 21 };
const BACKOFF_OF_BSD = [1, 1, 1, 1, 1, 2, 4, 8, 16, 32, 64];

function linuxWithLinearTimeouts(linear: number): Pattern {
  const gaps = [...Array.from({ length: linear }, () => 1), ...doubling(1)];
  return linux("linux-6.5", gaps, linear + SYN_RETRIES);
}

// The likeliest first, where nothing else tells.
const SYN_PATTERNS: readonly Pattern[] = [
  LINUX_FROM_1,
  LINUX_FROM_3,
  linuxWithLinearTimeouts(LINEAR_TIMEOUTS),
  bsd("macos", BACKOFF_OF_BSD),
  { stack: "windows", gaps: doubling(1, 64), retries: null, givesUp: null },
  WINDOWS_OLD,
  bsd("bsd", [6, 24, 48]),
  // An RTO of 6 s, doubled, as captures of the nineties show BSDs with.
  bsd("bsd", [6, 12, 24, 48]),
  bsd("bsd", BACKOFF_OF_BSD),
  bsd(
    "bsd",
    BACKOFF_OF_BSD.map((gap) => gap * 3),
  ),
  bsd("bsd", [1, 2, 4, 4, 4, 8, 16, 16, 32]),
];

// tcp_synack_retries; linear timeouts do not change them.
const SYN_ACK_PATTERNS: readonly Pattern[] = [
  linux("linux", doubling(1), 5),
  linux("linux-6.5", doubling(1), 5),
  LINUX_FROM_3,
  WINDOWS_OLD,
];

/** Stacks whose schedule fits, best first; null: nothing was sent again, or none fits. */
export function scheduleOf(tries: Tries): Schedule | null {
  const gaps = tries.offsets.slice(1).map((offset, index) => offset - (tries.offsets[index] as number));
  if (gaps.length === 0) return null;
  const fits = patternsOf(tries.what, gaps)
    .filter((pattern) => isFitting(pattern, gaps))
    .map((pattern) => fitOf(pattern, tries));
  if (fits.length === 0) return null;
  const ranked = fits.toSorted((a, b) => rank(a, tries) - rank(b, tries));
  const { next, givesUp } = ranked[0] as Fit;
  return {
    stacks: [...new Set(ranked.map(({ pattern }) => pattern.stack))],
    nextSeconds: next,
    givesUpSeconds: givesUp,
  };
}

function patternsOf(what: Retried, gaps: readonly number[]): readonly Pattern[] {
  if (what === "syn-ack") return SYN_ACK_PATTERNS;
  if (what === "fin") return finPatterns(gaps);
  const linear = linearTimeouts(gaps);
  return linear === LINEAR_TIMEOUTS ? SYN_PATTERNS : [...SYN_PATTERNS, linuxWithLinearTimeouts(linear)];
}

/** tcp_syn_linear_timeouts, as far as the waits show it. */
function linearTimeouts(gaps: readonly number[]): number {
  const doubled = gaps.findIndex((gap) => !isNear(gap, 1));
  const ones = doubled < 0 ? gaps.length : doubled;
  if (doubled < 0 && ones <= LINEAR_TIMEOUTS + 1) return LINEAR_TIMEOUTS;
  // One wait of 2 s behind others of 1 s may as well be a try that was not captured.
  if (doubled >= 0 && gaps.length - doubled < 2) return LINEAR_TIMEOUTS;
  return Math.max(1, ones - 1);
}

/**
 * A FIN is sent again after the connection's own RTO, which a schedule of 200 ms betrays as Linux's
 * least one; the first wait comes twice where a tail loss probe went before (RFC 8985 §7).
 */
function finPatterns(gaps: readonly number[]): readonly Pattern[] {
  const first = gaps[0] as number;
  if (first < 0.19 || first > 0.3) return [];
  const probed = gaps.length > 1 && isNear(gaps[1] as number, first);
  const waits = probed ? [first, ...doubling(first)] : doubling(first);
  // How often depends on whether the application still holds the socket: tcp_orphan_retries or tcp_retries2.
  return (["linux-6.5", "linux"] as const).map((stack) => ({
    stack,
    gaps: waits,
    retries: null,
    givesUp: null,
  }));
}

function isNear(gap: number, expected: number): boolean {
  return Math.abs(gap - expected) <= TOLERANCE * expected;
}

function isFitting({ gaps, stack, retries }: Pattern, seen: readonly number[]): boolean {
  // tcp_syn_retries may be higher; what the others do behind their last try is not known.
  const isOpenEnded = retries === null || stack === "linux" || stack === "linux-6.5";
  const most = isOpenEnded ? gaps.length : retries;
  return seen.length <= most && seen.every((gap, index) => isNear(gap, gaps[index] as number));
}

function fitOf(pattern: Pattern, { offsets, elapsed }: Tries): Fit {
  const tried = offsets.length - 1;
  const { retries, givesUp } = pattern;
  const gap = pattern.gaps[tried];
  const last = offsets[tried] as number;
  const next = gap === undefined ? null : inMillis(last + gap);
  if (elapsed === null) return { pattern, stoppedEarly: false, next: null, givesUp: null };
  if (tried === retries) return { pattern, stoppedEarly: false, next: null, givesUp };
  if (next !== null && gap !== undefined && elapsed > next + TOLERANCE * gap) {
    return { pattern, stoppedEarly: true, next: null, givesUp: next };
  }
  return {
    pattern,
    stoppedEarly: false,
    next,
    givesUp: retries !== null && tried > retries ? null : givesUp,
  };
}

/** Lower is better. Array.toSorted keeps the order of equals. */
function rank({ pattern, stoppedEarly }: Fit, { timeToLive }: Tries): number {
  const isWindows = pattern.stack === "windows" || pattern.stack === "windows-old";
  const hops = timeToLive ?? MOST_HOPS_OF_OTHERS;
  const looksLikeWindows = hops > MOST_HOPS_OF_OTHERS && hops <= MOST_HOPS_OF_WINDOWS;
  return (stoppedEarly ? 2 : 0) + (isWindows === looksLikeWindows ? 0 : 1);
}

function inMillis(seconds: number): number {
  return Math.round(seconds * 1e3) / 1e3;
}
