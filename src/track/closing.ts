// The teardown: what FINs and their acknowledgements tell of both ends (RFC 9293 §3.6). A FIN is
// presumed received unless there is a gap before it; a repeat refutes that it was acknowledged.
import type { Segment } from "../decode/segment.ts";
import {
  ACK_KNOWN,
  COLD,
  CONTIGUOUS,
  CROSSED_FINS,
  ENDPOINT_WORDS,
  FIN_ACK_PACKET,
  FIN_ACKNOWLEDGED,
  FIN_ACKNOWLEDGEMENT,
  FIN_DELIVERED,
  FIN_END,
  FIN_END_UNKNOWN,
  FIN_LAST_ACKNOWLEDGEMENT,
  FIN_LAST_TIME,
  FIN_PACKET,
  FIN_SEEN,
  FIN_WITH_ACK_OF_FIN,
  FIRST_FIN,
  HIGHEST_ACKNOWLEDGEMENT,
  ISN,
  ISN_INFERRED,
  ISN_KNOWN,
  NEXT,
  PEER_NEXT_AT_FIN,
  RST_IS_ACCEPTED,
} from "./connection-layout.ts";
import type { CurrentConnection } from "./current-connection.ts";
import { RETRY_NANOS } from "./repeats.ts";
import { FIN_AGAIN, FIN_RETRY } from "./segment-facts.ts";
import { isAtOrBefore, isBefore } from "./sequence.ts";
import {
  ACK_OF_FIN_REFUTED,
  CLOSED,
  FIN_REFUTED,
  FIN_WAIT_2,
  FINS_CROSSED,
  LAST_ACK,
  RCV_ACK_OF_FIN,
  RCV_FIN,
  SND_FIN,
  SYN_SENT,
  TIME_WAIT,
} from "./tcp-state-machine.ts";

export class Closing {
  private readonly at: CurrentConnection;

  constructor(at: CurrentConnection) {
    this.at = at;
  }

  onFin(segment: Segment, acknowledged: number, hadAcknowledged: boolean): void {
    const { at } = this;
    const { words, doubles } = at;
    const end = at.end;
    const peer = at.peer;
    const cold = at.cold + COLD + end * ENDPOINT_WORDS;
    const finEnd = (segment.sequence + segment.payload + 1) | 0;
    if (at.knows(end, FIN_SEEN)) {
      if (finEnd !== words[cold + FIN_END]) {
        this.onOtherFin(segment, finEnd);
        return;
      }
      at.finBefore = doubles[(cold + FIN_LAST_TIME) >> 1] as number;
      const pause = segment.time - at.finBefore;
      const answers = isBefore(words[cold + FIN_LAST_ACKNOWLEDGEMENT] as number, segment.acknowledgement);
      doubles[(cold + FIN_LAST_TIME) >> 1] = segment.time;
      words[cold + FIN_LAST_ACKNOWLEDGEMENT] = segment.acknowledgement;
      if (answers || pause < RETRY_NANOS) {
        at.facts |= FIN_AGAIN;
        return;
      }
      at.facts |= FIN_RETRY;
      at.clearBit(end, FIN_ACKNOWLEDGED);
      if ((at.flags() & RST_IS_ACCEPTED) === 0) this.refuteAcknowledgement(segment);
      return;
    }
    if (this.isOfEarlierConnection(finEnd)) return;
    words[cold + FIN_END] = finEnd;
    words[cold + FIN_ACKNOWLEDGEMENT] = segment.acknowledgement;
    words[cold + FIN_LAST_ACKNOWLEDGEMENT] = segment.acknowledgement;
    doubles[(cold + FIN_LAST_TIME) >> 1] = segment.time;
    words[at.cold + FIN_PACKET + end] = segment.packet | 0;
    if (!at.knows(end, ISN_KNOWN)) at.learnTimeToLive(segment);
    words[at.cold + PEER_NEXT_AT_FIN + end] = words[at.row + peer * ENDPOINT_WORDS + NEXT] as number;
    const second = peer !== end && at.knows(peer, FIN_SEEN);
    at.setBit(end, second ? FIN_SEEN : FIN_SEEN | FIRST_FIN);
    if (second) {
      const peerEnd = at.coldWord(peer, FIN_END);
      const covers = isAtOrBefore(peerEnd, segment.acknowledgement);
      const covered = isAtOrBefore(finEnd, at.coldWord(peer, FIN_ACKNOWLEDGEMENT));
      if (!covers && !covered) {
        this.crossFins(segment, finEnd);
        return;
      }
      if (covers && !(hadAcknowledged && isAtOrBefore(peerEnd, acknowledged)))
        at.setBit(end, FIN_WITH_ACK_OF_FIN);
      if (!covers) {
        // Captured behind the FIN that answers it.
        at.setBit(peer, FIN_WITH_ACK_OF_FIN);
        at.setBit(end, FIN_ACKNOWLEDGED | FIN_DELIVERED);
        words[at.cold + FIN_ACK_PACKET + end] = words[at.cold + FIN_PACKET + peer] as number;
        if ((at.flags() & RST_IS_ACCEPTED) !== 0) return;
        at.setState(end, at.knows(peer, FIN_DELIVERED) ? TIME_WAIT : FIN_WAIT_2, segment);
        at.setState(peer, at.knows(peer, FIN_ACKNOWLEDGED) ? CLOSED : LAST_ACK, segment);
        return;
      }
    }
    at.apply(end, SND_FIN, segment);
    if (peer === end) {
      at.setBit(end, FIN_DELIVERED);
      at.apply(end, RCV_FIN, segment);
      return;
    }
    this.takeEarlierAcknowledgement(end, peer, finEnd, segment);
  }

