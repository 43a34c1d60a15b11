// Where on the timeline of a replay findings were told: places to jump to, for its time line. As many as a line
// can show; the more there are, the farther apart they are kept.

const PLACES_AT_MOST = 256;
/** Seconds: nearer ones are one place. */
const LEAST_GAP = 0.001;

export class FindingPlaces {
  #places: readonly number[] = [];
  #gap = LEAST_GAP;

  /** Seconds since the first packet, in their order; another array only when there is another place. */
  get seconds(): readonly number[] {
    return this.#places;
  }

  /** Told again after going back, a finding changes nothing. */
  add(seconds: number): void {
    const at = this.#placeOf(seconds);
    const before = this.#places[at - 1] ?? Number.NEGATIVE_INFINITY;
    const after = this.#places[at] ?? Number.POSITIVE_INFINITY;
    if (seconds - before < this.#gap || after - seconds < this.#gap) return;
    this.#places = this.#places.toSpliced(at, 0, seconds);
    while (this.#places.length > PLACES_AT_MOST) this.#thin();
  }

  /** The first that is not before `seconds`. */
  #placeOf(seconds: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#places[middle] as number) < seconds) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #thin(): void {
    this.#gap *= 2;
    let last = Number.NEGATIVE_INFINITY;
    this.#places = this.#places.filter((seconds) => {
      if (seconds - last < this.#gap) return false;
      last = seconds;
      return true;
    });
  }
}
