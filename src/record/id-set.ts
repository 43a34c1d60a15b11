// Which connections were told of, a bit each: a million of them take 125 kB.

export class IdSet {
  #bits = new Uint8Array(1024);

  /** `id`: a whole number from 0 on. */
  add(id: number): void {
    const at = Math.floor(id / 8);
    if (at >= this.#bits.length) {
      const wider = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
      wider.set(this.#bits);
      this.#bits = wider;
    }
    this.#bits[at] = (this.#bits[at] as number) | (1 << (id % 8));
  }

  has(id: number): boolean {
    return (((this.#bits[Math.floor(id / 8)] ?? 0) >> (id % 8)) & 1) === 1;
  }
}
