// The last few ids that were added, in a ring of fixed size.
export class RecentIds {
  private readonly ring: Float64Array;
  private next = 0;
  private count = 0;

  constructor(most: number) {
    this.ring = new Float64Array(most);
  }

  add(id: number): void {
    this.ring[this.next] = id;
    this.next = (this.next + 1) % this.ring.length;
    this.count = Math.min(this.count + 1, this.ring.length);
  }

  remove(id: number): void {
    const list = this.list();
    const at = list.lastIndexOf(id);
    if (at < 0) return;
    list.splice(at, 1);
    this.ring.set(list);
    this.count = list.length;
    this.next = list.length % this.ring.length;
  }

  /** The newest last. */
  list(): number[] {
    const { ring, next, count } = this;
    if (count < ring.length) return [...ring.subarray(0, count)];
    return [...ring.subarray(next), ...ring.subarray(0, next)];
  }
}
