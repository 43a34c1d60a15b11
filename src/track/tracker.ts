// Segments → connections: counts each segment with the connection to which it belongs. Knows no
// files and no formats. Which connection: belonging.ts. What it means for the states:
// control-events.ts. When a connection's row is freed: lifecycle.ts.
import { ACK, FIN, KIND_ICMP_ERROR, RST, Segment, SYN } from "../decode/segment.ts";
import { takeFirstPacket } from "./adopt.ts";
import { Belonging, HELD, PROMOTE } from "./belonging.ts";
import {
  ACK_KNOWN,
  ATTENTION,
  BITS,
  COLD,
  ENDPOINT_WORDS,
  FIN_SEEN,
  FLAGS,
  HAS_HELD_SYN,
  HAS_OLDER,
  HIGHEST_ACKNOWLEDGEMENT,
  HOT_WORDS,
  ID,
  ISN,
  OLDER,
  PACKETS,
  PAYLOAD,
  SELF_CONNECT,
  SENT_SYN,
  SENT_SYN_ACK,
  SYN_PAYLOAD,
  SYNS,
  TOLD_BY_KERNEL,
  TUNNELS,
  WATCHED,
} from "./connection-layout.ts";
import { ConnectionTable } from "./connection-table.ts";
import { ConnectionView } from "./connection-view.ts";
import { ControlEvents } from "./control-events.ts";
import { Counting } from "./counting.ts";
import { CurrentConnection } from "./current-connection.ts";
import { Deadlines } from "./deadlines.ts";
import { Evidence } from "./evidence.ts";
import type { HeldSyn } from "./held-syns.ts";
import { Lifecycle } from "./lifecycle.ts";
import { LookAhead } from "./look-ahead.ts";
import {
  AFTER_PROBE,
  CONNECTION_OVER,
  COPY,
  DATA_AFTER_FIN,
  ENTERED_CLOSE_WAIT,
  HANDSHAKE_COMPLETED,
  KEEP_ALIVE,
  LEFT_CLOSE_WAIT,
  NEW_CONNECTION,
  NOTED,
  OUT_OF_ORDER,
  RETRANSMISSION,
  STATE_CHANGED,
  SYN_HELD,
  WATCHED_SEGMENT,
  WINDOW_REOPENED,
} from "./segment-facts.ts";
import { isBehindSyn } from "./sequence.ts";
import { ServiceTable } from "./services.ts";

export interface TrackerOptions {
  /** Maximum segment lifetime in seconds. */
  readonly msl: number;
  /** Bound of the connections tracked at one time. */
  readonly maxConnections: number;
  /** How many to make room for at once. */
  readonly expectedConnections: number;
}

/** Who wants to hear of segments with certain facts. Everything is borrowed for the call. */
export interface Observer {
  observe(handle: number, endpoint: number, segment: Segment, facts: number): void;
}

/** Facts that an observer hears of. */
const OBSERVED =
  NOTED |
  NEW_CONNECTION |
  OUT_OF_ORDER |
  HANDSHAKE_COMPLETED |
  CONNECTION_OVER |
  WINDOW_REOPENED |
  AFTER_PROBE |
  ENTERED_CLOSE_WAIT |
  LEFT_CLOSE_WAIT |
  WATCHED_SEGMENT;

const NOBODY: Observer = { observe() {} };

/** A packet whose connection is not known yet; both are told when they are. */
export interface Undecided {
  /** Id; 0 until it is known. */
  readonly connection: number;
}

export class Tracker {
  /** Hears of the segments that detectors look at. */
  observer: Observer = NOBODY;
  /** Hears of each held SYN that turns out to begin a connection, when it is counted with it. */
  onPromoted: (segment: Segment, handle: number, facts: number) => void = () => {};
  /** With which connection the last packet was counted, −1: with none; SYN_HELD: which one holds it. */
  handle = -1;
  /** Who sent it there; of an ICMP error: whose segment it quotes. */
  endpoint = 0;
  /** Where the last packet was a held SYN, or a fragment counted with none: who is told in the end. */
  undecided: Undecided | null = null;
  readonly table: ConnectionTable;
  readonly services = new ServiceTable();
  private readonly twiceMsl: number;
  private readonly lookAhead: LookAhead;
  readonly lifecycle: Lifecycle;
  private readonly deadlines: Deadlines;
  private readonly control: ControlEvents;
  private readonly belonging: Belonging;
  private readonly counting: Counting;
  private readonly evidence: Evidence;
  private readonly view: ConnectionView;
  /** Whether a packet was seen inside a VLAN or tunnel. */
  private sawTunnels = false;
  /** A held SYN, tracked at last. */
  private readonly held = new Segment();
  /** For the search under other VLAN tags. */
  private sought: Segment = this.held;

