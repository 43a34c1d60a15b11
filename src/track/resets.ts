// Which RST counts (RFC 9293 §3.5.3, RFC 5961 §3), and what takes it back: its receiver goes on.
import { ACK, type Segment, SYN } from "../decode/segment.ts";
import {
  ACK_KNOWN,
  ACK_RTT,
  BITS,
  COLD,
  CONTIGUOUS,
  ENDPOINT_WORDS,
  ESTABLISHED_AT_RST,
  FIN_END,
  FIN_SEEN,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HIGHEST_ACKNOWLEDGEMENT,
  ISN,
  ISN_KNOWN,
  NEXT,
  OPTIONS,
  RST_FROM_1,
  RST_IS_ACCEPTED,
  RST_PACKET,
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
  SIMULTANEOUS_OPEN,
  STATE_MASK,
  STATE_SINCE,
  SYN_PAYLOAD,
  SYN_RTT,
  WINDOW,
} from "./connection-layout.ts";
import type { CurrentConnection } from "./current-connection.ts";
import { RST_ACCEPTED, RST_IN_WINDOW, RST_NOT_ACCEPTED, STATE_CHANGED } from "./segment-facts.ts";
import { isBehindSyn } from "./sequence.ts";
import { windowScaleOf } from "./syn-options.ts";
import { RCV_RST, SND_RST, SYN_RECEIVED, SYN_SENT } from "./tcp-state-machine.ts";

/** How long what was under way when an RST passed may still arrive, at least. */
const AFTER_RST_NANOS = 200e6;
/** Window scale to presume where the SYNs were not captured: the largest (RFC 7323 §2.3). */
const LARGEST_SCALE = 14;

const REJECTED = 0;
const ACCEPTED = 1;
/** In the window but not exact: accepted if its receiver falls silent. */
const WAITING = 2;

export class Resets {
  private readonly at: CurrentConnection;

  constructor(at: CurrentConnection) {
    this.at = at;
  }

  /** An RST, before segment-analysis.ts has seen it. */
  onReset(segment: Segment): void {
    const { at } = this;
    if ((segment.flags & SYN) !== 0) return;
    const flags = at.flags();
    if ((flags & RST_IS_ACCEPTED) !== 0) {
      this.onFurtherReset(segment);
      return;
    }
    const acceptance = this.accept(segment);
    if (acceptance === REJECTED) {
      at.facts |= RST_NOT_ACCEPTED;
      return;
    }
    if (acceptance === WAITING) {
      at.facts |= RST_NOT_ACCEPTED | RST_IN_WINDOW;
      // Of several that wait, the first is the one that counts.
      if ((flags & RST_WAITS) !== 0) return;
    }
    at.words[at.row + FLAGS] =
      (flags & ~(RST_FROM_1 | ESTABLISHED_AT_RST | RST_WAITS)) |
      (acceptance === ACCEPTED ? RST_IS_ACCEPTED : RST_WAITS) |
      (at.end === 1 ? RST_FROM_1 : 0) |
      (this.isEstablished() ? ESTABLISHED_AT_RST : 0);
    at.doubles[(at.cold + RST_TIME) >> 1] = segment.time;
    at.words[at.cold + RST_PACKET] = segment.packet | 0;
    if (acceptance === WAITING) return;
    at.facts |= RST_ACCEPTED;
    this.rememberStates();
    // A passive SYN_RECEIVED goes back to one of a simultaneous open ends.
    const active = (flags & SIMULTANEOUS_OPEN) !== 0 && at.state(at.peer) === SYN_RECEIVED;
    at.apply(at.peer, active ? SND_RST : RCV_RST, segment);
    at.apply(at.end, SND_RST, segment);
  }

  /** An RST beside the one that counts: its sender too has nothing open any more, and a SYN-ACK that crossed meets it. */
  private onFurtherReset(segment: Segment): void {
    const { at } = this;
    if (this.accept(segment) !== ACCEPTED) return;
    if (at.state(at.peer) === SYN_RECEIVED) at.apply(at.peer, RCV_RST, segment);
    at.apply(at.end, SND_RST, segment);
  }

