// Copies of frames (a mirror port, the `any` interface), by the rule of SEMANTICS §1, from a list of
// packets.
import type { WitnessedSegment } from "./witness.ts";

const MILLISECOND = 1e6;

/** Frames captured once more within 1 ms: same numbers and flags, and the same IP ID or timestamp. */
export function copiesIn(segments: readonly WitnessedSegment[]): WitnessedSegment[] {
  return segments.filter((segment, index) =>
    segments.slice(Math.max(0, index - 64), index).some((earlier) => isCopy(segment, earlier)),
  );
}

function isCopy(segment: WitnessedSegment, earlier: WitnessedSegment): boolean {
  return (
    segment.time - earlier.time <= MILLISECOND &&
    segment.source === earlier.source &&
    segment.destination === earlier.destination &&
    segment.sequence === earlier.sequence &&
    segment.payload === earlier.payload &&
    segment.flags === earlier.flags &&
    ((segment.ipId !== 0 && segment.ipId === earlier.ipId) ||
      (segment.timestampValue !== null && segment.timestampValue === earlier.timestampValue))
  );
}
