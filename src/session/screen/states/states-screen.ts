// The view of states: how many ends are in which state now, by side; how that was in the last minutes, and how
// often what happens. The history is counted as ends change their states, whatever is on the screen.
import type { State } from "../../../record/connection-record.ts";
import type { EventKind } from "../../../record/event-record.ts";
import { EVENT_KINDS, STATES as STATES_IN_ORDER } from "../../../record/vocabulary.ts";
import { SELF_CONNECT } from "../../../track/connection-layout.ts";
import type { ConnectionView } from "../../../track/connection-view.ts";
import { STATES } from "../../../track/tcp-state-machine.ts";
import type { InSight } from "../../onlooker.ts";
import type { Rate, StatesBody } from "../frame.ts";
import type { AllRows } from "../rows/all-rows.ts";
import type { RowMarks } from "../rows/row-marks.ts";
import { RowWalk } from "../rows/row-walk.ts";
import { Walks } from "../rows/walks.ts";
import { Histories } from "./histories.ts";

const COUNTED = 1 << 8;
const STATE_MASK = 0xf;
/** Live the last eight minutes are of interest, of files all of it. */
const LONGEST_STEP_LIVE = 4e9;

export class StatesScreen {
  readonly histories: Histories;
  private readonly seen: InSight;
  private readonly marks: RowMarks;
  private readonly walks: Walks<StatesPass>;

  constructor(seen: InSight, rows: AllRows) {
    this.seen = seen;
    this.marks = rows.marks;
    const isLive = seen.source.statistics !== undefined;
    this.histories = new Histories(isLive ? LONGEST_STEP_LIVE : Number.POSITIVE_INFINITY);
    const newPass = () => new StatesPass(seen, rows, (view) => this.count(view));
    this.walks = new Walks(newPass(), newPass());
  }

  get isWalking(): boolean {
    return this.walks.isGoing;
  }

  /** An end of the connection that the view shows may be in another state than was counted. */
  count(view: ConnectionView): void {
    const { handle } = view;
    this.marks.reach(handle);
    const first = view.state(0);
    const code = COUNTED | first | ((view.has(SELF_CONNECT) ? first : view.state(1)) << 4);
    if (this.marks.states[handle] === code) return;
    this.discount(handle);
    this.marks.states[handle] = code;
    this.add(code, 1);
  }

  /** It is over, or another connection's from now on. */
  discount(handle: number): void {
    const code = this.marks.states[handle] as number;
    if ((code & COUNTED) !== 0) this.add(code, -1);
  }

  body(isUrgent: boolean, isOver: boolean): StatesBody {
    this.walks.walk({ asked: "", begin: (pass) => pass.begin(), isUrgent, isOver });
    const { histories, seen } = this;
    const { now } = seen.tracker;
    histories.advance(now);
    const { client, server } = this.walks.done;
    const rate = (kind: EventKind): Rate => ({
      perSecond: histories.perSecond(kind, now),
      total: histories.total(kind),
      history: histories.ofKind(kind),
    });
    return {
      view: "states",
      client: byState((state) => client[state] as number),
      server: byState((state) => server[state] as number),
      history: byState((state) => histories.ofState(state)),
      historySeconds: histories.step / 1e9,
      rates: Object.fromEntries(EVENT_KINDS.map((kind) => [kind, rate(kind)])) as Record<EventKind, Rate>,
    };
  }

  private add(code: number, change: number): void {
    const { states } = this.histories;
    const first = code & STATE_MASK;
    const second = (code >> 4) & STATE_MASK;
    states[first] = (states[first] as number) + change;
    states[second] = (states[second] as number) + change;
  }
}

function byState<Value>(value: (state: number) => Value): Record<State, Value> {
  return Object.fromEntries(STATES_IN_ORDER.map((state) => [state, value(STATES.indexOf(state))])) as Record<
    State,
    Value
  >;
}

/** One walk over the rows. */
class StatesPass {
  readonly client = new Float64Array(STATES.length);
  readonly server = new Float64Array(STATES.length);
  private readonly rows: AllRows;
  private readonly walk: RowWalk;
  /** (What the kernel told of older connections is no event.) */
  private readonly count: (view: ConnectionView) => void;

  constructor(seen: InSight, rows: AllRows, count: (view: ConnectionView) => void) {
    this.rows = rows;
    this.walk = new RowWalk(rows, seen.tracker.table, true);
    this.count = count;
  }

  begin(): void {
    this.client.fill(0);
    this.server.fill(0);
    this.walk.begin();
  }

  run(until: number): boolean {
    return this.walk.run(until, this);
  }

  see(place: number): void {
    const view = this.rows.show(place);
    const client = view.state(view.client);
    const server = view.state(view.server);
    this.client[client] = (this.client[client] as number) + 1;
    this.server[server] = (this.server[server] as number) + 1;
    if (place >= 0) this.count(view);
  }
}