  private accept(segment: Segment): number {
    const { at } = this;
    const { words } = at;
    const end = at.end;
    const peer = at.peer;
    const sequence = segment.sequence;
    const handshake = at.flags() & (HANDSHAKE_COMPLETE | SIMULTANEOUS_OPEN);
    if (at.knows(peer, SENT_SYN)) {
      const unanswered = handshake === 0 && !at.knows(end, SENT_SYN_ACK);
      if (unanswered || at.state(peer) === SYN_SENT) {
        if ((segment.flags & ACK) !== 0 && at.acknowledgesSyn(peer, segment.acknowledgement)) return ACCEPTED;
        if (unanswered) return REJECTED;
      }
    }
    if (handshake === 0 && at.knows(end, SENT_SYN) && !at.knows(peer, SENT_SYN_ACK)) {
      const isn = at.coldWord(end, ISN);
      const exact = sequence === isn || isBehindSyn(sequence, isn, at.coldWord(end, SYN_PAYLOAD));
      return exact ? ACCEPTED : REJECTED;
    }
    const line = at.row + end * ENDPOINT_WORDS;
    const peerLine = at.row + peer * ENDPOINT_WORDS;
    const peerAcknowledged = at.knows(peer, ACK_KNOWN);
    const numbered = at.knows(end, SEQUENCE_KNOWN);
    if (!peerAcknowledged && !numbered) return ACCEPTED;
    const expected = words[peerLine + HIGHEST_ACKNOWLEDGEMENT] as number;
    if (peerAcknowledged && sequence === expected) return ACCEPTED;
    if (numbered && (sequence === words[line + CONTIGUOUS] || sequence === words[line + NEXT]))
      return ACCEPTED;
    if (at.knows(end, FIN_SEEN) && sequence === ((at.coldWord(end, FIN_END) - 1) | 0)) return ACCEPTED;
    if (!peerAcknowledged) return REJECTED;
    const ahead = (sequence - expected) | 0;
    return ahead > 0 && ahead < this.receiveWindow(peer) ? WAITING : REJECTED;
  }

  /** The window that an end last announced, in bytes. */
  private receiveWindow(end: number): number {
    const { at } = this;
    const window = at.words[at.row + end * ENDPOINT_WORDS + WINDOW] as number;
    // Those of SYNs are never scaled; an end that offered no scale has none (RFC 7323 §2.2).
    if (at.knows(end, ISN_KNOWN) && !at.knows(end, SENT_ACK)) return window;
    const mine = at.knows(end, ISN_KNOWN) ? windowScaleOf(at.coldWord(end, OPTIONS)) : LARGEST_SCALE;
    const theirs = at.knows(end ^ 1, ISN_KNOWN) ? windowScaleOf(at.coldWord(end ^ 1, OPTIONS)) : 0;
    return mine < 0 || theirs < 0 ? window : window * (1 << Math.min(mine, LARGEST_SCALE));
  }

  /** The receiver of an RST goes on sending: it did not take it. Returns whether the states are as before it again. */
  refute(segment: Segment): boolean {
    const { at } = this;
    const flags = at.flags();
    if ((flags & (RST_IS_ACCEPTED | RST_WAITS)) === 0) return false;
    const sender = (flags & RST_FROM_1) !== 0 ? 1 : 0;
    if (sender === at.end && (flags & SELF_CONNECT) === 0) return false;
    if ((flags & RST_WAITS) !== 0) {
      at.setFlag(RST_WAITS, false);
      at.facts |= STATE_CHANGED;
      return false;
    }
    const { doubles } = at;
    const syn = doubles[(at.cold + SYN_RTT) >> 1] as number;
    const ack = doubles[(at.cold + ACK_RTT) >> 1] as number;
    const roundTrip = syn >= 0 && ack >= 0 ? syn + ack : 0;
    const grace = 3 * roundTrip > AFTER_RST_NANOS ? 3 * roundTrip : AFTER_RST_NANOS;
    if (segment.time - (doubles[(at.cold + RST_TIME) >> 1] as number) <= grace) return false;
    if ((segment.flags & (SYN | ACK)) === SYN) return false;
    const states = at.words[at.cold + RST_STATES] as number;
    for (let end = 0; end < 2; end++) {
      at.setState(end, (states >> (end * 4)) & STATE_MASK, segment);
      doubles[(at.cold + COLD + end * ENDPOINT_WORDS + STATE_SINCE) >> 1] = doubles[
        (at.cold + RST_SINCE + end * 2) >> 1
      ] as number;
    }
    at.forgetReset();
    return true;
  }

  private rememberStates(): void {
    const { at } = this;
    const { words, doubles } = at;
    words[at.cold + RST_STATES] = at.state(0) | (at.state(1) << 4);
    for (let end = 0; end < 2; end++) {
      doubles[(at.cold + RST_SINCE + end * 2) >> 1] = doubles[
        (at.cold + COLD + end * ENDPOINT_WORDS + STATE_SINCE) >> 1
      ] as number;
    }
  }

  /** Whether the connection counts as established (contract, "Terms"). */
  private isEstablished(): boolean {
    const { at } = this;
    if ((at.flags() & HANDSHAKE_COMPLETE) !== 0) return true;
    at.view.handle = at.handle;
    if (at.view.opening !== "unseen") return false;
    const { words } = at;
    const a = words[at.row + BITS] as number;
    const b = words[at.row + ENDPOINT_WORDS + BITS] as number;
    return (a & b & SENT_ACK) !== 0 || ((a | b) & (SENT_PAYLOAD | FIN_SEEN)) !== 0;
  }
}
