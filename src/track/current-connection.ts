// The row at hand, writable: the endpoint that sent the segment and its peer, their states and what
// is known of them. What to write is decided in opening.ts, syn-acks.ts, closing.ts and resets.ts.
import type { Segment } from "../decode/segment.ts";
import {
  BITS,
  CLIENT_IS_1,
  COLD,
  CONTIGUOUS,
  ENDPOINT_WORDS,
  ESTABLISHED_AT_RST,
  FIN_DELIVERED,
  FLAGS,
  HOLE,
  HOLE_END,
  HOT_WORDS,
  ISN,
  ISN_INFERRED,
  ISN_KNOWN,
  NEXT,
  ROLES_MASK,
  ROLES_SHIFT,
  RST_FROM_1,
  RST_IS_ACCEPTED,
  RST_WAITS,
  SELF_CONNECT,
  SERVICE,
  SEVERAL_HOLES,
  STATE_MASK,
  STATE_SINCE,
  SYN_LAST_TIME,
  SYN_PAYLOAD,
  TIMES_TO_LIVE,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import { type ConnectionView, GIVE_UP_NANOS } from "./connection-view.ts";
import { ENTERED_CLOSE_WAIT, LEFT_CLOSE_WAIT, STATE_CHANGED } from "./segment-facts.ts";
import { isAtOrBefore, isBefore } from "./sequence.ts";
import type { ServiceTable } from "./services.ts";
import { CLOSE_WAIT, CLOSED, nextState, SHOWN_OPEN, SYN_SENT, TIME_WAIT } from "./tcp-state-machine.ts";

export class CurrentConnection {
  /** Facts of the segment at hand. */
  facts = 0;
  /** With FIN_RETRY or FIN_AGAIN: when the same FIN was seen before. */
  finBefore = 0.5;
  /** The table's memory, valid until the table grows. */
  words: Int32Array;
  doubles: Float64Array;
  private bytes: Uint8Array;
  handle = 0;
  /** Offsets of the row's hot and cold parts. */
  row = 0;
  cold = 0;
  /** The segment's sender, and the other end: in a connection to itself the same. */
  end = 0;
  peer = 0;
  readonly table: ConnectionTable;
  readonly services: ServiceTable;
  readonly view: ConnectionView;

  constructor(table: ConnectionTable, services: ServiceTable, view: ConnectionView) {
    this.table = table;
    this.services = services;
    this.view = view;
    this.words = table.words;
    this.doubles = table.doubles;
    this.bytes = new Uint8Array(table.words.buffer, table.words.byteOffset);
  }

  /** Moves to the connection of a segment, sent by `endpoint`. */
  take(handle: number, endpoint: number, segment: Segment): void {
    const { table } = this;
    const words = table.words;
    if (words !== this.words) {
      this.words = words;
      this.doubles = table.doubles;
      this.bytes = new Uint8Array(words.buffer, words.byteOffset);
    }
    const row = handle * HOT_WORDS;
    this.handle = handle;
    this.row = row;
    this.cold = table.coldRow(handle);
    this.end = endpoint;
    this.facts = 0;
    this.peer = ((words[row + FLAGS] as number) & SELF_CONNECT) !== 0 ? endpoint : endpoint ^ 1;
    // A timer may have ended a state since the last segment.
    const state0 = (words[row + BITS] as number) & STATE_MASK;
    const state1 = (words[row + ENDPOINT_WORDS + BITS] as number) & STATE_MASK;
    if (state0 === TIME_WAIT || (state0 === SYN_SENT && this.mayGiveUp(0, segment)))
      this.endByTimer(0, segment);
    if (state1 === TIME_WAIT || (state1 === SYN_SENT && this.mayGiveUp(1, segment)))
      this.endByTimer(1, segment);
  }

  /** Nearly every attempt is answered sooner. */
  private mayGiveUp(end: number, segment: Segment): boolean {
    const place = (this.cold + COLD + end * ENDPOINT_WORDS + SYN_LAST_TIME) >> 1;
    return segment.time - (this.doubles[place] as number) >= GIVE_UP_NANOS;
  }

  private endByTimer(end: number, segment: Segment): void {
    // (What an RST that waits would have ended, it may yet turn out not to have.)
    if ((this.flags() & RST_WAITS) !== 0) return;
    this.view.handle = this.handle;
    this.view.asOf = segment.time;
    if (this.view.state(end) !== CLOSED) return;
    const since = this.view.stateSince(end);
    this.setState(end, CLOSED, segment);
    this.doubles[(this.cold + COLD + end * ENDPOINT_WORDS + STATE_SINCE) >> 1] = since;
  }

  /** Of the sender's SYN, or of its FIN where no SYN was captured. Only written: its line is not read for this. */
  learnTimeToLive(segment: Segment): void {
    this.bytes[(this.cold + TIMES_TO_LIVE) * 4 + this.end] = segment.timeToLive;
  }

  client(): number {
    return (this.flags() & CLIENT_IS_1) !== 0 ? 1 : 0;
  }

  /** Who is the client, when this rests on more than what was known; never again once a SYN was seen. */
  setRoles(client: number, roles: number): void {
    const flags = this.flags();
    if ((flags & ROLES_MASK) >> ROLES_SHIFT >= roles) return;
    this.words[this.row + FLAGS] =
      (flags & ~(ROLES_MASK | CLIENT_IS_1)) | (roles << ROLES_SHIFT) | (client === 1 ? CLIENT_IS_1 : 0);
    const before = this.words[this.cold + SERVICE] as number;
    const service = this.services.enter(this.table, this.handle, client ^ 1);
    this.words[this.cold + SERVICE] = service;
    for (let end = 0; end < 2; end++) {
      if (this.state(end) !== CLOSE_WAIT) continue;
      this.services.countCloseWait(before, -1);
      this.services.countCloseWait(service, 1);
    }
  }

  apply(end: number, event: number, segment: Segment): void {
    const state = this.state(end);
    const next = nextState(state, event);
    if (next !== state) this.setState(end, next, segment);
  }

  /** A segment that only an open connection carries. */
  showOpen(segment: Segment): void {
    this.apply(this.end, SHOWN_OPEN, segment);
    this.apply(this.peer, SHOWN_OPEN, segment);
  }

  setState(end: number, state: number, segment: Segment): void {
    const { words } = this;
    const place = this.row + end * ENDPOINT_WORDS + BITS;
    const bits = words[place] as number;
    const before = bits & STATE_MASK;
    if (before === state) return;
    words[place] = (bits & ~STATE_MASK) | state;
    this.doubles[(this.cold + COLD + end * ENDPOINT_WORDS + STATE_SINCE) >> 1] = segment.time;
    this.facts |= STATE_CHANGED;
    if (before === CLOSE_WAIT) {
      this.facts |= LEFT_CLOSE_WAIT;
      this.services.countCloseWait(words[this.cold + SERVICE] as number, -1);
    }
    if (state === CLOSE_WAIT) {
      this.facts |= ENTERED_CLOSE_WAIT;
      this.services.countCloseWait(words[this.cold + SERVICE] as number, 1);
    }
  }

  flags(): number {
    return this.words[this.row + FLAGS] as number;
  }

  setFlag(flag: number, on: boolean): void {
    const flags = this.words[this.row + FLAGS] as number;
    this.words[this.row + FLAGS] = on ? flags | flag : flags & ~flag;
  }

  /** The RST that was accepted, or waited for what follows, does not count any more. */
  forgetReset(): void {
    this.words[this.row + FLAGS] =
      this.flags() & ~(RST_IS_ACCEPTED | RST_WAITS | RST_FROM_1 | ESTABLISHED_AT_RST);
  }

  state(end: number): number {
    return (this.words[this.row + end * ENDPOINT_WORDS + BITS] as number) & STATE_MASK;
  }

  knows(end: number, bits: number): boolean {
    return ((this.words[this.row + end * ENDPOINT_WORDS + BITS] as number) & bits) !== 0;
  }

  setBit(end: number, bits: number): void {
    const place = this.row + end * ENDPOINT_WORDS + BITS;
    this.words[place] = (this.words[place] as number) | bits;
  }

  clearBit(end: number, bits: number): void {
    const place = this.row + end * ENDPOINT_WORDS + BITS;
    this.words[place] = (this.words[place] as number) & ~bits;
  }

  /** What `end` sent from number `from` on was presumed to have arrived, and did not. */
  retract(end: number, from: number): void {
    const { words } = this;
    const line = this.row + end * ENDPOINT_WORDS;
    this.clearBit(end, FIN_DELIVERED);
    if (!isBefore(from, words[line + CONTIGUOUS] as number)) return;
    words[line + CONTIGUOUS] = from;
    words[line + HOLE_END] = words[line + NEXT] as number;
    words[line + BITS] = ((words[line + BITS] as number) | HOLE) & ~SEVERAL_HOLES;
  }

  /** A word of an endpoint's cold line. */
  coldWord(end: number, offset: number): number {
    return this.words[this.cold + COLD + end * ENDPOINT_WORDS + offset] as number;
  }

  setCold(end: number, offset: number, value: number): void {
    this.words[this.cold + COLD + end * ENDPOINT_WORDS + offset] = value;
  }

  /** Whether `acknowledgement` acknowledges the SYN of `end`, with or without payload that it carried. */
  acknowledgesSyn(end: number, acknowledgement: number): boolean {
    const isn = this.coldWord(end, ISN);
    return (
      isBefore(isn, acknowledgement) &&
      isAtOrBefore(acknowledgement, (isn + 1 + this.coldWord(end, SYN_PAYLOAD)) | 0)
    );
  }

  /** Whether it acknowledges the SYN or SYN-ACK of `end` or more. */
  acknowledgesSynOf(end: number, acknowledgement: number): boolean {
    return this.knows(end, ISN_KNOWN | ISN_INFERRED) && isBefore(this.coldWord(end, ISN), acknowledgement);
  }
}
