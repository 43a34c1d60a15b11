// Segments → connections: counts each segment with the connection to which it belongs. Knows no
// files and no formats. Which connection: belonging.ts. What it means for the states:
// control-events.ts. When a connection's row is freed: lifecycle.ts.
import { ACK, FIN, KIND_FRAGMENT, KIND_ICMP_ERROR, RST, Segment, SYN } from "../decode/segment.ts";
import { Belonging, HELD, PROMOTE } from "./belonging.ts";
import {
  ACK_KNOWN,
  ATTENTION,
  BITS,
  COLD,
  CONTIGUOUS,
  ENDPOINT_WORDS,
  FINS,
  FIRST_TIME,
  FLAGS,
  HAS_HELD_SYN,
  HIGHEST_ACKNOWLEDGEMENT,
  HOLE,
  ID,
  ISN,
  LAST_PACKET,
  LAST_TIME,
  LAST_TIMESTAMP,
  NEXT,
  OLDER,
  PACKETS,
  PAYLOAD,
  ROW_WORDS,
  RSTS,
  SELF_CONNECT,
  SENT_SYN,
  SENT_SYN_ACK,
  SIDE_ROW,
  SYN_ACKS,
  SYN_PAYLOAD,
  SYNS,
  TIMESTAMP_KNOWN,
  TUNNELS,
} from "./connection-layout.ts";
import { ConnectionTable } from "./connection-table.ts";
import { ConnectionView } from "./connection-view.ts";
import { ControlEvents } from "./control-events.ts";
import { Deadlines } from "./deadlines.ts";
import { Fragments } from "./fragments.ts";
import { Lifecycle } from "./lifecycle.ts";
import { RecentFrames } from "./recent-frames.ts";
import { analyzeSegment } from "./segment-analysis.ts";
import {
  CONNECTION_OVER,
  COPY,
  DUPLICATE_ACK,
  KEEP_ALIVE,
  NEW_CONNECTION,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SYN_HELD,
  ZERO_WINDOW,
} from "./segment-facts.ts";
import { ServiceTable } from "./services.ts";
import {
  COUNTERS,
  DUPLICATE_ACKS,
  KEEP_ALIVES,
  OUT_OF_ORDERS,
  RETRANSMISSIONS,
  ZERO_WINDOWS,
} from "./side-rows.ts";

export interface TrackerOptions {
  /** Maximum segment lifetime in seconds. */
  readonly msl: number;
  /** Bound of the connections tracked at one time. */
  readonly maxConnections: number;
  /** How many to make room for at once. */
  readonly expectedConnections: number;
}

export class Tracker {
  readonly table: ConnectionTable;
  readonly services = new ServiceTable();
  readonly lifecycle: Lifecycle;
  private readonly deadlines: Deadlines;
  private readonly control: ControlEvents;
  private readonly belonging: Belonging;
  private readonly recentFrames = new RecentFrames();
  private readonly fragments = new Fragments();
  /** Whether a packet was seen inside a VLAN or tunnel. */
  private sawTunnels = false;
  /** A held SYN, tracked at last. */
  private readonly held = new Segment();
  /** For the search under other VLAN tags. */
  private sought: Segment = this.held;

  constructor(options: TrackerOptions) {
    const twiceMsl = options.msl * 2e9;
    this.table = new ConnectionTable(options.maxConnections, options.expectedConnections);
    const view = new ConnectionView(this.table, twiceMsl);
    this.deadlines = new Deadlines(this.table, twiceMsl);
    this.control = new ControlEvents(this.table, this.services, view);
    this.lifecycle = new Lifecycle(this.table, this.deadlines, this.services, view, this.control.synCopies);
    this.belonging = new Belonging(this.table, view, this.deadlines, this.lifecycle);
  }

  /** The largest time so far, in nanoseconds of the timeline. */
  get now(): number {
    return this.deadlines.now;
  }

  /** The clock goes on to `packet.time` (never back), and what was due by then happens. */
  advance(packet: Segment): void {
    const deadlines = this.deadlines;
    if (packet.time > deadlines.now) {
      deadlines.now = packet.time;
      if (packet.time >= deadlines.next) this.lifecycle.expire();
    }
  }

