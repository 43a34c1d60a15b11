// Wireshark's rules (4.0, tcp_analyze_sequence_number) as facts, in its order and with its words,
// so that the counters agree with tshark's. Beside them our own: how far an endpoint's bytes are
// known without a gap. Judges nothing.
import { ACK, FIN, RST, type Segment, SYN } from "../decode/segment.ts";
import {
  ACK_ADVANCED,
  ACK_KNOWN,
  ACK_RTT,
  BITS,
  CONTIGUOUS,
  HIGHEST_ACKNOWLEDGEMENT,
  HOLE,
  HOLE_END,
  LAST_ACKNOWLEDGEMENT,
  LAST_HAD_ACK,
  LAST_SEGMENT_TIME,
  LAST_WAS_KEEP_ALIVE,
  LAST_WAS_WINDOW_PROBE,
  NEXT,
  NEXT_TIME,
  SEGMENT_COUNTS,
  SENT_ACK,
  SENT_PAYLOAD,
  SEQUENCE_KNOWN,
  SEVERAL_HOLES,
  SYN_RTT,
  WINDOW,
} from "./connection-layout.ts";
import {
  ACKED_UNSEEN,
  AFTER_PROBE,
  DUPLICATE_ACK,
  KEEP_ALIVE,
  OUT_OF_ORDER,
  RETRANSMISSION,
  WINDOW_PROBE,
  WINDOW_REOPENED,
  ZERO_WINDOW,
} from "./segment-facts.ts";

/** Without a measured handshake, what comes this soon after the highest number was reordered. */
const REORDER_NANOS = 3e6;
const FAST_RETRANSMISSION_NANOS = 20e6;

// SEGMENT_COUNTS: duplicate ACKs in a row below, segments with payload above.
const DUPLICATES_MASK = 0xff;
const DATA_SEGMENT = 0x100;
const MOST_DATA_SEGMENTS = 0xffffff;

/** Segments with payload that an end sent, copies of frames not among them. `counts`: its SEGMENT_COUNTS. */
export function dataSegmentsOf(counts: number): number {
  return counts >>> 8;
}

/** What a copy of a frame had been counted for is taken back. */
export function withoutDataSegment(counts: number): number {
  return (counts - DATA_SEGMENT) | 0;
}

/**
 * Analyses one segment and updates both endpoints' lines.
 * `cold`: the row's cold part; `mine`, `theirs`: where the sender's and the receiver's line begin.
 * Returns facts.
 */
