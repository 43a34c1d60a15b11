// A walk over the rows that the screen knows, in slices, so that packets do not wait for it.
import type { ConnectionTable } from "../../../track/connection-table.ts";
import type { AllRows } from "./all-rows.ts";

/** Rows from one look at the clock to the next. */
const ROWS_A_LOOK = 2048;

export interface RowVisitor {
  /** @param place as in all-rows.ts */
  see(place: number): void;
}

export class RowWalk {
  private readonly rows: AllRows;
  private readonly live: ConnectionTable;
  private readonly onlyNow: boolean;
  /** Of those alive first, then of those remembered. */
  private next = 0;
  private nextKept = 0;

  /** @param onlyNow those that were over before the input ended are left out */
  constructor(rows: AllRows, live: ConnectionTable, onlyNow: boolean) {
    this.rows = rows;
    this.live = live;
    this.onlyNow = onlyNow;
  }

  begin(): void {
    this.next = 0;
    this.nextKept = 0;
  }

  /** Goes on until the clock (performance.now) shows `until`; true: all were seen. */
  run(until: number, visitor: RowVisitor): boolean {
    const { rows, live, onlyNow } = this;
    const { kept } = rows;
    while (this.next < live.used) {
      const end = Math.min(live.used, this.next + ROWS_A_LOOK);
      for (let handle = this.next; handle < end; handle++) if (rows.isAlive(handle)) visitor.see(handle);
      this.next = end;
      if (performance.now() >= until) return false;
    }
    if (onlyNow && !kept.anyAtEnd) return true;
    while (this.nextKept < kept.table.used) {
      const end = Math.min(kept.table.used, this.nextKept + ROWS_A_LOOK);
      for (let handle = this.nextKept; handle < end; handle++)
        if (kept.table.isLive(handle) && (!onlyNow || kept.isAtEnd(handle))) visitor.see(~handle);
      this.nextKept = end;
      if (performance.now() >= until) return false;
    }
    return true;
  }
}
