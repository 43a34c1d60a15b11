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
/** Words for one bit a finding. */
const FINDING_WORDS = Math.ceil(FINDING_IDS.length / 32);

export class ToldRows {
  private marks = new Int32Array(64);
  private since = new Float64Array(128);
  private woken = new Float64Array(64);
  private findings = new Int32Array(64 * FINDING_WORDS);

  /** There is a row with this handle. */
  reach(handle: number): void {
    if (handle < this.marks.length) return;
    const length = Math.max(handle + 1, this.marks.length * 2);
    const { marks, since, woken, findings } = this;
    this.marks = new Int32Array(length);
    this.marks.set(marks);
    this.since = new Float64Array(length * 2);
    this.since.set(since);
    this.woken = new Float64Array(length);
    this.woken.set(woken);
    this.findings = new Int32Array(length * FINDING_WORDS);
    this.findings.set(findings);
  }

  /** Nothing is told of who has the row next. */
  forget(handle: number): void {
    this.marks[handle] = 0;
    this.findings.fill(0, handle * FINDING_WORDS, (handle + 1) * FINDING_WORDS);
  }

  /** The state that was told last of an end; UNKNOWN before any. */
  state(handle: number, endpoint: number): number {
    return ((this.marks[handle] as number) >> (endpoint * STATE_BITS)) & STATE;
  }

  /** Since when; only after a state was told. */
  sinceOf(handle: number, endpoint: number): number {
    return this.since[handle * 2 + endpoint] as number;
  }

  setState(handle: number, endpoint: number, state: number, since: number): void {
    const shift = endpoint * STATE_BITS;
    this.marks[handle] = ((this.marks[handle] as number) & ~(STATE << shift)) | (state << shift);
    this.since[handle * 2 + endpoint] = since;
  }

  has(handle: number, mark: number): boolean {
    return ((this.marks[handle] as number) & mark) !== 0;
  }

  mark(handle: number, mark: number): void {
    this.marks[handle] = (this.marks[handle] as number) | mark;
  }

  unmark(handle: number, mark: number): void {
    this.marks[handle] = (this.marks[handle] as number) & ~mark;
  }

  /** When what woke its detectors first happened, while it waits to be judged. */
  wokenAt(handle: number): number {
    return this.woken[handle] as number;
  }

  wake(handle: number, time: number): void {
    this.woken[handle] = time;
  }

  isTold(handle: number, id: string): boolean {
    const index = INDEX.get(id) as number;
    return (((this.findings[handle * FINDING_WORDS + (index >> 5)] as number) >>> (index & 31)) & 1) === 1;
  }

  tell(handle: number, id: string): void {
    const index = INDEX.get(id) as number;
    const at = handle * FINDING_WORDS + (index >> 5);
    this.findings[at] = (this.findings[at] as number) | (1 << (index & 31));
  }
}
