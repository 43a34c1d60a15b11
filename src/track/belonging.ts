// Which connection a segment belongs to (SEMANTICS §1): four addresses may carry one incarnation
// after the other, and a SYN alone does not prove a new one.
import { ACK, FIN, RST, type Segment, SYN } from "../decode/segment.ts";
import {
  COLD,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HAS_HELD_SYN,
  HAS_OLDER,
  HOT_WORDS,
  ISN,
  ISN_INFERRED,
  ISN_KNOWN,
  LAST_TIMESTAMP,
  NEXT,
  OLDER,
  PACKETS,
  RST_IS_ACCEPTED,
  SENT_SYN,
  SENT_SYN_ACK,
  SEQUENCE_KNOWN,
  SYN_PAYLOAD,
  TIMESTAMP_KNOWN,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import type { ConnectionView } from "./connection-view.ts";
import { type Deadlines, LIST_OVER } from "./deadlines.ts";
import type { Evidence } from "./evidence.ts";
import { type HeldSyn, isSameFrame } from "./held-syns.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { distance, isBefore, isBehindSyn } from "./sequence.ts";
import { CLOSED, SYN_RECEIVED, SYN_SENT, TIME_WAIT } from "./tcp-state-machine.ts";

/** The segment is a SYN that is held: it belongs to no row yet. */
export const HELD = -2;
/** A held SYN of the newest connection turns out to begin a connection, to which the segment belongs. */
export const PROMOTE = -3;

export class Belonging {
  /** Which endpoint of the chosen connection sent the segment. */
  endpoint = 0;
  /** The segment begins the chosen connection. */
  begins = false;
  /** It begins on addresses of a connection before (evidence.ts has seen it). */
  hasOlder = false;
  /** With PROMOTE: the SYN that begins a connection. */
  held: HeldSyn | undefined = undefined;
  private readonly table: ConnectionTable;
  private readonly view: ConnectionView;
  private readonly deadlines: Deadlines;
  private readonly lifecycle: Lifecycle;
  private readonly evidence: Evidence;

  constructor(
    table: ConnectionTable,
    view: ConnectionView,
    deadlines: Deadlines,
    lifecycle: Lifecycle,
    evidence: Evidence,
  ) {
    this.table = table;
    this.view = view;
    this.deadlines = deadlines;
    this.lifecycle = lifecycle;
    this.evidence = evidence;
  }

  /** `newest`: of the segment's addresses, its sender being `endpoint`; or −1. Returns a handle, or HELD. */
  choose(segment: Segment, hash: number, newest: number, endpoint: number): number {
    this.endpoint = endpoint;
    this.begins = false;
    if (newest < 0) return this.begin(segment, hash, -1);
    this.view.handle = newest;
    this.view.asOf = segment.time > this.deadlines.now ? segment.time : this.deadlines.now;
    const flags = segment.flags & (SYN | ACK | RST | FIN);
    if (flags === SYN) return this.chooseForSyn(segment, hash, newest);
    if (this.view.has(HAS_HELD_SYN) && this.answersHeld(segment, newest)) return PROMOTE;
    if (this.view.has(HAS_OLDER)) return this.chooseBySyn(segment, newest);
    return newest;
  }

  // ── A SYN without ACK ────────────────────────────────────────────────────────────────────────

  private chooseForSyn(segment: Segment, hash: number, newest: number): number {
    const { view } = this;
    const end = this.endpoint;
    const peer = view.peerOf(end);
    this.held = view.has(HAS_HELD_SYN)
      ? this.lifecycle.heldSyns.find(newest, end, segment.sequence)
      : undefined;
    if (this.held !== undefined) {
      // Half-open discovery (RFC 9293 §3.5.1): its sender's RST ended the old connection, now it asks again.
      const again = view.has(RST_IS_ACCEPTED) && view.resetBy === end && !isSameFrame(this.held, segment);
      if (again) return PROMOTE;
      this.lifecycle.heldSyns.holdAgain(this.held, segment);
      return this.keepHolding(newest);
    }
    // 1. Its sender's own number: the same attempt, however long the pause.
    if (view.knows(end, ISN_KNOWN | ISN_INFERRED) && view.endpointWord(end, COLD + ISN) === segment.sequence)
      return newest;
    // Simultaneous open: the other end's SYN is pending, and this is the answer to nothing.
    if (
      !view.knows(end, SENT_SYN | SENT_SYN_ACK) &&
      view.endpointWord(end, PACKETS) === 0 &&
      view.knows(peer, SENT_SYN) &&
      view.state(peer) === SYN_SENT
    )
      return newest;
    // 2. The sender's earlier SYN never got a SYN-ACK (which shows in a crossing open by the state): a new attempt.
    if (
      view.knows(end, SENT_SYN) &&
      !view.knows(peer, SENT_SYN_ACK) &&
      !view.has(HANDSHAKE_COMPLETE) &&
      view.state(end) <= SYN_RECEIVED
    )
      return this.begin(segment, hash, newest);
    // 3. The old connection is over, or RFC 9293 §3.10.7.4 and RFC 6191 allow to use its addresses anew.
    if (this.isOver(end, peer)) return this.begin(segment, hash, newest);
    const state = view.state(end);
    if ((state === TIME_WAIT || state === CLOSED) && this.isNewer(segment, end))
      return this.begin(segment, hash, newest);
    return this.hold(segment, newest);
  }

  /** Both ends have nothing open any more (or nothing was seen of them but what nobody takes). */
  private isOver(end: number, peer: number): boolean {
    const mine = this.view.state(end);
    const theirs = this.view.state(peer);
    return mine < SYN_SENT && theirs < SYN_SENT;
  }

  private isNewer(segment: Segment, end: number): boolean {
    const { view } = this;
    if (view.knows(end, SEQUENCE_KNOWN)) {
      if (isBefore(view.endpointWord(end, NEXT), segment.sequence)) return true;
    } else if (view.knows(end, ISN_INFERRED)) {
      // It has sent nothing but RSTs.
      if (isBefore(view.endpointWord(end, COLD + ISN), segment.sequence)) return true;
    }
    return (
      segment.hasTimestamps &&
      view.knows(end, TIMESTAMP_KNOWN) &&
      isBefore(view.endpointWord(end, LAST_TIMESTAMP), segment.timestampValue)
    );
  }

  /** 4. Kept apart until the other end has answered. */
  private hold(segment: Segment, newest: number): number {
    if (!this.lifecycle.heldSyns.hold(newest, segment, this.endpoint)) return newest;
    const { words } = this.table;
    const place = newest * HOT_WORDS + FLAGS;
    words[place] = (words[place] as number) | HAS_HELD_SYN;
    return this.keepHolding(newest);
  }

  /** What is held may turn out to be a packet of the old connection: that is over 2MSL after it. */
  private keepHolding(newest: number): number {
    const { deadlines } = this;
    if (deadlines.listOf(newest) === LIST_OVER) deadlines.set(newest, LIST_OVER);
    return HELD;
  }

  // ── Everything else ──────────────────────────────────────────────────────────────────────────

  /** The other end acknowledges exactly a SYN that is held, by SYN-ACK or RST. */
  private answersHeld(segment: Segment, newest: number): boolean {
    if ((segment.flags & ACK) === 0 || (segment.flags & (SYN | RST)) === 0) return false;
    this.held = this.lifecycle.heldSyns.answered(newest, this.endpoint, segment.acknowledgement);
    return this.held !== undefined;
  }

  /** While the newest is only a SYN, what does not fit it belongs to the connection before. */
  private chooseBySyn(segment: Segment, newest: number): number {
    if (!this.lifecycle.isOnlySyn(newest)) return newest;
    const { view } = this;
    view.handle = newest;
    const end = this.endpoint;
    const opener = view.knows(end, SENT_SYN) ? end : view.peerOf(end);
    const isn = view.endpointWord(opener, COLD + ISN);
    const number = opener === end ? segment.sequence : segment.acknowledgement;
    const isReset = (segment.flags & RST) !== 0;
    const acknowledges = opener === end || (segment.flags & ACK) !== 0;
    const older = this.table.words[this.table.coldRow(newest) + OLDER] as number;
    if (acknowledges) {
      if (isBehindSyn(number, isn, view.endpointWord(opener, COLD + SYN_PAYLOAD))) return newest;
      if (isReset && opener === end && number === isn) return newest;
      // What began it may be missing: then nearer to its number than to the last of the connection before.
      if (!isReset && (segment.flags & SYN) === 0 && this.isNearer(number, isn, older, segment))
        return newest;
    }
    this.endpoint = this.table.endpointOf(older, segment);
    return older;
  }

  /** Whether `number` of the numbering of a SYN's sender lies behind that SYN, and not where the older connection left off. */
  private isNearer(number: number, isn: number, older: number, segment: Segment): boolean {
    const ahead = distance(isn, number);
    if (ahead <= 0) return false;
    const { view } = this;
    const sender = this.table.endpointOf(older, segment);
    const opener = view.knows(this.endpoint, SENT_SYN) ? sender : sender ^ 1;
    view.handle = older;
    if (!view.knows(opener, SEQUENCE_KNOWN)) return true;
    const off = distance(number, view.endpointWord(opener, NEXT));
    // What the older connection sent last may come again.
    const length = opener === sender ? segment.payload + ((segment.flags & FIN) === 0 ? 0 : 1) : 0;
    return off !== length && ahead < Math.abs(off);
  }

  private begin(segment: Segment, hash: number, older: number): number {
    this.hasOlder = older >= 0;
    if (older >= 0) this.evidence.seeOlder(this.view, this.endpoint, segment);
    this.endpoint = 0;
    this.begins = true;
    return this.lifecycle.begin(segment, hash, older);
  }
}
