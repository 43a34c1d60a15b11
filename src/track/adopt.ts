// Connections that are older than the capture, as this machine's kernel tells of them: they get rows with
// their roles and states before a packet of them was seen. Their sequence numbers come with the first packets,
// as for every connection begun in the middle.
import { ACK, KIND_TCP, type Segment } from "../decode/segment.ts";
import {
  ATTENTION,
  BITS,
  CLIENT_IS_1,
  COLD,
  ENDPOINT_WORDS,
  FIN_ACKNOWLEDGED,
  FIN_DELIVERED,
  FIN_END_UNKNOWN,
  FIN_SEEN,
  FIRST_FIN,
  FIRST_PACKET,
  FIRST_TIME,
  FLAGS,
  HOT_WORDS,
  LAST_TIME,
  ROLES_MASK,
  ROLES_SHIFT,
  SELF_CONNECT,
  SENT_ACK,
  SERVICE,
  STATE_MASK,
  STATE_SINCE,
  TOLD_BY_KERNEL,
  UNSEEN_OPENING,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import { ROLES_PORT } from "./roles.ts";
import { ENTERED_CLOSE_WAIT, NEW_CONNECTION, STATE_CHANGED } from "./segment-facts.ts";
import {
  CLOSE_WAIT,
  ESTABLISHED,
  FIN_WAIT_1,
  FIN_WAIT_2,
  LAST_ACK,
  type STATES,
} from "./tcp-state-machine.ts";
import type { Tracker } from "./tracker.ts";

/** What is adopted, by the state of the local end, and the state of the other end that follows from it. */
const OTHER_END: Readonly<Partial<Record<(typeof STATES)[number], readonly [local: number, other: number]>>> =
  {
    ESTABLISHED: [ESTABLISHED, ESTABLISHED],
    FIN_WAIT_1: [FIN_WAIT_1, ESTABLISHED],
    FIN_WAIT_2: [FIN_WAIT_2, CLOSE_WAIT],
    CLOSE_WAIT: [CLOSE_WAIT, FIN_WAIT_2],
    LAST_ACK: [LAST_ACK, FIN_WAIT_2],
  };

/** Whether a connection of which an end is in that state is adopted. */
export function isAdopted(state: (typeof STATES)[number]): boolean {
  return OTHER_END[state] !== undefined;
}

/** What the kernel said of one end. */
export interface KernelWord {
  /** Its addresses and ports, the local end as source; time: when it was said. Borrowed. */
  readonly segment: Segment;
  readonly state: (typeof STATES)[number];
  /** When the end came into that state, at the latest. */
  readonly since: number;
  /** Whether something listens at the local port. */
  readonly listens: boolean;
}

export class Adoption {
  /** Of the last one taken: which endpoint of its row is the local end. */
  local = 0;
  private readonly tracker: Tracker;

  constructor(tracker: Tracker) {
    this.tracker = tracker;
  }

  /**
   * After all packets up to `segment.time`: what they have told by then counts more. Returns the row whose
   * states are the kernel's now, −1: none.
   */
  take(word: KernelWord): number {
    const { table } = this.tracker;
    const { segment, state } = word;
    const states = OTHER_END[state];
    if (states === undefined) return -1;
    segment.kind = KIND_TCP;
    segment.flags = ACK;
    segment.packet = 0;
    segment.timeToLive = 0;
    segment.tunnel = 0;
    segment.candidate = -1;
    const hash = table.hash(segment);
    const handle = table.find(segment, hash);
    if (handle < 0) return table.isFull ? -1 : this.begin(hash, states, word);
    this.local = table.foundEndpoint;
    return this.correct(handle, table.foundEndpoint, states, word) ? handle : -1;
  }

  private begin(
    hash: number,
    states: readonly [number, number],
    { segment, since, listens }: KernelWord,
  ): number {
    const { tracker } = this;
    const { table, lifecycle, services } = tracker;
    if (listens) turn(segment);
    const local = listens ? 1 : 0;
    const handle = lifecycle.begin(segment, hash, -1);
    this.local = local;
    const { words } = table;
    const row = handle * HOT_WORDS;
    const cold = table.coldRow(handle);
    const flags = words[row + FLAGS] as number;
    let roles = flags & (ROLES_MASK | CLIENT_IS_1);
    if (listens) {
      roles = ROLES_PORT << ROLES_SHIFT;
      const service = services.enter(table, handle, 1);
      services.noteListening(service);
      words[cold + SERVICE] = service;
    } else if ((roles & ROLES_MASK) >> ROLES_SHIFT < ROLES_PORT && (flags & SELF_CONNECT) === 0) {
      // Nothing listens at the local port: it was the other end's.
      roles |= ROLES_PORT << ROLES_SHIFT;
    }
    words[row + FLAGS] = (flags & ~(ROLES_MASK | CLIENT_IS_1)) | roles | UNSEEN_OPENING | TOLD_BY_KERNEL;
    this.enter(handle, local, states, since, segment);
    return handle;
  }

  /** Packets of it came first: a row begun in the middle does not know that it was closing already. */
  private correct(
    handle: number,
    local: number,
    states: readonly [number, number],
    { segment, since }: KernelWord,
  ): boolean {
    const { words } = this.tracker.table;
    const row = handle * HOT_WORDS;
    const flags = words[row + FLAGS] as number;
    if ((flags & UNSEEN_OPENING) === 0 || (flags & SELF_CONNECT) !== 0) return false;
    const line = row + local * ENDPOINT_WORDS;
    const peerLine = row + (local ^ 1) * ENDPOINT_WORDS;
    const state = (words[line + BITS] as number) & STATE_MASK;
    const peerState = (words[peerLine + BITS] as number) & STATE_MASK;
    if (state !== ESTABLISHED || peerState !== ESTABLISHED || states[0] === ESTABLISHED) return false;
    words[row + FLAGS] = flags | TOLD_BY_KERNEL;
    this.enter(handle, local, states, since, segment);
    return true;
  }

  /** Both ends get their states, and what follows from them about FINs. */
  private enter(
    handle: number,
    local: number,
    [state, peerState]: readonly [number, number],
    since: number,
    segment: Segment,
  ): void {
    const { tracker } = this;
    const { words, doubles } = tracker.table;
    const row = handle * HOT_WORDS;
    const cold = tracker.table.coldRow(handle);
    const { time } = segment;
    for (const [end, told] of [
      [local, state],
      [local ^ 1, peerState],
    ] as const) {
      const place = row + end * ENDPOINT_WORDS + BITS;
      // Its FIN is acknowledged. (One that is not will be repeated, and counts when it is.)
      const fin =
        told === FIN_WAIT_2 ? FIN_SEEN | FIN_ACKNOWLEDGED | FIN_DELIVERED | FIRST_FIN | FIN_END_UNKNOWN : 0;
      words[place] = ((words[place] as number) & ~STATE_MASK) | told | SENT_ACK | fin;
      doubles[(cold + COLD + end * ENDPOINT_WORDS + STATE_SINCE) >> 1] = since;
      if (told === CLOSE_WAIT) tracker.services.countCloseWait(words[cold + SERVICE] as number, 1);
    }
    tracker.lifecycle.settle(handle, 0, NEW_CONNECTION | STATE_CHANGED);
    // Its first packet is not yet the ordinary course (Tracker).
    words[row + FLAGS] = (words[row + FLAGS] as number) | ATTENTION;
    const waits = state === CLOSE_WAIT ? local : peerState === CLOSE_WAIT ? local ^ 1 : -1;
    if (waits < 0) return;
    segment.time = since;
    tracker.observer.observe(handle, waits, segment, ENTERED_CLOSE_WAIT);
    segment.time = time;
  }
}

/** Whether nothing of a connection that the kernel told of was captured before: for its packets it begins here. */
export function takeFirstPacket(table: ConnectionTable, handle: number, segment: Segment): boolean {
  const { doubles } = table;
  const cold = table.coldRow(handle);
  if (doubles[(cold + FIRST_PACKET) >> 1] !== 0) return false;
  doubles[(cold + FIRST_PACKET) >> 1] = segment.packet;
  doubles[(cold + FIRST_TIME) >> 1] = segment.time;
  doubles[(handle * HOT_WORDS + LAST_TIME) >> 1] = segment.time;
  return true;
}

/** Source and destination change places. */
function turn(segment: Segment): void {
  const { source0, source1, source2, source3, ports } = segment;
  segment.source0 = segment.destination0;
  segment.source1 = segment.destination1;
  segment.source2 = segment.destination2;
  segment.source3 = segment.destination3;
  segment.destination0 = source0;
  segment.destination1 = source1;
  segment.destination2 = source2;
  segment.destination3 = source3;
  segment.ports = (ports << 16) | (ports >>> 16);
}