  constructor(options: TrackerOptions) {
    const twiceMsl = options.msl * 2e9;
    this.twiceMsl = twiceMsl;
    this.table = new ConnectionTable(options.maxConnections, options.expectedConnections);
    this.lookAhead = new LookAhead(this.table);
    const view = new ConnectionView(this.table, twiceMsl);
    this.deadlines = new Deadlines(this.table, twiceMsl);
    const current = new CurrentConnection(this.table, this.services, view);
    this.control = new ControlEvents(current);
    const { synCopies } = this.control.opening;
    this.lifecycle = new Lifecycle(this.table, this.deadlines, this.services, view, synCopies);
    this.counting = new Counting(this.table, this.lifecycle.sideRows);
    this.evidence = new Evidence(current, this.lifecycle.log, twiceMsl);
    this.belonging = new Belonging(this.table, view, this.deadlines, this.lifecycle, this.evidence);
    this.view = view;
  }

  /** A view of its own for whoever reads rows between packets. */
  newView(): ConnectionView {
    return new ConnectionView(this.table, this.twiceMsl);
  }

  /** The largest time so far, in nanoseconds of the timeline. */
  get now(): number {
    return this.deadlines.now;
  }

  /** When a row is freed if no packet comes, at the earliest. */
  get nextDeadline(): number {
    return this.deadlines.next;
  }

  /** The clock goes on to `packet.time` (never back), and what was due by then happens. */
  advance(packet: Segment): void {
    const deadlines = this.deadlines;
    if (packet.time > deadlines.now) {
      deadlines.now = packet.time;
      if (packet.time >= deadlines.next) this.lifecycle.expire();
    }
  }

  /** The same where no packet came. (Not for every packet: a double that is passed is boxed.) */
  advanceTo(time: number): void {
    const deadlines = this.deadlines;
    if (time <= deadlines.now) return;
    deadlines.now = time;
    if (time >= deadlines.next) this.lifecycle.expire();
  }

  /** Before `track` is called for each of these segments (kind 0: for none) in their order. */
  prefetch(segments: readonly Segment[], count: number): void {
    this.lookAhead.read(segments, count);
  }

  /** Tracks one decoded packet (the segment is borrowed), to whose time the clock has advanced. Returns facts. */
  track(segment: Segment): number {
    if (segment.kind >= KIND_ICMP_ERROR) {
      if (segment.kind === KIND_ICMP_ERROR) return this.trackIcmpError(segment);
      this.handle = this.counting.addFragment(segment);
      this.endpoint = this.counting.fragments.foundEndpoint;
      this.undecided = this.counting.fragments.undecided;
      return 0;
    }
    const { table } = this;
    const { hash } = segment;
    let handle = table.find(segment, hash);
    if (segment.tunnel !== 0) this.sawTunnels = true;
    if (handle < 0 && this.sawTunnels) handle = this.findUnderOtherTags(segment, hash);
    const flags = segment.flags;
    if (
      handle < 0 ||
      (flags & (SYN | FIN | RST)) !== 0 ||
      ((table.words[handle * HOT_WORDS + FLAGS] as number) & ATTENTION) !== 0
    ) {
      return this.trackControl(segment, hash, handle);
    }
    const endpoint = table.foundEndpoint;
    this.handle = handle;
    this.endpoint = endpoint;
    const facts = this.counting.count(handle, endpoint, segment);
    if (segment.hasTimestamps) this.counting.keepTimestamp(handle, endpoint, segment);
    if ((facts & OBSERVED) !== 0) {
      if ((facts & NOTED) !== 0) this.evidence.noteFact(handle, facts);
      this.observer.observe(handle, endpoint, segment, facts);
    }
    return facts;
  }

