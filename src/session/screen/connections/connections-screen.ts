// The view of connections: which rows of the order are on the screen, and where its anchor stands.
import type { InSight } from "../../onlooker.ts";
import { CONNECTION_ORDERS, type ConnectionRow, type ConnectionsBody } from "../frame.ts";
import type { ViewRequest } from "../protocol.ts";
import type { AllRows } from "../rows/all-rows.ts";
import { Filter } from "../rows/filter.ts";
import { orderOf } from "../rows/order-of.ts";
import { Walks } from "../rows/walks.ts";
import { windowOf } from "../rows/window.ts";
import type { ConnectionOrder } from "./connection-order.ts";
import { connectionRow } from "./connection-rows.ts";
import { ConnectionsPass } from "./connections-pass.ts";

export class ConnectionsScreen {
  private readonly rows: AllRows;
  private readonly seen: InSight;
  private readonly walks: Walks<ConnectionsPass>;
  private readonly filter = new Filter();

  constructor(seen: InSight, rows: AllRows) {
    this.seen = seen;
    this.rows = rows;
    const newPass = () => new ConnectionsPass(rows, seen.tracker.table, seen.tunnels);
    this.walks = new Walks(newPass(), newPass());
    rows.hint = (id) => {
      const { entries } = this.walks.done;
      const entry = entries.find(id);
      return entry < 0 ? null : (entries.refs[entry] as number);
    };
  }

  /** A walk over the rows goes on at the next look. */
  get isWalking(): boolean {
    return this.walks.isGoing;
  }

  /** What the request asks for, as it is now; `isUrgent`, `isOver` as in walks.ts. */
  body(request: ViewRequest, isUrgent: boolean, isOver: boolean): ConnectionsBody {
    this.walk(request, isUrgent, isOver);
    const { entries, total } = this.walks.done;
    const { anchor, count } = request;
    const anchored = anchor === null ? -1 : entries.find(Number(anchor.key));
    const anchorAt = anchored < 0 ? null : entries.placeOf(anchored);
    const from = windowOf(entries.count, request, anchorAt);
    const rows: ConnectionRow[] = [];
    const shown = new Set<number>();
    for (const entry of entries.window(from, from + count)) {
      const id = (entries.ids[entry] as number) >>> 0;
      const place = this.placeNow(entries.refs[entry] as number, id);
      // (Whoever ended during a walk may have been met twice.)
      if (place === null || shown.has(id)) continue;
      shown.add(id);
      this.rows.note(id, place);
      rows.push(connectionRow(this.rows, place, this.seen.tunnels));
    }
    return { view: "connections", total, matching: entries.count, offset: from, rows, anchorAt };
  }

  /** Where a row stands that stood at `place` during the walk. */
  private placeNow(place: number, id: number): number | null {
    return this.rows.isAt(place, id) ? place : this.rows.findKept(id);
  }

  private walk(request: ViewRequest, isUrgent: boolean, isOver: boolean): void {
    const { order, reverse, select } = request;
    const options = {
      order: orderOf(CONNECTION_ORDERS, order) as ConnectionOrder,
      reverse,
      select: this.filter.of(select),
    };
    const asked = JSON.stringify([order, reverse, select]);
    this.walks.walk({ asked, begin: (pass) => pass.begin(options), isUrgent, isOver });
  }
}
