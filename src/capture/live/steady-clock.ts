// The time of a live capture. The kernel stamps packets by the system's clock, which may be set at any
// moment, and stands still in nobody's sleep; how much time really passes, CLOCK_MONOTONIC says. A setting
// is taken out of the packets' times, and put back where they are shown. Knows no packet.
import type { ClockStep, TimeBase } from "../time-base.ts";

/** Both in milliseconds: the system's clock since 1970, and one that nobody sets. */
export interface Clocks {
  wall(): number;
  monotonic(): number;
}

const SYSTEM: Clocks = { wall: () => Date.now(), monotonic: () => performance.now() };

/** A smaller setting does no harm: timers and timeouts are not that exact. */
const LEAST_STEP_MILLISECONDS = 250;
/** Between the looks at two clocks the process may have been put aside: they are looked at again. */
const TOGETHER_MILLISECONDS = 1;
const LOOKS = 4;
const NANOS = 1e6;

/** A stretch between two settings of the system's clock. */
export interface ClockEpoch {
  /** Since when it is known, on CLOCK_MONOTONIC. */
  readonly seenAt: number;
  /** What the system's clock is ahead of the timeline since then, in nanoseconds. */
  readonly ahead: number;
  /** Null in the first: its times are shown as they are. */
  readonly step: ClockStep | null;
}

export class SteadyClock {
  /** The last stretch that has begun. */
  epoch: ClockEpoch;
  readonly #clocks: Clocks;
  readonly #timeBase: TimeBase;
  /** The system's clock less CLOCK_MONOTONIC, when last looked at. */
  #difference: number;
  #ahead = 0;

  /** Sets the base where no packet has set it. */
  constructor(timeBase: TimeBase, clocks: Clocks = SYSTEM) {
    this.#timeBase = timeBase;
    this.#clocks = clocks;
    timeBase.set(Math.floor(clocks.wall() / 1000), 0);
    this.#difference = this.#look();
    this.epoch = { seenAt: clocks.monotonic(), ahead: 0, step: null };
  }

  /** Milliseconds that passed since some moment, whatever became of the system's clock. */
  monotonic(): number {
    return this.#clocks.monotonic();
  }

  /** Now, in nanoseconds of the timeline. Finds out whether the system's clock was set. */
  now(): number {
    const difference = this.#look();
    const step = Math.round(difference - this.#difference);
    this.#difference = difference;
    if (Math.abs(step) >= LEAST_STEP_MILLISECONDS) this.#begin(step);
    return this.at(this.#clocks.monotonic());
  }

  /** A moment of CLOCK_MONOTONIC not long ago, in nanoseconds of the timeline. */
  at(monotonic: number): number {
    const { seconds, nanos } = this.#timeBase;
    return (monotonic + this.#difference - seconds * 1000 - this.#ahead) * NANOS - nanos;
  }

  #begin(milliseconds: number): void {
    this.#ahead += milliseconds;
    const monotonic = this.#clocks.monotonic();
    const step = this.#timeBase.step(this.at(monotonic), this.#ahead);
    this.epoch = { seenAt: monotonic, ahead: this.#ahead * NANOS, step };
  }

  #look(): number {
    const { wall, monotonic } = this.#clocks;
    for (let look = 1; ; look++) {
      const before = monotonic();
      const difference = wall() - before;
      if (look === LOOKS || monotonic() - before < TOGETHER_MILLISECONDS) return difference;
    }
  }
}
