// Since when each end has told of a window of 0, segment by segment.
import type { Side } from "../../record/connection-record.ts";
import type { SegmentEntry } from "../../record/trace-record.ts";

export class ClosedWindows {
  readonly #since: Record<Side, number | null> = { client: null, server: null };

  /** Seconds of the ladder; null where the end has room. */
  since(side: Side): number | null {
    return this.#since[side];
  }

  follow({ from, flags, facts, seconds }: SegmentEntry): void {
    if (!flags.includes("ACK") || flags.includes("RST")) return;
    this.#since[from] = facts.includes("zero-window") ? (this.#since[from] ?? seconds) : null;
  }
}
