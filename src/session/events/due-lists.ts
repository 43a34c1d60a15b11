// What is due when, for many keys. A key waits in one list at a time; waits in a list are alike, so that
// what is set now is nearly always due last: lists are queues through flat memory, and only heads are
// compared. Knows nothing of what is waited for.

/** How far from the end of its list the place of what is due sooner is sought; further, it is told late. */
const REACH = 64;
const NONE = 255;

export class DueLists {
  /** When the first of all is due, in nanoseconds of the timeline. */
  next = Number.POSITIVE_INFINITY;
  /** What `take` took: which list, and when it was due. */
  list = 0;
  due = 0.5;
  private readonly heads: Int32Array;
  private readonly tails: Int32Array;
  // By key.
  private dues = new Float64Array(64);
  private nexts = new Int32Array(64);
  private previous = new Int32Array(64);
  private lists = new Uint8Array(64).fill(NONE);

  constructor(lists: number) {
    this.heads = new Int32Array(lists).fill(-1);
    this.tails = new Int32Array(lists).fill(-1);
  }

  /** The list that the key waits in; −1: none. */
  listOf(key: number): number {
    const list = key < this.lists.length ? (this.lists[key] as number) : NONE;
    return list === NONE ? -1 : list;
  }

  /** Whether the key waits in that list. */
  isIn(key: number, list: number): boolean {
    return key < this.lists.length && this.lists[key] === list;
  }

  /** The key waits in this list from now on, and in no other. */
  set(key: number, list: number, due: number): void {
    if (key >= this.lists.length) this.grow(key);
    else this.clear(key);
    const { dues, nexts, previous } = this;
    let before = this.tails[list] as number;
    for (let step = 0; before >= 0 && (dues[before] as number) > due && step < REACH; step++)
      before = previous[before] as number;
    const after = (before < 0 ? this.heads[list] : nexts[before]) as number;
    dues[key] = due;
    this.lists[key] = list;
    previous[key] = before;
    nexts[key] = after;
    if (before < 0) this.heads[list] = key;
    else nexts[before] = key;
    if (after < 0) this.tails[list] = key;
    else previous[after] = key;
    if (due < this.next) this.next = due;
  }

  clear(key: number): void {
    if (key >= this.lists.length) return;
    const list = this.lists[key] as number;
    if (list === NONE) return;
    this.lists[key] = NONE;
    const before = this.previous[key] as number;
    const after = this.nexts[key] as number;
    if (before < 0) this.heads[list] = after;
    else this.nexts[before] = after;
    if (after < 0) this.tails[list] = before;
    else this.previous[after] = before;
  }

  /** The key that is due first, out of its list; −1: nothing is due by `now`, and `next` is right again. */
  take(now: number): number {
    const { heads, dues } = this;
    let first = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let list = 0; list < heads.length; list++) {
      const head = heads[list] as number;
      if (head < 0 || (dues[head] as number) >= least) continue;
      first = head;
      least = dues[head] as number;
    }
    this.next = least;
    if (least > now) return -1;
    this.list = this.lists[first] as number;
    this.due = least;
    this.clear(first);
    return first;
  }

  private grow(key: number): void {
    const length = Math.max(key + 1, this.lists.length * 2);
    const { dues, nexts, previous, lists } = this;
    this.dues = new Float64Array(length);
    this.dues.set(dues);
    this.nexts = new Int32Array(length);
    this.nexts.set(nexts);
    this.previous = new Int32Array(length);
    this.previous.set(previous);
    this.lists = new Uint8Array(length).fill(NONE);
    this.lists.set(lists);
  }
}
