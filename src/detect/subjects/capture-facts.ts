// What the packets tell about the capture itself: how it was taken, and what may be trusted of it. Fed
// with every packet, so a packet that shows nothing costs a comparison.
import type { Segment } from "../../decode/segment.ts";
import {
  COLD,
  ENDPOINT_WORDS,
  FLAGS,
  HOT_WORDS,
  OPTIONS,
  SELF_CONNECT,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { COPY, LARGE_SEGMENT, PERHAPS_COPY } from "../../track/segment-facts.ts";
import { mssOf } from "../../track/syn-options.ts";
import { EvidencePackets } from "../watch/evidence-packets.ts";

/** Channels of a source (capture/packet-source.ts). */
const MOST_CHANNELS = 256;
/** Smaller steps come of cards with several queues. */
const LEAST_STEP_NANOS = 1e6;

interface Losses {
  readonly droppedByKernel: number;
  readonly droppedByInterface: number;
}

export class CaptureFacts {
  /** Segments of the input, told at its end. */
  tcpPackets = 0;
  /** Copies of frames that carry no data, no SYN and no FIN. */
  plainCopies = 0;
  readonly wentBack = new EvidencePackets();
  mostBackNanos = 0;
  readonly truncated = new EvidencePackets();
  /** Most bytes that were kept of a packet that was cut. */
  mostKept = 0;
  /** Snapshot length of its interface; 0: not said. */
  snapLength = 0;
  readonly lengthZero = new EvidencePackets();
  readonly large = new EvidencePackets();
  largestBytes = 0;
  /** What the receiver of the largest had announced. */
  mssBytes = 0;
  readonly copies = new EvidencePackets();
  /** Live on several interfaces, or on all: frames are seen in several places. */
  inSeveralPlaces = false;
  /** Live: packets that the interfaces lost so far. */
  droppedByKernel = 0;
  droppedByInterface = 0;
  /** Between these moments packets were lost; NaN: none were. */
  private lostFrom = Number.NaN;
  private lostTo = Number.NaN;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private readonly table: ConnectionTable;
  /** Latest time so far of each channel. */
  private readonly latest = new Float64Array(MOST_CHANNELS).fill(Number.NEGATIVE_INFINITY);

  constructor(table: ConnectionTable) {
    this.table = table;
  }

  /** Every packet of the input, with its time and number set, whatever it holds. */
  seeTime(packet: Segment, channel: number): void {
    const latest = this.latest[channel] as number;
    if (packet.time >= latest) this.latest[channel] = packet.time;
    else if (latest - packet.time >= LEAST_STEP_NANOS) this.noteStep(packet, channel);
  }

  /** A TCP packet that was cut, to `kept` bytes of the frame, on an interface with this snapshot length (0: none). */
  seeTruncated(packet: Segment, kept: number, snapLength: number): void {
    this.truncated.add(packet.packet);
    if (kept <= this.mostKept) return;
    this.mostKept = kept;
    this.snapLength = snapLength;
  }

  /** A TCP packet whose IP header says length 0. */
  seeLengthZero(packet: Segment): void {
    this.lengthZero.add(packet.packet);
  }

  /** A segment with COPY, PERHAPS_COPY or LARGE_SEGMENT. */
  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    if ((facts & (COPY | PERHAPS_COPY)) !== 0) this.copies.add(segment.packet);
    else if ((facts & LARGE_SEGMENT) !== 0) this.seeLarge(handle, endpoint, segment);
  }

  /** What the interfaces have lost since the capture began, as of `now`. */
  seeLosses({ droppedByKernel, droppedByInterface }: Losses, now: number): void {
    if (droppedByKernel + droppedByInterface > this.droppedByKernel + this.droppedByInterface) {
      if (Number.isNaN(this.lostFrom)) this.lostFrom = this.lookedAt;
      this.lostTo = now;
    }
    this.droppedByKernel = droppedByKernel;
    this.droppedByInterface = droppedByInterface;
    this.lookedAt = now;
  }

  /** Whether packets may be missing of what happened from `from` to `to`. */
  isLossyBetween(from: number, to: number): boolean {
    return to >= this.lostFrom && from <= this.lostTo;
  }

  /** The input has ended. */
  finish(tcpPackets: number, plainCopies: number): void {
    this.tcpPackets = tcpPackets;
    this.plainCopies = plainCopies;
  }

  /** Larger than some MSS of the capture; than its own receiver's? */
  private seeLarge(handle: number, endpoint: number, segment: Segment): void {
    const { table } = this;
    const self = ((table.words[handle * HOT_WORDS + FLAGS] as number) & SELF_CONNECT) !== 0;
    const receiver = table.coldRow(handle) + COLD + (self ? endpoint : endpoint ^ 1) * ENDPOINT_WORDS;
    const mss = mssOf(table.words[receiver + OPTIONS] as number);
    if (mss <= 0 || segment.payload <= mss) return;
    this.large.add(segment.packet);
    if (segment.payload <= this.largestBytes) return;
    this.largestBytes = segment.payload;
    this.mssBytes = mss;
  }

  private noteStep(packet: Segment, channel: number): void {
    this.wentBack.add(packet.packet);
    this.mostBackNanos = Math.max(this.mostBackNanos, (this.latest[channel] as number) - packet.time);
  }
}
