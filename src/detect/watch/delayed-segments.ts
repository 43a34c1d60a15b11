// Segments of an earlier connection that fall into this one: both their numbers lie before where this
// one began (the danger that TIME_WAIT is for, RFC 9293 §3.4.3).
import { ACK, FIN, type Segment, SYN } from "../../decode/segment.ts";
import { BITS, COLD, ENDPOINT_WORDS, ISN, ISN_KNOWN, NEXT, PAYLOAD } from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { COPY, OUT_OF_ORDER, RETRANSMISSION } from "../../track/segment-facts.ts";
import { isBefore } from "../../track/sequence.ts";
import type { Tracker } from "../../track/tracker.ts";
import { EvidencePackets } from "./evidence-packets.ts";
import { doubleIn, peerIn, wordIn } from "./watched-row.ts";
import type { Watch } from "./watches.ts";

/** From so many bytes on, numbers before the initial one may be the connection's own again. */
const HALF_THE_NUMBERS = 2 ** 31;
/** That may have some at one time. */
const MOST_CONNECTIONS = 65_536;

export class DelayedSegments {
  bytes = 0;
  readonly packets = new EvidencePackets();
}

type Entry = readonly [DelayedSegments, DelayedSegments];

export class DelayedSegmentsWatch implements Watch {
  readonly wakesOn = RETRANSMISSION | OUT_OF_ORDER;
  private readonly table: ConnectionTable;
  private readonly entries = new Map<number, Entry>();

  constructor(tracker: Tracker) {
    this.table = tracker.table;
  }

  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    if ((facts & COPY) !== 0 || (segment.flags & (SYN | ACK)) !== ACK) return;
    if (segment.payload === 0 && (segment.flags & FIN) === 0) return;
    if (!this.isBeforeBeginning(handle, endpoint, segment.sequence)) return;
    const peer = peerIn(this.table, handle, endpoint);
    if (!this.isBeforeBeginning(handle, peer, segment.acknowledgement)) return;
    let entry = this.entries.get(handle);
    if (entry === undefined) {
      if (this.entries.size === MOST_CONNECTIONS) return;
      entry = [new DelayedSegments(), new DelayedSegments()];
      this.entries.set(handle, entry);
    }
    const delayed = entry[endpoint as 0];
    delayed.bytes += segment.payload;
    delayed.packets.add(segment.packet);
  }

  /** What came of the endpoint's earlier connection; null: nothing. */
  of(handle: number, endpoint: number): DelayedSegments | null {
    const delayed = this.entries.get(handle)?.[endpoint as 0];
    return delayed !== undefined && delayed.packets.total > 0 ? delayed : null;
  }

  release(handle: number): void {
    if (this.entries.size > 0) this.entries.delete(handle);
  }

  private isBeforeBeginning(handle: number, endpoint: number, number: number): boolean {
    const { table } = this;
    if ((wordIn(table, handle, endpoint, BITS) & ISN_KNOWN) === 0) return false;
    if (doubleIn(table, handle, endpoint, PAYLOAD) >= HALF_THE_NUMBERS) return false;
    const isn = table.words[table.coldRow(handle) + COLD + endpoint * ENDPOINT_WORDS + ISN] as number;
    return isBefore(number, isn) && isBefore(isn, wordIn(table, handle, endpoint, NEXT));
  }
}