  /** Tracks one decoded packet (the segment is borrowed), to whose time the clock has advanced. Returns facts. */
  track(segment: Segment): number {
    if (segment.kind >= KIND_ICMP_ERROR) {
      return segment.kind === KIND_FRAGMENT ? this.trackFragment(segment) : this.trackIcmpError(segment);
    }
    const { table } = this;
    const hash = table.hash(segment);
    let handle = table.find(segment, hash);
    if (segment.tunnel !== 0) this.sawTunnels = true;
    if (handle < 0 && this.sawTunnels) handle = this.findUnderOtherTags(segment, hash);
    const flags = segment.flags;
    if (
      handle < 0 ||
      (flags & (SYN | FIN | RST)) !== 0 ||
      ((table.words[handle * ROW_WORDS + FLAGS] as number) & ATTENTION) !== 0
    ) {
      return this.trackControl(segment, hash, handle);
    }
    const endpoint = table.foundEndpoint;
    const facts = this.count(handle, endpoint, segment);
    if (segment.hasTimestamps) this.keepTimestamp(handle, endpoint, segment);
    return facts;
  }

  /** A segment that may mean more than bytes and acknowledgements. */
  private trackControl(segment: Segment, hash: number, newest: number): number {
    const { belonging } = this;
    let handle = belonging.choose(segment, hash, newest, this.table.foundEndpoint);
    if (handle === HELD) return SYN_HELD;
    if (handle === PROMOTE) {
      this.promote(newest);
      handle = this.table.find(segment, hash);
      if (handle < 0) handle = this.findUnderOtherTags(segment, hash);
      belonging.endpoint = this.table.foundEndpoint;
    }
    return this.trackChosen(handle, belonging.endpoint, segment) | (belonging.begins ? NEW_CONNECTION : 0);
  }

  private trackChosen(handle: number, endpoint: number, segment: Segment): number {
    const { control } = this;
    const line = handle * ROW_WORDS + endpoint * ENDPOINT_WORDS;
    const acknowledged = this.table.words[line + HIGHEST_ACKNOWLEDGEMENT] as number;
    const hadAcknowledged = ((this.table.words[line + BITS] as number) & ACK_KNOWN) !== 0;
    const reset = (segment.flags & RST) !== 0;
    let facts = reset ? control.onReset(handle, endpoint, segment) : 0;
    facts |= this.count(handle, endpoint, segment);
    if (!reset) {
      const copy = (facts & COPY) !== 0;
      facts |= control.onSegment(handle, endpoint, segment, copy, acknowledged, hadAcknowledged);
    }
    if (segment.hasTimestamps) this.keepTimestamp(handle, endpoint, segment);
    return this.lifecycle.settle(handle, segment.flags) ? facts | CONNECTION_OVER : facts;
  }

  /** Counts a segment with its connection and analyses its numbers. Returns facts. */
  private count(handle: number, endpoint: number, segment: Segment): number {
    const { words, doubles } = this.table;
    const row = handle * ROW_WORDS;
    const line = row + endpoint * ENDPOINT_WORDS;
    const flags = segment.flags;
    words[line + PACKETS] = (words[line + PACKETS] as number) + 1;
    if (segment.payload > 0)
      doubles[(line + PAYLOAD) >> 1] = (doubles[(line + PAYLOAD) >> 1] as number) + segment.payload;
    doubles[(row + LAST_PACKET) >> 1] = segment.packet;
    if (segment.time > (doubles[(row + LAST_TIME) >> 1] as number))
      doubles[(row + LAST_TIME) >> 1] = segment.time;
    else if (segment.time < (doubles[(row + FIRST_TIME) >> 1] as number))
      doubles[(row + FIRST_TIME) >> 1] = segment.time;
    const copy = this.recentFrames.isCopy(segment, handle);
    const peer = ((words[row + FLAGS] as number) & SELF_CONNECT) !== 0 ? endpoint : endpoint ^ 1;
    let facts = analyzeSegment(words, doubles, row, line, row + peer * ENDPOINT_WORDS, segment);
    if (copy) facts = (facts & ~RETRANSMISSION) | COPY;
    if ((facts & (RETRANSMISSION | OUT_OF_ORDER | DUPLICATE_ACK | ZERO_WINDOW | KEEP_ALIVE)) !== 0) {
      this.countRare(row, endpoint, facts);
    }
    if ((flags & (SYN | FIN | RST)) !== 0) countFlags(words, row, endpoint, flags);
    if (segment.moreFragments) this.beginFragments(handle, endpoint, segment);
    return facts;
  }

