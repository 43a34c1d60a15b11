// The life of a row: begun, put into a deadline list when its story is over, freed when its time has
// come, its addresses are used anew, or its place is needed.
import { ACK, RST, type Segment, SYN } from "../decode/segment.ts";
import {
  ACK_RTT,
  ATTENTION,
  BITS,
  CLIENT_IS_1,
  COLD,
  DEADLINE,
  ENDPOINT_WORDS,
  EVICTED,
  FIRST_PACKET,
  FIRST_TIME,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HAS_HELD_SYN,
  HAS_OLDER,
  HOT_WORDS,
  ID,
  LAST_PACKET,
  LAST_TIME,
  LIST_MASK,
  LIST_SHIFT,
  LIVE,
  LOG,
  NEWER,
  NOTES,
  OLDER,
  PACKETS,
  PAYLOAD,
  PREVIOUS_ID,
  RST_IS_ACCEPTED,
  RST_WAITS,
  RSTS,
  SELF_CONNECT,
  SENT_SYN_ACK,
  SERVICE,
  SIDE_ROW,
  STATE_MASK,
  STATE_SINCE,
  SYN_COPIES,
  SYN_RTT,
  SYNS,
  TIMES_TO_LIVE,
  UNSEEN_OPENING,
  WATCHED,
  WINDOW,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import {
  type ConnectionView,
  VERDICT_CONNECTING,
  VERDICT_HALF_OPEN,
  VERDICT_REFUSED,
  VERDICT_UNANSWERED,
  VERDICT_UNREACHABLE,
} from "./connection-view.ts";
import { type Deadlines, LIST_HALF_OPEN, LIST_OVER, LIST_SYN, NO_LIST } from "./deadlines.ts";
import { Eviction } from "./eviction.ts";
import { type HeldSyn, HeldSyns } from "./held-syns.ts";
import { LifecycleLog } from "./lifecycle-log.ts";
import { firstRoles, isSelfConnect } from "./roles.ts";
import {
  HANDSHAKE_COMPLETED,
  ICMP_ERROR,
  NEW_CONNECTION,
  RST_NOT_ACCEPTED,
  STATE_CHANGED,
} from "./segment-facts.ts";
import type { ServiceTable } from "./services.ts";
import { COUNTERS, SideRows } from "./side-rows.ts";
import type { SynCopies } from "./syn-copies.ts";
import { CLOSE_WAIT, ESTABLISHED, SYN_RECEIVED } from "./tcp-state-machine.ts";

/** After these the verdict may be another. */
const STORY_FACTS = STATE_CHANGED | HANDSHAKE_COMPLETED | RST_NOT_ACCEPTED | ICMP_ERROR | NEW_CONNECTION;

/** Flags with which an open connection's segments still need attention. */
const NEEDS_ATTENTION = RST_IS_ACCEPTED | RST_WAITS | HAS_HELD_SYN | HAS_OLDER | WATCHED;

export class Lifecycle {
  /** Called with each connection before its row is freed: the view is borrowed. */
  onOver: (view: ConnectionView) => void = () => {};
  /** Connections recognised so far. */
  recognised = 0;
  evicted = 0;
  readonly heldSyns = new HeldSyns();
  readonly sideRows = new SideRows(COUNTERS * 2);
  readonly log = new LifecycleLog();
  private readonly table: ConnectionTable;
  private readonly deadlines: Deadlines;
  private readonly services: ServiceTable;
  private readonly view: ConnectionView;
  private readonly synCopies: SynCopies;
  private readonly eviction: Eviction;

  constructor(
    table: ConnectionTable,
    deadlines: Deadlines,
    services: ServiceTable,
    view: ConnectionView,
    synCopies: SynCopies,
  ) {
    this.table = table;
    this.deadlines = deadlines;
    this.services = services;
    this.view = view;
    this.synCopies = synCopies;
    this.eviction = new Eviction(table, deadlines);
  }

  /** A new connection with the segment's addresses, its source as endpoint 0. `older`: the one before on them, or −1. */
  begin(segment: Segment, hash: number, older: number): number {
    const { table } = this;
    if (older >= 0 && ((table.words[older * HOT_WORDS + FLAGS] as number) & HAS_OLDER) !== 0) {
      this.retire(table.words[table.coldRow(older) + OLDER] as number);
    }
    const previous = older >= 0 ? (table.words[table.coldRow(older) + ID] as number) : 0;
    if (table.isFull) this.evict();
    const before = older >= 0 && table.isLive(older) ? older : -1;
    const handle = table.allocate();
    const { words, doubles } = table;
    const row = handle * HOT_WORDS;
    const cold = table.coldRow(handle);
    table.setKey(handle, segment, hash);
    if ((segment.flags & RST) === 0) words[cold + TIMES_TO_LIVE] = segment.timeToLive;
    words[cold + ID] = ++this.recognised;
    words[cold + PREVIOUS_ID] = previous;
    words[cold + OLDER] = before;
    words[cold + NEWER] = -1;
    if (before >= 0) {
      words[this.table.coldRow(before) + NEWER] = handle;
      table.replace(before, handle);
    } else {
      table.insert(handle);
    }
    words[row + WINDOW] = -1;
    words[row + ENDPOINT_WORDS + WINDOW] = -1;
    words[cold + SIDE_ROW] = -1;
    words[cold + SYN_COPIES] = -1;
    doubles[(cold + SYN_RTT) >> 1] = -1;
    doubles[(cold + ACK_RTT) >> 1] = -1;
    doubles[(cold + FIRST_TIME) >> 1] = segment.time;
    doubles[(row + LAST_TIME) >> 1] = segment.time;
    doubles[(cold + COLD + STATE_SINCE) >> 1] = segment.time;
    doubles[(cold + COLD + ENDPOINT_WORDS + STATE_SINCE) >> 1] = segment.time;
    doubles[(cold + FIRST_PACKET) >> 1] = segment.packet;
    const self = isSelfConnect(table, handle);
    const roles = firstRoles(table, this.services, handle, segment.flags, self);
    words[row + FLAGS] = LIVE | ATTENTION | roles | (self ? SELF_CONNECT : 0) | (before >= 0 ? HAS_OLDER : 0);
    const server = self || (roles & CLIENT_IS_1) !== 0 ? 0 : 1;
    words[cold + SERVICE] = this.services.enter(table, handle, server);
    return handle;
  }

  /**
   * After a segment with `flags` and `facts`: in which list the row now waits, and whether its next
   * segments need attention. Returns whether its story is over.
   */
  settle(handle: number, flags: number, facts: number): boolean {
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    // The connection before is kept only while this one may still turn out to be a stray SYN.
    if (((words[row + FLAGS] as number) & HAS_OLDER) !== 0 && !this.isOnlySyn(handle)) {
      this.retire(words[this.table.coldRow(handle) + OLDER] as number);
    }
    const rowFlags = words[row + FLAGS] as number;
    const list = (rowFlags & LIST_MASK) >> LIST_SHIFT;
    const changed = (facts & STORY_FACTS) !== 0 || (flags & (SYN | RST)) !== 0;
    if (!changed && list === NO_LIST) return false;
    const open =
      ((words[row + BITS] as number) & STATE_MASK) === ESTABLISHED &&
      ((words[row + ENDPOINT_WORDS + BITS] as number) & STATE_MASK) === ESTABLISHED;
    // In a crossing open, or where the SYN-ACK came late, both ends are ESTABLISHED before the client
    // has acknowledged the server's SYN.
    const opens = (rowFlags & (UNSEEN_OPENING | HANDSHAKE_COMPLETE)) === 0;
    if (open && !opens && (rowFlags & NEEDS_ATTENTION) === 0) {
      if (list !== NO_LIST) this.deadlines.clear(handle);
      words[row + FLAGS] = (words[row + FLAGS] as number) & ~ATTENTION;
      return false;
    }
    words[row + FLAGS] = rowFlags | ATTENTION;
    this.view.handle = handle;
    this.view.asOf = this.deadlines.now;
    const verdict = this.view.verdict;
    if (verdict <= VERDICT_REFUSED || verdict === VERDICT_UNREACHABLE) {
      this.deadlines.set(handle, LIST_OVER);
      return true;
    }
    if (verdict === VERDICT_UNANSWERED || verdict === VERDICT_CONNECTING) {
      if (list !== LIST_SYN || (flags & (SYN | ACK)) === SYN) this.deadlines.set(handle, LIST_SYN);
    } else if (verdict === VERDICT_HALF_OPEN) {
      if (list !== LIST_HALF_OPEN || (flags & (SYN | ACK)) === (SYN | ACK))
        this.deadlines.set(handle, LIST_HALF_OPEN);
    } else if (list !== NO_LIST) this.deadlines.clear(handle);
    return false;
  }

  /** Whether nothing but an unanswered SYN is known of it. */
  isOnlySyn(handle: number): boolean {
    const view = this.view;
    view.handle = handle;
    if (view.has(SELF_CONNECT | RST_IS_ACCEPTED) || !view.sawSyn) return false;
    const state0 = view.endpointWord(0, BITS) & STATE_MASK;
    const state1 = view.endpointWord(1, BITS) & STATE_MASK;
    return (
      state0 < SYN_RECEIVED &&
      state1 < SYN_RECEIVED &&
      !view.knows(0, SENT_SYN_ACK) &&
      !view.knows(1, SENT_SYN_ACK)
    );
  }

  /** Frees rows whose deadline has come. */
  expire(): void {
    for (let handle = this.deadlines.expired(); handle >= 0; handle = this.deadlines.expired()) {
      this.view.asOf = this.table.doubles[(this.table.coldRow(handle) + DEADLINE) >> 1] as number;
      this.retireAsOf(handle);
    }
  }

  /** Reports every connection that is left and frees nothing: nothing comes after. Pauses after every 1,024. */
  *finish(): Generator<void> {
    let reported = 0;
    for (let handle = 0; handle < this.table.used; handle++) {
      if (!this.table.isLive(handle)) continue;
      this.view.asOf = this.deadlines.now;
      this.report(handle);
      if (++reported % 1024 === 0) yield;
    }
  }

  /** Reports the connection as of now and frees its row. */
  retire(handle: number): void {
    this.view.asOf = this.deadlines.now;
    this.retireAsOf(handle);
  }

  private report(handle: number): void {
    if (((this.table.words[handle * HOT_WORDS + FLAGS] as number) & HAS_HELD_SYN) !== 0)
      this.countHeld(handle);
    this.view.handle = handle;
    this.onOver(this.view);
  }

  private retireAsOf(handle: number): void {
    const { table } = this;
    const { words } = table;
    const row = handle * HOT_WORDS;
    const cold = table.coldRow(handle);
    this.report(handle);
    this.deadlines.clear(handle);
    for (let end = 0; end < 2; end++) {
      const state = (words[row + end * ENDPOINT_WORDS + BITS] as number) & STATE_MASK;
      if (state === CLOSE_WAIT) this.services.countCloseWait(words[cold + SERVICE] as number, -1);
    }
    const side = words[cold + SIDE_ROW] as number;
    if (side >= 0) this.sideRows.release(side);
    const noted =
      (words[cold + NOTES] as number) | (words[cold + RSTS] as number) | (words[cold + RSTS + 1] as number);
    if (noted !== 0) this.log.release(words[cold + LOG] as number);
    this.synCopies.release(words[cold + SYN_COPIES] as number);
    const older = words[cold + OLDER] as number;
    const newer = words[cold + NEWER] as number;
    if (newer >= 0) {
      words[table.coldRow(newer) + OLDER] = older;
      if (older < 0)
        words[newer * HOT_WORDS + FLAGS] = (words[newer * HOT_WORDS + FLAGS] as number) & ~HAS_OLDER;
    }
    if (older >= 0) words[table.coldRow(older) + NEWER] = newer;
    if (newer < 0) {
      if (older >= 0) table.replace(handle, older);
      else table.remove(handle);
    }
    table.release(handle);
  }

  /** Held SYNs that began nothing are counted with the connection that held them. */
  private countHeld(handle: number): void {
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    words[row + FLAGS] = (words[row + FLAGS] as number) & ~HAS_HELD_SYN;
    for (const held of this.heldSyns.takeAll(handle)) this.countHeldSyn(handle, held);
  }

  private countHeldSyn(handle: number, held: HeldSyn): void {
    const { words, doubles } = this.table;
    const row = handle * HOT_WORDS;
    const cold = this.table.coldRow(handle);
    const line = row + held.endpoint * ENDPOINT_WORDS;
    words[line + PACKETS] = (words[line + PACKETS] as number) + held.packets;
    doubles[(line + PAYLOAD) >> 1] = (doubles[(line + PAYLOAD) >> 1] as number) + held.payloadBytes;
    held.connection = words[cold + ID] as number;
    const syns = cold + COLD + held.endpoint * ENDPOINT_WORDS + SYNS;
    words[syns] = (words[syns] as number) + held.packets;
    for (const { time, packet } of held.copies) {
      if (time < (doubles[(cold + FIRST_TIME) >> 1] as number)) doubles[(cold + FIRST_TIME) >> 1] = time;
      if (time > (doubles[(row + LAST_TIME) >> 1] as number)) doubles[(row + LAST_TIME) >> 1] = time;
      if (packet > (doubles[(row + LAST_PACKET) >> 1] as number)) doubles[(row + LAST_PACKET) >> 1] = packet;
    }
  }

  /** Makes room: the least valuable connection goes first, reported as evicted. */
  private evict(): void {
    const victim = this.eviction.victim();
    const row = victim * HOT_WORDS;
    this.table.words[row + FLAGS] = (this.table.words[row + FLAGS] as number) | EVICTED;
    this.evicted++;
    this.retire(victim);
  }
}
