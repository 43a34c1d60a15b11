// What the screen knows of the connections that are alive beside their rows: flat memory by handle.
const NEVER = Number.NEGATIVE_INFINITY;
const FIRST_ROWS = 1024;
/** In `states`: reported because the input ended, though its row still stands. */
const ENDED = 1 << 9;

export class RowMarks {
  /** Number in finding-sets.ts of what was told of it. */
  sets = new Int32Array(FIRST_ROWS);
  /** When its newest finding of warning or worse was told, in nanoseconds of the timeline; −∞: there is none. */
  troubles = new Float64Array(FIRST_ROWS).fill(NEVER);
  /** In which states its ends were counted: endpoint 0 | endpoint 1 << 4 | 256; 0: not counted yet. */
  states = new Uint16Array(FIRST_ROWS);

  /** There is a row with this handle. */
  reach(handle: number): void {
    const { length } = this.sets;
    if (handle < length) return;
    const longer = Math.max(handle + 1, length * 2);
    const { sets, troubles, states } = this;
    this.sets = new Int32Array(longer);
    this.sets.set(sets);
    this.troubles = new Float64Array(longer).fill(NEVER, length);
    this.troubles.set(troubles);
    this.states = new Uint16Array(longer);
    this.states.set(states);
  }

  /** The input has ended, and it was reported: its row only waits to be thrown away. */
  end(handle: number): void {
    this.states[handle] = ENDED;
  }

  hasEnded(handle: number): boolean {
    return ((this.states[handle] ?? 0) & ENDED) !== 0;
  }

  /** The row is another connection's from now on. */
  clear(handle: number): void {
    this.sets[handle] = 0;
    this.troubles[handle] = NEVER;
    this.states[handle] = 0;
  }
}
