// Data that was sent again, and whether it was the same segment each time: a path or a peer that is gone.
import { FIN, type Segment, SYN } from "../../decode/segment.ts";
import {
  ACK_KNOWN,
  BITS,
  HIGHEST_ACKNOWLEDGEMENT,
  NEXT,
  NEXT_TIME,
  WINDOW,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { RETRY_NANOS } from "../../track/repeats.ts";
import { PERHAPS_COPY, RETRANSMISSION } from "../../track/segment-facts.ts";
import { distance, isAtOrBefore, isBefore } from "../../track/sequence.ts";
import type { Tracker } from "../../track/tracker.ts";
import { EvidencePackets } from "./evidence-packets.ts";
import { doubleIn, endIn, peerIn, wordIn } from "./watched-row.ts";
import type { Watch } from "./watches.ts";

/** RFC 7323 §2.3: 2¹⁴ × 64 KiB. What lies further back is of other numbers (a device that rewrites them). */
const LARGEST_WINDOW = 2 ** 30;
const FIRST_KEPT = 24;
const LAST_KEPT = 8;

/** The segment at the head of what is not acknowledged, and how often it came again by timer. */
export class HeadSegment {
  readonly sequence: number;
  retries = 1;
  /** Times of its copies: the first ones and the last ones; the first is the original where that is known. */
  readonly times: number[];
  readonly isFirstKnown: boolean;
  readonly packets = new EvidencePackets();
  private lastTime: number;

  constructor(sequence: number, firstTime: number, segment: Segment) {
    this.sequence = sequence;
    this.isFirstKnown = !Number.isNaN(firstTime);
    this.times = this.isFirstKnown ? [firstTime, segment.time] : [segment.time];
    this.lastTime = segment.time;
    if (this.isFirstKnown && segment.time - firstTime < RETRY_NANOS) this.retries = 0;
    this.packets.add(segment.packet);
  }

  repeat(segment: Segment): void {
    const sooner = segment.time - this.lastTime < RETRY_NANOS;
    this.lastTime = segment.time;
    this.packets.add(segment.packet);
    if (sooner) return;
    this.retries++;
    if (this.times.length === FIRST_KEPT + LAST_KEPT) this.times.splice(FIRST_KEPT, 1);
    this.times.push(segment.time);
  }
}

export class RetransmittedData {
  segments = 0;
  readonly packets = new EvidencePackets();
  head: HeadSegment | null = null;
}

export class RetransmissionWatch implements Watch {
  readonly wakesOn = RETRANSMISSION;
  private readonly table: ConnectionTable;
  /** By end (endIn): many have none, few have both. */
  private readonly entries = new Map<number, RetransmittedData>();

  constructor(tracker: Tracker) {
    this.table = tracker.table;
  }

  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    const { table } = this;
    if (segment.payload === 0 || (segment.flags & (SYN | FIN)) !== 0 || (facts & PERHAPS_COPY) !== 0) return;
    const back = distance(segment.sequence, wordIn(table, handle, endpoint, NEXT));
    if (back < 0 || back > LARGEST_WINDOW) return;
    const peer = peerIn(table, handle, endpoint);
    if (this.isFirstTime(handle, endpoint, peer, segment)) return;
    // Into a closed window data is sent again only to ask whether it is open.
    if (wordIn(table, handle, peer, WINDOW) === 0) return;
    let data = this.entries.get(endIn(handle, endpoint));
    if (data === undefined) {
      data = new RetransmittedData();
      this.entries.set(endIn(handle, endpoint), data);
    }
    data.segments++;
    data.packets.add(segment.packet);
    if ((wordIn(table, handle, peer, BITS) & ACK_KNOWN) !== 0)
      this.followHead(handle, endpoint, peer, data, segment);
  }

  of(handle: number, endpoint: number): RetransmittedData | null {
    return this.entries.get(endIn(handle, endpoint)) ?? null;
  }

  release(handle: number): void {
    if (this.entries.size === 0) return;
    this.entries.delete(endIn(handle, 0));
    this.entries.delete(endIn(handle, 1));
  }

  /** Captured for the first time, only behind its own acknowledgement. */
  private isFirstTime(handle: number, endpoint: number, peer: number, segment: Segment): boolean {
    const { table } = this;
    const end = (segment.sequence + segment.payload) | 0;
    return (
      end === wordIn(table, handle, endpoint, NEXT) &&
      doubleIn(table, handle, endpoint, NEXT_TIME) === segment.time &&
      isAtOrBefore(end, wordIn(table, handle, peer, HIGHEST_ACKNOWLEDGEMENT))
    );
  }

  private followHead(
    handle: number,
    endpoint: number,
    peer: number,
    data: RetransmittedData,
    segment: Segment,
  ): void {
    const { table } = this;
    const head = wordIn(table, handle, peer, HIGHEST_ACKNOWLEDGEMENT);
    const { sequence, payload } = segment;
    const end = (sequence + payload) | 0;
    if (isBefore(head, sequence) || isAtOrBefore(end, head)) return;
    if (data.head?.sequence === head) {
      data.head.repeat(segment);
      return;
    }
    const isLast = end === wordIn(table, handle, endpoint, NEXT);
    const first = isLast ? doubleIn(table, handle, endpoint, NEXT_TIME) : Number.NaN;
    data.head = new HeadSegment(head, first, segment);
  }
}
