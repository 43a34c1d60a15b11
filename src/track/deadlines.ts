// When a connection's row is freed. Within one list every row waits equally long, so rows expire in
// the order in which they were set: a list is a queue through the rows, and only heads are compared.
import {
  DEADLINE,
  FLAGS,
  HOT_WORDS,
  LIST_MASK,
  LIST_NEXT,
  LIST_PREVIOUS,
  LIST_SHIFT,
} from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";

/** In no list: never freed but by eviction. */
export const NO_LIST = 0;
/** Only SYNs so far: 150 s after the last. */
export const LIST_SYN = 1;
/** Half-open: 150 s after the last SYN-ACK. */
export const LIST_HALF_OPEN = 2;
/** Over: 2MSL after the last packet. */
export const LIST_OVER = 3;

/** Twice the 75 s after which a classic stack gives an attempt up. */
const ATTEMPT_NANOS = 150e9;

export class Deadlines {
  /** Now: the largest time so far, in nanoseconds of the timeline. */
  now = Number.NEGATIVE_INFINITY;
  /** Earliest deadline of all lists. */
  next = Number.POSITIVE_INFINITY;
  private readonly table: ConnectionTable;
  private readonly waits: Float64Array;
  private readonly heads = new Int32Array(4).fill(-1);
  private readonly tails = new Int32Array(4).fill(-1);

  constructor(table: ConnectionTable, twiceMslNanos: number) {
    this.table = table;
    this.waits = new Float64Array([0, ATTEMPT_NANOS, ATTEMPT_NANOS, twiceMslNanos]);
  }

  /** The list in which the row stands. */
  listOf(handle: number): number {
    return ((this.table.words[handle * HOT_WORDS + FLAGS] as number) & LIST_MASK) >> LIST_SHIFT;
  }

  /** The first row of a list to expire, or −1. */
  head(list: number): number {
    return this.heads[list] as number;
  }

  /** Puts the row at the end of a list (NO_LIST: nowhere), out of the one in which it stood. */
  set(handle: number, list: number): void {
    this.clear(handle);
    if (list === NO_LIST) return;
    const words = this.table.words;
    const row = handle * HOT_WORDS;
    const cold = this.table.coldRow(handle);
    const tail = this.tails[list] as number;
    words[row + FLAGS] = (words[row + FLAGS] as number) | (list << LIST_SHIFT);
    words[cold + LIST_PREVIOUS] = tail;
    words[cold + LIST_NEXT] = -1;
    const deadline = this.now + (this.waits[list] as number);
    this.table.doubles[(cold + DEADLINE) >> 1] = deadline;
    if (tail < 0) this.heads[list] = handle;
    else words[this.table.coldRow(tail) + LIST_NEXT] = handle;
    this.tails[list] = handle;
    if (deadline < this.next) this.next = deadline;
  }

  clear(handle: number): void {
    const words = this.table.words;
    const row = handle * HOT_WORDS;
    const list = ((words[row + FLAGS] as number) & LIST_MASK) >> LIST_SHIFT;
    if (list === NO_LIST) return;
    const cold = this.table.coldRow(handle);
    const previous = words[cold + LIST_PREVIOUS] as number;
    const next = words[cold + LIST_NEXT] as number;
    if (previous < 0) this.heads[list] = next;
    else words[this.table.coldRow(previous) + LIST_NEXT] = next;
    if (next < 0) this.tails[list] = previous;
    else words[this.table.coldRow(next) + LIST_PREVIOUS] = previous;
    words[row + FLAGS] = (words[row + FLAGS] as number) & ~LIST_MASK;
  }

  /** A row whose deadline has come, or −1; then `next` is right again. */
  expired(): number {
    const now = this.now;
    let next = Number.POSITIVE_INFINITY;
    for (let list = 1; list < 4; list++) {
      const head = this.heads[list] as number;
      if (head < 0) continue;
      const deadline = this.table.doubles[(this.table.coldRow(head) + DEADLINE) >> 1] as number;
      if (deadline <= now) return head;
      if (deadline < next) next = deadline;
    }
    this.next = next;
    return -1;
  }
}
