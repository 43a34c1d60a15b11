// Who follows packets to their connections: a trace of one, or what writes the packets of some.
import type { PacketBlock } from "../capture/packet-block.ts";
import type { Segment } from "../decode/segment.ts";
import type { ConnectionRecord, Finding } from "../record/connection-record.ts";
import type { ConnectionView } from "../track/connection-view.ts";
import type { Tracker } from "../track/tracker.ts";

/** Everything is borrowed for the call. */
export interface Follower {
  /** Once, before the first packet. */
  begin?(tracker: Tracker): void;
  /** Packets as they came, before any of them is decoded. */
  block?(block: PacketBlock): void;
  /** A packet just tracked (`tracker.handle` says with which connection), and its place in the block. */
  packet?(segment: Segment, facts: number, block: PacketBlock, index: number): void;
  /** A few times a second where the source waits for packets. */
  tick?(): void;
  /** A connection before its row is freed, with what was found; `record` builds what is reported of it. */
  over?(
    view: ConnectionView,
    record: () => ConnectionRecord,
    atEnd: boolean,
    findings: readonly Finding[],
  ): void;
}

/** Several that follow as one. One alone is asked directly, and for packets only where it wants them. */
export function together(followers: readonly Follower[]): Follower {
  const [only] = followers;
  if (only !== undefined && followers.length === 1) return only;
  return {
    begin(tracker) {
      for (const follower of followers) follower.begin?.(tracker);
    },
    block(block) {
      for (const follower of followers) follower.block?.(block);
    },
    packet(segment, facts, block, index) {
      for (const follower of followers) follower.packet?.(segment, facts, block, index);
    },
    tick() {
      for (const follower of followers) follower.tick?.();
    },
    over(view, record, atEnd, findings) {
      for (const follower of followers) follower.over?.(view, record, atEnd, findings);
    },
  };
}
