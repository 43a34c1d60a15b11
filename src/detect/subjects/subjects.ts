// What is known across connections: services, hosts, pairs of a client and a service, the capture as a
// whole. Bounded tables; what finds no place in them is counted.
import type { Segment } from "../../decode/segment.ts";
import { COPY, LARGE_SEGMENT } from "../../track/segment-facts.ts";
import type { Tracker } from "../../track/tracker.ts";
import type { FindingId } from "../finding.ts";
import type { DetectOptions, Story } from "../story.ts";
import { CaptureFacts } from "./capture-facts.ts";

export class Subjects {
  readonly tracker: Tracker;
  readonly options: DetectOptions;
  readonly capture: CaptureFacts;
  /** When the next timer is due, in nanoseconds of the timeline. */
  next = Number.POSITIVE_INFINITY;

  constructor(tracker: Tracker, options: DetectOptions) {
    this.tracker = tracker;
    this.options = options;
    this.capture = new CaptureFacts(tracker.table);
  }

  /** A segment with facts about its connection's course; everything is borrowed. */
  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    if ((facts & (COPY | LARGE_SEGMENT)) !== 0) this.capture.observe(handle, endpoint, segment, facts);
  }

  /** The clock has reached `next`: what was due by now happens, before the segment of now is observed. */
  advance(_now: number): void {}

  /** The input has ended, as of `now`: before the connections that are left are reported. */
  finish(_now: number): void {}

  /** Whether the connection is part of a finding about a service or a host. */
  isMember(_id: FindingId, _story: Story): boolean {
    return false;
  }

  /** After the connection was judged: it counts where it belongs, and its row may be freed. */
  report(_story: Story): void {}
}
