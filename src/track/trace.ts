// The packets of one chosen connection, as they are tracked. Memory is bounded: runs of plain data are
// folded, at once or beyond a limit, and if that is not enough everything between the beginning and the
// end. Knows no formats: record/build-trace.ts makes the plain objects.
import { KIND_TCP, type Segment } from "../decode/segment.ts";
import type { ConnectionView } from "./connection-view.ts";
import { SentBefore } from "./sent-before.ts";
import {
  addToRun,
  beginRun,
  extendRun,
  isPlain,
  isPlainSegment,
  keep,
  lastTimeOf,
  type Traced,
  type TracedRun,
} from "./traced.ts";

/** A pause of so long ends a run: silences are told. */
const SILENCE_NANOS = 1e9;
/** At both ends of a run these stay, where it is folded late. */
const KEPT_OF_RUN = 2;
/** So many plain packets in a row are folded at once, but for the first of them. */
const FOLDED_AT = 8;

export class Trace {
  packets: Traced[] = [];
  private readonly limit: number;
  private readonly foldsAtOnce: boolean;
  private readonly sent = [new SentBefore(), new SentBefore()] as const;
  /** Plain packets at the end of `packets`, a run counted as one. */
  private plain = 0;

  /**
   * @param limit how many packets are kept one by one, at least
   * @param foldsAtOnce whether runs of plain data need not be kept one by one even below it
   */
  constructor(limit: number, foldsAtOnce: boolean) {
    this.limit = limit;
    this.foldsAtOnce = foldsAtOnce;
  }

  /** The packet just tracked (the segment is borrowed); `view` shows the connection to which it was counted. */
  add(segment: Segment, endpoint: number, facts: number, view: ConnectionView): void {
    const sent = this.sent[endpoint === 0 ? 0 : 1];
    const isSegment = segment.kind === KIND_TCP;
    if (isSegment) sent.add(segment, facts);
    const last = this.packets.at(-1);
    const plain = isPlainSegment(segment, facts, sent);
    const continues = plain && last !== undefined && segment.time - lastTimeOf(last) < SILENCE_NANOS;
    if (continues && last.run && this.foldsAtOnce) {
      extendRun(last, segment, endpoint);
      return;
    }
    view.asOf = segment.time;
    this.packets.push({
      ...keep(segment),
      endpoint,
      facts,
      states: [view.state(0), view.state(1)],
      since: [view.stateSince(0), view.stateSince(1)],
      repeats: isSegment ? sent.repeats : null,
      missingBefore: isSegment ? sent.missingBefore : 0,
      fillsGapBefore: isSegment ? sent.fillsGapBefore : 0,
      run: null,
    });
    this.plain = continues ? this.plain + 1 : plain ? 1 : 0;
    if (this.foldsAtOnce && this.plain >= FOLDED_AT) {
      const from = this.packets.length - this.plain + 1;
      this.packets.push(runOf(this.packets.splice(from)));
      this.plain = 2;
    }
    if (this.packets.length >= 2 * this.limit) this.shorten();
  }

  /** Takes out packets that turn out to belong to another connection. */
  remove(packets: ReadonlySet<number>): void {
    this.packets = this.packets.filter(({ packet, run }) => run === true || !packets.has(packet));
  }

  private shorten(): void {
    this.plain = 0;
    this.packets = foldRuns(this.packets);
    if (this.packets.length <= this.limit) return;
    const kept = this.limit >> 2;
    const end = this.packets.length - kept;
    const middle = beginRun(this.packets[kept] as Traced);
    for (const traced of this.packets.slice(kept + 1, end)) addToRun(middle, traced);
    this.packets = [...this.packets.slice(0, kept), middle, ...this.packets.slice(end)];
  }
}

/** Runs of plain packets without a pause between them become one entry each, but for their first and last. */
function foldRuns(packets: readonly Traced[]): Traced[] {
  const folded: Traced[] = [];
  let from = 0;
  while (from < packets.length) {
    let to = from;
    while (to < packets.length && continues(packets, from, to)) to++;
    if (to - from > 2 * KEPT_OF_RUN + 1) {
      folded.push(...packets.slice(from, from + KEPT_OF_RUN));
      folded.push(runOf(packets.slice(from + KEPT_OF_RUN, to - KEPT_OF_RUN)));
      folded.push(...packets.slice(to - KEPT_OF_RUN, to));
    } else {
      to = Math.max(to, from + 1);
      folded.push(...packets.slice(from, to));
    }
    from = to;
  }
  return folded;
}

function continues(packets: readonly Traced[], from: number, to: number): boolean {
  const packet = packets[to] as Traced;
  if (!isPlain(packet)) return false;
  return to === from || packet.time - lastTimeOf(packets[to - 1] as Traced) < SILENCE_NANOS;
}

function runOf(packets: readonly Traced[]): TracedRun {
  const run = beginRun(packets[0] as Traced);
  for (const packet of packets.slice(1)) addToRun(run, packet);
  return run;
}
