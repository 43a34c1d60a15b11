// One walk over all rows for the table of connections: which of them the filter lets through, and by what they
// are ordered.
import type { TunnelTable } from "../../../decode/tunnel-table.ts";
import type { Predicate } from "../../../select/match.ts";
import { ID } from "../../../track/connection-layout.ts";
import type { ConnectionTable } from "../../../track/connection-table.ts";
import type { AllRows } from "../rows/all-rows.ts";
import { OrderedEntries } from "../rows/ordered-entries.ts";
import { RowWalk } from "../rows/row-walk.ts";
import { type ConnectionOrder, RowKeys } from "./connection-order.ts";
import { RowInQuestion } from "./row-in-question.ts";

export interface PassOptions {
  readonly order: ConnectionOrder;
  readonly reverse: boolean;
  /** Null: everything. */
  readonly select: Predicate | null;
}

export class ConnectionsPass {
  /** All rows; `entries` are those of them that are let through. */
  total = 0;
  readonly entries = new OrderedEntries();
  private readonly rows: AllRows;
  private readonly question: RowInQuestion;
  private readonly walk: RowWalk;
  private select: Predicate | null = null;
  private keys: RowKeys;

  constructor(rows: AllRows, live: ConnectionTable, tunnels: TunnelTable) {
    this.rows = rows;
    this.question = new RowInQuestion(rows, tunnels);
    this.walk = new RowWalk(rows, live, false);
    this.keys = new RowKeys("trouble", false, rows);
  }

  begin({ order, reverse, select }: PassOptions): void {
    this.total = 0;
    this.select = select;
    this.keys = new RowKeys(order, reverse, this.rows);
    this.entries.clear(this.keys.tieBreak(this.entries));
    this.walk.begin();
  }

  run(until: number): boolean {
    return this.walk.run(until, this);
  }

  see(place: number): void {
    const view = this.rows.show(place);
    this.total++;
    if (this.select !== null && !this.select(this.question.at(place, view))) return;
    this.entries.add(this.keys.keyOf(place, view), place, view.word(ID));
  }
}
