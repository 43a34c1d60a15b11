// What can be done for the next segments together before each is tracked: their hashes, and the reads
// from memory that tracking would otherwise wait for one by one. Changes nothing in the table.
import { FIN, RST, type Segment, SYN } from "../decode/segment.ts";
import { PLACE_MASK, storedHash } from "./connection-hash.ts";
import {
  ADDRESSES,
  ATTENTION,
  COLD,
  ENDPOINT_WORDS,
  FLAGS,
  HOT_WORDS,
  SYN_RTT,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";

export class LookAhead {
  /** Keeps the compiler from leaving out reads that only warm the caches. */
  lastRead = 0;
  private readonly table: ConnectionTable;

  constructor(table: ConnectionTable) {
    this.table = table;
  }

  /**
   * Hashes the next segments and reads, for all of them together, what tracking will read of their
   * connections one by one: memory serves many such requests at a time, and a lone one slowly.
   */
  read(segments: readonly Segment[], count: number): void {
    const { table } = this;
    const { words, index, indexMask: mask } = table;
    for (let at = 0; at < count; at++) {
      const segment = segments[at] as Segment;
      if (segment.kind !== 0) segment.hash = table.hash(segment);
    }
    let read = 0;
    // Nothing is decided by what is read here: a wrong guess of the processor would end the looking ahead.
    for (let at = 0; at < count; at++) {
      const { hash } = segments[at] as Segment;
      read ^= index[(hash & PLACE_MASK & mask) << 1] as number;
    }
    for (let at = 0; at < count; at++) {
      const segment = segments[at] as Segment;
      const stored = storedHash(segment.hash, segment.tunnel);
      let slot = (segment.hash & PLACE_MASK & mask) << 1;
      while (index[slot + 1] !== 0 && index[slot] !== stored) slot = (slot + 2) & ((mask << 1) | 1);
      segment.candidate = (index[slot + 1] as number) - 1;
    }
    for (let at = 0; at < count; at++) {
      const { candidate } = segments[at] as Segment;
      const row = (candidate & ~(candidate >> 31)) * HOT_WORDS; // without a branch: row 0 for none
      read ^=
        (words[row] as number) ^ (words[row + ENDPOINT_WORDS] as number) ^ (words[row + ADDRESSES] as number);
    }
    for (let at = 0; at < count; at++) {
      const { candidate: handle, flags } = segments[at] as Segment;
      if (handle < 0) continue;
      const attention = (words[handle * HOT_WORDS + FLAGS] as number) & ATTENTION;
      if (attention === 0 && (flags & (SYN | FIN | RST)) === 0) continue;
      read ^= this.readCold(handle);
    }
    this.lastRead = read;
  }

  /** (What proves the story is only written on the ordinary way, and writing waits for nothing.) */
  private readCold(handle: number): number {
    const { words } = this.table;
    const cold = this.table.coldRow(handle);
    const ends = (words[cold + COLD] as number) ^ (words[cold + COLD + ENDPOINT_WORDS] as number);
    return ends ^ (words[cold + SYN_RTT] as number);
  }
}
