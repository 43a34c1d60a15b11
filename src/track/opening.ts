// The opening: what a SYN and the first acknowledgements tell of both ends (RFC 9293 §3.5); SYN-ACKs
// are in syn-acks.ts. Accepted here, moved by the table in tcp-state-machine.ts.
import type { Segment } from "../decode/segment.ts";
import {
  ACK_KNOWN,
  ACK_RTT,
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
  HOLE,
  ISN,
  ISN_INFERRED,
  ISN_KNOWN,
  LAST_REPEATED_SYN,
  OTHER_ISN,
  PACKETS,
  RST_IS_ACCEPTED,
  RST_WAITS,
  SENT_PAYLOAD,
  SENT_SYN,
  SENT_SYN_ACK,
  SERVICE,
  SERVICE_ANSWERED,
  SEVERAL_HOLES,
  SIMULTANEOUS_OPEN,
  SYN_FIRST_TIME,
  SYN_LAST_TIME,
  SYN_PAYLOAD,
  SYN_RTT,
  TWO_SYN_ACKS,
  UNSEEN_OPENING,
} from "./connection-layout.ts";
import type { CurrentConnection } from "./current-connection.ts";
import type { Handshake } from "./handshake.ts";
import { RETRY_NANOS } from "./repeats.ts";
import { ROLES_SYN } from "./roles.ts";
import { ACK_OF_OLDER, SYN_RETRY } from "./segment-facts.ts";
import { isBefore } from "./sequence.ts";
import { SynCopies } from "./syn-copies.ts";
import {
  CLOSED,
  RCV_ACK_OF_SYN,
  RCV_SYN,
  SHOWN_OPEN,
  SND_SYN,
  SYN_RECEIVED,
  SYN_SENT,
  UNKNOWN,
} from "./tcp-state-machine.ts";

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
  private readonly handshake: Handshake;

  constructor(at: CurrentConnection, handshake: Handshake) {
    this.at = at;
    this.handshake = handshake;
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
    this.handshake.learnSyn(segment, SENT_SYN);
    at.setCold(end, SYN_PAYLOAD, segment.payload);
    if (wasInferred) {
      // Captured behind the SYN-ACK that answers it.
      const answer = doubles[(at.cold + COLD + at.peer * ENDPOINT_WORDS + SYN_FIRST_TIME) >> 1] as number;
      if (answer >= segment.time) doubles[(at.cold + SYN_RTT) >> 1] = answer - segment.time;
      return;
    }
    const answered = at.services.answered[words[at.cold + SERVICE] as number] as number;
    doubles[(at.cold + SERVICE_ANSWERED) >> 1] = answered;
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
    } else if (at.state(end) === SYN_RECEIVED && this.handshake.isProof(segment))
      at.apply(end, SHOWN_OPEN, segment);
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
      if (isClient && acknowledgesPeer) this.handshake.complete(segment);
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
        this.handshake.goOn(end, segment);
        at.apply(end, RCV_SYN, segment);
        at.apply(end, RCV_ACK_OF_SYN, segment);
        at.apply(peer, RCV_ACK_OF_SYN, segment);
        this.handshake.complete(segment);
      } else if (at.knows(end, SENT_SYN) && isBefore(at.coldWord(end, ISN), segment.sequence)) {
        // The SYN-ACK was not captured, but it was acknowledged.
        this.handshake.goOn(end, segment);
        at.showOpen(segment);
        this.handshake.complete(segment);
      }
    } else if (at.knows(end, SENT_SYN_ACK) && this.handshake.isProof(segment)) {
      // The client's ACK was not captured, but the server has it.
      at.showOpen(segment);
      this.handshake.complete(segment);
    } else if (
      at.knows(peer, SENT_SYN) &&
      at.state(peer) === SYN_SENT &&
      !at.knows(end, SENT_SYN_ACK) &&
      segment.acknowledgement !== at.coldWord(peer, ISN) &&
      !at.acknowledgesSyn(peer, segment.acknowledgement)
    ) {
      at.facts |= ACK_OF_OLDER;
    }
  }
}
