// Where a timeline has its zero. A float64 of nanoseconds since a base near by is exact for 104
// days; nanoseconds since 1970 in a float64 would be 256 apart.

/** From a moment of the timeline on, what is shown is so much later than the base says. */
export interface ClockStep {
  from: number;
  readonly milliseconds: number;
}

/** A clock that is set more often shows its earliest moments by a later setting. */
const MOST_STEPS = 256;

/** The moment from which a timeline's float64 nanoseconds count; shared by all its readers. */
export class TimeBase {
  /** Whether a packet has set the base. */
  known = false;
  /** Whole seconds since 1970-01-01 UTC. */
  seconds = 0;
  /** Nanoseconds on top, 0 to 999,999,999. */
  nanos = 0;
  /** How often the system's clock was set while capturing, in order of time. */
  readonly #steps: ClockStep[] = [];

  /** The first packet of the timeline sets the base; later calls change nothing. */
  set(seconds: number, nanos: number): void {
    if (this.known) return;
    this.known = true;
    this.seconds = seconds;
    this.nanos = nanos;
  }

  /** Nanoseconds from the base to the given moment. */
  since(seconds: number, nanos: number): number {
    return (seconds - this.seconds) * 1e9 + (nanos - this.nanos);
  }

  /** The timeline goes on as it is, but shows other times; the step is handed back to be moved. */
  step(from: number, milliseconds: number): ClockStep {
    const step = { from, milliseconds };
    this.#steps.push(step);
    if (this.#steps.length > MOST_STEPS) this.#steps.shift();
    return step;
  }

  /** What a time of this timeline is shown later than the base says, in whole milliseconds. */
  correction(time: number): number {
    for (let index = this.#steps.length - 1; index >= 0; index--) {
      const { from, milliseconds } = this.#steps[index] as ClockStep;
      if (time >= from) return milliseconds;
    }
    return 0;
  }

  /** Nanoseconds since 1970-01-01 UTC of a time of this timeline. */
  epochNanos(time: number): bigint {
    const nanos = BigInt(this.nanos) + BigInt(this.correction(time)) * 1_000_000n;
    return BigInt(this.seconds) * 1_000_000_000n + nanos + BigInt(Math.round(time));
  }
}
