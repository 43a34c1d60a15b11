// How many different values came, from their hashes, in bounded memory: exact up to `most`, then only
// hashes that end in so many zero bits are kept and stand for the rest (within about 1 % for 16,384).

export class DistinctCount {
  private readonly kept = new Set<number>();
  /** Hashes with one of these bits are not kept. */
  private mask = 0;
  private readonly most: number;

  constructor(most = 16_384) {
    this.most = most;
  }

  /** `hash`: 32 bits, well mixed. */
  add(hash: number): void {
    if ((hash & this.mask) !== 0) return;
    this.kept.add(hash);
    while (this.kept.size > this.most) {
      this.mask = (this.mask << 1) | 1;
      for (const each of this.kept) if ((each & this.mask) !== 0) this.kept.delete(each);
    }
  }

  /** The same, to which others are added apart from this one. */
  copy(): DistinctCount {
    const copy = new DistinctCount(this.most);
    for (const hash of this.kept) copy.kept.add(hash);
    copy.mask = this.mask;
    return copy;
  }

  get count(): number {
    return this.kept.size * (this.mask + 1);
  }
}
