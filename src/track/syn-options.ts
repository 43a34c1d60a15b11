// What a SYN or SYN-ACK offered, in one word: MSS (bits 0–15, offered: bit 16), window scale + 1
// (bits 17–25), SACK permitted (bit 26), timestamps (bit 27).
import type { Segment } from "../decode/segment.ts";

export function packOptions(segment: Segment): number {
  return (
    (segment.mss < 0 ? 0 : 0x1_0000 | segment.mss) |
    ((segment.windowScale + 1) << 17) |
    (segment.sackPermitted ? 1 << 26 : 0) |
    (segment.hasTimestamps ? 1 << 27 : 0)
  );
}

/** −1: not offered. */
export function mssOf(options: number): number {
  return (options & 0x1_0000) !== 0 ? options & 0xffff : -1;
}

/** −1: not offered. */
export function windowScaleOf(options: number): number {
  return ((options >> 17) & 0x1ff) - 1;
}

export function isSackPermitted(options: number): boolean {
  return (options & (1 << 26)) !== 0;
}

export function hasTimestamps(options: number): boolean {
  return (options & (1 << 27)) !== 0;
}
