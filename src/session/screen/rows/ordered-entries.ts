// Many entries with a number each by which they are ordered, of which a few in a row are wanted: those are
// brought to their places, the rest stays as it lies.

/** Where keys are equal: negative when entry `a` comes before entry `b`; never 0 for two entries. */
export type TieBreak = (a: number, b: number) => number;

export class OrderedEntries {
  /** Entries that were added: numbers from 0. */
  count = 0;
  /** Of each entry what its adder wants to find there again. */
  refs = new Int32Array(1024);
  ids = new Int32Array(1024);
  /** By place, not by entry. */
  private keys = new Float64Array(1024);
  private order = new Int32Array(1024);
  private tie: TieBreak = () => 0;
  /** The places that were brought into order last. */
  private start = -1;
  private end = -1;

  clear(tie: TieBreak): void {
    this.count = 0;
    this.start = -1;
    this.tie = tie;
  }

  /** @param key never NaN */
  add(key: number, ref: number, id: number): void {
    if (this.count === this.order.length) this.grow();
    this.start = -1;
    const entry = this.count++;
    this.keys[entry] = key;
    this.order[entry] = entry;
    this.refs[entry] = ref;
    this.ids[entry] = id;
  }

  /** The entry with this id; −1: none. */
  find(id: number): number {
    const at = this.ids.indexOf(id | 0);
    return at >= 0 && at < this.count ? at : -1;
  }

  /** How many come before the entry. */
  placeOf(entry: number): number {
    const { keys, order, count } = this;
    const at = order.indexOf(entry);
    const key = keys[at] as number;
    let before = 0;
    for (let index = 0; index < count; index++) {
      const other = keys[index] as number;
      if (other < key || (other === key && index !== at && this.tie(order[index] as number, entry) < 0))
        before++;
    }
    return before;
  }

  /** The entries at the places `from` to `to`, in order. */
  window(from: number, to: number): Int32Array {
    const end = Math.min(to, this.count);
    const start = Math.min(from, end);
    if (start === this.start && end === this.end) return this.order.subarray(start, end);
    this.start = start;
    this.end = end;
    if (start > 0) this.select(0, this.count - 1, start);
    if (end < this.count) this.select(start, this.count - 1, end);
    this.sort(start, end - 1);
    return this.order.subarray(start, end);
  }

  /** Afterwards what comes before stands left of `place`, the rest from there on (C. A. R. Hoare's FIND). */
  private select(from: number, to: number, place: number): void {
    const { keys, order } = this;
    let left = from;
    let right = to;
    while (left < right) {
      const [key, entry] = this.pivot(left, right);
      let i = left;
      let j = right;
      while (i <= j) {
        while (this.isBefore(keys[i] as number, order[i] as number, key, entry)) i++;
        while (this.isBefore(key, entry, keys[j] as number, order[j] as number)) j--;
        if (i <= j) this.swap(i++, j--);
      }
      if (place <= j) right = j;
      else if (place >= i) left = i;
      else return;
    }
  }

  /** The middle one of three. */
  private pivot(left: number, right: number): readonly [number, number] {
    const middle = (left + right) >>> 1;
    let a = left;
    let b = middle;
    if (this.comes(b, a)) [a, b] = [b, a];
    const c = right;
    const at = this.comes(c, a) ? a : this.comes(c, b) ? c : b;
    return [this.keys[at] as number, this.order[at] as number];
  }

  /** (Insertion: a screen has few lines; larger windows are cut in two first.) */
  private sort(from: number, to: number): void {
    let start = from;
    while (to - start > 24) {
      const middle = (start + to) >>> 1;
      this.select(start, to, middle);
      this.sort(start, middle - 1);
      start = middle;
    }
    for (let index = start + 1; index <= to; index++) {
      for (let at = index; at > start && this.comes(at, at - 1); at--) this.swap(at, at - 1);
    }
  }

  private comes(a: number, b: number): boolean {
    const { keys, order } = this;
    return this.isBefore(keys[a] as number, order[a] as number, keys[b] as number, order[b] as number);
  }

  private isBefore(keyA: number, a: number, keyB: number, b: number): boolean {
    return keyA < keyB || (keyA === keyB && a !== b && this.tie(a, b) < 0);
  }

  private swap(i: number, j: number): void {
    const { keys, order } = this;
    const key = keys[i] as number;
    const entry = order[i] as number;
    keys[i] = keys[j] as number;
    order[i] = order[j] as number;
    keys[j] = key;
    order[j] = entry;
  }

  private grow(): void {
    const { keys, order, refs, ids } = this;
    const length = order.length * 2;
    this.keys = new Float64Array(length);
    this.keys.set(keys);
    this.order = new Int32Array(length);
    this.order.set(order);
    this.refs = new Int32Array(length);
    this.refs.set(refs);
    this.ids = new Int32Array(length);
    this.ids.set(ids);
  }
}
