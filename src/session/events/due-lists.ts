// What is due when, for many keys. A key waits in one list at a time; waits in a list are alike, so that
// what is set now is nearly always due last: lists are queues through flat memory, and only heads are
// compared. Knows nothing of what is waited for.

/** How far from the end of its list the place of what is due sooner is sought; further, it is told late. */
const REACH = 64;
const NONE = -1;

// Of each key, side by side: when it is due (f64), its neighbours as key + 1 (0: none), its list + 1 (0: none).
const NEXT = 2;
const PREVIOUS = 3;
const LIST = 4;
const WORDS = 6;
const DOUBLES = WORDS / 2;
const FIRST_KEYS = 64;

export class DueLists {
  /** When the first of all is due, in nanoseconds of the timeline; sooner where that was cleared. */
  next = Number.POSITIVE_INFINITY;
  /** What `take` took: which list, and when it was due. */
  list = 0;
  due = 0.5;
  private readonly heads: Int32Array;
  private readonly tails: Int32Array;
  /** When the head of each list is due; infinite: the list is empty. */
  private readonly headDues: Float64Array;
  private words = new Int32Array(FIRST_KEYS * WORDS);
  private dues = new Float64Array(this.words.buffer);

  constructor(lists: number) {
    this.heads = new Int32Array(lists).fill(NONE);
    this.tails = new Int32Array(lists).fill(NONE);
    this.headDues = new Float64Array(lists).fill(Number.POSITIVE_INFINITY);
  }

  /** The list that the key waits in; −1: none. */
  listOf(key: number): number {
    const at = key * WORDS + LIST;
    return at < this.words.length ? (this.words[at] as number) - 1 : NONE;
  }

  /** Whether the key waits in that list. */
  isIn(key: number, list: number): boolean {
    return this.listOf(key) === list;
  }

  /** The key waits in this list from now on, and in no other. */
  set(key: number, list: number, due: number): void {
    if ((key + 1) * WORDS > this.words.length) this.grow(key);
    else this.clear(key);
    const { words, dues } = this;
    let before = this.tails[list] as number;
    for (let step = 0; before >= 0 && (dues[before * DOUBLES] as number) > due && step < REACH; step++)
      before = (words[before * WORDS + PREVIOUS] as number) - 1;
    const after = before < 0 ? (this.heads[list] as number) : (words[before * WORDS + NEXT] as number) - 1;
    const at = key * WORDS;
    dues[key * DOUBLES] = due;
    words[at + NEXT] = after + 1;
    words[at + PREVIOUS] = before + 1;
    words[at + LIST] = list + 1;
    if (before < 0) this.begin(list, key);
    else words[before * WORDS + NEXT] = key + 1;
    if (after < 0) this.tails[list] = key;
    else words[after * WORDS + PREVIOUS] = key + 1;
    if (due < this.next) this.next = due;
  }

  clear(key: number): void {
    const list = this.listOf(key);
    if (list < 0) return;
    const { words } = this;
    const at = key * WORDS;
    words[at + LIST] = 0;
    const before = (words[at + PREVIOUS] as number) - 1;
    const after = (words[at + NEXT] as number) - 1;
    if (before < 0) this.begin(list, after);
    else words[before * WORDS + NEXT] = after + 1;
    if (after < 0) this.tails[list] = before;
    else words[after * WORDS + PREVIOUS] = before + 1;
  }

  /** The key that is due first, out of its list; −1: nothing is due by `now`. Afterwards `next` is right. */
  take(now: number): number {
    const list = this.first();
    if (list < 0 || this.next > now) return NONE;
    const key = this.heads[list] as number;
    this.list = list;
    this.due = this.next;
    this.clear(key);
    this.first();
    return key;
  }

  /** Sets `next`. Returns whose head it is; −1: all lists are empty. */
  private first(): number {
    const { headDues } = this;
    let first = NONE;
    let least = Number.POSITIVE_INFINITY;
    for (let list = 0; list < headDues.length; list++) {
      const due = headDues[list] as number;
      if (due >= least) continue;
      first = list;
      least = due;
    }
    this.next = least;
    return first;
  }

  /** The key (−1: none) is the list's first from now on. */
  private begin(list: number, key: number): void {
    this.heads[list] = key;
    this.headDues[list] = key < 0 ? Number.POSITIVE_INFINITY : (this.dues[key * DOUBLES] as number);
  }

  private grow(key: number): void {
    const longer = new Int32Array(Math.max((key + 1) * WORDS, this.words.length * 2));
    longer.set(this.words);
    this.words = longer;
    this.dues = new Float64Array(longer.buffer);
  }
}
