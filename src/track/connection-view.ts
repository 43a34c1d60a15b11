// One connection, readable: what the packed row says, in the words of the contract. A view is
// moved from row to row; it holds nothing of its own but the place and the moment.
import {
  ACK_ADVANCED,
  BITS,
  CLIENT_IS_1,
  COLD,
  CROSSED_FINS,
  ENDPOINT_WORDS,
  ESTABLISHED_AT_RST,
  EVICTED,
  FAST_OPEN,
  FIN_ACKNOWLEDGED,
  FIN_LAST_TIME,
  FIN_SEEN,
  FIN_WITH_ACK_OF_FIN,
  FIRST_FIN,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HAS_ICMP_ERROR,
  HOT_WORDS,
  PACKETS,
  RST_FROM_1,
  RST_IS_ACCEPTED,
  RST_TIME,
  RST_WAITS,
  SELF_CONNECT,
  SENT_ACK,
  SENT_SYN,
  SENT_SYN_ACK,
  SIMULTANEOUS_OPEN,
  STATE_MASK,
  STATE_SINCE,
  SYN_ACKS,
  SYN_FIRST_TIME,
  SYN_LAST_TIME,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import { RETRY_NANOS } from "./repeats.ts";
import {
  CLOSED,
  ESTABLISHED,
  LISTEN,
  SYN_RECEIVED,
  SYN_SENT,
  TIME_WAIT,
  UNKNOWN,
} from "./tcp-state-machine.ts";

/** The verdicts of the contract, in the order of its table: the first row that holds. */
export const VERDICTS = [
  "closed",
  "reset",
  "aborted",
  "refused",
  "half-closed",
  "closing",
  "half-open",
  "open",
  "unreachable",
  "unanswered",
  "connecting",
  "partial",
] as const;

const [
  VERDICT_CLOSED,
  VERDICT_RESET,
  VERDICT_ABORTED,
  VERDICT_REFUSED,
  VERDICT_HALF_CLOSED,
  VERDICT_CLOSING,
  VERDICT_HALF_OPEN,
  VERDICT_OPEN,
  VERDICT_UNREACHABLE,
  VERDICT_UNANSWERED,
  VERDICT_CONNECTING,
  VERDICT_PARTIAL,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;

export { VERDICT_CONNECTING, VERDICT_HALF_OPEN, VERDICT_REFUSED, VERDICT_UNANSWERED, VERDICT_UNREACHABLE };

/** A classic stack gives an unanswered attempt up after so long (RFC 9293 figure 5 has no timer for it). */
export const GIVE_UP_NANOS = 75e9;

/** Number of a packet of a connection that its row keeps modulo 2³²; 0 stays 0: none. `first`: its first packet. */
export function packetAfter(first: number, kept: number): number {
  return kept === 0 ? 0 : first + ((kept - (first | 0)) >>> 0);
}

export class ConnectionView {
  /** Handle of the connection that the view shows. */
  handle = 0;
  /** As of when states and verdict are told, in nanoseconds of the timeline. */
  asOf = 0.5;
  readonly table: ConnectionTable;
  private readonly twiceMsl: number;

  constructor(table: ConnectionTable, twiceMslNanos: number) {
    this.table = table;
    this.twiceMsl = twiceMslNanos;
  }

  /** A word of the row, by its offset in connection-layout.ts. */
  word(offset: number): number {
    return this.table.words[this.rowOf(offset) + offset] as number;
  }

  double(offset: number): number {
    return this.table.doubles[(this.rowOf(offset) + offset) >> 1] as number;
  }

  /** A word of an endpoint's hot line, or (COLD + offset) of its cold one. */
  endpointWord(endpoint: number, offset: number): number {
    return this.table.words[this.rowOf(offset) + endpoint * ENDPOINT_WORDS + offset] as number;
  }

  endpointDouble(endpoint: number, offset: number): number {
    return this.table.doubles[(this.rowOf(offset) + endpoint * ENDPOINT_WORDS + offset) >> 1] as number;
  }

  private rowOf(offset: number): number {
    return offset < HOT_WORDS ? this.handle * HOT_WORDS : this.table.coldRow(this.handle);
  }

  has(flag: number): boolean {
    return (this.word(FLAGS) & flag) !== 0;
  }

  knows(endpoint: number, bit: number): boolean {
    return (this.endpointWord(endpoint, BITS) & bit) !== 0;
  }

  /** Which endpoint is the client. */
  get client(): number {
    return this.has(CLIENT_IS_1) ? 1 : 0;
  }

  /** The other endpoint: in a connection to itself the same. */
  peerOf(endpoint: number): number {
    return this.has(SELF_CONNECT) ? endpoint : endpoint ^ 1;
  }

  get server(): number {
    return this.peerOf(this.client);
  }

  /** An RST counts: accepted, or in the window and its receiver silent since. */
  get isReset(): boolean {
    return this.has(RST_IS_ACCEPTED | RST_WAITS);
  }

  get resetBy(): number {
    return this.has(RST_FROM_1) ? 1 : 0;
  }

  /** State of an endpoint as of `asOf`, timers included. */
  state(endpoint: number): number {
    const { words } = this.table;
    const row = this.handle * HOT_WORDS;
    const state = (words[row + endpoint * ENDPOINT_WORDS + BITS] as number) & STATE_MASK;
    if (((words[row + FLAGS] as number) & RST_WAITS) !== 0) return this.stateAfterRst(endpoint, state);
    // Others have no timer.
    if (state !== TIME_WAIT && state !== SYN_SENT) return state;
    return this.timerEnd(endpoint, state) <= this.asOf ? CLOSED : state;
  }

  /** Where an RST in the window counts as long as nothing contradicts it. */
  private stateAfterRst(endpoint: number, state: number): number {
    if (endpoint === this.resetBy) return CLOSED;
    if (state === UNKNOWN) return UNKNOWN;
    return state === SYN_RECEIVED && !this.has(SIMULTANEOUS_OPEN) ? LISTEN : CLOSED;
  }

  /** Since when it has been in that state. */
  stateSince(endpoint: number): number {
    const state = this.endpointWord(endpoint, BITS) & STATE_MASK;
    if (this.has(RST_WAITS) && this.state(endpoint) !== state) return this.double(RST_TIME);
    const end = this.timerEnd(endpoint, state);
    return end <= this.asOf ? end : this.endpointDouble(endpoint, COLD + STATE_SINCE);
  }

  /** When a timer ends the state that the endpoint's segments have shown; infinite for a state without one. */
  endOfState(endpoint: number): number {
    return this.timerEnd(endpoint, this.shownState(endpoint));
  }

  /** That state, whatever an RST that waits may make of it, and without timers. */
  shownState(endpoint: number): number {
    return this.endpointWord(endpoint, BITS) & STATE_MASK;
  }

  /** When a timer ends (or ended) the state; infinite for a state without one. */
  private timerEnd(endpoint: number, state: number): number {
    if (state === TIME_WAIT) {
      const peer = this.peerOf(endpoint);
      // Every further copy of the other end's FIN that it acknowledges starts 2MSL again.
      const since = this.endpointDouble(endpoint, COLD + STATE_SINCE);
      const lastFin = this.endpointDouble(peer, COLD + FIN_LAST_TIME);
      return (lastFin > since ? lastFin : since) + this.twiceMsl;
    }
    if (state === SYN_SENT && this.knows(endpoint, SENT_SYN)) {
      const peer = this.peerOf(endpoint);
      const lastSyn = this.endpointDouble(endpoint, COLD + SYN_LAST_TIME);
      // Answered are the SYNs before the last SYN-ACK.
      if (!this.knows(peer, SENT_SYN_ACK) || this.endpointDouble(peer, COLD + SYN_LAST_TIME) < lastSyn)
        return lastSyn + GIVE_UP_NANOS;
    }
    return Number.POSITIVE_INFINITY;
  }

  get sawSyn(): boolean {
    return ((this.endpointWord(0, BITS) | this.endpointWord(1, BITS)) & SENT_SYN) !== 0;
  }

  get sawSynAck(): boolean {
    return this.endpointWord(0, COLD + SYN_ACKS) > 0 || this.endpointWord(1, COLD + SYN_ACKS) > 0;
  }

  /** Index into VERDICTS: the first row of the contract's table that holds. */
  get verdict(): number {
    const { words } = this.table;
    const row = this.handle * HOT_WORDS;
    const flags = words[row + FLAGS] as number;
    const client = (flags & CLIENT_IS_1) !== 0 ? 1 : 0;
    const server = (flags & SELF_CONNECT) !== 0 ? client : client ^ 1;
    const clientBits = words[row + client * ENDPOINT_WORDS + BITS] as number;
    const serverBits = words[row + server * ENDPOINT_WORDS + BITS] as number;
    const bothFins = clientBits & serverBits & FIN_SEEN;
    if (bothFins !== 0 && (clientBits & serverBits & FIN_ACKNOWLEDGED) !== 0) return VERDICT_CLOSED;
    const sawSyn = ((clientBits | serverBits) & SENT_SYN) !== 0;
    if ((flags & (RST_IS_ACCEPTED | RST_WAITS)) !== 0) {
      if ((flags & ESTABLISHED_AT_RST) !== 0) return VERDICT_RESET;
      const answered = this.sawSynAck || (flags & SIMULTANEOUS_OPEN) !== 0;
      if (answered || (sawSyn && this.knows(this.resetBy, SENT_SYN))) return VERDICT_ABORTED;
      if (sawSyn) return VERDICT_REFUSED;
    }
    const anyFin = (clientBits | serverBits) & FIN_SEEN;
    if (anyFin !== 0) {
      const acknowledged = ((clientBits & FIN_SEEN ? clientBits : serverBits) & FIN_ACKNOWLEDGED) !== 0;
      return bothFins === 0 && acknowledged ? VERDICT_HALF_CLOSED : VERDICT_CLOSING;
    }
    // (None of these states has a timer.)
    const serverState = (flags & RST_WAITS) !== 0 ? this.state(server) : serverBits & STATE_MASK;
    if (serverState === SYN_RECEIVED && (words[row + client * ENDPOINT_WORDS + PACKETS] as number) > 0) {
      return VERDICT_HALF_OPEN;
    }
    if (
      serverState === ESTABLISHED &&
      (clientBits & STATE_MASK) === ESTABLISHED &&
      this.isShownOpen(clientBits, serverBits)
    ) {
      return VERDICT_OPEN;
    }
    if (!sawSyn) return VERDICT_PARTIAL;
    if ((flags & HAS_ICMP_ERROR) !== 0) return VERDICT_UNREACHABLE;
    const opener = (clientBits & SENT_SYN) !== 0 ? client : server;
    const first = this.endpointDouble(opener, COLD + SYN_FIRST_TIME);
    if (this.endpointDouble(opener, COLD + SYN_LAST_TIME) - first >= RETRY_NANOS) return VERDICT_UNANSWERED;
    return this.asOf - first >= GIVE_UP_NANOS ? VERDICT_UNANSWERED : VERDICT_CONNECTING;
  }

  private isShownOpen(clientBits: number, serverBits: number): boolean {
    if (this.has(HANDSHAKE_COMPLETE) || this.sawSyn || this.sawSynAck) return true;
    return (clientBits & serverBits & SENT_ACK) !== 0 || ((clientBits | serverBits) & ACK_ADVANCED) !== 0;
  }

  get opening(): "three-way" | "simultaneous" | "fast-open" | "incomplete" | "unseen" {
    if (this.has(SIMULTANEOUS_OPEN)) return "simultaneous";
    if (!this.sawSyn && !this.sawSynAck) return "unseen";
    if (!this.has(HANDSHAKE_COMPLETE)) return "incomplete";
    return this.has(FAST_OPEN) ? "fast-open" : "three-way";
  }

  /** `verdict`: as told by the getter, so that it is worked out once. */
  closing(verdict: number): "four-way" | "three-way" | "simultaneous" | "reset" | "incomplete" | "none" {
    const client = this.endpointWord(this.client, BITS);
    const server = this.endpointWord(this.server, BITS);
    if (verdict === VERDICT_CLOSED) {
      // What closes itself crosses its own FIN.
      if (this.has(CROSSED_FINS | SELF_CONNECT)) return "simultaneous";
      return ((client | server) & FIN_WITH_ACK_OF_FIN) !== 0 ? "three-way" : "four-way";
    }
    if (verdict === VERDICT_RESET || verdict === VERDICT_ABORTED || verdict === VERDICT_REFUSED)
      return "reset";
    return ((client | server) & FIN_SEEN) !== 0 ? "incomplete" : "none";
  }

  closedBy(verdict: number): "client" | "server" | "both" | null {
    const closing = this.closing(verdict);
    if (closing === "none") return null;
    if (closing === "reset") return this.resetBy === this.client ? "client" : "server";
    if (this.has(CROSSED_FINS | SELF_CONNECT)) return "both";
    return this.knows(this.client, FIRST_FIN) ? "client" : "server";
  }

  get isEvicted(): boolean {
    return this.has(EVICTED);
  }
}
