// The handshake as far as it is known: numbers and options of the SYNs, and what proves that they
// were acknowledged. Shared by opening.ts and syn-acks.ts, which say what a segment tells.
import { FIN, type Segment } from "../decode/segment.ts";
import {
  ACK_PACKET,
  BITS,
  COLD,
  CONTIGUOUS,
  ENDPOINT_WORDS,
  FAST_OPEN,
  FIN_SEEN,
  HANDSHAKE_COMPLETE,
  HANDSHAKE_TIME,
  HIGHEST_ACKNOWLEDGEMENT,
  HOLE,
  ISN,
  ISN_INFERRED,
  ISN_KNOWN,
  NEXT,
  OPTIONS,
  RST_IS_ACCEPTED,
  SENT_PAYLOAD,
  SEVERAL_HOLES,
  SYN_ACKNOWLEDGED,
  SYN_FIRST_TIME,
  SYN_LAST_TIME,
  SYN_PACKET,
} from "./connection-layout.ts";
import type { CurrentConnection } from "./current-connection.ts";
import { HANDSHAKE_COMPLETED } from "./segment-facts.ts";
import { isAtOrBefore, isBefore } from "./sequence.ts";
import { packOptions } from "./syn-options.ts";
import { CLOSED, SND_SYN } from "./tcp-state-machine.ts";

export class Handshake {
  private readonly at: CurrentConnection;

  constructor(at: CurrentConnection) {
    this.at = at;
  }

  /** Keeps the number and the options of an end's own SYN or SYN-ACK, and begins its numbering there. */
  learnSyn(segment: Segment, kind: number): void {
    const { at } = this;
    const { words, doubles } = at;
    const cold = at.cold + COLD + at.end * ENDPOINT_WORDS;
    const line = at.row + at.end * ENDPOINT_WORDS;
    const bits = words[line + BITS] as number;
    words[cold + ISN] = segment.sequence;
    words[at.cold + SYN_PACKET + at.end] = segment.packet | 0;
    at.learnTimeToLive(segment);
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

  /** The number of an end's SYN as the other end's acknowledgement tells it. */
  inferIsn(end: number, isn: number): void {
    const { at } = this;
    if (at.knows(end, ISN_KNOWN)) return;
    at.setCold(end, ISN, isn);
    at.setBit(end, ISN_INFERRED);
  }

  /** An attempt that an ICMP error or the clock was presumed to have ended goes on. */
  goOn(end: number, segment: Segment): void {
    const { at } = this;
    if (at.state(end) === CLOSED && (at.flags() & RST_IS_ACCEPTED) === 0) at.apply(end, SND_SYN, segment);
  }

  /** Only an end whose SYN-ACK was acknowledged sends this; payload may come first in Fast Open. */
  isProof(segment: Segment): boolean {
    const { at } = this;
    // A delayed segment of an earlier connection is none.
    if (isAtOrBefore(segment.sequence, at.coldWord(at.end, ISN))) return false;
    const acknowledged = at.words[at.cold + SYN_ACKNOWLEDGED] as number;
    if (isBefore(acknowledged, segment.acknowledgement)) return true;
    return (at.flags() & FAST_OPEN) === 0 && (segment.payload > 0 || (segment.flags & FIN) !== 0);
  }

  /** Whether this end's segments so far prove that the ACK of its SYN-ACK reached it. */
  isProvedEstablished(end: number): boolean {
    const { at } = this;
    const line = at.row + end * ENDPOINT_WORDS;
    const { words } = at;
    if (at.knows(end, FIN_SEEN)) return true;
    if (
      isBefore(words[at.cold + SYN_ACKNOWLEDGED] as number, words[line + HIGHEST_ACKNOWLEDGEMENT] as number)
    )
      return true;
    return (at.flags() & FAST_OPEN) === 0 && at.knows(end, SENT_PAYLOAD);
  }

  complete(segment: Segment): void {
    const { at } = this;
    at.setFlag(HANDSHAKE_COMPLETE, true);
    at.words[at.cold + ACK_PACKET] = segment.packet | 0;
    at.doubles[(at.cold + HANDSHAKE_TIME) >> 1] = segment.time;
    at.facts |= HANDSHAKE_COMPLETED;
  }
}
