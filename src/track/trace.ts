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
  isPlainSegment,
  keep,
  lastTimeOf,
  type Traced,
  type TracedRun,
} from "./traced.ts";

/** A pause of so long ends a run: silences are told. */
const SILENCE_NANOS = 1e9;
/** So many plain packets in a row are folded at once, but for the first of them. */
const FOLDED_AT = 8;

export class Trace {
  packets: Traced[] = [];
  private readonly limit: number;
  private foldsAtOnce: boolean;
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
    this.packets.push(keep(segment, endpoint, facts, view, isSegment ? sent : null));
    if (this.foldsAtOnce) {
      this.plain = continues ? this.plain + 1 : plain ? 1 : 0;
      if (this.plain >= FOLDED_AT) this.fold();
    } else if (this.packets.length >= this.limit) this.foldsAtOnce = true;
    if (this.packets.length >= 2 * this.limit) this.shorten();
  }

  /** Takes out packets that turn out to belong to another connection. */
  remove(packets: ReadonlySet<number>): void {
    this.packets = this.packets.filter(({ packet, run }) => run === true || !packets.has(packet));
  }

  /** The plain packets at the end, but for the first of them, become a run. */
  private fold(): void {
    this.packets.push(runOf(this.packets.splice(1 - this.plain)));
    this.plain = 2;
  }

  /** What lies between the beginning and the end becomes a run. */
  private shorten(): void {
    const kept = this.limit >> 1;
    const middle = runOf(this.packets.splice(kept, this.packets.length - 2 * kept));
    this.packets.splice(kept, 0, middle);
  }
}

function runOf(packets: readonly Traced[]): TracedRun {
  const run = beginRun(packets[0] as Traced);
  for (const packet of packets.slice(1)) addToRun(run, packet);
  return run;
}