  /** The other end's FIN is older than the capture, and was acknowledged: this end's segments still say so. */
  learnFinEnd(segment: Segment): void {
    const { at } = this;
    at.clearBit(at.peer, FIN_END_UNKNOWN);
    at.setCold(at.peer, FIN_END, segment.acknowledgement);
    // It acknowledged no more than what this end had sent by then.
    at.setCold(at.peer, FIN_ACKNOWLEDGEMENT, segment.sequence);
    at.setCold(at.peer, FIN_LAST_ACKNOWLEDGEMENT, segment.sequence);
  }

  /**
   * The FIN again: its acknowledgement did not arrive, nor did the other end's FIN, as long as that is
   * not acknowledged.
   */
  private refuteAcknowledgement(segment: Segment): void {
    const { at } = this;
    const { end, peer } = at;
    const acknowledged = at.words[at.row + end * ENDPOINT_WORDS + HIGHEST_ACKNOWLEDGEMENT] as number;
    if (
      peer !== end &&
      (at.flags() & CROSSED_FINS) === 0 &&
      at.knows(peer, FIN_DELIVERED) &&
      isBefore(acknowledged, at.coldWord(peer, FIN_END))
    ) {
      at.retract(peer, acknowledged);
      at.apply(end, FIN_REFUTED, segment);
    }
    at.apply(end, ACK_OF_FIN_REFUTED, segment);
  }

  /** A delayed FIN, whose number lies before the connection's own. */
  private isOfEarlierConnection(finEnd: number): boolean {
    const { at } = this;
    return (
      at.knows(at.end, ISN_KNOWN | ISN_INFERRED) && isAtOrBefore((finEnd - 1) | 0, at.coldWord(at.end, ISN))
    );
  }

  /** Another number: the FIN is the one without a gap before it, and the later one where an end goes on behind it. */
  private onOtherFin(segment: Segment, finEnd: number): void {
    const { at } = this;
    const { end, peer } = at;
    const before = at.coldWord(end, FIN_END);
    const contiguous = at.words[at.row + end * ENDPOINT_WORDS + CONTIGUOUS] as number;
    if (at.knows(end, FIN_ACKNOWLEDGED) || isBefore(contiguous, finEnd)) return;
    if (isBefore(finEnd, before) && isAtOrBefore(before, contiguous)) return;
    at.setCold(end, FIN_END, finEnd);
    at.setCold(end, FIN_ACKNOWLEDGEMENT, segment.acknowledgement);
    at.setCold(end, FIN_LAST_ACKNOWLEDGEMENT, segment.acknowledgement);
    at.doubles[(at.cold + COLD + end * ENDPOINT_WORDS + FIN_LAST_TIME) >> 1] = segment.time;
    this.takeEarlierAcknowledgement(end, peer, finEnd, segment);
  }

  /** Acknowledged before it was seen. */
  private takeEarlierAcknowledgement(end: number, peer: number, finEnd: number, segment: Segment): void {
    const { at } = this;
    const line = at.row + peer * ENDPOINT_WORDS;
    if (!at.knows(peer, ACK_KNOWN) || at.words[line + HIGHEST_ACKNOWLEDGEMENT] !== finEnd) return;
    this.deliverFin(end, segment);
    at.setBit(end, FIN_ACKNOWLEDGED);
    at.apply(end, RCV_ACK_OF_FIN, segment);
  }

