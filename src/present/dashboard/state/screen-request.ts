// What the session is asked for, worked out from what the screen shows: sent when it differs from what was asked
// for last.
import type { ToSession, TraceRequest, ViewRequest } from "../../../session/screen/protocol.ts";
import { tableHeight } from "../layout.ts";
import { connectionAtHand, type ScreenState, selectInForce, topPane } from "./screen-state.ts";
import { topOf } from "./selection.ts";

/** Rows to look around in while the screen is held. */
const HELD_ROWS = 2000;

export interface Asked {
  readonly state: ScreenState;
  readonly messages: readonly ToSession[];
}

/** The state with what was asked for, and the messages that ask for it. */
export function asked(state: ScreenState): Asked {
  const messages: ToSession[] = [];
  let next = state;
  const wanted = wantedView(state);
  const before = state.request;
  if (before === null || differs(before, wanted)) {
    const number = (before?.number ?? 0) + 1;
    const request: ViewRequest = { ...wanted, number };
    const isOther = before === null || OTHER_ROWS.some((name) => before[name] !== request[name]);
    next = { ...next, request, validFrom: isOther ? number : next.validFrom };
    messages.push(request);
  }
  const pane = state.panes.findLast(({ kind }) => kind === "ladder");
  const id = pane?.kind === "ladder" ? pane.id : null;
  if (id !== state.traced) {
    const request: TraceRequest = { type: "trace", id };
    next = { ...next, traced: id };
    messages.push(request);
  }
  return { state: next, messages };
}

/** What changes which rows there are, not only which of them are sent. */
const OTHER_ROWS = ["view", "select", "order", "reverse"] as const;

function wantedView(state: ScreenState): Omit<ViewRequest, "number"> {
  const { view, held } = state;
  const selection = state.selections[view];
  const height = tableHeight(state);
  const count = held === null ? 3 * height : HELD_ROWS;
  const above = Math.floor((count - height) / 2);
  const { key, line, follows, order, reverse } = selection;
  return {
    type: "view",
    view,
    select: selectInForce(state),
    order,
    reverse,
    offset: follows ? 0 : Math.max(0, topOf(selection) - above),
    count,
    anchor: key === null || follows ? null : { key, line: above + line },
    hold: held !== null,
    detail: detailOf(state),
  };
}

/** Whoever follows the newest hears of whichever that is: there is no time to ask. */
function detailOf(state: ScreenState): ViewRequest["detail"] {
  if (topPane(state)?.kind === "help") return null;
  const follows = state.view === "connections" && state.selections.connections.follows;
  return follows && state.panes.length === 0 ? "first" : connectionAtHand(state);
}

function differs(before: ViewRequest, wanted: Omit<ViewRequest, "number">): boolean {
  if (before.hold !== wanted.hold || OTHER_ROWS.some((name) => before[name] !== wanted[name])) return true;
  // What is held stays as it was sent.
  if (wanted.hold) return false;
  if (before.detail !== wanted.detail || before.count !== wanted.count) return true;
  if (before.anchor?.key !== wanted.anchor?.key) return true;
  // Pages above and below are at hand: not every line asks anew.
  if (wanted.anchor !== null)
    return Math.abs((before.anchor?.line ?? 0) - wanted.anchor.line) > wanted.count / 6;
  return before.offset !== wanted.offset;
}
