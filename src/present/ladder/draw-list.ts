// Which entries of a trace get a line of their own: plain data is folded into runs, long silences part
// the runs. Pure; knows no words and no drawing.
import type { FoldEntry, SegmentEntry, TraceEntry } from "../../record/trace-record.ts";

/** A pause to draw. */
interface Silence {
  readonly kind: "silence";
  readonly seconds: number;
}

export type Drawn = TraceEntry | Silence;

/** A shorter pause is only a figure. */
const SILENCE_SECONDS = 2;
/** Of a connection that is mostly silent the longest silences are drawn. */
const MOST_SILENCES = 12;
/** Fewer plain segments in a row are drawn as they are. */
const LEAST_FOLDED = 3;
/** Nobody reads a longer ladder: beyond it repeats are folded too, then what is left in the middle. */
const MOST_ROWS = 400;

/** Facts that a ladder of ordinary length gives a line. */
const TELLING = new Set([
  "copy",
  "retransmission",
  "out-of-order",
  "zero-window",
  "keep-alive",
  "syn-held",
  "handshake-completed",
  "rst-accepted",
  "rst-not-accepted",
]);

/** @param wanted packets that findings name */
export function drawList(entries: readonly TraceEntry[], wanted: ReadonlySet<number>, all: boolean): Drawn[] {
  const silences = silencesOf(entries, all);
  // What the connection was opened for.
  const firstData = entries.find((entry) => entry.kind === "segment" && entry.payloadBytes > 0);
  if (all) return list(entries, silences, () => false);
  const brief = list(entries, silences, (entry) => entry !== firstData && isPlain(entry, wanted));
  if (brief.length <= MOST_ROWS) return brief;
  const briefer = list(entries, silences, (entry) => !isControl(entry));
  if (briefer.length <= MOST_ROWS) return briefer;
  const half = MOST_ROWS >> 1;
  const middle = briefer.slice(half, briefer.length - half);
  return [...briefer.slice(0, half), ...folded(middle.filter(isEntry)), ...briefer.slice(-half)];
}

/** By the index of the entry before which it lies. */
function silencesOf(entries: readonly TraceEntry[], all: boolean): ReadonlyMap<number, number> {
  const pauses: (readonly [index: number, seconds: number])[] = [];
  for (let index = 1; index < entries.length; index++) {
    const before = entries[index - 1] as TraceEntry;
    const entry = entries[index] as TraceEntry;
    const seconds = entry.seconds - lastSecondsOf(before);
    // What a timer ends says so itself.
    if (seconds >= SILENCE_SECONDS && entry.kind !== "timer") pauses.push([index, seconds]);
  }
  if (all || pauses.length <= MOST_SILENCES) return new Map(pauses);
  return new Map([...pauses].sort((a, b) => b[1] - a[1]).slice(0, MOST_SILENCES));
}

function list(
  entries: readonly TraceEntry[],
  silences: ReadonlyMap<number, number>,
  folds: (entry: TraceEntry) => boolean,
): Drawn[] {
  const drawn: Drawn[] = [];
  let run: TraceEntry[] = [];
  const endRun = () => {
    drawn.push(...folded(run));
    run = [];
  };
  entries.forEach((entry, index) => {
    const seconds = silences.get(index);
    if (seconds !== undefined) {
      endRun();
      drawn.push({ kind: "silence", seconds });
    }
    if (folds(entry)) {
      run.push(entry);
    } else {
      endRun();
      drawn.push(entry);
    }
  });
  endRun();
  return drawn;
}

function folded(run: readonly TraceEntry[]): TraceEntry[] {
  if (run.length < LEAST_FOLDED && !run.some(({ kind }) => kind === "fold")) return [...run];
  const [first, ...rest] = run as [TraceEntry, ...TraceEntry[]];
  const fold: FoldEntry = {
    kind: "fold",
    firstPacket: packetOf(first),
    lastPacket: packetOf(first),
    seconds: first.seconds,
    untilSeconds: lastSecondsOf(first),
    segments: { client: 0, server: 0 },
    payloadBytes: { client: 0, server: 0 },
    retransmissions: 0,
    client: first.client,
    server: first.server,
  };
  for (const entry of [first, ...rest]) add(fold, entry);
  return [fold];
}

function add(fold: FoldEntry, entry: TraceEntry): void {
  fold.client = entry.client;
  fold.server = entry.server;
  fold.untilSeconds = lastSecondsOf(entry);
  if (entry.kind === "timer") return;
  fold.lastPacket = entry.kind === "fold" ? entry.lastPacket : entry.packet;
  if (entry.kind === "segment" || entry.kind === "fragment") {
    if (entry.kind === "segment") fold.segments[entry.from]++;
    fold.payloadBytes[entry.from] += entry.payloadBytes;
    if (entry.kind === "segment" && entry.facts.includes("retransmission")) fold.retransmissions++;
  } else if (entry.kind === "fold") {
    fold.retransmissions += entry.retransmissions;
    for (const side of ["client", "server"] as const) {
      fold.segments[side] += entry.segments[side];
      fold.payloadBytes[side] += entry.payloadBytes[side];
    }
  }
}

function isPlain(entry: TraceEntry, wanted: ReadonlySet<number>): boolean {
  if (entry.kind === "fold" || entry.kind === "fragment") return true;
  if (entry.kind !== "segment" || isControl(entry) || wanted.has(entry.packet)) return false;
  return (
    entry.missingBefore === 0 &&
    entry.fillsGapBefore === null &&
    !entry.facts.some((fact) => TELLING.has(fact))
  );
}

/** What changes a state, or tries to. */
function isControl(entry: TraceEntry): boolean {
  if (entry.kind === "icmp" || entry.kind === "timer") return true;
  return (
    entry.kind === "segment" &&
    (entry.facts.includes("state-changed") ||
      hasControlFlag(entry) ||
      entry.facts.includes("handshake-completed"))
  );
}

function hasControlFlag({ flags }: SegmentEntry): boolean {
  return flags.includes("SYN") || flags.includes("FIN") || flags.includes("RST");
}

function isEntry(drawn: Drawn): drawn is TraceEntry {
  return drawn.kind !== "silence";
}

function packetOf(entry: TraceEntry): number {
  if (entry.kind === "fold") return entry.firstPacket;
  return entry.kind === "timer" ? 0 : entry.packet;
}

function lastSecondsOf(entry: TraceEntry): number {
  return entry.kind === "fold" ? entry.untilSeconds : entry.seconds;
}
