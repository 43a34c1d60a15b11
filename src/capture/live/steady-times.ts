// The times of one interface's packets, moved from the system's clock, by which the kernel stamps them,
// onto the timeline, on which a setting of that clock is no time that passed.
import type { PacketBlock } from "../packet-block.ts";
import type { ClockEpoch, SteadyClock } from "./steady-clock.ts";

/** Stamps of packets of several processors are so much out of order, and looks at clocks so inexact. */
const TOLERANCE_NANOS = 50e6;
/** A packet that contradicts the steady clock by more than this was stamped by a clock in between. */
const CONTRADICTION_NANOS = 1e9;

export class SteadyTimes {
  readonly #clock: SteadyClock;
  /** Between which settings of the clock the last packet was stamped. */
  #epoch: ClockEpoch;
  #latest = Number.NEGATIVE_INFINITY;

  constructor(clock: SteadyClock) {
    this.#clock = clock;
    this.#epoch = clock.epoch;
  }

  /**
   * Times of the block become those of the timeline.
   * @param shift from the reader's base to the timeline's, in nanoseconds
   * @param since moment of CLOCK_MONOTONIC after which all of these were captured; −Infinity where unknown
   */
  place(block: PacketBlock, shift: number, since: number): void {
    const clock = this.#clock;
    const now = clock.now();
    const latest = now + TOLERANCE_NANOS;
    const oldest = clock.at(since);
    // Nothing from before the clock was set is still to come.
    if (since > clock.epoch.seenAt) this.#epoch = clock.epoch;
    let previous = this.#latest > oldest ? this.#latest : oldest;
    let earliest = previous - TOLERANCE_NANOS;
    let move = shift - this.#epoch.ahead;
    const { time, from, to } = block;
    for (let index = from; index < to; index++) {
      let moment = (time[index] as number) + move;
      if (moment > latest || moment < earliest) {
        if (this.#changes((time[index] as number) + shift, earliest, latest)) {
          move = shift - this.#epoch.ahead;
          moment = (time[index] as number) + move;
        } else if (moment > now + CONTRADICTION_NANOS) moment = now;
        else if (moment < previous - CONTRADICTION_NANOS) moment = previous;
      }
      time[index] = moment;
      if (moment > previous) {
        previous = moment;
        earliest = moment - TOLERANCE_NANOS;
      }
    }
    this.#latest = previous;
  }

  /** Whether the clock was set before this packet, and makes sense of it since. */
  #changes(stamp: number, earliest: number, latest: number): boolean {
    const { epoch } = this.#clock;
    if (epoch === this.#epoch) return false;
    const moment = stamp - epoch.ahead;
    if (moment < earliest || moment > latest) return false;
    this.#epoch = epoch;
    if (epoch.step !== null && moment < epoch.step.from) epoch.step.from = moment;
    return true;
  }
}
