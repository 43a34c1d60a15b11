// Which SYN, ACK, FIN and RST counts, and what it tells of both ends (SEMANTICS: two endpoints, one
// vantage point). Only accepted events reach the state machine. Knows one connection at a time.
//
// A segment is certain for its sender and presumed for its receiver; a repeat refutes the presumption.
import { ACK, FIN, type Segment, SYN } from "../decode/segment.ts";
import {
  ACK_KNOWN,
  ACK_RTT,
  BITS,
  CLIENT_IS_1,
  COLD,
  CONTIGUOUS,
  CROSSED_FINS,
  ENDPOINT_WORDS,
  ESTABLISHED_AT_RST,
  FAST_OPEN,
  FIN_ACKNOWLEDGED,
  FIN_ACKNOWLEDGEMENT,
  FIN_DELIVERED,
  FIN_END,
  FIN_LAST_ACKNOWLEDGEMENT,
  FIN_LAST_TIME,
  FIN_SEEN,
  FIN_WITH_ACK_OF_FIN,
  FIRST_FIN,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HAS_ICMP_ERROR,
  HIGHEST_ACKNOWLEDGEMENT,
  HOLE,
  ICMP,
  ISN,
  ISN_INFERRED,
  ISN_KNOWN,
  LAST_REPEATED_SYN,
  NEXT,
  OPTIONS,
  ROLES_MASK,
  ROLES_SHIFT,
  ROW_WORDS,
  RST_FROM_1,
  RST_IS_ACCEPTED,
  RST_SINCE,
  RST_STATES,
  RST_TIME,
  RST_WAITS,
  SELF_CONNECT,
  SENT_ACK,
  SENT_PAYLOAD,
  SENT_SYN,
  SENT_SYN_ACK,
  SEQUENCE_KNOWN,
  SERVICE,
  SEVERAL_HOLES,
  SIMULTANEOUS_OPEN,
  STATE_MASK,
  STATE_SINCE,
  SYN_ACKNOWLEDGED,
  SYN_FIRST_TIME,
  SYN_LAST_TIME,
  SYN_PAYLOAD,
  SYN_RTT,
  UNSEEN_OPENING,
  WINDOW,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import type { ConnectionView } from "./connection-view.ts";
import { ROLES_SYN, ROLES_SYN_ACK } from "./roles.ts";
import {
  FIN_RETRY,
  HANDSHAKE_COMPLETED,
  ICMP_ERROR,
  RST_ACCEPTED,
  RST_NOT_ACCEPTED,
  STATE_CHANGED,
  SYN_ACK_RETRY,
  SYN_RETRY,
} from "./segment-facts.ts";
import { isAtOrBefore, isBefore } from "./sequence.ts";
import type { ServiceTable } from "./services.ts";
import { SynCopies } from "./syn-copies.ts";
import { packOptions, windowScaleOf } from "./syn-options.ts";
import {
  ACK_OF_FIN_REFUTED,
  ACK_OF_SYN_REFUTED,
  CLOSE_WAIT,
  CLOSED,
  FINS_CROSSED,
  ICMP_ERROR_RECEIVED,
  LAST_ACK,
  nextState,
  RCV_ACK_OF_FIN,
  RCV_ACK_OF_SYN,
  RCV_FIN,
  RCV_RST,
  RCV_SYN,
  SHOWN_OPEN,
  SND_FIN,
  SND_RST,
  SND_SYN,
  SND_SYN_ACK,
  SYN_RECEIVED,
  SYN_SENT,
  TIME_WAIT,
  UNKNOWN,
} from "./tcp-state-machine.ts";

/** A repeat this long after the copy before is a retry. */
const RETRY_NANOS = 100e6;
/** How long what was under way when an RST passed may still arrive, at least. */
const AFTER_RST_NANOS = 200e6;
/** Window scale to presume where the SYNs were not captured: the largest (RFC 7323 §2.3). */
const LARGEST_SCALE = 14;

export class ControlEvents {
  readonly synCopies = new SynCopies();
  private readonly table: ConnectionTable;
  private readonly services: ServiceTable;
  private readonly view: ConnectionView;
  /** Facts of the segment at hand. */
  private facts = 0;

  // The segment's connection and ends, as offsets into the table's words.
  private row = 0;
  private end = 0;
  private peer = 0;

  constructor(table: ConnectionTable, services: ServiceTable, view: ConnectionView) {
    this.table = table;
    this.services = services;
    this.view = view;
  }

  /** An RST, before segment-analysis.ts has seen it. Returns facts. */
  onReset(handle: number, endpoint: number, segment: Segment): number {
    this.begin(handle, endpoint, segment);
    if ((segment.flags & SYN) !== 0) return 0;
    const flags = this.flags();
    if ((flags & RST_IS_ACCEPTED) !== 0) return 0;
    const acceptance = this.acceptReset(segment);
    if (acceptance === REJECTED) return RST_NOT_ACCEPTED;
    this.table.words[this.row + FLAGS] =
      (flags & ~(RST_FROM_1 | ESTABLISHED_AT_RST)) |
      (acceptance === ACCEPTED ? RST_IS_ACCEPTED : RST_WAITS) |
      (this.end === 1 ? RST_FROM_1 : 0) |
      (this.isEstablished() ? ESTABLISHED_AT_RST : 0);
    this.table.doubles[(this.row + RST_TIME) >> 1] = segment.time;
    if (acceptance === WAITING) return RST_NOT_ACCEPTED;
    this.table.words[this.row + FLAGS] = this.flags() & ~RST_WAITS;
    this.rememberStates();
    const passive = (flags & SIMULTANEOUS_OPEN) === 0;
    this.apply(this.peer, passive || this.state(this.peer) !== SYN_RECEIVED ? RCV_RST : SND_RST, segment);
    this.apply(this.end, SND_RST, segment);
    return this.facts | RST_ACCEPTED;
  }

  /**
   * A segment without RST, after segment-analysis.ts. `acknowledged`: the sender's highest
   * acknowledgement before it, when `hadAcknowledged`. Returns facts.
   */
  onSegment(
    handle: number,
    endpoint: number,
    segment: Segment,
    copy: boolean,
    acknowledged: number,
    hadAcknowledged: boolean,
  ): number {
    this.begin(handle, endpoint, segment);
    const flags = segment.flags;
    // RFC 9293 §3.10.7.4, fifth: nobody takes these.
    if ((flags & (SYN | ACK)) === 0 || (flags & (SYN | FIN)) === (SYN | FIN)) return 0;
    this.refuteReset(segment);
    if ((flags & SYN) === 0) {
      this.setFlag(LAST_REPEATED_SYN, false);
      if (!copy || this.state(this.end) === UNKNOWN) {
        this.onAcknowledgement(segment);
        if ((flags & FIN) !== 0) this.onFin(segment, acknowledged, hadAcknowledged);
        this.deliverFins(segment);
      }
    } else if ((flags & ACK) === 0) this.onSyn(segment, copy);
    else this.onSynAck(segment, copy);
    return this.facts;
  }

  /** An ICMP error that quotes a segment of this endpoint. Returns facts. */
  onIcmpError(handle: number, endpoint: number, segment: Segment): number {
    this.begin(handle, endpoint, segment);
    if (!segment.quotedSequence || !isError(segment) || !this.knows(this.end, SENT_SYN)) return 0;
    if (this.cold(this.end, ISN) !== segment.sequence) return 0;
    if (this.state(this.end) !== SYN_SENT && !this.isGivenUp(segment)) return 0;
    if (this.knows(this.peer, SENT_SYN | SENT_SYN_ACK) || (this.flags() & HANDSHAKE_COMPLETE) !== 0) return 0;
    this.table.words[this.row + ICMP] = (segment.icmpType << 8) | segment.icmpCode;
    this.setFlag(HAS_ICMP_ERROR, true);
    this.apply(this.end, ICMP_ERROR_RECEIVED, segment);
    return this.facts | ICMP_ERROR;
  }

  // ── Opening ──────────────────────────────────────────────────────────────────────────────────

  private onSyn(segment: Segment, copy: boolean): void {
    const { words, doubles } = this.table;
    const end = this.end;
    const first = !this.knows(end, SENT_SYN);
    const lastTime = (this.row + COLD + end * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1;
    if (!first) {
      if (copy || segment.sequence !== this.cold(end, ISN)) return;
      this.setFlag(LAST_REPEATED_SYN, true);
      if (segment.time - (doubles[lastTime] as number) >= RETRY_NANOS) this.facts |= SYN_RETRY;
      this.synCopies.add(this.table, this.row, end, segment);
      doubles[lastTime] = segment.time;
      this.revive(segment);
      return;
    }
    const wasInferred = this.knows(end, ISN_INFERRED);
    const peerOpens =
      this.knows(this.peer, SENT_SYN) && this.state(this.peer) === SYN_SENT && end !== this.peer;
    this.setRoles(end, ROLES_SYN);
    this.learnSyn(segment, SENT_SYN);
    this.cold(end, SYN_PAYLOAD, segment.payload);
    if (wasInferred) {
      // Captured behind the SYN-ACK that answers it.
      const answer = doubles[(this.row + COLD + this.peer * ENDPOINT_WORDS + SYN_FIRST_TIME) >> 1] as number;
      if (answer >= segment.time) doubles[(this.row + SYN_RTT) >> 1] = answer - segment.time;
      return;
    }
    this.apply(end, SND_SYN, segment);
    if (end === this.peer) {
      // A connection to itself: what it sends, it receives.
      this.setFlag(SIMULTANEOUS_OPEN, true);
      this.apply(end, RCV_SYN, segment);
    } else if (peerOpens && !this.knows(this.peer, SENT_SYN_ACK)) {
      this.setFlag(SIMULTANEOUS_OPEN, true);
      this.apply(end, RCV_SYN, segment);
      this.apply(this.peer, RCV_SYN, segment);
    }
    words[this.row + FLAGS] = this.flags() & ~UNSEEN_OPENING;
  }

  /** The same SYN again: an attempt that an RST or an ICMP error had ended goes on. */
  private revive(segment: Segment): void {
    if ((this.flags() & HANDSHAKE_COMPLETE) !== 0) return;
    if ((this.flags() & (RST_IS_ACCEPTED | RST_WAITS)) !== 0) this.forgetReset();
    if (this.state(this.end) === CLOSED) this.apply(this.end, SND_SYN, segment);
  }

  private onSynAck(segment: Segment, copy: boolean): void {
    const { doubles } = this.table;
    const end = this.end;
    const peer = this.peer;
    const repeatedSyn = (this.flags() & LAST_REPEATED_SYN) !== 0;
    this.setFlag(LAST_REPEATED_SYN, false);
    if ((this.flags() & SIMULTANEOUS_OPEN) !== 0) {
      // It repeats the SYN and opens nothing for its sender (RFC 9293 figure 7).
      if (this.acknowledgesSynOf(peer, segment.acknowledgement)) this.apply(peer, RCV_ACK_OF_SYN, segment);
      return;
    }
    if (this.knows(end, SENT_SYN_ACK) && segment.sequence === this.cold(end, ISN)) {
      if (copy) return;
      const lastTime = (this.row + COLD + end * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1;
      const pause = segment.time - (doubles[lastTime] as number);
      doubles[lastTime] = segment.time;
      if (pause < RETRY_NANOS || repeatedSyn) return;
      this.facts |= SYN_ACK_RETRY;
      if (!this.isProvedEstablished(end)) this.apply(end, ACK_OF_SYN_REFUTED, segment);
      return;
    }
    if ((this.flags() & HANDSHAKE_COMPLETE) !== 0) return;
    const synSeen = this.knows(peer, SENT_SYN);
    if (synSeen && !this.acknowledgesSyn(peer, segment.acknowledgement)) return;
    if (!synSeen && this.state(end) !== UNKNOWN && !this.knows(end, SENT_SYN_ACK)) {
      this.onLateSynAck(segment);
      return;
    }
    if (!synSeen) {
      this.inferIsn(peer, (segment.acknowledgement - 1) | 0);
      this.setRoles(peer, ROLES_SYN_ACK);
      if (this.state(peer) === UNKNOWN) this.apply(peer, SND_SYN, segment);
    } else {
      const isn = this.cold(peer, ISN);
      if (segment.acknowledgement !== ((isn + 1) | 0)) this.setFlag(FAST_OPEN, true);
      // What an ICMP error was presumed to have ended goes on.
      if (this.state(peer) === CLOSED && (this.flags() & RST_IS_ACCEPTED) === 0)
        this.apply(peer, SND_SYN, segment);
      const place = (this.row + SYN_RTT) >> 1;
      if ((doubles[place] as number) < 0) {
        const latest = doubles[(this.row + COLD + peer * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1] as number;
        const syn = this.synCopies.find(this.table, this.row, segment) ? this.synCopies.foundTime : latest;
        if (segment.time >= syn) doubles[place] = segment.time - syn;
      }
    }
    this.learnSyn(segment, SENT_SYN_ACK);
    this.services.markListening(this.table.words[this.row + SERVICE] as number);
    this.table.words[this.row + SYN_ACKNOWLEDGED] = segment.acknowledgement;
    this.table.words[this.row + end * ENDPOINT_WORDS + HIGHEST_ACKNOWLEDGEMENT] = segment.acknowledgement;
    this.table.words[this.row + FLAGS] = this.flags() & ~UNSEEN_OPENING;
    this.apply(end, SND_SYN_ACK, segment);
  }

  /** A SYN-ACK captured behind what followed it: it moves nothing any more, but tells who is who. */
  private onLateSynAck(segment: Segment): void {
    const { end, peer } = this;
    const highest = this.table.words[this.row + peer * ENDPOINT_WORDS + HIGHEST_ACKNOWLEDGEMENT] as number;
    const next = (segment.sequence + 1) | 0;
    if (
      this.knows(end, ISN_KNOWN) ||
      !isAtOrBefore(next, this.table.words[this.row + end * ENDPOINT_WORDS + NEXT] as number)
    )
      return;
    this.setRoles(peer, ROLES_SYN_ACK);
    this.inferIsn(peer, (segment.acknowledgement - 1) | 0);
    this.inferIsn(end, segment.sequence);
    this.learnSyn(segment, SENT_SYN_ACK);
    this.table.words[this.row + SYN_ACKNOWLEDGED] = segment.acknowledgement;
    if (this.knows(peer, ACK_KNOWN) && isAtOrBefore(next, highest)) this.complete();
  }

  /** Keeps the number and the options of an end's own SYN or SYN-ACK, and begins its numbering there. */
  private learnSyn(segment: Segment, kind: number): void {
    const { words, doubles } = this.table;
    const cold = this.row + COLD + this.end * ENDPOINT_WORDS;
    const line = this.row + this.end * ENDPOINT_WORDS;
    const bits = words[line + BITS] as number;
    words[cold + ISN] = segment.sequence;
    words[cold + OPTIONS] = packOptions(segment);
    doubles[(cold + SYN_FIRST_TIME) >> 1] = segment.time;
    doubles[(cold + SYN_LAST_TIME) >> 1] = segment.time;
    let known = (bits & ~ISN_INFERRED) | ISN_KNOWN | kind;
    if ((bits & ISN_INFERRED) === 0) {
      const next = (segment.sequence + segment.payload + 1) | 0;
      words[line + NEXT] = next;
      words[line + CONTIGUOUS] = next;
      known &= ~(HOLE | SEVERAL_HOLES);
    }
    words[line + BITS] = known;
  }

  private inferIsn(end: number, isn: number): void {
    if (this.knows(end, ISN_KNOWN)) return;
    this.cold(end, ISN, isn);
    this.setBit(end, ISN_INFERRED);
  }

  /** What a segment without SYN and RST acknowledges: the SYN, the FIN, or an open connection as such. */
  private onAcknowledgement(segment: Segment): void {
    const { words } = this.table;
    const end = this.end;
    const peer = this.peer;
    const flags = this.flags();
    if (!this.knows(0, ISN_KNOWN) && !this.knows(1, ISN_KNOWN)) {
      // Begun in the middle.
      words[this.row + FLAGS] = flags | UNSEEN_OPENING;
      if (this.state(end) === UNKNOWN && this.state(peer) === UNKNOWN) this.showOpen(segment);
    } else if ((flags & HANDSHAKE_COMPLETE) === 0) this.advanceHandshake(segment);
    else if (this.state(peer) === SYN_RECEIVED && this.acknowledgesSynOf(peer, segment.acknowledgement)) {
      this.apply(peer, RCV_ACK_OF_SYN, segment);
    } else if (this.state(end) === SYN_RECEIVED && this.isProof(segment))
      this.apply(end, SHOWN_OPEN, segment);
    if (this.knows(peer, FIN_SEEN) && segment.acknowledgement === this.cold(peer, FIN_END))
      this.acknowledgeFin(segment);
  }

  private advanceHandshake(segment: Segment): void {
    const end = this.end;
    const peer = this.peer;
    const isClient = end === this.client();
    const acknowledgesPeer = this.acknowledgesSynOf(peer, segment.acknowledgement);
    if ((this.flags() & SIMULTANEOUS_OPEN) !== 0) {
      this.apply(end, SHOWN_OPEN, segment);
      if (acknowledgesPeer) this.apply(peer, RCV_ACK_OF_SYN, segment);
      if (isClient && acknowledgesPeer) this.complete();
      return;
    }
    if (isClient) {
      if (this.knows(peer, SENT_SYN_ACK)) {
        if (!acknowledgesPeer) return;
        const rtt =
          segment.time -
          (this.table.doubles[(this.row + COLD + peer * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1] as number);
        this.table.doubles[(this.row + ACK_RTT) >> 1] = rtt > 0 ? rtt : 0;
        this.apply(end, RCV_SYN, segment);
        this.apply(end, RCV_ACK_OF_SYN, segment);
        this.apply(peer, RCV_ACK_OF_SYN, segment);
        this.complete();
      } else if (this.knows(end, SENT_SYN) && isBefore(this.cold(end, ISN), segment.sequence)) {
        // The SYN-ACK was not captured, but it was acknowledged.
        this.showOpen(segment);
        this.complete();
      }
    } else if (this.knows(end, SENT_SYN_ACK) && this.isProof(segment)) {
      // The client's ACK was not captured, but the server has it.
      this.showOpen(segment);
      this.complete();
    }
  }

  /** Only an end whose SYN-ACK was acknowledged sends this; payload may come first in Fast Open. */
  private isProof(segment: Segment): boolean {
    const acknowledged = this.table.words[this.row + SYN_ACKNOWLEDGED] as number;
    if (isBefore(acknowledged, segment.acknowledgement)) return true;
    return (this.flags() & FAST_OPEN) === 0 && (segment.payload > 0 || (segment.flags & FIN) !== 0);
  }

  /** Whether this end's segments so far prove that the ACK of its SYN-ACK reached it. */
  private isProvedEstablished(end: number): boolean {
    const line = this.row + end * ENDPOINT_WORDS;
    const { words } = this.table;
    if (this.knows(end, FIN_SEEN)) return true;
    if (
      isBefore(words[this.row + SYN_ACKNOWLEDGED] as number, words[line + HIGHEST_ACKNOWLEDGEMENT] as number)
    )
      return true;
    return (this.flags() & FAST_OPEN) === 0 && this.knows(end, SENT_PAYLOAD);
  }

  private showOpen(segment: Segment): void {
    this.apply(this.end, SHOWN_OPEN, segment);
    this.apply(this.peer, SHOWN_OPEN, segment);
  }

  private complete(): void {
    this.setFlag(HANDSHAKE_COMPLETE, true);
    this.facts |= HANDSHAKE_COMPLETED;
  }

  /** Whether `acknowledgement` acknowledges the SYN of `end`, with or without payload that it carried. */
  private acknowledgesSyn(end: number, acknowledgement: number): boolean {
    const isn = this.cold(end, ISN);
    return (
      isBefore(isn, acknowledgement) &&
      isAtOrBefore(acknowledgement, (isn + 1 + this.cold(end, SYN_PAYLOAD)) | 0)
    );
  }

  /** Whether it acknowledges the SYN or SYN-ACK of `end` or more. */
  private acknowledgesSynOf(end: number, acknowledgement: number): boolean {
    return this.knows(end, ISN_KNOWN | ISN_INFERRED) && isBefore(this.cold(end, ISN), acknowledgement);
  }

  // ── Closing ──────────────────────────────────────────────────────────────────────────────────

  private onFin(segment: Segment, acknowledged: number, hadAcknowledged: boolean): void {
    const { words, doubles } = this.table;
    const end = this.end;
    const peer = this.peer;
    const cold = this.row + COLD + end * ENDPOINT_WORDS;
    const finEnd = (segment.sequence + segment.payload + 1) | 0;
    if (this.knows(end, FIN_SEEN)) {
      if (finEnd !== words[cold + FIN_END]) return;
      const pause = segment.time - (doubles[(cold + FIN_LAST_TIME) >> 1] as number);
      const answers = isBefore(words[cold + FIN_LAST_ACKNOWLEDGEMENT] as number, segment.acknowledgement);
      doubles[(cold + FIN_LAST_TIME) >> 1] = segment.time;
      words[cold + FIN_LAST_ACKNOWLEDGEMENT] = segment.acknowledgement;
      if (answers || pause < RETRY_NANOS) return;
      this.facts |= FIN_RETRY;
      this.clearBit(end, FIN_ACKNOWLEDGED);
      if ((this.flags() & RST_IS_ACCEPTED) === 0) this.apply(end, ACK_OF_FIN_REFUTED, segment);
      return;
    }
    words[cold + FIN_END] = finEnd;
    words[cold + FIN_ACKNOWLEDGEMENT] = segment.acknowledgement;
    words[cold + FIN_LAST_ACKNOWLEDGEMENT] = segment.acknowledgement;
    doubles[(cold + FIN_LAST_TIME) >> 1] = segment.time;
    const second = peer !== end && this.knows(peer, FIN_SEEN);
    this.setBit(end, second ? FIN_SEEN : FIN_SEEN | FIRST_FIN);
    if (second) {
      const peerEnd = this.cold(peer, FIN_END);
      const covers = isAtOrBefore(peerEnd, segment.acknowledgement);
      const covered = isAtOrBefore(finEnd, this.cold(peer, FIN_ACKNOWLEDGEMENT));
      if (!covers && !covered) {
        this.crossFins(segment, finEnd);
        return;
      }
      if (covers && !(hadAcknowledged && isAtOrBefore(peerEnd, acknowledged)))
        this.setBit(end, FIN_WITH_ACK_OF_FIN);
      if (!covers) {
        // Captured behind the FIN that answers it.
        this.setBit(peer, FIN_WITH_ACK_OF_FIN);
        this.setBit(end, FIN_ACKNOWLEDGED | FIN_DELIVERED);
        this.setState(end, TIME_WAIT, segment);
        this.setState(peer, LAST_ACK, segment);
        return;
      }
    }
    this.apply(end, SND_FIN, segment);
    if (peer === end) {
      this.setBit(end, FIN_DELIVERED);
      this.apply(end, RCV_FIN, segment);
      return;
    }
    const line = this.row + peer * ENDPOINT_WORDS;
    if (this.knows(peer, ACK_KNOWN) && words[line + HIGHEST_ACKNOWLEDGEMENT] === finEnd) {
      // Acknowledged before it was seen.
      this.deliver(end, segment);
      this.setBit(end, FIN_ACKNOWLEDGED);
      this.apply(end, RCV_ACK_OF_FIN, segment);
    }
  }

  /** Neither first FIN acknowledges the other's: both ends were closing already. */
  private crossFins(segment: Segment, finEnd: number): void {
    const peer = this.peer;
    this.setFlag(CROSSED_FINS, true);
    this.setBit(this.end, FIN_DELIVERED);
    this.setBit(peer, FIN_DELIVERED);
    this.apply(this.end, FINS_CROSSED, segment);
    this.apply(peer, FINS_CROSSED, segment);
    if (this.table.words[this.row + peer * ENDPOINT_WORDS + HIGHEST_ACKNOWLEDGEMENT] === finEnd) {
      this.setBit(this.end, FIN_ACKNOWLEDGED);
    }
    this.settleCrossing(segment);
  }

  /** In a crossing close an end is in TIME_WAIT when its FIN is acknowledged and it has itself acknowledged the other's. */
  private settleCrossing(segment: Segment): void {
    for (let end = 0; end < 2; end++) {
      const highest = this.table.words[this.row + end * ENDPOINT_WORDS + HIGHEST_ACKNOWLEDGEMENT];
      if (this.knows(end, FIN_ACKNOWLEDGED) && highest === this.cold(end ^ 1, FIN_END)) {
        this.apply(end, RCV_ACK_OF_FIN, segment);
      }
    }
  }

  /** The segment acknowledges exactly the peer's FIN. */
  private acknowledgeFin(segment: Segment): void {
    const peer = this.peer;
    const already = this.knows(peer, FIN_ACKNOWLEDGED);
    this.setBit(peer, FIN_ACKNOWLEDGED);
    if ((this.flags() & CROSSED_FINS) !== 0) {
      this.settleCrossing(segment);
      return;
    }
    if (already) return;
    this.deliver(peer, segment);
    this.apply(peer, RCV_ACK_OF_FIN, segment);
  }

  /** FINs whose gap before them is filled by now: by data, or by the other end's acknowledgement. */
  private deliverFins(segment: Segment): void {
    if ((this.flags() & CROSSED_FINS) !== 0) return;
    for (let end = 0; end < 2; end++) {
      if (!this.knows(end, FIN_SEEN) || this.knows(end, FIN_DELIVERED)) continue;
      const fin = (this.cold(end, FIN_END) - 1) | 0;
      const contiguous = this.table.words[this.row + end * ENDPOINT_WORDS + CONTIGUOUS] as number;
      if (isAtOrBefore(fin, contiguous)) this.deliver(end, segment);
    }
  }

  /** The FIN of `end` is presumed to have reached the other end. */
  private deliver(end: number, segment: Segment): void {
    if (this.knows(end, FIN_DELIVERED)) return;
    this.setBit(end, FIN_DELIVERED);
    this.apply(end === this.end ? this.peer : this.end, RCV_FIN, segment);
  }

  // ── Resets (RFC 9293 §3.5.3, RFC 5961 §3) ────────────────────────────────────────────────────

  private acceptReset(segment: Segment): number {
    const { words } = this.table;
    const end = this.end;
    const peer = this.peer;
    const sequence = segment.sequence;
    const handshake = this.flags() & (HANDSHAKE_COMPLETE | SIMULTANEOUS_OPEN);
    if (handshake === 0 && this.knows(peer, SENT_SYN) && !this.knows(end, SENT_SYN_ACK)) {
      return (segment.flags & ACK) !== 0 && this.acknowledgesSyn(peer, segment.acknowledgement)
        ? ACCEPTED
        : REJECTED;
    }
    if (handshake === 0 && this.knows(end, SENT_SYN) && !this.knows(peer, SENT_SYN_ACK)) {
      const isn = this.cold(end, ISN);
      const exact =
        sequence === isn ||
        sequence === ((isn + 1) | 0) ||
        sequence === ((isn + 1 + this.cold(end, SYN_PAYLOAD)) | 0);
      return exact ? ACCEPTED : REJECTED;
    }
    const line = this.row + end * ENDPOINT_WORDS;
    const peerLine = this.row + peer * ENDPOINT_WORDS;
    const peerAcknowledged = this.knows(peer, ACK_KNOWN);
    const numbered = this.knows(end, SEQUENCE_KNOWN);
    if (!peerAcknowledged && !numbered) return ACCEPTED;
    const expected = words[peerLine + HIGHEST_ACKNOWLEDGEMENT] as number;
    if (peerAcknowledged && sequence === expected) return ACCEPTED;
    if (numbered && (sequence === words[line + CONTIGUOUS] || sequence === words[line + NEXT]))
      return ACCEPTED;
    if (this.knows(end, FIN_SEEN) && sequence === ((this.cold(end, FIN_END) - 1) | 0)) return ACCEPTED;
    if (!peerAcknowledged) return REJECTED;
    const ahead = (sequence - expected) | 0;
    return ahead > 0 && ahead < this.receiveWindow(peer) ? WAITING : REJECTED;
  }

  /** The window that an end last announced, in bytes. */
  private receiveWindow(end: number): number {
    const window = this.table.words[this.row + end * ENDPOINT_WORDS + WINDOW] as number;
    if (!this.knows(0, ISN_KNOWN) || !this.knows(1, ISN_KNOWN)) return window * (1 << LARGEST_SCALE);
    const mine = windowScaleOf(this.cold(end, OPTIONS));
    const theirs = windowScaleOf(this.cold(end ^ 1, OPTIONS));
    return mine < 0 || theirs < 0 ? window : window * (1 << Math.min(mine, LARGEST_SCALE));
  }

  /** The receiver of an RST goes on sending: it did not take it. */
  private refuteReset(segment: Segment): void {
    const flags = this.flags();
    if ((flags & (RST_IS_ACCEPTED | RST_WAITS)) === 0) return;
    const sender = (flags & RST_FROM_1) !== 0 ? 1 : 0;
    if (sender === this.end && (flags & SELF_CONNECT) === 0) return;
    if ((flags & RST_WAITS) !== 0) {
      this.setFlag(RST_WAITS, false);
      return;
    }
    const { doubles } = this.table;
    const syn = doubles[(this.row + SYN_RTT) >> 1] as number;
    const ack = doubles[(this.row + ACK_RTT) >> 1] as number;
    const roundTrip = syn >= 0 && ack >= 0 ? syn + ack : 0;
    const grace = 3 * roundTrip > AFTER_RST_NANOS ? 3 * roundTrip : AFTER_RST_NANOS;
    if (segment.time - (doubles[(this.row + RST_TIME) >> 1] as number) <= grace) return;
    if ((segment.flags & (SYN | ACK)) === SYN) return;
    const states = this.table.words[this.row + RST_STATES] as number;
    for (let end = 0; end < 2; end++) {
      this.setState(end, (states >> (end * 4)) & STATE_MASK, segment);
      doubles[(this.row + COLD + end * ENDPOINT_WORDS + STATE_SINCE) >> 1] = doubles[
        (this.row + RST_SINCE + end * 2) >> 1
      ] as number;
    }
    this.forgetReset();
  }

  private forgetReset(): void {
    this.table.words[this.row + FLAGS] =
      this.flags() & ~(RST_IS_ACCEPTED | RST_WAITS | RST_FROM_1 | ESTABLISHED_AT_RST);
  }

  private rememberStates(): void {
    const { words, doubles } = this.table;
    words[this.row + RST_STATES] = this.state(0) | (this.state(1) << 4);
    for (let end = 0; end < 2; end++) {
      doubles[(this.row + RST_SINCE + end * 2) >> 1] = doubles[
        (this.row + COLD + end * ENDPOINT_WORDS + STATE_SINCE) >> 1
      ] as number;
    }
  }

  /** Whether the connection counts as established (contract, "Terms"). */
  private isEstablished(): boolean {
    if ((this.flags() & HANDSHAKE_COMPLETE) !== 0) return true;
    if (this.view.opening !== "unseen") return false;
    const { words } = this.table;
    const a = words[this.row + BITS] as number;
    const b = words[this.row + ENDPOINT_WORDS + BITS] as number;
    return (a & b & SENT_ACK) !== 0 || ((a | b) & (SENT_PAYLOAD | FIN_SEEN)) !== 0;
  }

  // ── The row at hand ──────────────────────────────────────────────────────────────────────────

  private begin(handle: number, endpoint: number, segment: Segment): void {
    this.row = handle * ROW_WORDS;
    this.end = endpoint;
    this.facts = 0;
    this.view.handle = handle;
    this.view.asOf = segment.time;
    this.peer = (this.flags() & SELF_CONNECT) !== 0 ? endpoint : endpoint ^ 1;
    // A timer may have ended a state since the last segment.
    for (let end = 0; end < 2; end++) {
      if (this.state(end) === TIME_WAIT && this.view.state(end) === CLOSED) {
        const since = this.view.stateSince(end);
        this.setState(end, CLOSED, segment);
        this.table.doubles[(this.row + COLD + end * ENDPOINT_WORDS + STATE_SINCE) >> 1] = since;
      }
    }
  }

  private isGivenUp(segment: Segment): boolean {
    this.view.asOf = segment.time;
    return this.state(this.end) === SYN_SENT && this.view.state(this.end) === CLOSED;
  }

  private client(): number {
    return (this.flags() & CLIENT_IS_1) !== 0 ? 1 : 0;
  }

  /** Who is the client, when this rests on more than what was known; never again once a SYN was seen. */
  private setRoles(client: number, roles: number): void {
    const flags = this.flags();
    if ((flags & ROLES_MASK) >> ROLES_SHIFT >= roles) return;
    const { words } = this.table;
    words[this.row + FLAGS] =
      (flags & ~(ROLES_MASK | CLIENT_IS_1)) | (roles << ROLES_SHIFT) | (client === 1 ? CLIENT_IS_1 : 0);
    const handle = this.row / ROW_WORDS;
    words[this.row + SERVICE] = this.services.enter(this.table, handle, client ^ 1);
  }

  private apply(end: number, event: number, segment: Segment): void {
    const state = this.state(end);
    const next = nextState(state, event);
    if (next !== state) this.setState(end, next, segment);
  }

  private setState(end: number, state: number, segment: Segment): void {
    const { words, doubles } = this.table;
    const line = this.row + end * ENDPOINT_WORDS;
    const bits = words[line + BITS] as number;
    const before = bits & STATE_MASK;
    if (before === state) return;
    words[line + BITS] = (bits & ~STATE_MASK) | state;
    doubles[(this.row + COLD + end * ENDPOINT_WORDS + STATE_SINCE) >> 1] = segment.time;
    this.facts |= STATE_CHANGED;
    if (before === CLOSE_WAIT) this.services.countCloseWait(words[this.row + SERVICE] as number, -1);
    if (state === CLOSE_WAIT) this.services.countCloseWait(words[this.row + SERVICE] as number, 1);
  }

  private flags(): number {
    return this.table.words[this.row + FLAGS] as number;
  }

  private setFlag(flag: number, on: boolean): void {
    const { words } = this.table;
    const flags = words[this.row + FLAGS] as number;
    words[this.row + FLAGS] = on ? flags | flag : flags & ~flag;
  }

  private state(end: number): number {
    return (this.table.words[this.row + end * ENDPOINT_WORDS + BITS] as number) & STATE_MASK;
  }

  private knows(end: number, bits: number): boolean {
    return ((this.table.words[this.row + end * ENDPOINT_WORDS + BITS] as number) & bits) !== 0;
  }

  private setBit(end: number, bits: number): void {
    const { words } = this.table;
    const place = this.row + end * ENDPOINT_WORDS + BITS;
    words[place] = (words[place] as number) | bits;
  }

  private clearBit(end: number, bits: number): void {
    const { words } = this.table;
    const place = this.row + end * ENDPOINT_WORDS + BITS;
    words[place] = (words[place] as number) & ~bits;
  }

  private cold(end: number, offset: number, value?: number): number {
    const place = this.row + COLD + end * ENDPOINT_WORDS + offset;
    if (value !== undefined) this.table.words[place] = value;
    return this.table.words[place] as number;
  }
}

/** RFC 1122 §3.2.2, RFC 4443: what tells that the quoted packet did not arrive; advice is no error. */
function isError(segment: Segment): boolean {
  const type = segment.icmpType;
  if (segment.ipVersion === 6) return type === 1 || type === 3 || type === 4;
  return (type === 3 && segment.icmpCode !== 4) || type === 11 || type === 12;
}

const REJECTED = 0;
const ACCEPTED = 1;
/** In the window but not exact: accepted if its receiver falls silent. */
const WAITING = 2;
