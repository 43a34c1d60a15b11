// The view of connections: which rows of the order are on the screen, and where its anchor stands.
import type { Predicate } from "../../select/match.ts";
import { selectionOf } from "../../select/selection.ts";
import type { InSight } from "../onlooker.ts";
import type { AllRows } from "./all-rows.ts";
import type { ConnectionOrder } from "./connection-order.ts";
import { connectionRow } from "./connection-rows.ts";
import { ConnectionsPass } from "./connections-pass.ts";
import { CONNECTION_ORDERS, type ConnectionRow, type ConnectionsBody } from "./frame.ts";
import { PassPace } from "./pass-pace.ts";
import type { ViewRequest } from "./protocol.ts";
import { windowOf } from "./window.ts";

export class ConnectionsScreen {
  private readonly rows: AllRows;
  private readonly seen: InSight;
  private readonly base: Predicate | null;
  /** The last one that was finished, and the one that goes on or will. */
  private done: ConnectionsPass;
  private going: ConnectionsPass;
  private readonly pace = new PassPace();
  private select: Predicate | null = null;
  /** `done` was begun after the input's end. */
  private isFinal = false;
  /** Of which order and filter `done` is. */
  private asked = "";

  constructor(seen: InSight, rows: AllRows, base: Predicate | null) {
    this.seen = seen;
    this.rows = rows;
    this.base = base;
    const { tracker, tunnels } = seen;
    this.done = new ConnectionsPass(rows, tracker.table, tunnels);
    this.going = new ConnectionsPass(rows, tracker.table, tunnels);
  }

  /** A walk over the rows goes on at the next look. */
  get isWalking(): boolean {
    return this.pace.isGoing;
  }

  /**
   * What the request asks for, as it is now.
   * @param isUrgent somebody waits for it: rows are walked over whole where that is needed
   */
  body(request: ViewRequest, isUrgent: boolean, isOver: boolean): ConnectionsBody {
    this.walk(request, isUrgent, isOver);
    const { entries, total } = this.done;
    const { anchor, offset, count } = request;
    const anchored = anchor === null ? -1 : entries.find(Number(anchor.key));
    const anchorAt = anchored < 0 ? null : entries.placeOf(anchored);
    const from = windowOf(entries.count, count, anchorAt === null ? offset : anchorAt - (anchor?.line ?? 0));
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

  private placeNow(place: number, id: number): number | null {
    return this.rows.isAt(place, id) ? place : this.rows.find(id);
  }

  private walk(request: ViewRequest, isUrgent: boolean, isOver: boolean): void {
    const { order, reverse, select } = request;
    const asked = JSON.stringify([order, reverse, select]);
    const { pace } = this;
    if (asked !== this.asked) {
      this.asked = asked;
      this.select = select === null ? null : predicateOf(select);
      pace.drop();
      this.start(request);
      this.goOn(Number.POSITIVE_INFINITY);
      return;
    }
    // Rows that are over stand still: nothing but the end itself changes them.
    if (isUrgent && !isOver) return;
    if (pace.isGoing) this.goOn(pace.until());
    else if (isOver ? !this.isFinal : pace.isDue()) {
      this.start(request);
      this.goOn(isOver ? Number.POSITIVE_INFINITY : pace.until());
    }
    this.isFinal = isOver;
  }

  private start({ order, reverse }: ViewRequest): void {
    this.pace.begin();
    this.going.begin({
      order: (CONNECTION_ORDERS as readonly string[]).includes(order)
        ? (order as ConnectionOrder)
        : "trouble",
      reverse,
      base: this.base,
      select: this.select,
    });
  }

  private goOn(until: number): void {
    const { pace, going } = this;
    const begun = performance.now();
    const isDone = going.run(until);
    pace.took(performance.now() - begun, isDone);
    if (!isDone) return;
    this.going = this.done;
    this.done = going;
  }
}

/** (Whoever types has been told of mistakes already: what is none selects nothing.) */
function predicateOf(expression: string): Predicate {
  try {
    return selectionOf(expression);
  } catch {
    return () => false;
  }
}