  /** Neither first FIN acknowledges the other's: both ends were closing already. */
  private crossFins(segment: Segment, finEnd: number): void {
    const { at } = this;
    const peer = at.peer;
    at.setFlag(CROSSED_FINS, true);
    at.setBit(at.end, FIN_DELIVERED);
    at.setBit(peer, FIN_DELIVERED);
    at.apply(at.end, FINS_CROSSED, segment);
    at.apply(peer, FINS_CROSSED, segment);
    if (at.words[at.row + peer * ENDPOINT_WORDS + HIGHEST_ACKNOWLEDGEMENT] === finEnd) {
      at.setBit(at.end, FIN_ACKNOWLEDGED);
    }
    this.settleCrossing(segment);
  }

  /** In a crossing close an end is in TIME_WAIT when its FIN is acknowledged and it has itself acknowledged the other's. */
  private settleCrossing(segment: Segment): void {
    const { at } = this;
    for (let end = 0; end < 2; end++) {
      const highest = at.words[at.row + end * ENDPOINT_WORDS + HIGHEST_ACKNOWLEDGEMENT];
      if (at.knows(end, FIN_ACKNOWLEDGED) && highest === at.coldWord(end ^ 1, FIN_END)) {
        at.apply(end, RCV_ACK_OF_FIN, segment);
      }
    }
  }

  /** A segment without SYN and RST: perhaps it acknowledges exactly the peer's FIN. */
  onAcknowledgement(segment: Segment): void {
    const { at } = this;
    const peer = at.peer;
    if (!at.knows(peer, FIN_SEEN) || segment.acknowledgement !== at.coldWord(peer, FIN_END)) return;
    const already = at.knows(peer, FIN_ACKNOWLEDGED);
    if (!already) at.words[at.cold + FIN_ACK_PACKET + peer] = segment.packet | 0;
    at.setBit(peer, FIN_ACKNOWLEDGED);
    if ((at.flags() & CROSSED_FINS) !== 0) {
      this.settleCrossing(segment);
      return;
    }
    if (already) return;
    this.deliverFin(peer, segment);
    at.apply(peer, RCV_ACK_OF_FIN, segment);
  }

  /** FINs whose gap before them is filled by now: by data, or by the other end's acknowledgement. */
  deliver(segment: Segment): void {
    const { at } = this;
    if ((at.flags() & CROSSED_FINS) !== 0) return;
    for (let end = 0; end < 2; end++) {
      if (!at.knows(end, FIN_SEEN) || at.knows(end, FIN_DELIVERED)) continue;
      const contiguous = at.words[at.row + end * ENDPOINT_WORDS + CONTIGUOUS] as number;
      if (isAtOrBefore(at.coldWord(end, FIN_END), contiguous)) this.deliverFin(end, segment);
    }
  }

  /** The FIN of `end` is presumed to have reached the other end. */
  private deliverFin(end: number, segment: Segment): void {
    const { at } = this;
    const receiver = end === at.end ? at.peer : at.end;
    // In Fast Open a server closes before its SYN-ACK has arrived (RFC 7413 §4.2.2): the FIN waits for that.
    if (at.knows(end, FIN_DELIVERED) || at.state(receiver) === SYN_SENT) return;
    at.setBit(end, FIN_DELIVERED);
    at.apply(receiver, RCV_FIN, segment);
  }

  /** The states from before an RST that was not accepted after all: what closed since then moves them on. */
  resume(segment: Segment): void {
    const { at } = this;
    const first = at.knows(1, FIRST_FIN) ? 1 : 0;
    if ((at.flags() & CROSSED_FINS) !== 0) {
      for (let end = 0; end < 2; end++) if (at.state(end) !== TIME_WAIT) at.apply(end, FINS_CROSSED, segment);
      this.settleCrossing(segment);
      return;
    }
    this.resumeFin(first, segment);
    if (at.peer !== at.end) this.resumeFin(first ^ 1, segment);
  }

  private resumeFin(end: number, segment: Segment): void {
    const { at } = this;
    if (!at.knows(end, FIN_SEEN)) return;
    at.apply(end, SND_FIN, segment);
    if (at.knows(end, FIN_DELIVERED)) at.apply(end === at.end ? at.peer : at.end, RCV_FIN, segment);
    if (at.knows(end, FIN_ACKNOWLEDGED)) at.apply(end, RCV_ACK_OF_FIN, segment);
  }
}
