// Keeps with a connection what its findings will have to prove: which facts it showed, the packets of
// its course, and in the log the segments that are not the ordinary course. Judges nothing.
import { type Segment, SYN } from "../decode/segment.ts";
import {
  BITS,
  COLD,
  CONTIGUOUS,
  ENDPOINT_WORDS,
  ESTABLISHED_AT_RST,
  FIN_LAST_TIME,
  FIN_SEEN,
  FLAGS,
  HIGHEST_ACKNOWLEDGEMENT,
  HOT_WORDS,
  ID,
  LAST_ACKNOWLEDGEMENT,
  LAST_HAD_ACK,
  LAST_PACKET,
  LAST_SEGMENT_TIME,
  LAST_TIME,
  LAST_TIMESTAMP,
  LAST_WAS_KEEP_ALIVE,
  LAST_WAS_WINDOW_PROBE,
  LOG,
  NEXT,
  NEXT_TIME,
  NOTES,
  RST_IS_ACCEPTED,
  RST_PACKET,
  RST_TIME,
  RST_WAITS,
  SELF_CONNECT,
  SENT_PAYLOAD,
  SENT_SYN,
  STATE_MASK,
  SYN_LAST_TIME,
  SYN_PACKET,
  TIMESTAMP_KNOWN,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import type { ConnectionView } from "./connection-view.ts";
import type { CurrentConnection } from "./current-connection.ts";
import {
  ALLOWED_BY_SEQUENCE,
  ALLOWED_BY_TIMESTAMP,
  type LifecycleLog,
  LOGGED_ACK_OF_OLDER,
  LOGGED_DATA_AFTER_FIN,
  LOGGED_DISCOVERY,
  LOGGED_FIN_AGAIN,
  LOGGED_FIN_RETRY,
  LOGGED_ICMP,
  LOGGED_OTHER_SYN,
  LOGGED_RST,
  LOGGED_STRAY_SYN,
  LOGGED_SYN_ACK_RETRY,
  LOGGED_SYN_RETRY,
  LOGGED_TIME_WAIT_REUSE,
  RESET_ACCEPTED,
  RESET_AFTER_OWN_PAYLOAD,
  RESET_AFTER_PAYLOAD,
  RESET_ANSWERS,
  RESET_MEETS_FIN,
  RESET_MEETS_PAYLOAD,
  RESET_MEETS_PROBE,
  RESET_WAITS,
  RETRIED_AFTER_PAYLOAD,
} from "./lifecycle-log.ts";
import {
  ACK_OF_OLDER,
  ADDRESSES_REUSED,
  DATA_AFTER_FIN,
  FIN_AGAIN,
  FIN_RETRY,
  NOTED,
  RST_ACCEPTED,
  SYN_ACK_RETRY,
  SYN_HELD,
  SYN_RETRY,
} from "./segment-facts.ts";
import { isBefore } from "./sequence.ts";
import { TIME_WAIT } from "./tcp-state-machine.ts";

/** Facts whose segments stand in the log. */
const LOGGED = SYN_RETRY | SYN_ACK_RETRY | FIN_RETRY | FIN_AGAIN | DATA_AFTER_FIN | ACK_OF_OLDER;

export class Evidence {
  private readonly current: CurrentConnection;
  private readonly table: ConnectionTable;
  private readonly log: LifecycleLog;
  private readonly twiceMsl: number;
  /** Of the connection before on the same addresses, as `seeOlder` found it. */
  private olderId = 0;
  private olderAllows = 0;
  private olderWaits = false;
  private olderHasSyn = false;
  private olderSynPacket = 0;
  private olderSynTime = 0.5;
  private olderLastTime = 0.5;
  /** When the SYN's sender ended it by an RST. */
  private olderResetTime = 0.5;

  constructor(current: CurrentConnection, log: LifecycleLog, twiceMslNanos: number) {
    this.current = current;
    this.table = current.table;
    this.log = log;
    this.twiceMsl = twiceMslNanos;
  }

  /** A segment that went through control-events.ts with some of the facts NOTED, after it. */
  note(handle: number, endpoint: number, segment: Segment, facts: number): void {
    const { words } = this.table;
    const cold = this.table.coldRow(handle);
    const notes = words[cold + NOTES] as number;
    words[cold + NOTES] = notes | (facts & NOTED);
    if ((facts & LOGGED) === 0) return;
    if ((facts & SYN_RETRY) !== 0) this.add(LOGGED_SYN_RETRY, handle, endpoint, segment);
    if ((facts & SYN_ACK_RETRY) !== 0) {
      this.add(LOGGED_SYN_ACK_RETRY, handle, endpoint, segment);
      const peer = handle * HOT_WORDS + this.peerOf(handle, endpoint) * ENDPOINT_WORDS;
      const sentPayload = ((words[peer + BITS] as number) & SENT_PAYLOAD) !== 0;
      this.log.setBefore(0, 0, sentPayload ? RETRIED_AFTER_PAYLOAD : 0);
    }
    if ((facts & (FIN_RETRY | FIN_AGAIN)) !== 0) {
      this.add((facts & FIN_RETRY) !== 0 ? LOGGED_FIN_RETRY : LOGGED_FIN_AGAIN, handle, endpoint, segment);
      this.log.setExtra(this.current.finBefore);
    }
    if ((facts & DATA_AFTER_FIN & ~notes) !== 0) this.add(LOGGED_DATA_AFTER_FIN, handle, endpoint, segment);
    if ((facts & ACK_OF_OLDER & ~notes) !== 0) this.add(LOGGED_ACK_OF_OLDER, handle, endpoint, segment);
  }

  /** A fact of a segment that no control event was made of. */
  noteFact(handle: number, facts: number): void {
    const place = this.table.coldRow(handle) + NOTES;
    this.table.words[place] = (this.table.words[place] as number) | (facts & NOTED);
  }

  noteStraySyn(handle: number, endpoint: number, segment: Segment): void {
    this.noteFact(handle, SYN_HELD);
    this.add(LOGGED_STRAY_SYN, handle, endpoint, segment);
  }

  /** An ICMP error about a segment of `endpoint`, which raised `facts`. */
  noteIcmp(handle: number, endpoint: number, segment: Segment, facts: number): void {
    this.noteFact(handle, facts);
    const router = this.log.router(segment.router0, segment.router1, segment.router2, segment.router3);
    this.add(LOGGED_ICMP, handle, endpoint, segment);
    this.log.setNumbers((segment.icmpType << 8) | segment.icmpCode, router);
  }

  /** States of a row's ends: sender's | receiver's << 4. */
  statesOf(handle: number, endpoint: number): number {
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    const peer = this.peerOf(handle, endpoint);
    const mine = (words[row + endpoint * ENDPOINT_WORDS + BITS] as number) & STATE_MASK;
    return mine | (((words[row + peer * ENDPOINT_WORDS + BITS] as number) & STATE_MASK) << 4);
  }

  /** An RST, decided but not counted yet; `states` as before it. */
  noteReset(handle: number, endpoint: number, segment: Segment, facts: number, states: number): void {
    const { table, log } = this;
    const { words, doubles } = table;
    this.noteFact(handle, facts);
    const row = handle * HOT_WORDS;
    const line = row + endpoint * ENDPOINT_WORDS;
    const peerLine = row + this.peerOf(handle, endpoint) * ENDPOINT_WORDS;
    const peerBits = words[peerLine + BITS] as number;
    const bits = words[line + BITS] as number;
    const peerLast = doubles[(peerLine + LAST_SEGMENT_TIME) >> 1] as number;
    const peerNextTime = doubles[(peerLine + NEXT_TIME) >> 1] as number;
    let marks = (facts & RST_ACCEPTED) !== 0 ? RESET_ACCEPTED : 0;
    const flags = words[row + FLAGS] as number;
    if ((flags & RST_WAITS) !== 0 && words[table.coldRow(handle) + RST_PACKET] === (segment.packet | 0))
      marks |= RESET_WAITS;
    if (((bits | peerBits) & SENT_PAYLOAD) !== 0) {
      marks |= RESET_AFTER_PAYLOAD;
      const own = (bits & SENT_PAYLOAD) !== 0;
      const theirs = (peerBits & SENT_PAYLOAD) !== 0;
      const later = (doubles[(line + NEXT_TIME) >> 1] as number) >= peerNextTime;
      if (own && (!theirs || later)) marks |= RESET_AFTER_OWN_PAYLOAD;
    }
    if ((peerBits & LAST_HAD_ACK) !== 0 && words[peerLine + LAST_ACKNOWLEDGEMENT] === segment.sequence)
      marks |= RESET_ANSWERS;
    if ((peerBits & (LAST_WAS_KEEP_ALIVE | LAST_WAS_WINDOW_PROBE)) !== 0) marks |= RESET_MEETS_PROBE;
    else if ((peerBits & FIN_SEEN) !== 0 && this.finTime(handle, peerLine) === peerLast)
      marks |= RESET_MEETS_FIN;
    else if (
      (peerBits & SENT_PAYLOAD) !== 0 &&
      (peerNextTime === peerLast ||
        isBefore(words[line + HIGHEST_ACKNOWLEDGEMENT] as number, words[peerLine + CONTIGUOUS] as number))
    )
      marks |= RESET_MEETS_PAYLOAD;
    this.begin(handle);
    log.set(LOGGED_RST, endpoint, segment.flags, segment.timeToLive, states);
    log.setMoment(segment);
    log.setNumbers(segment.sequence, segment.acknowledgement);
    const since = Math.max(0, (segment.time - peerLast) / 1e3);
    log.setBefore((doubles[(row + LAST_PACKET) >> 1] as number) | 0, since < 1e9 ? since | 0 : 1e9, marks);
  }

  // ── The connection before on the same four addresses ─────────────────────────────────────────

  /** Before a SYN of what was endpoint `end` of the viewed connection begins another one. */
  seeOlder(view: ConnectionView, end: number, segment: Segment): void {
    const opener = view.knows(end, SENT_SYN) ? end : view.peerOf(end);
    this.olderId = view.word(ID);
    this.olderLastTime = view.double(LAST_TIME);
    const isEnded = view.has(RST_IS_ACCEPTED) && view.resetBy === end;
    this.olderResetTime = isEnded ? view.double(RST_TIME) : Number.NEGATIVE_INFINITY;
    this.olderWaits = view.state(0) === TIME_WAIT || view.state(1) === TIME_WAIT;
    this.olderSynTime = view.endpointDouble(opener, COLD + SYN_LAST_TIME);
    this.olderSynPacket = view.word(SYN_PACKET + opener);
    // Who rejects one answer after the other has sent no SYN of its own (raw sockets, a scan): none is stale.
    const rejects = isEnded && !view.has(ESTABLISHED_AT_RST) && view.sawSynAck;
    this.olderHasSyn =
      view.knows(opener, SENT_SYN) && segment.time - this.olderSynTime <= this.twiceMsl && !rejects;
    const newer =
      segment.hasTimestamps &&
      view.knows(end, TIMESTAMP_KNOWN) &&
      isBefore(view.endpointWord(end, LAST_TIMESTAMP), segment.timestampValue);
    const higher = isBefore(view.endpointWord(end, NEXT), segment.sequence);
    this.olderAllows = newer ? ALLOWED_BY_TIMESTAMP : higher ? ALLOWED_BY_SEQUENCE : 0;
    if ((segment.flags & SYN) === 0 || segment.time - this.olderLastTime > this.twiceMsl) return;
    const { handle } = view;
    this.noteFact(handle, ADDRESSES_REUSED);
    this.add(LOGGED_OTHER_SYN, handle, end, segment);
    this.log.setExtra(segment.time);
  }

  /** After `seeOlder`: the new connection, begun by the SYN. */
  noteOlder(handle: number, segment: Segment): void {
    const { log } = this;
    if (this.olderWaits) {
      this.noteFact(handle, ADDRESSES_REUSED);
      this.add(LOGGED_TIME_WAIT_REUSE, handle, 0, segment);
      log.setNumbers(this.olderId, this.olderAllows);
      log.setExtra(this.olderLastTime);
    }
    if (this.olderResetTime > segment.time) {
      this.add(LOGGED_DISCOVERY, handle, 0, segment);
      log.setExtra(this.olderResetTime);
    }
    if (this.olderHasSyn) {
      this.noteFact(handle, ADDRESSES_REUSED);
      this.add(LOGGED_OTHER_SYN, handle, 0, segment);
      log.setNumbers(this.olderSynPacket, 0);
      log.setExtra(this.olderSynTime);
    }
  }

  private add(kind: number, handle: number, endpoint: number, segment: Segment): void {
    const { log } = this;
    this.begin(handle);
    log.set(kind, endpoint, segment.flags, segment.timeToLive, this.statesOf(handle, endpoint));
    log.setMoment(segment);
    log.setNumbers(segment.sequence, segment.acknowledgement);
  }

  private begin(handle: number): void {
    const place = this.table.coldRow(handle) + LOG;
    this.table.words[place] = this.log.append(this.table.words[place] as number);
  }

  private peerOf(handle: number, endpoint: number): number {
    return ((this.table.words[handle * HOT_WORDS + FLAGS] as number) & SELF_CONNECT) !== 0
      ? endpoint
      : endpoint ^ 1;
  }

  private finTime(handle: number, line: number): number {
    const cold = this.table.coldRow(handle) + COLD + (line - handle * HOT_WORDS);
    return this.table.doubles[(cold + FIN_LAST_TIME) >> 1] as number;
  }
}
