// Packets of which only a later one tells with which connection they are counted: held SYNs, fragments
// that came before their first. Few, so that they are remembered one by one.
import { KIND_FRAGMENT, type Segment } from "../decode/segment.ts";
import { SYN_HELD } from "../track/segment-facts.ts";
import type { Tracker, Undecided } from "../track/tracker.ts";
import type { Follower } from "./follower.ts";

export class UndecidedPackets implements Follower {
  readonly #byPacket = new Map<number, Undecided>();
  #tracker: Tracker | null = null;

  /** When everything is read: id of the connection, 0 for none. */
  connectionOf(packet: number): number {
    return (this.#byPacket.get(packet)?.connection ?? 0) >>> 0;
  }

  begin(tracker: Tracker): void {
    this.#tracker = tracker;
  }

  packet(segment: Segment, facts: number): void {
    const { undecided } = this.#tracker as Tracker;
    if (isUndecided(segment, facts, this.#tracker as Tracker) && undecided !== null) {
      this.#byPacket.set(segment.packet, undecided);
    }
  }
}

/** Whether the packet just tracked is counted with no connection yet. */
export function isUndecided(segment: Segment, facts: number, tracker: Tracker): boolean {
  return (facts & SYN_HELD) !== 0 || (segment.kind === KIND_FRAGMENT && tracker.handle < 0);
}
