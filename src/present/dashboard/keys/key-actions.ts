// What each key does to the screen: state and action → state and what follows from it outside. Moving is in
// key-moves.ts.
import { ORDERS, type ViewName } from "../../../session/screen/frame.ts";
import type { KeyName } from "../../../words/dashboard-words.ts";
import { knownTopics } from "../panes/explain-pane.ts";
import { openFilter, openGoTo, openWrite } from "../prompts/prompt-steps.ts";
import {
  connectionAtHand,
  type Pane,
  type ScreenState,
  type Scroll,
  topPane,
} from "../state/screen-state.ts";
import type { Stepped } from "../state/screen-steps.ts";
import { itsConnections, topicsAtHand } from "../state/selected.ts";
import { firstSelection } from "../state/selection.ts";
import { copyOfSelected } from "./copy-selected.ts";
import { moveBy, moveToFirst, moveToLast } from "./key-moves.ts";
import { changeSpeed, jump, playOrPause, toNextFinding } from "./pace-keys.ts";

export const VIEWS: readonly ViewName[] = ["connections", "states", "services", "findings"];
const JUMP_SECONDS = 10;
const START: Scroll = { top: 0, follows: false };

export function pressed(state: ScreenState, action: KeyName): Stepped {
  const act = ACTIONS[action];
  return act(state);
}

const ACTIONS: Readonly<Record<KeyName, (state: ScreenState) => Stepped>> = {
  up: (state) => stay(moveBy(state, -1, "lines")),
  down: (state) => stay(moveBy(state, 1, "lines")),
  pageUp: (state) => stay(moveBy(state, -1, "pages")),
  pageDown: (state) => stay(moveBy(state, 1, "pages")),
  first: (state) => stay(moveToFirst(state)),
  last: (state) => stay(moveToLast(state)),
  connections: (state) => stay(shown(state, "connections")),
  states: (state) => stay(shown(state, "states")),
  services: (state) => stay(shown(state, "services")),
  findings: (state) => stay(shown(state, "findings")),
  nextView: (state) => stay(shown(state, neighbour(VIEWS, state.view, 1))),
  previousView: (state) => stay(shown(state, neighbour(VIEWS, state.view, -1))),
  ladder: (state) => stay(ladder(state)),
  itsConnections: (state) => stay(drilled(state)),
  explain: (state) => stay(explained(state)),
  back: (state) => stay(back(state)),
  nextTopic: (state) => stay(topic(state, 1)),
  previousTopic: (state) => stay(topic(state, -1)),
  allSegments: (state) =>
    stay(onTop(state, (pane) => (pane.kind === "ladder" ? { ...pane, all: !pane.all } : pane))),
  filter: (state) => stay(openFilter(state)),
  sortNext: (state) => stay(sorted(state, 1)),
  sortPrevious: (state) => stay(sorted(state, -1)),
  reverse: (state) => stay(reversed(state)),
  follow: (state) => stay(follow(state)),
  hold: (state) => stay(hold(state)),
  write: (state) => stay(openWrite(state)),
  copy: copyOfSelected,
  play: playOrPause,
  faster: (state) => changeSpeed(state, 1),
  slower: (state) => changeSpeed(state, -1),
  nextFinding: toNextFinding,
  goTo: (state) => stay(openGoTo(state)),
  forward: (state) => jump(state, JUMP_SECONDS),
  backward: (state) => jump(state, -JUMP_SECONDS),
  help: (state) => stay(help(state)),
  repaint: (state) => ({ state, effects: [{ type: "repaint" }] }),
  quit: (state) => ({ state, effects: [{ type: "leave" }] }),
};

function stay(state: ScreenState): Stepped {
  return { state, effects: [] };
}

function told(state: ScreenState, line: string, isWarning = true): ScreenState {
  return { ...state, notice: { line, isWarning } };
}

/** Whoever chooses a view has left the connections of a line. */
function shown(state: ScreenState, view: ViewName): ScreenState {
  const first = state.trail[0];
  const selections =
    first === undefined ? state.selections : { ...state.selections, connections: first.selection };
  return { ...state, view, selections, trail: [], panes: [] };
}

function neighbour<T>(all: readonly T[], one: T, by: number): T {
  return all[(all.indexOf(one) + by + all.length) % all.length] as T;
}

