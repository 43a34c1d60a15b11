// The connections that a finding about a subject lists: the first ids, the first packets that prove it,
// and how many there were.
import { MOST_LISTED } from "../detector.ts";

/** Packets that a finding shows (CONTRACT: at most 20). */
const MOST_PACKETS = 20;

export class Members {
  readonly ids: number[] = [];
  readonly packets: number[] = [];
  total = 0;

  /** `packet` 0: none. */
  add(id: number, packet: number): void {
    this.total++;
    if (this.ids.length < MOST_LISTED) this.ids.push(id);
    if (packet > 0 && this.packets.length < MOST_PACKETS) this.packets.push(packet);
  }

  /** The same, to which others are added apart from these. */
  copy(): Members {
    const copy = new Members();
    copy.ids.push(...this.ids);
    copy.packets.push(...this.packets);
    copy.total = this.total;
    return copy;
  }
}
