// Where a timeline has its zero. A float64 of nanoseconds since a base near by is exact for 104
// days; nanoseconds since 1970 in a float64 would be 256 apart.

/** The moment from which a timeline's float64 nanoseconds count; shared by all its readers. */
export class TimeBase {
  /** Whether a packet has set the base. */
  known = false;
  /** Whole seconds since 1970-01-01 UTC. */
  seconds = 0;
  /** Nanoseconds on top, 0 to 999,999,999. */
  nanos = 0;

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

  /** Nanoseconds since 1970-01-01 UTC of a time of this timeline. */
  epochNanos(time: number): bigint {
    return BigInt(this.seconds) * 1_000_000_000n + BigInt(this.nanos) + BigInt(Math.round(time));
  }
}