  /** A segment that may mean more than bytes and acknowledgements. */
  private trackControl(segment: Segment, hash: number, newest: number): number {
    const { belonging } = this;
    const endpoint = this.table.foundEndpoint;
    if (newest >= 0 && (segment.flags & (SYN | ACK)) !== SYN) {
      const flags = this.table.words[newest * HOT_WORDS + FLAGS] as number;
      // Nothing else claims the addresses.
      if ((flags & (HAS_OLDER | HAS_HELD_SYN)) === 0) return this.trackChosen(newest, endpoint, segment, 0);
    }
    let handle = belonging.choose(segment, hash, newest, endpoint);
    if (handle === HELD) {
      this.handle = newest;
      this.endpoint = endpoint;
      this.undecided = this.lifecycle.heldSyns.find(newest, endpoint, segment.sequence) ?? null;
      this.evidence.noteStraySyn(newest, endpoint, segment);
      this.observer.observe(newest, endpoint, segment, SYN_HELD);
      return SYN_HELD;
    }
    if (handle === PROMOTE) {
      this.promote(newest, hash);
      handle = this.table.find(segment, hash);
      if (handle < 0) handle = this.findUnderOtherTags(segment, hash);
      belonging.endpoint = this.table.foundEndpoint;
    }
    if (!belonging.begins) return this.trackChosen(handle, belonging.endpoint, segment, 0);
    if (belonging.hasOlder) this.evidence.noteOlder(handle, segment);
    return this.trackChosen(handle, belonging.endpoint, segment, NEW_CONNECTION);
  }

  /** `begun`: NEW_CONNECTION for its first segment, else 0. */
  private trackChosen(handle: number, endpoint: number, segment: Segment, begun: number): number {
    const { control, evidence } = this;
    this.handle = handle;
    this.endpoint = endpoint;
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    const line = row + endpoint * ENDPOINT_WORDS;
    const acknowledged = words[line + HIGHEST_ACKNOWLEDGEMENT] as number;
    const hadAcknowledged = ((words[line + BITS] as number) & ACK_KNOWN) !== 0;
    const flags = words[row + FLAGS] as number;
    let facts = begun | ((flags & WATCHED) !== 0 ? WATCHED_SEGMENT : 0);
    const isFirst = (flags & TOLD_BY_KERNEL) !== 0 && takeFirstPacket(this.table, handle, segment);
    if ((segment.flags & RST) !== 0) {
      const states = evidence.statesOf(handle, endpoint);
      facts |= control.onReset(handle, endpoint, segment);
      evidence.noteReset(handle, endpoint, segment, facts, states);
      facts |= this.counting.count(handle, endpoint, segment);
    } else {
      facts |= this.counting.count(handle, endpoint, segment);
      const peerLine = (flags & SELF_CONNECT) !== 0 ? line : row + (endpoint ^ 1) * ENDPOINT_WORDS;
      if (segment.payload > 0 && ((words[peerLine + BITS] as number) & FIN_SEEN) !== 0) {
        if ((facts & (RETRANSMISSION | COPY | KEEP_ALIVE)) === 0) facts |= DATA_AFTER_FIN;
      }
      const copy = (facts & COPY) !== 0;
      facts |= control.onSegment(handle, endpoint, segment, copy, acknowledged, hadAcknowledged);
      if ((facts & NOTED) !== 0) evidence.note(handle, endpoint, segment, facts);
    }
    if (segment.hasTimestamps) this.counting.keepTimestamp(handle, endpoint, segment);
    if (segment.mss >= 0 && (segment.flags & SYN) !== 0) this.counting.seeMss(segment.mss);
    if (this.lifecycle.settle(handle, segment.flags, isFirst ? facts | STATE_CHANGED : facts))
      facts |= CONNECTION_OVER;
    if ((facts & OBSERVED) !== 0) this.observer.observe(handle, endpoint, segment, facts);
    return facts;
  }

  /** A SYN that the connection holds begins a connection of its own, with all its copies. */
  private promote(newest: number, hash: number): void {
    const { lifecycle, held: segment, table } = this;
    const syn = this.belonging.held as HeldSyn;
    if (!lifecycle.heldSyns.take(newest, syn)) {
      const place = newest * HOT_WORDS + FLAGS;
      table.words[place] = (table.words[place] as number) & ~HAS_HELD_SYN;
    }
    let handle = -1;
    for (const copy of syn.copies) {
      Object.assign(segment, copy);
      if (handle >= 0) {
        this.onPromoted(segment, handle, this.trackChosen(handle, 0, segment, 0));
        continue;
      }
      this.view.handle = newest;
      this.view.asOf = segment.time;
      this.evidence.seeOlder(this.view, syn.endpoint, segment);
      handle = lifecycle.begin(segment, hash, newest);
      this.evidence.noteOlder(handle, segment);
      syn.connection = table.words[table.coldRow(handle) + ID] as number;
      this.onPromoted(segment, handle, this.trackChosen(handle, 0, segment, NEW_CONNECTION));
    }
    const left = syn.packets - syn.copies.length;
    const row = handle * HOT_WORDS;
    const syns = table.coldRow(handle) + COLD + SYNS;
    table.words[row + PACKETS] = (table.words[row + PACKETS] as number) + left;
    table.words[syns] = (table.words[syns] as number) + left;
    table.doubles[(row + PAYLOAD) >> 1] = syn.payloadBytes;
  }