  /** After the segment's events, which still compare with the one before. */
  private keepTimestamp(handle: number, endpoint: number, segment: Segment): void {
    const { words } = this.table;
    const line = handle * ROW_WORDS + endpoint * ENDPOINT_WORDS;
    words[line + BITS] = (words[line + BITS] as number) | TIMESTAMP_KNOWN;
    words[line + LAST_TIMESTAMP] = segment.timestampValue;
  }

  private countRare(row: number, endpoint: number, facts: number): void {
    const { words } = this.table;
    const { sideRows } = this.lifecycle;
    let side = words[row + SIDE_ROW] as number;
    if (side < 0) {
      side = sideRows.allocate();
      words[row + SIDE_ROW] = side;
    }
    const counters = sideRows.words;
    const at = side + endpoint * COUNTERS;
    if ((facts & RETRANSMISSION) !== 0)
      counters[at + RETRANSMISSIONS] = (counters[at + RETRANSMISSIONS] as number) + 1;
    if ((facts & OUT_OF_ORDER) !== 0)
      counters[at + OUT_OF_ORDERS] = (counters[at + OUT_OF_ORDERS] as number) + 1;
    if ((facts & DUPLICATE_ACK) !== 0)
      counters[at + DUPLICATE_ACKS] = (counters[at + DUPLICATE_ACKS] as number) + 1;
    if ((facts & ZERO_WINDOW) !== 0)
      counters[at + ZERO_WINDOWS] = (counters[at + ZERO_WINDOWS] as number) + 1;
    if ((facts & KEEP_ALIVE) !== 0) counters[at + KEEP_ALIVES] = (counters[at + KEEP_ALIVES] as number) + 1;
  }

  /** The SYN that the connection holds begins a connection of its own, with all its copies. */
  private promote(newest: number): void {
    const { lifecycle, held: segment } = this;
    const syn = lifecycle.heldSyns.get(newest);
    if (syn === undefined) return;
    lifecycle.heldSyns.forget(newest);
    const { words } = this.table;
    words[newest * ROW_WORDS + FLAGS] = (words[newest * ROW_WORDS + FLAGS] as number) & ~HAS_HELD_SYN;
    Object.assign(segment, syn.segment);
    segment.time = syn.firstTime;
    segment.packet = syn.firstPacket;
    const handle = lifecycle.begin(segment, this.table.hash(segment), newest);
    this.trackChosen(handle, 0, segment);
    if (syn.packets === 1) return;
    segment.time = syn.lastTime;
    segment.packet = syn.lastPacket;
    this.trackChosen(handle, 0, segment);
    const row = handle * ROW_WORDS;
    const between = syn.packets - 2;
    this.table.words[row + PACKETS] = (this.table.words[row + PACKETS] as number) + between;
    this.table.words[row + COLD + SYNS] = (this.table.words[row + COLD + SYNS] as number) + between;
    this.table.doubles[(row + PAYLOAD) >> 1] = syn.payloadBytes;
  }

  // ── VLAN tags that differ by direction ───────────────────────────────────────────────────────

  /** The connection of a segment whose direction is tagged otherwise than the one that began it. */
  private findUnderOtherTags(segment: Segment, hash: number): number {
    this.sought = segment;
    const handle = this.table.findUnderOtherTags(segment, hash, this.acceptsTags);
    if (handle >= 0) {
      const place = handle * ROW_WORDS + TUNNELS;
      const tunnels = this.table.words[place] as number;
      this.table.words[place] =
        this.table.foundEndpoint === 0
          ? (tunnels & ~0xffff) | segment.tunnel
          : (tunnels & 0xffff) | (segment.tunnel << 16);
    }
    return handle;
  }

