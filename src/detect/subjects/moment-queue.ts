// Keys in the order in which something began, through flat memory. Knows nothing of what they stand for.

export class MomentQueue {
  private keys = new Int32Array(256);
  private times = new Float64Array(256);
  private first = 0;
  private end = 0;

  get isEmpty(): boolean {
    return this.first === this.end;
  }

  /** The key that began first. Only where there is one. */
  get head(): number {
    return this.keys[this.first & (this.keys.length - 1)] as number;
  }

  /** When that was. */
  get headTime(): number {
    return this.times[this.first & (this.keys.length - 1)] as number;
  }

  /** `time`: not before those of the keys before it. */
  push(key: number, time: number): void {
    if (this.end - this.first === this.keys.length) this.grow();
    const place = this.end & (this.keys.length - 1);
    this.keys[place] = key;
    this.times[place] = time;
    this.end++;
  }

  shift(): void {
    this.first++;
    if (this.first !== this.end) return;
    this.first = 0;
    this.end = 0;
  }

  private grow(): void {
    const { keys, times, first, end } = this;
    const mask = keys.length - 1;
    this.keys = new Int32Array(keys.length * 2);
    this.times = new Float64Array(keys.length * 2);
    for (let at = first; at < end; at++) {
      this.keys[at - first] = keys[at & mask] as number;
      this.times[at - first] = times[at & mask] as number;
    }
    this.first = 0;
    this.end = end - first;
  }
}
