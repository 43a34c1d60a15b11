// Services that repeat their SYN-ACK although the client has acknowledged it: two connections or more
// within 60 s, and their accept queue is likely full.
import {
  ADDRESSES,
  CLIENT_IS_1,
  COLD,
  ENDPOINT_WORDS,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HANDSHAKE_TIME,
  HOT_WORDS,
  ID,
  PACKETS,
  PAIR,
  SERVICE,
  SYN_ACKS,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { Members } from "./members.ts";
import { ATTEMPT, IN_ACCEPT_QUEUE_OVERFLOW, SYN_ACK_SEEN_AGAIN } from "./pair-word.ts";

/** The first repeat comes so soon after the ACK; later it is a deferred accept (SEMANTICS §3). */
const SOON_NANOS = 4e9;
const WITHIN_NANOS = 60e9;
const MOST_SERVICES = 65_536;
const MOST_CLIENTS = 65_536;

interface Suspect {
  readonly handle: number;
  readonly id: number;
  readonly time: number;
  readonly packet: number;
  readonly client: string;
}

export interface Overflow {
  readonly service: number;
  last: Suspect;
  readonly members: Members;
  readonly clients: Set<string>;
  firstTime: number;
  lastTime: number;
}

export class AcceptQueues {
  /** By service: all that were suspected; with members those that overflowed. */
  readonly overflows = new Map<number, Overflow>();
  private readonly table: ConnectionTable;

  constructor(table: ConnectionTable) {
    this.table = table;
  }

  /** A SYN-ACK was repeated by timer. */
  observe(handle: number, time: number, packet: number): void {
    const { words, doubles } = this.table;
    const row = handle * HOT_WORDS;
    const flags = words[row + FLAGS] as number;
    if ((flags & HANDSHAKE_COMPLETE) === 0) return;
    const cold = this.table.coldRow(handle);
    const pair = words[cold + PAIR] as number;
    if ((pair & (ATTEMPT | SYN_ACK_SEEN_AGAIN)) !== 0) return;
    words[cold + PAIR] = pair | SYN_ACK_SEEN_AGAIN;
    if (time - (doubles[(cold + HANDSHAKE_TIME) >> 1] as number) > SOON_NANOS) return;
    // No other segment of the server: all that it sent are SYN-ACKs.
    const client = (flags & CLIENT_IS_1) !== 0 ? 1 : 0;
    const line = (client ^ 1) * ENDPOINT_WORDS;
    if (words[row + line + PACKETS] !== words[cold + COLD + line + SYN_ACKS]) return;
    const service = words[cold + SERVICE] as number;
    if (service >= MOST_SERVICES) return;
    const at = row + ADDRESSES + client * 4;
    const suspect = {
      handle,
      id: (words[cold + ID] as number) >>> 0,
      time,
      packet,
      client: words.subarray(at, at + 4).join(),
    };
    this.suspect(service, suspect);
  }

  isMember(handle: number): boolean {
    const pair = this.table.words[this.table.coldRow(handle) + PAIR] as number;
    return (pair & (ATTEMPT | IN_ACCEPT_QUEUE_OVERFLOW)) === IN_ACCEPT_QUEUE_OVERFLOW;
  }

  private suspect(service: number, suspect: Suspect): void {
    const overflow = this.overflows.get(service);
    if (overflow === undefined) {
      this.overflows.set(service, {
        service,
        last: suspect,
        members: new Members(),
        clients: new Set(),
        firstTime: Number.POSITIVE_INFINITY,
        lastTime: Number.NEGATIVE_INFINITY,
      });
      return;
    }
    const { last } = overflow;
    overflow.last = suspect;
    if (suspect.time - last.time > WITHIN_NANOS) return;
    this.join(overflow, last);
    this.join(overflow, suspect);
  }

  private join(overflow: Overflow, { handle, id, time, packet, client }: Suspect): void {
    const { words } = this.table;
    const cold = this.table.coldRow(handle);
    // (The row may be another connection's by now; then this one was not joined before either.)
    if (words[cold + ID] === (id | 0)) {
      if (this.isMember(handle)) return;
      words[cold + PAIR] = (words[cold + PAIR] as number) | IN_ACCEPT_QUEUE_OVERFLOW;
    }
    overflow.members.add(id, packet);
    if (overflow.clients.size < MOST_CLIENTS) overflow.clients.add(client);
    if (time < overflow.firstTime) overflow.firstTime = time;
    if (time > overflow.lastTime) overflow.lastTime = time;
  }
}
