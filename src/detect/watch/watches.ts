// What is followed while packets come, because the row alone does not tell it afterwards: windows that
// stay closed, probes, bytes that are missing. Each watch keeps a small entry for the few connections
// that show its facts, by their handle, and drops it when the connection is reported.
import type { Segment } from "../../decode/segment.ts";
import type { Tracker } from "../../track/tracker.ts";
import { Attention } from "./attention.ts";
import { ClosedWindows } from "./closed-windows.ts";
import { DelayedSegmentsWatch } from "./delayed-segments.ts";
import { KeepaliveWatch } from "./keepalive-probes.ts";
import { Misfits } from "./misfits.ts";
import { MissingBytesWatch } from "./missing-bytes.ts";
import { RetransmissionWatch } from "./retransmitted-data.ts";

export interface Watch {
  /** Bits of segment-facts.ts: only their segments are shown to it. */
  readonly wakesOn: number;
  /** A segment of `endpoint` with one of those facts; everything is borrowed. */
  observe(handle: number, endpoint: number, segment: Segment, facts: number): void;
  /** The connection was reported: nothing of it is needed any more. */
  release(handle: number): void;
}

export class Watches {
  readonly attention: Attention;
  readonly closedWindows: ClosedWindows;
  readonly retransmissions: RetransmissionWatch;
  readonly keepalives: KeepaliveWatch;
  readonly missingBytes: MissingBytesWatch;
  readonly misfits: Misfits;
  readonly delayedSegments: DelayedSegmentsWatch;
  private readonly all: readonly Watch[];
  /** Facts that some watch wants to see. */
  readonly wakesOn: number;

  constructor(tracker: Tracker) {
    this.attention = new Attention(tracker);
    this.closedWindows = new ClosedWindows(tracker, this.attention);
    this.retransmissions = new RetransmissionWatch(tracker);
    this.keepalives = new KeepaliveWatch(tracker);
    this.missingBytes = new MissingBytesWatch(tracker, this.attention);
    this.misfits = new Misfits(tracker, this.attention);
    this.delayedSegments = new DelayedSegmentsWatch(tracker);
    this.all = [
      this.closedWindows,
      this.retransmissions,
      this.keepalives,
      this.missingBytes,
      this.misfits,
      this.delayedSegments,
    ];
    this.wakesOn = this.all.reduce((facts, watch) => facts | watch.wakesOn, 0);
  }

  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    for (const watch of this.all) {
      if ((facts & watch.wakesOn) !== 0) watch.observe(handle, endpoint, segment, facts);
    }
  }

  release(handle: number): void {
    for (const watch of this.all) watch.release(handle);
    this.attention.release(handle);
  }
}
