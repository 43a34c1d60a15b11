// What a segment or an ICMP error means for the states of its connection (SEMANTICS: two endpoints,
// one vantage point): certain for its sender, presumed for its receiver, refuted by a repeat. Only
// accepted events reach the state machine.
import { ACK, FIN, type Segment, SYN } from "../decode/segment.ts";
import { Closing } from "./closing.ts";
import {
  ENDPOINT_WORDS,
  FIN_END_UNKNOWN,
  FIN_SEEN,
  HANDSHAKE_COMPLETE,
  HAS_ICMP_ERROR,
  ICMP,
  ISN,
  ISN_KNOWN,
  LAST_REPEATED_SYN,
  NEXT,
  RST_IS_ACCEPTED,
  RST_WAITS,
  SENT_SYN,
  SENT_SYN_ACK,
  SEQUENCE_KNOWN,
} from "./connection-layout.ts";
import type { CurrentConnection } from "./current-connection.ts";
import { Handshake } from "./handshake.ts";
import { Opening } from "./opening.ts";
import { Resets } from "./resets.ts";
import { ICMP_ERROR, ICMP_NOTED } from "./segment-facts.ts";
import { distance } from "./sequence.ts";
import { SynAcks } from "./syn-acks.ts";
import { CLOSED, ICMP_ERROR_RECEIVED, SYN_SENT, UNKNOWN } from "./tcp-state-machine.ts";

export class ControlEvents {
  readonly opening: Opening;
  private readonly synAcks: SynAcks;
  private readonly closing: Closing;
  private readonly resets: Resets;
  private readonly at: CurrentConnection;

  constructor(at: CurrentConnection) {
    this.at = at;
    const handshake = new Handshake(at);
    this.opening = new Opening(at, handshake);
    this.synAcks = new SynAcks(at, handshake, this.opening.synCopies);
    this.closing = new Closing(at);
    this.resets = new Resets(at);
  }

  /** An RST, before segment-analysis.ts has seen it. Returns facts. */
  onReset(handle: number, endpoint: number, segment: Segment): number {
    this.at.take(handle, endpoint, segment);
    this.resets.onReset(segment);
    return this.at.facts;
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
    const { at } = this;
    at.take(handle, endpoint, segment);
    const flags = segment.flags;
    // RFC 9293 §3.10.7.4, fifth: nobody takes these.
    if ((flags & (SYN | ACK)) === 0 || (flags & (SYN | FIN)) === (SYN | FIN)) return 0;
    if ((at.flags() & (RST_IS_ACCEPTED | RST_WAITS)) !== 0 && this.resets.refute(segment)) {
      this.closing.resume(segment);
    }
    if ((flags & SYN) !== 0) {
      if ((flags & ACK) === 0) this.opening.onSyn(segment, copy);
      else this.synAcks.onSynAck(segment, copy);
      return at.facts;
    }
    at.setFlag(LAST_REPEATED_SYN, false);
    if (copy && at.state(endpoint) !== UNKNOWN) return 0;
    this.opening.onAcknowledgement(segment);
    if (at.knows(at.peer, FIN_END_UNKNOWN)) this.closing.learnFinEnd(segment);
    if ((flags & FIN) === 0 && !at.knows(0, FIN_SEEN) && !at.knows(1, FIN_SEEN)) return at.facts;
    this.closing.onAcknowledgement(segment);
    if ((flags & FIN) !== 0) this.closing.onFin(segment, acknowledged, hadAcknowledged);
    this.closing.deliver(segment);
    return at.facts;
  }

  /** An ICMP error that quotes a segment of this endpoint. Returns facts. */
  onIcmpError(handle: number, endpoint: number, segment: Segment): number {
    const { at } = this;
    at.take(handle, endpoint, segment);
    if (!segment.quotedSequence || !isError(segment) || !at.knows(at.end, SEQUENCE_KNOWN)) return 0;
    if (!this.endsAttempt(segment)) {
      // It must speak of a number that the end has used.
      const next = at.words[at.row + at.end * ENDPOINT_WORDS + NEXT] as number;
      const used = at.knows(at.end, ISN_KNOWN) ? distance(at.coldWord(at.end, ISN), next) : -1;
      const ahead = distance(segment.sequence, next);
      // (What an end has sent may exceed half of all numbers.)
      return ahead >= 0 && ahead <= (used < 0 ? MOST_IN_FLIGHT : used) ? ICMP_NOTED : 0;
    }
    at.words[at.cold + ICMP] = (segment.icmpType << 8) | segment.icmpCode;
    at.setFlag(HAS_ICMP_ERROR, true);
    at.apply(at.end, ICMP_ERROR_RECEIVED, segment);
    return at.facts | ICMP_ERROR;
  }

  /** Whether the error quotes a SYN that nothing has answered yet. */
  private endsAttempt(segment: Segment): boolean {
    const { at } = this;
    if (!at.knows(at.end, SENT_SYN) || at.coldWord(at.end, ISN) !== segment.sequence) return false;
    // (A second error about the same SYN is the last one.)
    if (at.state(at.end) !== SYN_SENT && at.state(at.end) !== CLOSED) return false;
    if ((at.flags() & (RST_IS_ACCEPTED | HANDSHAKE_COMPLETE)) !== 0) return false;
    return !at.knows(at.peer, SENT_SYN | SENT_SYN_ACK);
  }
}

/** How far behind the newest number what a router still quotes may lie: the largest window (RFC 7323 §2.2). */
const MOST_IN_FLIGHT = 1 << 30;

/** RFC 1122 §3.2.2, RFC 4443: what tells that the quoted packet did not arrive; advice is no error. */
function isError(segment: Segment): boolean {
  const type = segment.icmpType;
  if (segment.ipVersion === 6) return type === 1 || type === 3 || type === 4;
  return (type === 3 && segment.icmpCode !== 4) || type === 11 || type === 12;
}
