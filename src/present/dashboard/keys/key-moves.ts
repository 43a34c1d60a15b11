// Moving: the selected row of a table, the selected state, the lines of what stands over a view.
import { layoutOf, tableHeight } from "../layout.ts";
import { paneLines } from "../panes/pane-lines.ts";
import { rowsAtHand } from "../state/rows-at-hand.ts";
import { type Pane, type ScreenState, type Scroll, topPane } from "../state/screen-state.ts";
import { moved, movedToFirst, movedToLast, type RowsAtHand, type Selection } from "../state/selection.ts";
import { STATES_SHOWN } from "../views/states.ts";

export function moveBy(state: ScreenState, by: number, unit: "lines" | "pages"): ScreenState {
  const pane = topPane(state);
  if (pane !== null) {
    const lines = by * (unit === "pages" ? Math.max(1, layoutOf(state).body.rows - 1) : 1);
    return scrolled(state, pane, (top) => top + lines);
  }
  // One line of a page is seen again on the next.
  const rows = by * (unit === "pages" ? Math.max(1, tableHeight(state) - 1) : 1);
  return selected(state, (selection, atHand, height) => moved(selection, rows, atHand, height));
}

export function moveToFirst(state: ScreenState): ScreenState {
  const pane = topPane(state);
  return pane === null ? selected(state, movedToFirst) : scrolled(state, pane, () => 0);
}

export function moveToLast(state: ScreenState): ScreenState {
  const pane = topPane(state);
  if (pane === null) return selected(state, movedToLast);
  return scrolled(state, pane, () => lastTop(state, pane));
}

/** The first line that is seen. */
export function shownTop(state: ScreenState, pane: Pane): number {
  if (!pane.scroll.follows) return Math.min(pane.scroll.top, lastTop(state, pane));
  return Math.max(0, paneLines(state, pane).end - layoutOf(state).body.rows);
}

function lastTop(state: ScreenState, pane: Pane): number {
  return Math.max(0, paneLines(state, pane).lines.length - layoutOf(state).body.rows);
}

function scrolled(state: ScreenState, pane: Pane, to: (top: number) => number): ScreenState {
  const top = Math.max(0, Math.min(to(shownTop(state, pane)), lastTop(state, pane)));
  const scroll: Scroll = { top, follows: false };
  return replaced(state, { ...pane, scroll });
}

function replaced(state: ScreenState, pane: Pane): ScreenState {
  return { ...state, panes: [...state.panes.slice(0, -1), pane] };
}

const STATE_ROWS: RowsAtHand = {
  matching: STATES_SHOWN.length,
  offset: 0,
  anchorAt: null,
  keys: STATES_SHOWN,
};

function selected(
  state: ScreenState,
  move: (selection: Selection, rows: RowsAtHand, height: number) => Selection,
): ScreenState {
  const { view, selections } = state;
  const rows = view === "states" ? STATE_ROWS : rowsAtHand(state);
  if (rows === null) return state;
  return {
    ...state,
    selections: { ...selections, [view]: move(selections[view], rows, tableHeight(state)) },
  };
}
