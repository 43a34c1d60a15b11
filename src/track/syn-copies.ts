// When each copy of a repeated SYN was sent, and with which timestamp: a SYN-ACK that echoes one of
// them tells which copy it answers. Kept only for SYNs that were repeated.
import type { Segment } from "../decode/segment.ts";
import {
  BITS,
  COLD,
  ENDPOINT_WORDS,
  LAST_TIMESTAMP,
  SYN_COPIES,
  SYN_FIRST_TIME,
  TIMESTAMP_KNOWN,
} from "./connection-layout.ts";
import type { CurrentConnection } from "./current-connection.ts";
import { SideRows } from "./side-rows.ts";

/** Copies remembered: more than any stack sends; of further ones only the last is known. */
const COPIES = 16;
// Word 0: how many. From 2: a timestamp each; from 18: a time each (f64).
const TIMESTAMPS = 2;
const TIMES = TIMESTAMPS + COPIES;

export class SynCopies {
  /** What `find` found. */
  foundTime = 0.5;
  private readonly rows = new SideRows(TIMES + COPIES * 2);

  /** Remembers one more copy of the SYN of `end`, before the segment is noted as its last. */
  add(at: CurrentConnection, end: number, segment: Segment): void {
    const line = at.row + end * ENDPOINT_WORDS;
    if (!segment.hasTimestamps || ((at.words[line + BITS] as number) & TIMESTAMP_KNOWN) === 0) return;
    let place = at.words[at.cold + SYN_COPIES] as number;
    if (place < 0) {
      place = this.rows.allocate();
      at.words[at.cold + SYN_COPIES] = place;
      const first = (at.cold + COLD + end * ENDPOINT_WORDS + SYN_FIRST_TIME) >> 1;
      this.rows.words[place] = 1;
      this.rows.words[place + TIMESTAMPS] = at.words[line + LAST_TIMESTAMP] as number;
      this.rows.doubles[(place + TIMES) >> 1] = at.doubles[first] as number;
    }
    const { words, doubles } = this.rows;
    const count = words[place] as number;
    if (count === COPIES) return;
    words[place] = count + 1;
    words[place + TIMESTAMPS + count] = segment.timestampValue;
    doubles[(place + TIMES + count * 2) >> 1] = segment.time;
  }

  /** Whether the SYN-ACK echoes the timestamp of one of the copies; then `foundTime` is when that was sent. */
  find(at: CurrentConnection, synAck: Segment): boolean {
    const place = at.words[at.cold + SYN_COPIES] as number;
    if (place < 0 || !synAck.hasTimestamps) return false;
    const { words, doubles } = this.rows;
    for (let copy = 0; copy < (words[place] as number); copy++) {
      if (words[place + TIMESTAMPS + copy] !== synAck.timestampEcho) continue;
      this.foundTime = doubles[(place + TIMES + copy * 2) >> 1] as number;
      return true;
    }
    return false;
  }

  release(place: number): void {
    if (place >= 0) this.rows.release(place);
  }
}
