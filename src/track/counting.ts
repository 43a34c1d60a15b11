// Counts a segment with its connection: what every segment changes, whatever it means.
import { ACK, FIN, RST, type Segment, SYN } from "../decode/segment.ts";
import {
  BITS,
  COLD,
  CONTIGUOUS,
  ENDPOINT_WORDS,
  FIN_END,
  FIN_SEEN,
  FINS,
  FIRST_TIME,
  FLAGS,
  HOLE,
  HOT_WORDS,
  ID,
  LAST_PACKET,
  LAST_TIME,
  LAST_TIMESTAMP,
  NEXT,
  PACKETS,
  PAYLOAD,
  RSTS,
  SEGMENT_COUNTS,
  SELF_CONNECT,
  SIDE_ROW,
  SYN_ACKS,
  SYNS,
  TIMESTAMP_KNOWN,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import { Fragments } from "./fragments.ts";
import { RecentFrames } from "./recent-frames.ts";
import { analyzeSegment, withoutDataSegment } from "./segment-analysis.ts";
import {
  COPY,
  DUPLICATE_ACK,
  KEEP_ALIVE,
  LARGE_SEGMENT,
  OUT_OF_ORDER,
  PERHAPS_COPY,
  RETRANSMISSION,
  ZERO_WINDOW,
} from "./segment-facts.ts";
import {
  COUNTERS,
  DUPLICATE_ACKS,
  KEEP_ALIVES,
  OUT_OF_ORDERS,
  RETRANSMISSIONS,
  type SideRows,
  ZERO_WINDOWS,
} from "./side-rows.ts";

export class Counting {
  /** The smallest maximum segment size that a SYN announced so far. */
  private smallestMss = 0x7fffffff;
  private readonly table: ConnectionTable;
  private readonly sideRows: SideRows;
  private readonly recentFrames = new RecentFrames();
  /** Frames without data, SYN and FIN: looked at only once the capture has shown a copy of another. */
  private plainFrames: RecentFrames | null = null;
  /** How many of those were copies. They change nothing, so that is all. */
  plainCopies = 0;
  readonly fragments = new Fragments();

  constructor(table: ConnectionTable, sideRows: SideRows) {
    this.table = table;
    this.sideRows = sideRows;
  }

  /** Counts a segment that `endpoint` sent, and analyses its numbers. Returns facts. */
  count(handle: number, endpoint: number, segment: Segment): number {
    const { table } = this;
    const { words, doubles } = table;
    const row = handle * HOT_WORDS;
    const cold = table.coldRow(handle);
    const line = row + endpoint * ENDPOINT_WORDS;
    const flags = segment.flags;
    words[line + PACKETS] = (words[line + PACKETS] as number) + 1;
    if (segment.payload > 0) {
      doubles[(line + PAYLOAD) >> 1] = (doubles[(line + PAYLOAD) >> 1] as number) + segment.payload;
    }
    doubles[(row + LAST_PACKET) >> 1] = segment.packet;
    if (segment.time > (doubles[(row + LAST_TIME) >> 1] as number)) {
      doubles[(row + LAST_TIME) >> 1] = segment.time;
    } else if (segment.time < (doubles[(cold + FIRST_TIME) >> 1] as number)) {
      doubles[(cold + FIRST_TIME) >> 1] = segment.time;
    }
    const peer = ((words[row + FLAGS] as number) & SELF_CONNECT) !== 0 ? endpoint : endpoint ^ 1;
    let facts = analyzeSegment(words, doubles, cold, line, row + peer * ENDPOINT_WORDS, segment);
    if (segment.payload > 0 || (flags & (SYN | FIN)) !== 0) {
      if (this.recentFrames.isCopy(segment, handle)) {
        facts = (facts & ~RETRANSMISSION) | COPY;
        this.plainFrames ??= new RecentFrames();
        if (segment.payload > 0) {
          words[line + SEGMENT_COUNTS] = withoutDataSegment(words[line + SEGMENT_COUNTS] as number);
        }
      } else if (this.recentFrames.isDoubtful) facts |= PERHAPS_COPY;
      if (segment.payload > this.smallestMss) facts |= LARGE_SEGMENT;
    } else if (this.plainFrames !== null && segment.ipId !== 0 && this.plainFrames.isCopy(segment, handle)) {
      this.plainCopies++;
    }
    if ((facts & (RETRANSMISSION | OUT_OF_ORDER | DUPLICATE_ACK | ZERO_WINDOW | KEEP_ALIVE)) !== 0) {
      this.countRare(cold, endpoint, facts);
    }
    if ((flags & (SYN | FIN | RST)) !== 0) countFlags(words, cold, endpoint, flags);
    if (segment.moreFragments) this.beginFragments(handle, endpoint, segment);
    return facts;
  }

  seeMss(mss: number): void {
    if (mss < this.smallestMss) this.smallestMss = mss;
  }

  /** After the segment's events, which still compare with the one before. */
  keepTimestamp(handle: number, endpoint: number, segment: Segment): void {
    const { words } = this.table;
    const line = handle * HOT_WORDS + endpoint * ENDPOINT_WORDS;
    words[line + BITS] = (words[line + BITS] as number) | TIMESTAMP_KNOWN;
    words[line + LAST_TIMESTAMP] = segment.timestampValue;
  }

  private countRare(cold: number, endpoint: number, facts: number): void {
    const { words } = this.table;
    let side = words[cold + SIDE_ROW] as number;
    if (side < 0) {
      side = this.sideRows.allocate();
      words[cold + SIDE_ROW] = side;
    }
    const counters = this.sideRows.words;
    const at = side + endpoint * COUNTERS;
    if ((facts & RETRANSMISSION) !== 0) increment(counters, at + RETRANSMISSIONS);
    if ((facts & OUT_OF_ORDER) !== 0) increment(counters, at + OUT_OF_ORDERS);
    if ((facts & DUPLICATE_ACK) !== 0) increment(counters, at + DUPLICATE_ACKS);
    if ((facts & ZERO_WINDOW) !== 0) increment(counters, at + ZERO_WINDOWS);
    if ((facts & KEEP_ALIVE) !== 0) increment(counters, at + KEEP_ALIVES);
  }

  // ── Fragments ────────────────────────────────────────────────────────────────────────────────

  private beginFragments(handle: number, endpoint: number, segment: Segment): void {
    const id = this.table.words[this.table.coldRow(handle) + ID] as number;
    const waiting = this.fragments.begin(segment, handle, id, endpoint);
    if (waiting > 0) this.addBytes(handle, endpoint, (segment.sequence + segment.payload) | 0, waiting);
  }

  /** A later fragment adds its bytes to the connection of the first, and returns it; −1: none is known. */
  addFragment(segment: Segment): number {
    const { fragments, table } = this;
    if (!fragments.belongs(segment)) return -1;
    const handle = fragments.foundHandle;
    if (!table.isLive(handle) || table.words[table.coldRow(handle) + ID] !== fragments.foundId) return -1;
    this.addBytes(handle, fragments.foundEndpoint, fragments.foundEnd, segment.payload);
    return handle;
  }

  /** `end`: sequence number after the packet's bytes so far. */
  private addBytes(handle: number, endpoint: number, end: number, bytes: number): void {
    const { table } = this;
    const { words, doubles } = table;
    const line = handle * HOT_WORDS + endpoint * ENDPOINT_WORDS;
    doubles[(line + PAYLOAD) >> 1] = (doubles[(line + PAYLOAD) >> 1] as number) + bytes;
    // A FIN in the first fragment stands behind the bytes of all.
    const fin = this.finFollows(handle, endpoint, end) ? 1 : 0;
    if (words[line + NEXT] !== ((end + fin) | 0)) return;
    words[line + NEXT] = (end + fin + bytes) | 0;
    if (((words[line + BITS] as number) & HOLE) === 0) words[line + CONTIGUOUS] = (end + fin + bytes) | 0;
    if (fin > 0) {
      words[table.coldRow(handle) + COLD + endpoint * ENDPOINT_WORDS + FIN_END] = (end + fin + bytes) | 0;
    }
  }

  /** Whether the endpoint's FIN was taken to stand at `number`. */
  private finFollows(handle: number, endpoint: number, number: number): boolean {
    const { table } = this;
    const bits = table.words[handle * HOT_WORDS + endpoint * ENDPOINT_WORDS + BITS] as number;
    const finEnd = table.words[table.coldRow(handle) + COLD + endpoint * ENDPOINT_WORDS + FIN_END] as number;
    return (bits & FIN_SEEN) !== 0 && finEnd === ((number + 1) | 0);
  }
}

function countFlags(words: Int32Array, cold: number, endpoint: number, flags: number): void {
  if ((flags & SYN) !== 0) {
    increment(words, cold + COLD + endpoint * ENDPOINT_WORDS + ((flags & ACK) !== 0 ? SYN_ACKS : SYNS));
  }
  if ((flags & FIN) !== 0) increment(words, cold + FINS + endpoint);
  if ((flags & RST) !== 0) increment(words, cold + RSTS + endpoint);
}

function increment(counters: Int32Array, at: number): void {
  counters[at] = (counters[at] as number) + 1;
}