export function analyzeSegment(
  words: Int32Array,
  doubles: Float64Array,
  cold: number,
  mine: number,
  theirs: number,
  segment: Segment,
): number {
  const time = segment.time;
  const sequence = segment.sequence;
  const acknowledgement = segment.acknowledgement;
  const flags = segment.flags;
  const length = segment.payload;
  const window = segment.window;
  const theirBits = words[theirs + BITS] as number;
  let bits = words[mine + BITS] as number;
  const control = flags & (SYN | FIN | RST);
  const known = (bits & SEQUENCE_KNOWN) !== 0;
  const next = words[mine + NEXT] as number;
  const lastAcknowledgement = words[mine + LAST_ACKNOWLEDGEMENT] as number;
  const lastWindow = words[mine + WINDOW] as number;
  let counts = words[mine + SEGMENT_COUNTS] as number;
  let facts = (theirBits & (LAST_WAS_KEEP_ALIVE | LAST_WAS_WINDOW_PROBE)) !== 0 ? AFTER_PROBE : 0;
  let remembered = 0;

  if (acknowledgement !== lastAcknowledgement) counts &= ~DUPLICATES_MASK;
  if (length === 1 && known && sequence === next && words[theirs + WINDOW] === 0) {
    remembered = LAST_WAS_WINDOW_PROBE;
    facts |= WINDOW_PROBE;
  } else {
    if (control === 0) {
      if (window === 0) facts |= ZERO_WINDOW;
      else if (lastWindow === 0) facts |= WINDOW_REOPENED;
    }
    if (length <= 1 && known && control === 0 && sequence === ((next - 1) | 0)) {
      facts |= KEEP_ALIVE;
      remembered = LAST_WAS_KEEP_ALIVE;
    }
    if (length === 0 && control === 0 && known && window === lastWindow && sequence === next) {
      if (acknowledgement === lastAcknowledgement) {
        if (window !== 0) {
          // What answers a keep-alive repeats the ACK before it, and is no duplicate.
          if ((theirBits & LAST_WAS_KEEP_ALIVE) === 0 && !segment.multipath) {
            if ((counts & DUPLICATES_MASK) !== DUPLICATES_MASK) counts++;
            facts |= DUPLICATE_ACK;
          }
        }
      } else if (
        window === 0 &&
        acknowledgement === ((lastAcknowledgement + 1) | 0) &&
        (theirBits & LAST_WAS_WINDOW_PROBE) !== 0
      ) {
        // Some receivers take the probe's byte.
        words[theirs + NEXT] = acknowledgement;
      }
    }
  }
  if (length > 0 && counts >>> 8 !== MOST_DATA_SEGMENTS) counts = (counts + DATA_SEGMENT) | 0;
  words[mine + SEGMENT_COUNTS] = counts;

  const end = (sequence + length + ((flags & (SYN | FIN)) !== 0 ? 1 : 0)) | 0;
  const advances = length > 0 || (flags & (SYN | FIN)) !== 0;
  if (advances && (facts & KEEP_ALIVE) === 0) {
    let notAdvanced = known && ((sequence - next) | 0) < 0;
    // A byte less than expected, and more than it: perhaps a window probe came before.
    if (length > 1 && sequence === ((next - 1) | 0)) notAdvanced = false;
    if (
      length > 0 &&
      (theirBits & LAST_HAD_ACK) !== 0 &&
      ((sequence + length - (words[theirs + LAST_ACKNOWLEDGEMENT] as number)) | 0) <= 0
    ) {
      facts |= RETRANSMISSION; // spurious
    } else if (notAdvanced) {
      if (
        ((words[theirs + SEGMENT_COUNTS] as number) & DUPLICATES_MASK) >= 2 &&
        words[theirs + LAST_ACKNOWLEDGEMENT] === sequence &&
        isWithin(time - (doubles[(theirs + LAST_SEGMENT_TIME) >> 1] as number), FAST_RETRANSMISSION_NANOS)
      ) {
        facts |= RETRANSMISSION; // fast
      } else if (
        next !== end &&
        isWithin(time - (doubles[(mine + NEXT_TIME) >> 1] as number), initialRoundTrip(doubles, cold))
      ) {
        facts |= OUT_OF_ORDER;
      } else {
        facts |= RETRANSMISSION;
      }
    }
  }

  // (Wireshark lets an RST move the highest number too; then a second one of a blind attacker would fit.)
  if ((flags & RST) === 0) {
    if (!known) {
      words[mine + NEXT] = end;
      const acknowledged = words[theirs + HIGHEST_ACKNOWLEDGEMENT] as number;
      const begun = (theirBits & ACK_KNOWN) !== 0 && ((acknowledged - end) | 0) > 0;
      words[mine + CONTIGUOUS] = begun ? acknowledged : end;
      doubles[(mine + NEXT_TIME) >> 1] = time;
      bits |= SEQUENCE_KNOWN;
    } else {
      if (remembered !== LAST_WAS_WINDOW_PROBE && ((end - next) | 0) > 0) {
        words[mine + NEXT] = end;
        doubles[(mine + NEXT_TIME) >> 1] = time;
      }
      if (sequence === words[mine + CONTIGUOUS] && (bits & HOLE) === 0) words[mine + CONTIGUOUS] = end;
      else bits = followGap(words, mine, sequence, end, next, bits);
    }
  }
  if ((flags & (ACK | RST)) === ACK) {
    const highest = words[mine + HIGHEST_ACKNOWLEDGEMENT] as number;
    if ((bits & ACK_KNOWN) === 0 || ((acknowledgement - highest) | 0) > 0) {
      words[mine + HIGHEST_ACKNOWLEDGEMENT] = acknowledgement;
      if ((bits & ACK_KNOWN) !== 0) bits |= ACK_ADVANCED;
      // What is acknowledged was received, captured or not.
      if ((theirBits & SEQUENCE_KNOWN) !== 0 && acknowledge(words, theirs, segment)) facts |= ACKED_UNSEEN;
    }
    bits |= ACK_KNOWN | LAST_HAD_ACK;
    if ((flags & SYN) === 0) bits |= length > 0 ? SENT_ACK | SENT_PAYLOAD : SENT_ACK;
  } else {
    bits &= ~LAST_HAD_ACK;
  }
  words[mine + WINDOW] = window;
  words[mine + LAST_ACKNOWLEDGEMENT] = acknowledgement;
  doubles[(mine + LAST_SEGMENT_TIME) >> 1] = time;
  words[mine + BITS] = (bits & ~(LAST_WAS_KEEP_ALIVE | LAST_WAS_WINDOW_PROBE)) | remembered;
  return facts;
}