  // ── VLAN tags that differ by direction ───────────────────────────────────────────────────────

  /** The connection of a segment whose direction is tagged otherwise than the one that began it. */
  private findUnderOtherTags(segment: Segment, hash: number): number {
    this.sought = segment;
    const handle = this.table.findUnderOtherTags(segment, hash, this.acceptsTags);
    if (handle >= 0) {
      const place = handle * HOT_WORDS + TUNNELS;
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
    const row = handle * HOT_WORDS;
    const tunnels = words[row + TUNNELS] as number;
    const mine = endpoint === 0 ? tunnels & 0xffff : tunnels >>> 16;
    if (mine === segment.tunnel) return true;
    if (segment.tunnels.withoutTags(mine) !== segment.tunnels.withoutTags(segment.tunnel)) return false;
    // Only a SYN-ACK for exactly the pending SYN proves that the tags differ by direction.
    const bits = words[row + (endpoint ^ 1) * ENDPOINT_WORDS + BITS] as number;
    const mineBits = words[row + endpoint * ENDPOINT_WORDS + BITS] as number;
    if ((segment.flags & (SYN | ACK | RST)) !== (SYN | ACK) || (bits & SENT_SYN) === 0) return false;
    if ((mineBits & SENT_SYN_ACK) !== 0) return false;
    const peer = this.table.coldRow(handle) + COLD + (endpoint ^ 1) * ENDPOINT_WORDS;
    return isBehindSyn(
      segment.acknowledgement,
      words[peer + ISN] as number,
      words[peer + SYN_PAYLOAD] as number,
    );
  };

  // ── Packets that are no segment ──────────────────────────────────────────────────────────────

  private trackIcmpError(segment: Segment): number {
    const { table } = this;
    const { hash } = segment;
    let handle = table.find(segment, hash);
    if (handle < 0) {
      this.sought = segment;
      handle = table.findUnderOtherTags(segment, hash, this.acceptsQuote);
    }
    this.handle = handle;
    if (handle < 0) return 0;
    let endpoint = table.foundEndpoint;
    let facts = this.control.onIcmpError(handle, endpoint, segment);
    this.endpoint = endpoint;
    if (facts === 0 && ((table.words[handle * HOT_WORDS + FLAGS] as number) & HAS_OLDER) !== 0) {
      handle = table.words[table.coldRow(handle) + OLDER] as number;
      endpoint = table.endpointOf(handle, segment);
      facts = this.control.onIcmpError(handle, endpoint, segment);
      if (facts !== 0) {
        this.handle = handle;
        this.endpoint = endpoint;
      }
    }
    if (facts === 0) return 0;
    this.evidence.noteIcmp(handle, endpoint, segment, facts);
    if (this.lifecycle.settle(handle, 0, facts)) facts |= CONNECTION_OVER;
    this.observer.observe(handle, endpoint, segment, facts);
    return facts;
  }

  /** Copies of frames without data, SYN and FIN, since the first copy of one with any of them. */
  get plainCopies(): number {
    return this.counting.plainCopies;
  }

  /** Every segment of the connection raises WATCHED_SEGMENT from now on, or no longer. */
  watch(handle: number, on: boolean): void {
    const { words } = this.table;
    const place = handle * HOT_WORDS + FLAGS;
    const flags = words[place] as number;
    words[place] = on ? flags | WATCHED | ATTENTION : flags & ~WATCHED;
  }

  /** A router need not send its error under the tags of the packet that it quotes. */
  private readonly acceptsQuote = (handle: number, endpoint: number): boolean => {
    const isn = this.table.words[this.table.coldRow(handle) + COLD + endpoint * ENDPOINT_WORDS + ISN];
    return this.sought.quotedSequence && isn === this.sought.sequence;
  };
}
