// Which frames were captured within the last millisecond: mirror ports and the interface `any`
// show one frame several times, and a copy is no retransmission.
import type { Segment } from "../decode/segment.ts";

const SLOTS = 4096;
/** Nanoseconds within which an equal frame is a copy. */
const COPY_NANOS = 1e6;

/** A direct-mapped memory: a frame that shares a slot with a later one is forgotten. */
export class RecentFrames {
  // Four words a slot: numbers mixed, IP identification (−1: none), timestamp, flags and presence of the timestamp.
  private readonly words = new Int32Array(SLOTS * 4);
  private readonly times = new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY);

  /** Whether this segment of the connection is the same frame again; remembers it. */
  isCopy(segment: Segment, handle: number): boolean {
    const time = segment.time;
    let mixed = Math.imul(handle ^ segment.sequence, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 15) ^ segment.acknowledgement, 0xc2b2ae35);
    mixed = Math.imul(mixed ^ (mixed >>> 13) ^ (segment.payload << 8) ^ segment.flags, 0x27d4eb2f);
    mixed = Math.imul(mixed ^ (mixed >>> 16) ^ segment.ports ^ segment.source3, 0x165667b1);
    mixed ^= mixed >>> 15;
    const slot = mixed & (SLOTS - 1);
    const word = slot << 2;
    const words = this.words;
    const age = time - (this.times[slot] as number);
    const copy =
      words[word] === mixed &&
      age < COPY_NANOS &&
      age > -COPY_NANOS &&
      ((segment.ipId !== 0 && words[word + 1] === segment.ipId) ||
        (segment.hasTimestamps && words[word + 3] === 1 && words[word + 2] === segment.timestampValue));
    // A copy does not renew: a third one counts from the first.
    if (copy) return true;
    words[word] = mixed;
    words[word + 1] = segment.ipId;
    words[word + 2] = segment.timestampValue;
    words[word + 3] = segment.hasTimestamps ? 1 : 0;
    this.times[slot] = time;
    return false;
  }
}
