// Which connections are seen segment by segment for now: several watches may want the same one.
import type { Tracker } from "../../track/tracker.ts";

// Bits of what a connection is wanted for.
export const FOR_CLOSED_WINDOW = 1;
export const FOR_MISSING_BYTES = 2;
export const FOR_MISFITS = 4;

export class Attention {
  private readonly tracker: Tracker;
  /** What for, by handle. */
  private readonly wanted = new Map<number, number>();

  constructor(tracker: Tracker) {
    this.tracker = tracker;
  }

  /** Every further segment of the connection raises WATCHED_SEGMENT, for one of the bits above. */
  want(handle: number, reason: number): void {
    const others = this.wanted.get(handle) ?? 0;
    if ((others & reason) !== 0) return;
    this.wanted.set(handle, others | reason);
    if (others === 0) this.tracker.watch(handle, true);
  }

  letGo(handle: number, reason: number): void {
    const before = this.wanted.get(handle) ?? 0;
    const left = before & ~reason;
    if (left === before) return;
    if (left !== 0) {
      this.wanted.set(handle, left);
      return;
    }
    this.wanted.delete(handle);
    this.tracker.watch(handle, false);
  }

  /** The connection was reported: its row is somebody else's. */
  release(handle: number): void {
    if (this.wanted.size > 0) this.wanted.delete(handle);
  }
}
