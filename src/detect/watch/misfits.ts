// SYNs and RSTs that do not fit their open connection: how far off they were, and what their receiver
// said next. Whether that was a challenge (RFC 5961) is judged when the story is told.
import { ACK, FIN, RST, type Segment, SYN } from "../../decode/segment.ts";
import {
  ACK_KNOWN,
  BITS,
  HANDSHAKE_COMPLETE,
  HIGHEST_ACKNOWLEDGEMENT,
  NEXT,
  SEQUENCE_KNOWN,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { COPY_NANOS } from "../../track/repeats.ts";
import {
  COPY,
  OUT_OF_ORDER,
  RETRANSMISSION,
  RST_IN_WINDOW,
  RST_NOT_ACCEPTED,
  SYN_HELD,
  SYN_RETRY,
  WATCHED_SEGMENT,
} from "../../track/segment-facts.ts";
import { distance } from "../../track/sequence.ts";
import { ESTABLISHED, LAST_ACK } from "../../track/tcp-state-machine.ts";
import type { Tracker } from "../../track/tracker.ts";
import { type Attention, FOR_MISFITS } from "./attention.ts";
import { flagsIn, peerIn, stateIn, wordIn } from "./watched-row.ts";
import type { Watch } from "./watches.ts";

/** Of one connection, and of all that are alive. */
const MOST_KEPT = 32;
const MOST_KEPT_IN_ALL = 65_536;

export interface Misfit {
  readonly kind: "syn" | "rst";
  /** Who sent it, and who was to take it. */
  readonly sender: number;
  readonly receiver: number;
  readonly time: number;
  readonly packet: number;
  readonly timeToLive: number;
  readonly sequence: number;
  /** From the number that its receiver expected to its own; null: that was not known. */
  readonly distance: number | null;
  /** An RST whose number lies in the window. */
  readonly isInWindow: boolean;
  /** Its receiver was between ESTABLISHED and LAST_ACK. */
  readonly isOpen: boolean;
  /** Numbers of the receiver as they were. */
  readonly receiverNext: number;
  readonly receiverAcknowledged: number;
  /** First segment of the receiver afterwards that is no RST … */
  answerPacket: number;
  answerTime: number;
  /** … and whether it is a bare ACK with those numbers, and nothing came before it. */
  isBareAck: boolean;
}

interface Entry {
  readonly misfits: Misfit[];
  /** Those whose receiver has not sent anything but RSTs since. */
  unanswered: Misfit[];
  /** Its receiver sent an RST. */
  metByReset: boolean;
}

export class Misfits implements Watch {
  readonly wakesOn =
    SYN_HELD | RST_NOT_ACCEPTED | SYN_RETRY | RETRANSMISSION | OUT_OF_ORDER | WATCHED_SEGMENT;
  private readonly table: ConnectionTable;
  private readonly attention: Attention;
  private readonly entries = new Map<number, Entry>();
  private kept = 0;

  constructor(tracker: Tracker, attention: Attention) {
    this.table = tracker.table;
    this.attention = attention;
  }

  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    const entry = this.entries.get(handle);
    if (entry !== undefined && entry.unanswered.length > 0 && (facts & (COPY | SYN_HELD)) === 0) {
      this.answer(handle, entry, endpoint, segment);
    }
    const kind = this.kindOf(handle, segment, facts);
    if (kind !== null) this.begin(handle, endpoint, segment, kind, (facts & RST_IN_WINDOW) !== 0);
  }

  /** What did not fit, in its order; at most the first 32. */
  of(handle: number): readonly Misfit[] {
    return this.entries.get(handle)?.misfits ?? [];
  }

  /** Whether none was left out, however many came. */
  keepsAll(handle: number): boolean {
    return this.kept < MOST_KEPT_IN_ALL && this.of(handle).length < MOST_KEPT;
  }

  release(handle: number): void {
    if (this.entries.size === 0) return;
    this.kept -= this.of(handle).length;
    this.entries.delete(handle);
  }

  private kindOf(handle: number, segment: Segment, facts: number): Misfit["kind"] | null {
    if ((facts & SYN_HELD) !== 0) return "syn";
    if ((facts & RST_NOT_ACCEPTED) !== 0) return "rst";
    // The connection's own SYN, when it has long had its answer.
    const isSyn = (segment.flags & (SYN | ACK | RST | FIN)) === SYN && (facts & COPY) === 0;
    return isSyn && (flagsIn(this.table, handle) & HANDSHAKE_COMPLETE) !== 0 ? "syn" : null;
  }

  private begin(
    handle: number,
    sender: number,
    segment: Segment,
    kind: Misfit["kind"],
    isInWindow: boolean,
  ): void {
    if (this.kept === MOST_KEPT_IN_ALL || this.of(handle).length === MOST_KEPT) return;
    if (isCopyOf(this.of(handle).at(-1), sender, segment)) return;
    this.kept++;
    let entry = this.entries.get(handle);
    if (entry === undefined) {
      entry = { misfits: [], unanswered: [], metByReset: false };
      this.entries.set(handle, entry);
    }
    const { table } = this;
    const receiver = peerIn(table, handle, sender);
    const receiverBits = wordIn(table, handle, receiver, BITS);
    const expected = wordIn(table, handle, receiver, HIGHEST_ACKNOWLEDGEMENT);
    const state = stateIn(table, handle, receiver);
    const misfit: Misfit = {
      kind,
      sender,
      receiver,
      time: segment.time,
      packet: segment.packet,
      timeToLive: segment.timeToLive,
      sequence: segment.sequence,
      distance: (receiverBits & ACK_KNOWN) !== 0 ? distance(expected, segment.sequence) : null,
      isInWindow,
      isOpen: state >= ESTABLISHED && state <= LAST_ACK && (receiverBits & SEQUENCE_KNOWN) !== 0,
      receiverNext: wordIn(table, handle, receiver, NEXT),
      receiverAcknowledged: expected,
      answerPacket: 0,
      answerTime: 0,
      isBareAck: false,
    };
    entry.misfits.push(misfit);
    entry.unanswered.push(misfit);
    entry.metByReset = false;
    this.attention.want(handle, FOR_MISFITS);
  }

  private answer(handle: number, entry: Entry, endpoint: number, segment: Segment): void {
    const answered = entry.unanswered.filter(({ receiver }) => receiver === endpoint);
    if (answered.length === 0) return;
    if ((segment.flags & RST) !== 0) {
      entry.metByReset = true;
      return;
    }
    for (const misfit of answered) {
      misfit.answerPacket = segment.packet;
      misfit.answerTime = segment.time;
    }
    // Of several the last one is what was answered.
    const last = answered[answered.length - 1] as Misfit;
    last.isBareAck =
      !entry.metByReset &&
      segment.payload === 0 &&
      (segment.flags & (SYN | FIN | ACK)) === ACK &&
      segment.sequence === last.receiverNext &&
      segment.acknowledgement === last.receiverAcknowledged;
    entry.unanswered = entry.unanswered.filter(({ receiver }) => receiver !== endpoint);
    if (entry.unanswered.length === 0) this.attention.letGo(handle, FOR_MISFITS);
  }
}

/** The same frame, captured again (frames without payload, SYN and FIN are not told from their copies elsewhere). */
function isCopyOf(before: Misfit | undefined, sender: number, { time, sequence }: Segment): boolean {
  return (
    before !== undefined &&
    before.sender === sender &&
    before.sequence === sequence &&
    time - before.time < COPY_NANOS
  );
}