  private readonly acceptsTags = (handle: number, endpoint: number): boolean => {
    const { words } = this.table;
    const segment = this.sought;
    const row = handle * ROW_WORDS;
    const tunnels = words[row + TUNNELS] as number;
    const mine = endpoint === 0 ? tunnels & 0xffff : tunnels >>> 16;
    if (mine === segment.tunnel) return true;
    if (segment.tunnels.withoutVlans(mine) !== segment.tunnels.withoutVlans(segment.tunnel)) return false;
    // Only a SYN-ACK for exactly the pending SYN proves that the tags differ by direction.
    const bits = words[row + (endpoint ^ 1) * ENDPOINT_WORDS + BITS] as number;
    const mineBits = words[row + endpoint * ENDPOINT_WORDS + BITS] as number;
    if ((segment.flags & (SYN | ACK | RST)) !== (SYN | ACK) || (bits & SENT_SYN) === 0) return false;
    if ((mineBits & SENT_SYN_ACK) !== 0) return false;
    const peer = row + COLD + (endpoint ^ 1) * ENDPOINT_WORDS;
    const next = ((words[peer + ISN] as number) + 1) | 0;
    return (
      segment.acknowledgement === next ||
      segment.acknowledgement === ((next + (words[peer + SYN_PAYLOAD] as number)) | 0)
    );
  };

  // ── Packets that are no segment ──────────────────────────────────────────────────────────────

  private trackIcmpError(segment: Segment): number {
    const { table } = this;
    const hash = table.hash(segment);
    let handle = table.find(segment, hash);
    if (handle < 0) {
      this.sought = segment;
      handle = table.findUnderOtherTags(segment, hash, this.acceptsQuote);
    }
    if (handle < 0) return 0;
    let facts = this.control.onIcmpError(handle, table.foundEndpoint, segment);
    const older = table.words[handle * ROW_WORDS + OLDER] as number;
    if (facts === 0 && older >= 0) {
      handle = older;
      facts = this.control.onIcmpError(handle, table.endpointOf(handle, segment), segment);
    }
    return facts !== 0 && this.lifecycle.settle(handle, 0) ? facts | CONNECTION_OVER : facts;
  }

  /** A router need not send its error under the tags of the packet that it quotes. */
  private readonly acceptsQuote = (handle: number, endpoint: number): boolean => {
    const isn = this.table.words[handle * ROW_WORDS + COLD + endpoint * ENDPOINT_WORDS + ISN];
    return this.sought.quotedSequence && isn === this.sought.sequence;
  };

  private beginFragments(handle: number, endpoint: number, segment: Segment): void {
    const id = this.table.words[handle * ROW_WORDS + ID] as number;
    const waiting = this.fragments.begin(segment, handle, id, endpoint);
    if (waiting > 0) this.addFragment(handle, endpoint, (segment.sequence + segment.payload) | 0, waiting);
  }

  private trackFragment(segment: Segment): number {
    const { fragments } = this;
    if (!fragments.belongs(segment)) return 0;
    const row = fragments.foundHandle * ROW_WORDS;
    if (!this.table.isLive(fragments.foundHandle) || this.table.words[row + ID] !== fragments.foundId)
      return 0;
    this.addFragment(fragments.foundHandle, fragments.foundEndpoint, fragments.foundEnd, segment.payload);
    return 0;
  }

  /** `end`: sequence number after the packet's bytes so far. */
  private addFragment(handle: number, endpoint: number, end: number, bytes: number): void {
    const { words, doubles } = this.table;
    const line = handle * ROW_WORDS + endpoint * ENDPOINT_WORDS;
    doubles[(line + PAYLOAD) >> 1] = (doubles[(line + PAYLOAD) >> 1] as number) + bytes;
    if (words[line + NEXT] !== end) return;
    words[line + NEXT] = (end + bytes) | 0;
    if (((words[line + BITS] as number) & HOLE) === 0) words[line + CONTIGUOUS] = (end + bytes) | 0;
  }
}

function countFlags(words: Int32Array, row: number, endpoint: number, flags: number): void {
  const cold = row + COLD + endpoint * ENDPOINT_WORDS;
  if ((flags & SYN) !== 0) {
    if ((flags & ACK) !== 0) words[cold + SYN_ACKS] = (words[cold + SYN_ACKS] as number) + 1;
    else words[cold + SYNS] = (words[cold + SYNS] as number) + 1;
  }
  if ((flags & FIN) !== 0) words[row + FINS + endpoint] = (words[row + FINS + endpoint] as number) + 1;
  if ((flags & RST) !== 0) words[row + RSTS + endpoint] = (words[row + RSTS + endpoint] as number) + 1;
}