function ladder(state: ScreenState): ScreenState {
  const id = connectionAtHand(state);
  if (id === null) return told(state, state.drawing.words.screen.nothingSelected);
  const pane: Pane = { kind: "ladder", id, answer: null, done: 0, all: false, scroll: START };
  return { ...state, panes: [...state.panes, pane] };
}

function drilled(state: ScreenState): ScreenState {
  const select = itsConnections(state);
  if (select === null) return state;
  const { view, selections, filter } = state;
  const step = { from: view, select: both(filter, select), selection: selections.connections };
  return {
    ...state,
    view: "connections",
    trail: [...state.trail, step],
    selections: { ...selections, connections: firstSelection(ORDERS.connections[0]) },
    bodies: withoutConnections(state.bodies),
  };
}

function both(filter: string | null, select: string): string {
  return filter === null ? select : `${grouped(filter)} ${grouped(select)}`;
}

function grouped(expression: string): string {
  return /\bor\b/i.test(expression) ? `(${expression})` : expression;
}

/** Of other connections, they would be seen for a moment. */
function withoutConnections({ connections: _, ...others }: ScreenState["bodies"]): ScreenState["bodies"] {
  return others;
}

function explained(state: ScreenState): ScreenState {
  const topics = knownTopics(topicsAtHand(state), state.handbook);
  if (topics.length === 0) return told(state, state.drawing.words.screen.nothingToExplain);
  return { ...state, panes: [...state.panes, { kind: "explain", topics, index: 0, scroll: START }] };
}

/** What stands over the view is taken off first, then the way that led here is gone back. */
function back(state: ScreenState): ScreenState {
  if (state.panes.length > 0) return { ...state, panes: state.panes.slice(0, -1) };
  const step = state.trail.at(-1);
  if (step === undefined) return withoutFilter(state);
  return {
    ...state,
    view: step.from,
    trail: state.trail.slice(0, -1),
    selections: { ...state.selections, connections: step.selection },
    bodies: withoutConnections(state.bodies),
  };
}

function withoutFilter(state: ScreenState): ScreenState {
  if (state.filter === null) return state;
  return told({ ...state, filter: null }, state.drawing.words.screen.filterRemoved, false);
}

function onTop(state: ScreenState, change: (pane: Pane) => Pane): ScreenState {
  const pane = topPane(state);
  return pane === null ? state : { ...state, panes: [...state.panes.slice(0, -1), change(pane)] };
}

function topic(state: ScreenState, by: number): ScreenState {
  return onTop(state, (pane) => {
    if (pane.kind !== "explain") return pane;
    const index = (pane.index + by + pane.topics.length) % pane.topics.length;
    return { ...pane, index, scroll: START };
  });
}

function help(state: ScreenState): ScreenState {
  if (topPane(state)?.kind === "help") return back(state);
  return { ...state, panes: [...state.panes, { kind: "help", scroll: START }] };
}

/** The next column's order, from its beginning. */
function sorted(state: ScreenState, by: number): ScreenState {
  const { view, selections } = state;
  const order = neighbour(ORDERS[view], selections[view].order as never, by);
  return { ...state, selections: { ...selections, [view]: firstSelection(order) } };
}

function reversed(state: ScreenState): ScreenState {
  const { view, selections } = state;
  const { order, reverse } = selections[view];
  return { ...state, selections: { ...selections, [view]: { ...firstSelection(order), reverse: !reverse } } };
}

/** The newest stand on top of the first order; whoever has chosen another one keeps it. */
function follow(state: ScreenState): ScreenState {
  if (topPane(state)?.kind === "ladder")
    return onTop(state, (pane) => ({ ...pane, scroll: { ...pane.scroll, follows: !pane.scroll.follows } }));
  const { view, selections } = state;
  const selection = selections[view];
  const next = selection.follows
    ? { ...selection, follows: false }
    : { ...selection, at: 0, line: 0, key: null, follows: true };
  return { ...state, selections: { ...selections, [view]: next } };
}

function hold(state: ScreenState): ScreenState {
  const { held, status } = state;
  if (held !== null) return { ...state, held: null };
  if (status === null) return state;
  return { ...state, held: { packets: status.packets, connections: status.connections } };
}
