// Packets of connections in memory of a fixed size: the first and last of each, also for a while after it is
// over; and, from when somebody looks at one, all that come. Knows no ladders.
import type { PacketBlock } from "../../capture/packet-block.ts";
import type { Segment } from "../../decode/segment.ts";
import { ID } from "../../track/connection-layout.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import { SYN_HELD } from "../../track/segment-facts.ts";
import type { Tracker } from "../../track/tracker.ts";
import {
  EvidenceStore,
  FIRST_PACKETS,
  KEPT_BYTES,
  type KeptPacket,
  LAST_PACKETS,
} from "../evidence/evidence-store.ts";
import { HeldPackets } from "../evidence/held-packets.ts";
import type { Follower } from "../follower.ts";

/** What is not used costs nothing. */
const DEFAULT_MEMORY = 64 << 20;
/** Connections that are over and of which packets are kept, as long as there is room. */
const MOST_OVER = 65_536;
/** Connections that were looked at: of these all further packets. */
const MOST_OPENED = 4;
/** Of all of them together: at most 16 MB of headers. */
const MOST_PACKETS = 100_000;

/** Packets of a connection. Those that are missing were between the beginning and the rest, or before all. */
export interface Remembered {
  /** In the order in which they came. */
  readonly packets: readonly KeptPacket[];
  /** After so many some may be missing. */
  readonly holeAfter: number;
}

interface Opened {
  readonly id: number;
  /** −1: it is over. */
  handle: number;
  packets: KeptPacket[];
  holeAfter: number;
}

export class RememberedPackets implements Follower {
  private readonly store: EvidenceStore;
  private readonly held = new HeldPackets();
  private tracker: Tracker = null as never;
  /** The next place for one that is over. */
  private nextOver = 0;
  /** Those looked at, by id, the last one last. */
  private readonly opened = new Map<number, Opened>();
  /** The same while they go on, by handle. */
  private readonly growing = new Map<number, Opened>();

  /** @param memory in bytes */
  constructor(memory = DEFAULT_MEMORY) {
    this.store = new EvidenceStore(memory);
  }

  begin(tracker: Tracker): void {
    this.tracker = tracker;
  }

  packet(segment: Segment, facts: number, block: PacketBlock, index: number): void {
    const { tracker, store } = this;
    const { handle } = tracker;
    if (handle < 0) return;
    if ((facts & SYN_HELD) !== 0) {
      if (tracker.undecided !== null) this.held.keep(tracker.undecided, block, index, segment.packet);
      return;
    }
    const row = rowOf(handle);
    if (store.isNew(row)) store.name(row, tracker.table.words[tracker.table.coldRow(handle) + ID] as number);
    store.keep(row, block, index, segment.packet);
    if (this.growing.size === 0) return;
    const opened = this.growing.get(handle);
    if (opened !== undefined) this.grow(opened, keptPacket(block, index, segment.packet));
  }

  over(view: ConnectionView): void {
    const { handle } = view;
    this.store.move(rowOf(handle), rowOfOver(this.nextOver));
    this.nextOver = (this.nextOver + 1) % MOST_OVER;
    const opened = this.growing.get(handle);
    if (opened === undefined) return;
    opened.handle = -1;
    this.growing.delete(handle);
  }

  /** From now on every packet of it, beside what there is. `handle`: its row, −1 where it is over. */
  open(id: number, handle: number): void {
    const before = this.opened.get(id);
    this.opened.delete(id);
    this.opened.set(id, before ?? this.begun(id, handle));
    if (this.opened.size > MOST_OPENED) this.forgetOldest();
  }

  /** Null: nothing is kept. The bytes may be kept. */
  packetsOf(id: number): Remembered | null {
    const { packets, holeAfter } = this.opened.get(id) ?? this.stored(id);
    const held = this.held
      .packetsOf(id)
      .filter(({ number }) => packets.every((other) => other.number !== number));
    if (packets.length + held.length === 0) return null;
    const all = held.length === 0 ? packets : [...packets, ...held].sort((a, b) => a.number - b.number);
    return { packets: all, holeAfter };
  }

  private begun(id: number, handle: number): Opened {
    const opened: Opened = { id, handle, ...this.stored(id) };
    if (handle >= 0) this.growing.set(handle, opened);
    return opened;
  }

  private stored(id: number): { packets: KeptPacket[]; holeAfter: number } {
    const row = this.store.handlesOf([id]).get(id);
    if (row === undefined) return { packets: [], holeAfter: 0 };
    const packets = this.store.packets(row).map((packet) => ({ ...packet, bytes: packet.bytes.slice() }));
    const isFull = packets.length === FIRST_PACKETS + LAST_PACKETS;
    return { packets, holeAfter: isFull ? FIRST_PACKETS : packets.length };
  }

  private grow(opened: Opened, packet: KeptPacket): void {
    // (Nothing was kept when it was opened, and no hole was known.)
    if (opened.holeAfter === opened.packets.length && opened.holeAfter < FIRST_PACKETS) opened.holeAfter++;
    opened.packets.push(packet);
    let kept = 0;
    for (const { packets } of this.opened.values()) kept += packets.length;
    if (kept <= MOST_PACKETS) return;
    if (this.opened.size > 1) {
      this.forgetOldest();
      return;
    }
    const { packets } = opened;
    opened.holeAfter = FIRST_PACKETS;
    opened.packets = [...packets.slice(0, FIRST_PACKETS), ...packets.slice(packets.length >> 1)];
  }

  private forgetOldest(): void {
    const [oldest] = this.opened.values();
    if (oldest === undefined) return;
    this.opened.delete(oldest.id);
    this.growing.delete(oldest.handle);
  }
}

/** In the store, rows of connections that go on and places of those that are over take turns. */
function rowOf(handle: number): number {
  return handle * 2;
}

function rowOfOver(place: number): number {
  return place * 2 + 1;
}

function keptPacket(block: PacketBlock, index: number, number: number): KeptPacket {
  const from = block.offset[index] as number;
  return {
    number,
    time: block.time[index] as number,
    bytes: block.bytes.slice(from, from + Math.min(block.captured[index] as number, KEPT_BYTES)),
    original: block.original[index] as number,
    channel: block.channel[index] as number,
  };
}
