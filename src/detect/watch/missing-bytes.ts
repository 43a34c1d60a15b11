// Bytes that one end acknowledges and the capture does not have: taps and kernels lose packets too.
// An acknowledgement may be captured a little before what it acknowledges, so each is given 10 ms.
import { RST, type Segment, SYN } from "../../decode/segment.ts";
import {
  FIRST_TIME,
  HANDSHAKE_COMPLETE,
  NEXT,
  NOTES,
  UNSEEN_OPENING,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { ACKED_UNSEEN, FIN_RETRY, SYN_ACK_RETRY, WATCHED_SEGMENT } from "../../track/segment-facts.ts";
import { distance, isBefore } from "../../track/sequence.ts";
import type { Tracker } from "../../track/tracker.ts";
import { type Attention, FOR_MISSING_BYTES } from "./attention.ts";
import { EvidencePackets } from "./evidence-packets.ts";
import { flagsIn, peerIn, wordIn } from "./watched-row.ts";
import type { Watch } from "./watches.ts";

const TURNS_UP_NANOS = 10e6;
/** What a capture that begins in the middle sees first may acknowledge what was on its way before. */
const FIRST_SEGMENTS_NANOS = 1e9;
/** A single byte may be a FIN or a probe. */
const LEAST_BYTES = 2;
const MOST_AWAITED = 64;
/** More than a receiver takes at once is missing only when the sender then goes on behind it. */
const MOST_UNCONFIRMED = 2 ** 24;

/** What was acknowledged and not captured, until it is clear what to make of it. */
interface Awaited {
  /** Whose bytes they are. */
  readonly sender: number;
  readonly from: number;
  readonly to: number;
  /** Highest number that the sender was seen to use + 1, while it goes on there in spite of the acknowledgement. */
  next: number;
  /** It did. */
  wentOn: boolean;
  readonly time: number;
  /** The packet that acknowledges them. */
  readonly packet: number;
  /** How many did not turn up. */
  bytes: number;
}

/** What is missing of one end's bytes. */
export class MissingBytes {
  gaps = 0;
  bytes = 0;
  /** What acknowledged them. */
  readonly packets = new EvidencePackets();
  /** Number after the last of them: what follows it directly is the same gap. */
  end = 0;

  /** These are missing for good. */
  count(awaited: Awaited): void {
    if (this.gaps === 0 || this.end !== awaited.from) this.gaps++;
    this.bytes += awaited.bytes;
    this.end = awaited.to;
    this.packets.add(awaited.packet);
  }

  copy(): MissingBytes {
    const copy = new MissingBytes();
    copy.gaps = this.gaps;
    copy.bytes = this.bytes;
    copy.end = this.end;
    copy.packets.addAll(this.packets);
    return copy;
  }
}

interface Entry {
  readonly ends: readonly [MissingBytes, MissingBytes];
  awaited: Awaited[];
}

export class MissingBytesWatch implements Watch {
  readonly wakesOn = ACKED_UNSEEN | WATCHED_SEGMENT;
  private readonly table: ConnectionTable;
  private readonly attention: Attention;
  private readonly entries = new Map<number, Entry>();

  constructor(tracker: Tracker, attention: Attention) {
    this.table = tracker.table;
    this.attention = attention;
  }

  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    let entry = this.entries.get(handle);
    if (entry !== undefined && entry.awaited.length > 0) {
      if ((segment.flags & RST) === 0) followSender(entry, endpoint, segment);
      if (entry.awaited.length === 0) this.attention.letGo(handle, FOR_MISSING_BYTES);
    }
    if ((facts & ACKED_UNSEEN) === 0) return;
    // What an acknowledgement before it went beyond is not counted again.
    const bytes = Math.min(segment.unseenBytes, distance(segment.unseenFrom, segment.acknowledgement));
    const sender = peerIn(this.table, handle, endpoint);
    const next = wordIn(this.table, handle, sender, NEXT);
    if (bytes < LEAST_BYTES || !this.isUnderWay(handle, segment)) return;
    // A SYN-ACK or FIN that is repeated takes back what was presumed received: captured it was all the same.
    if (!isBefore(next, segment.acknowledgement) && this.wasTakenBack(handle)) return;
    if (entry === undefined) {
      entry = { ends: [new MissingBytes(), new MissingBytes()], awaited: [] };
      this.entries.set(handle, entry);
    }
    if (entry.awaited.length === MOST_AWAITED) entry.awaited.shift();
    entry.awaited.push({
      sender,
      from: segment.unseenFrom,
      to: segment.acknowledgement,
      next,
      wentOn: false,
      time: segment.time,
      packet: segment.packet,
      bytes,
    });
    this.attention.want(handle, FOR_MISSING_BYTES);
  }

  /** What is missing of the bytes that the endpoint sent, as of `now`; null: nothing. */
  of(handle: number, endpoint: number, now: number): MissingBytes | null {
    const entry = this.entries.get(handle);
    if (entry === undefined) return null;
    const given = entry.awaited.filter(
      ({ sender, wentOn, bytes, time }) =>
        sender === endpoint && !wentOn && bytes <= MOST_UNCONFIRMED && now - time >= TURNS_UP_NANOS,
    );
    const known = entry.ends[endpoint as 0];
    // (What is awaited may turn up yet: the connection may go on.)
    const missing = given.length === 0 ? known : known.copy();
    for (const awaited of given) missing.count(awaited);
    return missing.gaps > 0 ? missing : null;
  }

  release(handle: number): void {
    if (this.entries.size > 0) this.entries.delete(handle);
  }

  private wasTakenBack(handle: number): boolean {
    const notes = this.table.words[this.table.coldRow(handle) + NOTES] as number;
    return (notes & (SYN_ACK_RETRY | FIN_RETRY)) !== 0;
  }

  private isUnderWay(handle: number, segment: Segment): boolean {
    const flags = flagsIn(this.table, handle);
    if ((flags & HANDSHAKE_COMPLETE) !== 0) return true;
    if ((flags & UNSEEN_OPENING) === 0) return false;
    const first = this.table.doubles[(this.table.coldRow(handle) + FIRST_TIME) >> 1] as number;
    return segment.time - first >= FIRST_SEGMENTS_NANOS;
  }
}

/** What the sender's next segment tells of the bytes that are awaited from it. */
function followSender(entry: Entry, endpoint: number, segment: Segment): void {
  const { sequence, payload, time } = segment;
  const rest: Awaited[] = [];
  for (const awaited of entry.awaited) {
    if (awaited.sender !== endpoint) {
      rest.push(awaited);
      continue;
    }
    const soon = time - awaited.time < TURNS_UP_NANOS;
    if (soon) awaited.bytes -= overlap(awaited, sequence, (sequence + payload) | 0);
    if (awaited.bytes < LEAST_BYTES) continue;
    // It goes on where it was: the acknowledgement was wrong, or of other numbers than its own.
    if ((sequence === awaited.next || (segment.flags & SYN) !== 0) && isBefore(awaited.next, awaited.to)) {
      if (!soon) continue;
      awaited.wentOn = true;
      awaited.next = (sequence + payload) | 0;
    }
    if (soon || isBefore(sequence, awaited.to)) rest.push(awaited);
    else entry.ends[awaited.sender as 0].count(awaited);
  }
  entry.awaited = rest;
}

function overlap(awaited: Awaited, sequence: number, end: number): number {
  const from = isBefore(awaited.from, sequence) ? sequence : awaited.from;
  const to = isBefore(end, awaited.to) ? end : awaited.to;
  return Math.max(0, distance(from, to));
}
