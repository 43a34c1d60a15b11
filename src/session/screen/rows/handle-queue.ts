// Handles in the order in which they came: first in, first out, in a ring that grows.
export class HandleQueue {
  count = 0;
  private ring = new Int32Array(64);
  private first = 0;

  add(handle: number): void {
    if (this.count === this.ring.length) this.grow();
    this.ring[(this.first + this.count++) & (this.ring.length - 1)] = handle;
  }

  /** The oldest. Call only while there is one. */
  take(): number {
    const handle = this.ring[this.first] as number;
    this.first = (this.first + 1) & (this.ring.length - 1);
    this.count--;
    return handle;
  }

  private grow(): void {
    const longer = new Int32Array(this.ring.length * 2);
    longer.set(this.ring.subarray(this.first));
    longer.set(this.ring.subarray(0, this.first), this.ring.length - this.first);
    this.ring = longer;
    this.first = 0;
  }
}
