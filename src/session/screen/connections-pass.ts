// One walk over all rows: which of them the filter lets through, and by what they are ordered. In slices, so
// that packets do not wait for it.
import type { TunnelTable } from "../../decode/tunnel-table.ts";
import type { Predicate } from "../../select/match.ts";
import { ID } from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import type { AllRows } from "./all-rows.ts";
import { type ConnectionOrder, RowKeys } from "./connection-order.ts";
import { OrderedEntries } from "./ordered-entries.ts";
import { RowInQuestion } from "./row-in-question.ts";

/** Rows from one look at the clock to the next. */
const ROWS_A_LOOK = 2048;

export interface PassOptions {
  readonly order: ConnectionOrder;
  readonly reverse: boolean;
  /** What the whole screen is about; null: everything. */
  readonly base: Predicate | null;
  /** What is looked for in it. */
  readonly select: Predicate | null;
}

export class ConnectionsPass {
  /** Rows that the screen is about, and of them those that are let through. */
  total = 0;
  readonly entries = new OrderedEntries();
  private readonly rows: AllRows;
  private readonly live: ConnectionTable;
  private readonly question: RowInQuestion;
  private base: Predicate | null = null;
  private select: Predicate | null = null;
  private keys: RowKeys;
  /** Of those alive first, then of those remembered. */
  private next = 0;
  private nextKept = 0;

  constructor(rows: AllRows, live: ConnectionTable, tunnels: TunnelTable) {
    this.rows = rows;
    this.live = live;
    this.question = new RowInQuestion(rows, tunnels);
    this.keys = new RowKeys("trouble", false, rows);
  }

  begin({ order, reverse, base, select }: PassOptions): void {
    this.total = 0;
    this.next = 0;
    this.nextKept = 0;
    this.base = base;
    this.select = select;
    this.keys = new RowKeys(order, reverse, this.rows);
    this.entries.clear(this.keys.tieBreak(this.entries));
  }

  /** Goes on until the clock (performance.now) shows `until`; true: it is done. */
  run(until: number): boolean {
    const { live } = this;
    const kept = this.rows.kept.table;
    while (this.next < live.used) {
      const end = Math.min(live.used, this.next + ROWS_A_LOOK);
      for (let handle = this.next; handle < end; handle++) if (this.rows.isAlive(handle)) this.see(handle);
      this.next = end;
      if (performance.now() >= until) return false;
    }
    while (this.nextKept < kept.used) {
      const end = Math.min(kept.used, this.nextKept + ROWS_A_LOOK);
      for (let handle = this.nextKept; handle < end; handle++) if (kept.isLive(handle)) this.see(~handle);
      this.nextKept = end;
      if (performance.now() >= until) return false;
    }
    return true;
  }

  private see(place: number): void {
    const view = this.rows.show(place);
    if (this.base !== null && !this.base(this.question.at(place, view))) return;
    this.total++;
    if (this.select !== null && !this.select(this.question.at(place, view))) return;
    this.entries.add(this.keys.keyOf(place, view), place, view.word(ID));
  }
}
