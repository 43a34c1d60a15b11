// The handshake: what a SYN, a SYN-ACK and the first acknowledgements tell of both ends (RFC 9293
// §3.5). Accepted here, moved by the table in tcp-state-machine.ts.
import { FIN, type Segment } from "../decode/segment.ts";
import {
  ACK_KNOWN,
  ACK_RTT,
  BITS,
  COLD,
  CONTIGUOUS,
  CROSSED_FINS,
  ENDPOINT_WORDS,
  FAST_OPEN,
  FIN_ACKNOWLEDGED,
  FIN_DELIVERED,
  FIN_SEEN,
  FIN_WITH_ACK_OF_FIN,
  FIRST_FIN,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HIGHEST_ACKNOWLEDGEMENT,
  HOLE,
  ISN,
  ISN_INFERRED,
  ISN_KNOWN,
  LAST_REPEATED_SYN,
  LAST_SEGMENT_TIME,
  NEXT,
  OPTIONS,
  OTHER_ISN,
  PACKETS,
  RST_IS_ACCEPTED,
  RST_WAITS,
  SENT_PAYLOAD,
  SENT_SYN,
  SENT_SYN_ACK,
  SERVICE,
  SEVERAL_HOLES,
  SIMULTANEOUS_OPEN,
  SYN_ACKNOWLEDGED,
  SYN_FIRST_TIME,
  SYN_LAST_TIME,
  SYN_PAYLOAD,
  SYN_RTT,
  TWO_SYN_ACKS,
  UNSEEN_OPENING,
} from "./connection-layout.ts";
import type { CurrentConnection } from "./current-connection.ts";
import { ROLES_SYN, ROLES_SYN_ACK } from "./roles.ts";
import { HANDSHAKE_COMPLETED, SYN_ACK_RETRY, SYN_RETRY } from "./segment-facts.ts";
import { isAtOrBefore, isBefore } from "./sequence.ts";
import { SynCopies } from "./syn-copies.ts";
import { packOptions } from "./syn-options.ts";
import {
  ACK_OF_SYN_REFUTED,
  CLOSED,
  RCV_ACK_OF_SYN,
  RCV_SYN,
  SHOWN_OPEN,
  SND_SYN,
  SND_SYN_ACK,
  SYN_RECEIVED,
  SYN_SENT,
  UNKNOWN,
} from "./tcp-state-machine.ts";

/** A repeat this long after the copy before is a retry. */
const RETRY_NANOS = 100e6;

/** Within this time an equal frame is a copy. */
const COPY_NANOS = 1e6;

/** What an end's segments told after its SYN. */
const OF_THE_COURSE =
  ACK_KNOWN |
  FIN_SEEN |
  FIN_ACKNOWLEDGED |
  FIN_DELIVERED |
  FIRST_FIN |
  FIN_WITH_ACK_OF_FIN |
  HOLE |
  SEVERAL_HOLES |
  SENT_PAYLOAD |
  TWO_SYN_ACKS;

export class Opening {
  readonly synCopies = new SynCopies();
  private readonly at: CurrentConnection;

  constructor(at: CurrentConnection) {
    this.at = at;
  }

