// Who follows packets to their connections: a trace of one, or what writes the packets of some.
import type { PacketBlock } from "../capture/packet-block.ts";
import type { Segment } from "../decode/segment.ts";
import type { ConnectionRecord } from "../record/connection-record.ts";
import type { ConnectionView } from "../track/connection-view.ts";
import type { Tracker } from "../track/tracker.ts";

/** Everything is borrowed for the call. */
export interface Follower {
  /** Once, before the first packet. */
  begin?(tracker: Tracker): void;
  /** A packet just tracked (`tracker.handle` says with which connection), and its place in the block. */
  packet(segment: Segment, facts: number, block: PacketBlock, index: number): void;
  /** A connection before its row is freed; `record` builds what is reported of it. */
  over?(view: ConnectionView, record: () => ConnectionRecord, atEnd: boolean): void;
}

/** Two who follow as one. */
export function together(first: Follower, second: Follower): Follower {
  return {
    begin(tracker) {
      first.begin?.(tracker);
      second.begin?.(tracker);
    },
    packet(segment, facts, block, index) {
      first.packet(segment, facts, block, index);
      second.packet(segment, facts, block, index);
    },
    over(view, record, atEnd) {
      first.over?.(view, record, atEnd);
      second.over?.(view, record, atEnd);
    },
  };
}
