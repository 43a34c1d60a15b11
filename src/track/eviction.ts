// Which connection gives way when the table is full: the least valuable. An unanswered SYN first,
// then what is over, then the longest idle.
import { HOT_WORDS, LAST_TIME } from "./connection-layout.ts";
import type { ConnectionTable } from "./connection-table.ts";
import { type Deadlines, LIST_OVER, LIST_SYN } from "./deadlines.ts";

/** Rows looked at when the longest idle is sought. */
const HAND_REACH = 64;

export class Eviction {
  private readonly table: ConnectionTable;
  private readonly deadlines: Deadlines;
  /** Where the search for the longest idle row goes on. */
  private hand = 0;

  constructor(table: ConnectionTable, deadlines: Deadlines) {
    this.table = table;
    this.deadlines = deadlines;
  }

  /** Handle of the row to free; call only while rows are in use. */
  victim(): number {
    const syn = this.deadlines.head(LIST_SYN);
    if (syn >= 0) return syn;
    const over = this.deadlines.head(LIST_OVER);
    return over >= 0 ? over : this.longestIdle();
  }

  /** The longest idle among the next rows: a clock hand, so that idle time needs no order to be kept. */
  private longestIdle(): number {
    const { table } = this;
    let victim = -1;
    let oldest = Number.POSITIVE_INFINITY;
    for (let seen = 0; seen < HAND_REACH || victim < 0; seen++) {
      this.hand = this.hand + 1 < table.used ? this.hand + 1 : 0;
      if (!table.isLive(this.hand)) continue;
      const last = table.doubles[(this.hand * HOT_WORDS + LAST_TIME) >> 1] as number;
      if (last < oldest) {
        oldest = last;
        victim = this.hand;
      }
    }
    return victim;
  }
}
