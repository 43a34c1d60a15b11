// What a SYN-ACK tells: the answer to a SYN, a repeat that takes back what was presumed, or a late one
// that still says who is who (RFC 9293 §3.5).
import type { Segment } from "../decode/segment.ts";
import {
  ACK_KNOWN,
  COLD,
  ENDPOINT_WORDS,
  FAST_OPEN,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HIGHEST_ACKNOWLEDGEMENT,
  ISN,
  ISN_KNOWN,
  LAST_REPEATED_SYN,
  LAST_SEGMENT_TIME,
  NEXT,
  OTHER_ISN,
  SENT_SYN,
  SENT_SYN_ACK,
  SERVICE,
  SIMULTANEOUS_OPEN,
  SYN_ACKNOWLEDGED,
  SYN_LAST_TIME,
  SYN_RTT,
  TWO_SYN_ACKS,
  UNSEEN_OPENING,
} from "./connection-layout.ts";
import type { CurrentConnection } from "./current-connection.ts";
import type { Handshake } from "./handshake.ts";
import { COPY_NANOS, RETRY_NANOS } from "./repeats.ts";
import { ROLES_SYN_ACK } from "./roles.ts";
import { SYN_ACK_RETRY } from "./segment-facts.ts";
import { isAtOrBefore } from "./sequence.ts";
import type { SynCopies } from "./syn-copies.ts";
import {
  ACK_OF_SYN_REFUTED,
  RCV_ACK_OF_SYN,
  SND_SYN,
  SND_SYN_ACK,
  SYN_RECEIVED,
  UNKNOWN,
} from "./tcp-state-machine.ts";

export class SynAcks {
  private readonly at: CurrentConnection;
  private readonly handshake: Handshake;
  private readonly synCopies: SynCopies;

  constructor(at: CurrentConnection, handshake: Handshake, synCopies: SynCopies) {
    this.at = at;
    this.handshake = handshake;
    this.synCopies = synCopies;
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
      if (this.handshake.isProvedEstablished(end)) return;
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
      this.handshake.inferIsn(peer, (segment.acknowledgement - 1) | 0);
      at.setRoles(peer, ROLES_SYN_ACK);
      if (at.state(peer) === UNKNOWN) at.apply(peer, SND_SYN, segment);
    } else {
      this.handshake.goOn(peer, segment);
      this.measureAnswer(segment);
    }
    if (at.knows(end, SENT_SYN_ACK)) {
      // Stacks that keep no state may choose another number for each copy (RFC 4987 §3.6).
      at.setCold(end, OTHER_ISN, at.coldWord(end, ISN));
      at.setBit(end, TWO_SYN_ACKS);
    }
    this.handshake.learnSyn(segment, SENT_SYN_ACK);
    at.services.noteSynAck(at.words[at.cold + SERVICE] as number, segment);
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
    this.handshake.inferIsn(peer, (segment.acknowledgement - 1) | 0);
    this.handshake.inferIsn(end, segment.sequence);
    this.handshake.learnSyn(segment, SENT_SYN_ACK);
    if (at.knows(peer, SENT_SYN)) this.measureAnswer(segment);
    at.services.noteSynAck(at.words[at.cold + SERVICE] as number, segment);
    at.words[at.row + FLAGS] = at.flags() & ~UNSEEN_OPENING;
    at.words[at.cold + SYN_ACKNOWLEDGED] = segment.acknowledgement;
    if (!complete && (acknowledged || this.handshake.isProvedEstablished(end)))
      this.handshake.complete(segment);
  }
}