  onSyn(segment: Segment, copy: boolean): void {
    const { at } = this;
    const { words, doubles } = at;
    const end = at.end;
    const first = !at.knows(end, SENT_SYN);
    const lastTime = (at.cold + COLD + end * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1;
    if (!first) {
      if (copy || segment.sequence !== at.coldWord(end, ISN)) return;
      at.setFlag(LAST_REPEATED_SYN, true);
      if (segment.time - (doubles[lastTime] as number) >= RETRY_NANOS) at.facts |= SYN_RETRY;
      this.synCopies.add(at, end, segment);
      doubles[lastTime] = segment.time;
      this.revive(segment);
      return;
    }
    const wasInferred = at.knows(end, ISN_INFERRED);
    // Of another connection: one more than can be held (held-syns.ts).
    if (!wasInferred && (words[at.row + end * ENDPOINT_WORDS + PACKETS] as number) > 1) return;
    const peerOpens = at.knows(at.peer, SENT_SYN) && at.state(at.peer) === SYN_SENT && end !== at.peer;
    at.setRoles(end, ROLES_SYN);
    this.learnSyn(segment, SENT_SYN);
    at.setCold(end, SYN_PAYLOAD, segment.payload);
    if (wasInferred) {
      // Captured behind the SYN-ACK that answers it.
      const answer = doubles[(at.cold + COLD + at.peer * ENDPOINT_WORDS + SYN_FIRST_TIME) >> 1] as number;
      if (answer >= segment.time) doubles[(at.cold + SYN_RTT) >> 1] = answer - segment.time;
      return;
    }
    at.apply(end, SND_SYN, segment);
    if (end === at.peer) {
      // A connection to itself: what it sends, it receives.
      at.setFlag(SIMULTANEOUS_OPEN, true);
      at.apply(end, RCV_SYN, segment);
    } else if (peerOpens && !at.knows(at.peer, SENT_SYN_ACK)) {
      at.setFlag(SIMULTANEOUS_OPEN, true);
      at.apply(end, RCV_SYN, segment);
      at.apply(at.peer, RCV_SYN, segment);
    }
    words[at.row + FLAGS] = at.flags() & ~UNSEEN_OPENING;
  }

  /** The same SYN again: an attempt that an RST or an ICMP error had ended goes on. */
  private revive(segment: Segment): void {
    const { at } = this;
    const isReset = (at.flags() & (RST_IS_ACCEPTED | RST_WAITS)) !== 0;
    if ((at.flags() & HANDSHAKE_COMPLETE) !== 0) {
      // Not so a late copy of a SYN that had its answer.
      if (!isReset || (at.facts & SYN_RETRY) === 0 || at.state(at.end) !== CLOSED) return;
      this.beginAgain();
    }
    if (isReset) at.forgetReset();
    if (at.state(at.end) === CLOSED) at.apply(at.end, SND_SYN, segment);
  }

  /** What the reset connection had come to does not hold for the one that begins with the same SYN. */
  private beginAgain(): void {
    const { at } = this;
    const { words } = at;
    at.setFlag(HANDSHAKE_COMPLETE | FAST_OPEN | CROSSED_FINS, false);
    at.clearBit(at.end, OF_THE_COURSE);
    at.clearBit(at.peer, OF_THE_COURSE | ISN_KNOWN | ISN_INFERRED | SENT_SYN_ACK);
    words[at.row + at.end * ENDPOINT_WORDS + CONTIGUOUS] = (at.coldWord(at.end, ISN) + 1) | 0;
  }

  onSynAck(segment: Segment, copy: boolean): void {
    const { at } = this;
    const { doubles } = at;
    const end = at.end;
    const peer = at.peer;
    const answersRepeat = (at.flags() & LAST_REPEATED_SYN) !== 0 && this.isSilentSinceSyn(peer);
    at.setFlag(LAST_REPEATED_SYN, false);
    if ((at.flags() & SIMULTANEOUS_OPEN) !== 0) {
      // It repeats the SYN and opens nothing for its sender (RFC 9293 figure 7).
      if (at.acknowledgesSynOf(peer, segment.acknowledgement)) at.apply(peer, RCV_ACK_OF_SYN, segment);
      return;
    }
    if (at.knows(end, SENT_SYN_ACK) && segment.sequence === at.coldWord(end, ISN)) {
      if (copy) return;
      const lastTime = (at.cold + COLD + end * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1;
      const pause = segment.time - (doubles[lastTime] as number);
      doubles[lastTime] = segment.time;
      if (pause < RETRY_NANOS || answersRepeat) return;
      at.facts |= SYN_ACK_RETRY;
      if (this.isProvedEstablished(end)) return;
      at.apply(end, ACK_OF_SYN_REFUTED, segment);
      // What came with or after that ACK did not arrive either.
      if (at.state(end) === SYN_RECEIVED) at.retract(peer, at.words[at.cold + SYN_ACKNOWLEDGED] as number);
      return;
    }
    // A SYN-ACK answers no SYN-ACK.
    if (at.knows(peer, SENT_SYN_ACK)) return;
    const synSeen = at.knows(peer, SENT_SYN);
    if (synSeen && !at.acknowledgesSyn(peer, segment.acknowledgement)) return;
    const complete = (at.flags() & HANDSHAKE_COMPLETE) !== 0;
    if (complete || (!synSeen && at.state(end) !== UNKNOWN && !at.knows(end, SENT_SYN_ACK))) {
      this.onLateSynAck(segment);
      return;
    }
    if (!synSeen) {
      this.inferIsn(peer, (segment.acknowledgement - 1) | 0);
      at.setRoles(peer, ROLES_SYN_ACK);
      if (at.state(peer) === UNKNOWN) at.apply(peer, SND_SYN, segment);
    } else {
      this.goOn(peer, segment);
      this.measureAnswer(segment);
    }
    if (at.knows(end, SENT_SYN_ACK)) {
      // Stacks that keep no state may choose another number for each copy (RFC 4987 §3.6).
      at.setCold(end, OTHER_ISN, at.coldWord(end, ISN));
      at.setBit(end, TWO_SYN_ACKS);
    }
    this.learnSyn(segment, SENT_SYN_ACK);
    at.services.markListening(at.words[at.cold + SERVICE] as number);
    at.words[at.cold + SYN_ACKNOWLEDGED] = segment.acknowledgement;
    at.words[at.row + end * ENDPOINT_WORDS + HIGHEST_ACKNOWLEDGEMENT] = segment.acknowledgement;
    at.words[at.row + FLAGS] = at.flags() & ~UNSEEN_OPENING;
    at.apply(end, SND_SYN_ACK, segment);
  }

  /** Whether the end has sent nothing since its last SYN but copies of that frame. */
  private isSilentSinceSyn(end: number): boolean {
    const { at } = this;
    const last = at.doubles[(at.row + end * ENDPOINT_WORDS + LAST_SEGMENT_TIME) >> 1] as number;
    const syn = at.doubles[(at.cold + COLD + end * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1] as number;
    return last - syn < COPY_NANOS;
  }

  /** An attempt that an ICMP error or the clock was presumed to have ended goes on. */
  private goOn(end: number, segment: Segment): void {
    const { at } = this;
    if (at.state(end) === CLOSED && (at.flags() & RST_IS_ACCEPTED) === 0) at.apply(end, SND_SYN, segment);
  }

  /** The first SYN-ACK that acknowledges the captured SYN: in what time, and whether its payload too. */
  private measureAnswer(segment: Segment): void {
    const { at } = this;
    const { doubles } = at;
    if (segment.acknowledgement !== ((at.coldWord(at.peer, ISN) + 1) | 0)) at.setFlag(FAST_OPEN, true);
    const place = (at.cold + SYN_RTT) >> 1;
    if ((doubles[place] as number) >= 0) return;
    const latest = doubles[(at.cold + COLD + at.peer * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1] as number;
    const syn = this.synCopies.find(at, segment) ? this.synCopies.foundTime : latest;
    if (segment.time >= syn) doubles[place] = segment.time - syn;
  }

  /** A SYN-ACK captured behind what followed it: it moves nothing any more, but tells who is who. */
  private onLateSynAck(segment: Segment): void {
    const { at } = this;
    const { end, peer } = at;
    const highest = at.words[at.row + peer * ENDPOINT_WORDS + HIGHEST_ACKNOWLEDGEMENT] as number;
    const next = (segment.sequence + 1) | 0;
    if (
      at.knows(end, ISN_KNOWN) ||
      !isAtOrBefore(next, at.words[at.row + end * ENDPOINT_WORDS + NEXT] as number)
    )
      return;
    const complete = (at.flags() & HANDSHAKE_COMPLETE) !== 0;
    const acknowledged = at.knows(peer, ACK_KNOWN) && isAtOrBefore(next, highest);
    // Then the client acknowledged another one.
    if (complete && !acknowledged) return;
    at.setRoles(peer, ROLES_SYN_ACK);
    this.inferIsn(peer, (segment.acknowledgement - 1) | 0);
    this.inferIsn(end, segment.sequence);
    this.learnSyn(segment, SENT_SYN_ACK);
    if (at.knows(peer, SENT_SYN)) this.measureAnswer(segment);
    at.services.markListening(at.words[at.cold + SERVICE] as number);
    at.words[at.row + FLAGS] = at.flags() & ~UNSEEN_OPENING;
    at.words[at.cold + SYN_ACKNOWLEDGED] = segment.acknowledgement;
    if (!complete && (acknowledged || this.isProvedEstablished(end))) this.complete();
  }

  /** The client acknowledges one of two SYN-ACKs with different numbers: that one counts. */
  private chooseSynAck(server: number, acknowledgement: number): void {
    const { at } = this;
    const other = at.coldWord(server, OTHER_ISN);
    at.clearBit(server, TWO_SYN_ACKS);
    if (acknowledgement !== ((other + 1) | 0)) return;
    at.setCold(server, ISN, other);
    at.words[at.row + server * ENDPOINT_WORDS + CONTIGUOUS] = acknowledgement;
    at.clearBit(server, HOLE | SEVERAL_HOLES);
  }

  /** Keeps the number and the options of an end's own SYN or SYN-ACK, and begins its numbering there. */
  private learnSyn(segment: Segment, kind: number): void {
    const { at } = this;
    const { words, doubles } = at;
    const cold = at.cold + COLD + at.end * ENDPOINT_WORDS;
    const line = at.row + at.end * ENDPOINT_WORDS;
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
    const { at } = this;
    if (at.knows(end, ISN_KNOWN)) return;
    at.setCold(end, ISN, isn);
    at.setBit(end, ISN_INFERRED);
  }

  /** What a segment without SYN and RST acknowledges: the SYN, the FIN, or an open connection as such. */
  onAcknowledgement(segment: Segment): void {
    const { at } = this;
    const { words } = at;
    const end = at.end;
    const peer = at.peer;
    const flags = at.flags();
    if (!at.knows(0, ISN_KNOWN) && !at.knows(1, ISN_KNOWN)) {
      // Begun in the middle.
      words[at.row + FLAGS] = flags | UNSEEN_OPENING;
      if (at.state(end) === UNKNOWN && at.state(peer) === UNKNOWN) at.showOpen(segment);
    } else if ((flags & HANDSHAKE_COMPLETE) === 0) this.advanceHandshake(segment);
    else if (at.state(peer) === SYN_RECEIVED && at.acknowledgesSynOf(peer, segment.acknowledgement)) {
      at.apply(peer, RCV_ACK_OF_SYN, segment);
    } else if (at.state(end) === SYN_RECEIVED && this.isProof(segment)) at.apply(end, SHOWN_OPEN, segment);
  }

  private advanceHandshake(segment: Segment): void {
    const { at } = this;
    const end = at.end;
    const peer = at.peer;
    const isClient = end === at.client();
    if (isClient && at.knows(peer, TWO_SYN_ACKS)) this.chooseSynAck(peer, segment.acknowledgement);
    const acknowledgesPeer = at.acknowledgesSynOf(peer, segment.acknowledgement);
    if ((at.flags() & SIMULTANEOUS_OPEN) !== 0) {
      at.apply(end, SHOWN_OPEN, segment);
      if (acknowledgesPeer) at.apply(peer, RCV_ACK_OF_SYN, segment);
      if (isClient && acknowledgesPeer) this.complete();
      return;
    }
    if (isClient) {
      if (at.knows(peer, SENT_SYN_ACK)) {
        if (!acknowledgesPeer) return;
        const rtt =
          segment.time -
          (at.doubles[(at.cold + COLD + peer * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1] as number);
        const place = (at.cold + ACK_RTT) >> 1;
        if ((at.doubles[place] as number) < 0) at.doubles[place] = rtt > 0 ? rtt : 0;
        this.goOn(end, segment);
        at.apply(end, RCV_SYN, segment);
        at.apply(end, RCV_ACK_OF_SYN, segment);
        at.apply(peer, RCV_ACK_OF_SYN, segment);
        this.complete();
      } else if (at.knows(end, SENT_SYN) && isBefore(at.coldWord(end, ISN), segment.sequence)) {
        // The SYN-ACK was not captured, but it was acknowledged.
        this.goOn(end, segment);
        at.showOpen(segment);
        this.complete();
      }
    } else if (at.knows(end, SENT_SYN_ACK) && this.isProof(segment)) {
      // The client's ACK was not captured, but the server has it.
      at.showOpen(segment);
      this.complete();
    }
  }

  /** Only an end whose SYN-ACK was acknowledged sends this; payload may come first in Fast Open. */
  private isProof(segment: Segment): boolean {
    const { at } = this;
    // A delayed segment of an earlier connection is none.
    if (isAtOrBefore(segment.sequence, at.coldWord(at.end, ISN))) return false;
    const acknowledged = at.words[at.cold + SYN_ACKNOWLEDGED] as number;
    if (isBefore(acknowledged, segment.acknowledgement)) return true;
    return (at.flags() & FAST_OPEN) === 0 && (segment.payload > 0 || (segment.flags & FIN) !== 0);
  }

  /** Whether this end's segments so far prove that the ACK of its SYN-ACK reached it. */
  private isProvedEstablished(end: number): boolean {
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

  private complete(): void {
    const { at } = this;
    at.setFlag(HANDSHAKE_COMPLETE, true);
    at.facts |= HANDSHAKE_COMPLETED;
  }
}
