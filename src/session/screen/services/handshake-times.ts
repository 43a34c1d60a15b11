// How long the handshakes of each service took: of a few every one, of more a histogram whose steps are 8 % wide.

/** So many are kept as they are. */
const FEW = 16;
const RATIO = Math.log(1.08);
/** A microsecond, in nanoseconds: what is shorter counts as that. */
const SHORTEST = 1e3;
/** Up to a quarter of an hour. */
const BUCKETS = 270;

interface Times {
  count: number;
  /** Nanoseconds; null: there were too many. */
  few: Float64Array | null;
  buckets: Uint32Array | null;
}

export class HandshakeTimes {
  private readonly services = new Map<number, Times>();

  /** @param nanos from the SYN to the last ACK */
  add(service: number, nanos: number): void {
    let times = this.services.get(service);
    if (times === undefined) {
      times = { count: 0, few: new Float64Array(2), buckets: null };
      this.services.set(service, times);
    }
    const { few } = times;
    if (few !== null && times.count < FEW) {
      if (times.count === few.length) {
        times.few = new Float64Array(few.length * 2);
        times.few.set(few);
      }
      (times.few as Float64Array)[times.count++] = nanos;
      return;
    }
    if (times.buckets === null) {
      times.buckets = new Uint32Array(BUCKETS);
      for (const one of few as Float64Array) count(times.buckets, one);
      times.few = null;
    }
    times.count++;
    count(times.buckets, nanos);
  }

  /** Seconds below which that share of them stayed (0 to 1); null: there were none. */
  quantile(service: number, share: number): number | null {
    const times = this.services.get(service);
    if (times === undefined) return null;
    const rank = Math.max(0, Math.ceil(times.count * share) - 1);
    if (times.few !== null) return (times.few.slice(0, times.count).sort()[rank] as number) / 1e9;
    const buckets = times.buckets as Uint32Array;
    let below = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      below += buckets[bucket] as number;
      if (below > rank) return (SHORTEST * Math.exp((bucket + 0.5) * RATIO)) / 1e9;
    }
    return null;
  }
}

function count(buckets: Uint32Array, nanos: number): void {
  const bucket = Math.floor(Math.log(Math.max(nanos, SHORTEST) / SHORTEST) / RATIO);
  const at = Math.min(BUCKETS - 1, bucket);
  buckets[at] = (buckets[at] as number) + 1;
}
