// Which frames were captured within the last millisecond: mirror ports and the interface `any`
// show one frame several times, and a copy is no retransmission.
import type { Segment } from "../decode/segment.ts";
import { COPY_NANOS, RETRY_NANOS } from "./repeats.ts";

const SLOTS = 4096;
const COPY_MICROS = COPY_NANOS / 1000;
const RETRY_MICROS = RETRY_NANOS / 1000;

/** A direct-mapped memory: a frame that shares a slot with a later one is forgotten. */
export class RecentFrames {
  /**
   * After `isCopy` said no: the same numbers again, with the same identification but later than a copy
   * comes, or as soon but with neither identification nor timestamp to tell it by. Mirror ports before
   * and behind a slow link show such; whether the end sent it twice stays open.
   */
  isDoubtful = false;
  // Four words a slot: numbers and connection mixed; IP identification; timestamp, 0 where there is
  // none; time in microseconds modulo 2³².
  private readonly words = new Int32Array(SLOTS * 4).fill(-1);

  /** Whether this segment of the connection is the same frame again; remembers it. */
  isCopy(segment: Segment, handle: number): boolean {
    let mixed = Math.imul(handle ^ segment.sequence, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 15) ^ segment.acknowledgement, 0xc2b2ae35);
    mixed = Math.imul(mixed ^ (mixed >>> 13) ^ (segment.payload << 8) ^ segment.flags, 0x27d4eb2f);
    mixed ^= (mixed >>> 16) ^ segment.ports;
    const word = (mixed & (SLOTS - 1)) << 2;
    const words = this.words;
    const micros = (segment.time * 1e-3) | 0;
    const { ipId } = segment;
    const timestamp = segment.hasTimestamps ? segment.timestampValue : 0;
    this.isDoubtful = false;
    if (words[word] === mixed) {
      const age = (micros - (words[word + 3] as number)) | 0;
      const id = words[word + 1] as number;
      // Two identifications, both given and different, are two frames, whatever their timestamps say.
      const same = id !== 0 && ipId !== 0 ? id === ipId : timestamp !== 0 && words[word + 2] === timestamp;
      // A copy does not renew: a third one counts from the first.
      const soon = age < COPY_MICROS && age > -COPY_MICROS;
      if (same && soon) return true;
      this.isDoubtful =
        id === ipId && (id !== 0 ? age < RETRY_MICROS && age > -RETRY_MICROS : soon && timestamp === 0);
    }
    words[word] = mixed;
    words[word + 1] = ipId;
    words[word + 2] = timestamp;
    words[word + 3] = micros;
    return false;
  }
}