/** Wireshark's threshold between reordering and retransmission: the handshake's round trip. */
function initialRoundTrip(doubles: Float64Array, cold: number): number {
  const syn = doubles[(cold + SYN_RTT) >> 1] as number;
  const ack = doubles[(cold + ACK_RTT) >> 1] as number;
  // A round trip of 0 (a coarse clock) counts as none.
  return syn >= 0 && ack >= 0 && syn + ack > 0 ? syn + ack : REORDER_NANOS;
}

/** Where time goes back nothing is recent: Wireshark reckons without a sign. */
function isWithin(elapsed: number, limit: number): boolean {
  return elapsed >= 0 && elapsed < limit;
}

/**
 * Bytes that do not simply go on: before, across or beyond what is known without a gap. One gap is
 * remembered; behind a second one only the other end's acknowledgement leads on. `next`: NEXT before
 * the segment. Returns the bits.
 */
function followGap(
  words: Int32Array,
  mine: number,
  sequence: number,
  end: number,
  next: number,
  bits: number,
): number {
  const contiguous = words[mine + CONTIGUOUS] as number;
  if (((sequence - contiguous) | 0) > 0) {
    if ((bits & HOLE) === 0) {
      words[mine + HOLE_END] = sequence;
      return bits | HOLE;
    }
    const holeEnd = words[mine + HOLE_END] as number;
    if (((sequence - holeEnd) | 0) < 0) {
      // Inside the gap: it ends sooner now, and behind it there is another unless this reaches its end.
      words[mine + HOLE_END] = sequence;
      return ((end - holeEnd) | 0) < 0 ? bits | SEVERAL_HOLES : bits;
    }
    return ((sequence - next) | 0) > 0 ? bits | SEVERAL_HOLES : bits;
  }
  if (((end - contiguous) | 0) <= 0) return bits;
  words[mine + CONTIGUOUS] = end;
  return closeGap(words, mine, end, bits);
}

/** The known bytes now reach `end`: when that closes the only gap, they reach as far as any captured. */
function closeGap(words: Int32Array, mine: number, end: number, bits: number): number {
  if ((bits & HOLE) === 0 || ((end - (words[mine + HOLE_END] as number)) | 0) < 0) return bits;
  const next = words[mine + NEXT] as number;
  const isBehind = ((end - next) | 0) < 0;
  if ((bits & SEVERAL_HOLES) === 0) {
    if (isBehind) words[mine + CONTIGUOUS] = next;
  } else if (isBehind) {
    // Which of the bytes behind the first gap are there is not kept: wait for the acknowledgement, and
    // call none of them missing.
    words[mine + HOLE_END] = end;
    return bits;
  }
  return bits & ~(HOLE | SEVERAL_HOLES);
}

/** Whether bytes are acknowledged that were not captured so far; which ones is left in the segment. */
function acknowledge(words: Int32Array, line: number, segment: Segment): boolean {
  const { acknowledgement } = segment;
  const contiguous = words[line + CONTIGUOUS] as number;
  if (((acknowledgement - contiguous) | 0) <= 0) return false;
  const bits = words[line + BITS] as number;
  const beyond = (acknowledgement - (words[line + NEXT] as number)) | 0;
  const known = (bits & HOLE) !== 0 ? (words[line + HOLE_END] as number) : contiguous;
  const gap = Math.min((known - contiguous) | 0, (acknowledgement - contiguous) | 0);
  segment.unseenFrom = contiguous;
  segment.unseenBytes = (gap > 0 ? gap : 0) + (beyond > 0 ? beyond : 0);
  words[line + CONTIGUOUS] = acknowledgement;
  if ((bits & HOLE) !== 0) words[line + BITS] = closeGap(words, line, acknowledgement, bits);
  return true;
}
