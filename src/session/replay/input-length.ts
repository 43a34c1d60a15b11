// How long a saved input lasts: its packets' times, read ahead of the replay in small pieces of time, so that
// whoever plays is not slowed. Knows no protocol.
import type { PacketSource } from "../../capture/packet-source.ts";
import type { WallClock } from "./wall-clock.ts";

/** Reads for so long … */
const WORK_MILLISECONDS = 4;
/** … and rests for so long: a fifth of a core at most. */
const REST_MILLISECONDS = 16;

/** Nanoseconds from the first packet to the latest; null: there is none, or it was stopped. Closes the source. */
export async function inputLength(
  source: PacketSource,
  clock: WallClock,
  signal: AbortSignal,
): Promise<number | null> {
  let first = Number.NaN;
  let latest = Number.NEGATIVE_INFINITY;
  let workedSince = clock.now();
  try {
    for (;;) {
      const block = await source.nextBlock();
      if (signal.aborted) return null;
      if (block === null) break;
      const { time, from, to } = block;
      if (Number.isNaN(first)) first = time[from] as number;
      for (let index = from; index < to; index++)
        if ((time[index] as number) > latest) latest = time[index] as number;
      if (clock.now() - workedSince < WORK_MILLISECONDS) continue;
      await clock.wait(REST_MILLISECONDS).over;
      workedSince = clock.now();
    }
    return Number.isNaN(first) ? null : latest - first;
  } finally {
    await source.close();
  }
}
