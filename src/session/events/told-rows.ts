// What was told of each connection that is alive, by its row: which states its ends are in and since when,
// what of its story is told already, which findings. Flat memory, untouched where nothing is told.
import { FINDING_IDS } from "../../detect/finding.ts";

/** Bits of a row's marks, above the two states. */
export const TOLD_OPEN = 1 << 8;
export const TOLD_CLOSE = 1 << 9;
export const TOLD_REFUSED = 1 << 10;
export const TOLD_UNREACHABLE = 1 << 11;
export const TOLD_HALF_OPEN = 1 << 12;
/** An RST in the window, not exact, was not contradicted for long enough: it counts. */
export const RESET_COUNTS = 1 << 13;
/** Reset or aborted. */
export const TOLD_RESET = 1 << 14;

const STATE_BITS = 4;
const STATE = (1 << STATE_BITS) - 1;
const INDEX = new Map<string, number>(FINDING_IDS.map((id, index) => [id, index]));

// Of each row, side by side: since when each end is in its state (f64), when it was woken (f64), marks, and one
// bit a finding.
const SINCE = 0;
const WOKEN = 2;
const MARKS = 6;
const FINDINGS = 7;
/** (Whole doubles.) */
const WORDS = Math.ceil((FINDINGS + Math.ceil(FINDING_IDS.length / 32)) / 2) * 2;
const DOUBLES = WORDS / 2;
const FIRST_ROWS = 64;

export class ToldRows {
  private words = new Int32Array(FIRST_ROWS * WORDS);
  private doubles = new Float64Array(this.words.buffer);

  /** There is a row with this handle. */
  reach(handle: number): void {
    if ((handle + 1) * WORDS <= this.words.length) return;
    const longer = new Int32Array(Math.max((handle + 1) * WORDS, this.words.length * 2));
    longer.set(this.words);
    this.words = longer;
    this.doubles = new Float64Array(longer.buffer);
  }

  /** Nothing is told of who has the row next. */
  forget(handle: number): void {
    const row = handle * WORDS;
    this.words[row + MARKS] = 0;
    for (let word = row + FINDINGS; word < row + WORDS; word++) this.words[word] = 0;
  }

  /** The state that was told last of an end; UNKNOWN before any. */
  state(handle: number, endpoint: number): number {
    return ((this.words[handle * WORDS + MARKS] as number) >> (endpoint * STATE_BITS)) & STATE;
  }

  /** Since when; only after a state was told. */
  sinceOf(handle: number, endpoint: number): number {
    return this.doubles[handle * DOUBLES + SINCE + endpoint] as number;
  }

  setState(handle: number, endpoint: number, state: number, since: number): void {
    const at = handle * WORDS + MARKS;
    const shift = endpoint * STATE_BITS;
    this.words[at] = ((this.words[at] as number) & ~(STATE << shift)) | (state << shift);
    this.doubles[handle * DOUBLES + SINCE + endpoint] = since;
  }

  has(handle: number, mark: number): boolean {
    return ((this.words[handle * WORDS + MARKS] as number) & mark) !== 0;
  }

  mark(handle: number, mark: number): void {
    const at = handle * WORDS + MARKS;
    this.words[at] = (this.words[at] as number) | mark;
  }

  unmark(handle: number, mark: number): void {
    const at = handle * WORDS + MARKS;
    this.words[at] = (this.words[at] as number) & ~mark;
  }

  /** When what woke its detectors first happened, while it waits to be judged. */
  wokenAt(handle: number): number {
    return this.doubles[handle * DOUBLES + WOKEN] as number;
  }

  wake(handle: number, time: number): void {
    this.doubles[handle * DOUBLES + WOKEN] = time;
  }

  isTold(handle: number, id: string): boolean {
    const index = INDEX.get(id) as number;
    return (((this.words[handle * WORDS + FINDINGS + (index >> 5)] as number) >>> (index & 31)) & 1) === 1;
  }

  tell(handle: number, id: string): void {
    const index = INDEX.get(id) as number;
    const at = handle * WORDS + FINDINGS + (index >> 5);
    this.words[at] = (this.words[at] as number) | (1 << (index & 31));
  }
}
