// Handles by the ids of connections, in flat memory: a million of them take 16 MB, and nothing for the collector
// to look at. Open addressing; what stands behind a removed entry moves up.

/** 2³² divided by the golden ratio: multiples of it lie evenly. */
const GOLDEN = 0x9e3779b1 | 0;

export class IdIndex {
  private count = 0;
  /** Pairs: id, handle + 1 (0: empty). */
  private slots: Int32Array;
  private mask: number;

  /** @param expected entries to make room for at once: memory that is not touched costs nothing */
  constructor(expected = 0) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(1024, expected * 2)));
    this.slots = new Int32Array(slots * 2);
    this.mask = slots - 1;
  }

  /** The id is not in it yet. */
  set(id: number, handle: number): void {
    if (++this.count * 2 > this.mask) this.grow();
    this.place(id | 0, handle + 1);
  }

  /** −1: there is none. */
  get(id: number): number {
    return (this.slots[this.find(id | 0) + 1] as number) - 1;
  }

  delete(id: number): void {
    const { slots, mask } = this;
    const wrap = (mask << 1) | 1;
    let hole = this.find(id | 0);
    if (slots[hole + 1] === 0) return;
    this.count--;
    for (let slot = (hole + 2) & wrap; slots[slot + 1] !== 0; slot = (slot + 2) & wrap) {
      const home = this.home(slots[slot] as number);
      // Moves only when its home does not lie between the hole and where it stands.
      if (((slot - home) & wrap) < ((slot - hole) & wrap)) continue;
      slots[hole] = slots[slot] as number;
      slots[hole + 1] = slots[slot + 1] as number;
      hole = slot;
    }
    slots[hole] = 0;
    slots[hole + 1] = 0;
  }

  /** Its slot, or the empty one where it would stand. */
  private find(id: number): number {
    const { slots, mask } = this;
    let slot = this.home(id);
    while (slots[slot + 1] !== 0 && slots[slot] !== id) slot = (slot + 2) & ((mask << 1) | 1);
    return slot;
  }

  /** (Ids follow each other: apart they leave gaps, and what is behind a removed one ends soon.) */
  private home(id: number): number {
    return (Math.imul(id, GOLDEN) >>> Math.clz32(this.mask)) << 1;
  }

  private place(id: number, entry: number): void {
    const slot = this.find(id);
    this.slots[slot] = id;
    this.slots[slot + 1] = entry;
  }

  private grow(): void {
    const { slots } = this;
    this.slots = new Int32Array(slots.length * 2);
    this.mask = slots.length - 1;
    for (let slot = 0; slot < slots.length; slot += 2)
      if (slots[slot + 1] !== 0) this.place(slots[slot] as number, slots[slot + 1] as number);
  }
}
