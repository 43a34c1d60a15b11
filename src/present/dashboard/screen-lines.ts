// The whole screen as lines, from its state: made to fit, so that they only have to be placed.
import type { ViewName } from "../../session/screen/frame.ts";
import { formatCount } from "../../words/numbers.ts";
import { cutEnd } from "../terminal/width.ts";
import { keyLine } from "./keys/key-line.ts";
import { shownTop } from "./keys/key-moves.ts";
import { LEAST, layoutOf } from "./layout.ts";
import { messageLines } from "./message-line.ts";
import { paneLines } from "./panes/pane-lines.ts";
import { filterPromptLines } from "./prompts/filter-prompt-lines.ts";
import { gotoPromptLines } from "./prompts/goto-prompt.ts";
import { timelineOf } from "./prompts/goto-time.ts";
import { writePromptLines } from "./prompts/write-prompt.ts";
import { type Prompt, type ScreenState, topPane } from "./state/screen-state.ts";
import { topOf } from "./state/selection.ts";
import { headLines } from "./status-line.ts";
import { noteLine, ruleLine, tabsLine } from "./tabs.ts";
import { timeLine } from "./time-line.ts";
import { connectionsLines } from "./views/connections.ts";
import { findingsLines } from "./views/findings.ts";
import { servicesLines } from "./views/services.ts";
import { statesLines } from "./views/states.ts";

/** One less than the terminal has, none wider than it is. */
export function screenLines(state: ScreenState): string[] {
  const { size, drawing, status, prompt } = state;
  const { isTooSmall, headRows, body, hasLowerRule, messageRows, timeRows, keyRows } = layoutOf(state);
  if (isTooSmall) {
    const text = drawing.words.screen.tooSmall(LEAST.columns, LEAST.rows);
    return [cutEnd(text, size.columns, "")];
  }
  const head = status === null ? [] : headLines(status, size.columns, headRows, drawing);
  const replay = status?.replay ?? null;
  return [
    ...filled(head, headRows),
    tabsLine(state),
    noteLine(state),
    ...filled(bodyLines(state), body.rows),
    ...(hasLowerRule ? [ruleLine(state)] : []),
    ...messageLines(state, messageRows),
    ...filled(replay === null ? [] : [timeLine(replay, size.columns, drawing)], timeRows),
    ...(prompt === null ? [keyLine(state)] : filled(promptLines(state, prompt), keyRows)),
  ];
}

function filled(lines: readonly string[], rows: number): string[] {
  return Array.from({ length: rows }, (_, index) => lines[index] ?? "");
}

function promptLines(state: ScreenState, prompt: Prompt): string[] {
  const { drawing, size, handbook } = state;
  switch (prompt.kind) {
    case "filter":
      return filterPromptLines(prompt.filter, size.columns, drawing, handbook);
    case "goto":
      return gotoPromptLines(prompt.goto, timelineOf(state.status), size.columns, drawing);
    case "write":
      return writePromptLines(prompt.write, size.columns, drawing);
  }
}

function bodyLines(state: ScreenState): readonly string[] {
  const pane = topPane(state);
  if (pane !== null) return paneLines(state, pane).lines.slice(shownTop(state, pane));
  return VIEW_LINES[state.view](state);
}

const VIEW_LINES: Readonly<Record<ViewName, (state: ScreenState) => string[]>> = {
  connections: (state) => {
    const body = state.bodies.connections;
    if (body === undefined) return [];
    const selection = state.selections.connections;
    const { rows, cursor } = seen(state, body.offset, body.rows, selection);
    const shown = { ...body, rows };
    return connectionsLines(
      shown,
      nothingOf(state),
      state.addressColumns,
      cursor,
      selection,
      layoutOf(state).body,
      state.drawing,
    );
  },
  states: (state) => {
    const body = state.bodies.states;
    if (body === undefined) return [];
    return statesLines(body, state.selections.states.at, layoutOf(state).body, state.drawing);
  },
  services: (state) => {
    const body = state.bodies.services;
    if (body === undefined) return [];
    const selection = state.selections.services;
    const { rows, cursor } = seen(state, body.offset, body.rows, selection);
    return servicesLines({ ...body, rows }, cursor ?? -1, selection, layoutOf(state).body, state.drawing);
  },
  findings: (state) => {
    const body = state.bodies.findings;
    if (body === undefined) return [];
    const selection = state.selections.findings;
    // (As many groups as are seen beside the feed is up to the view: it gets all that are at hand.)
    return findingsLines(body, selection.at - body.offset, selection, layoutOf(state).body, state.drawing);
  },
};

function nothingOf({ status, drawing }: ScreenState): string {
  const { packets = 0, tcpPackets = 0, replay = null } = status ?? {};
  const isOver = replay?.isAtEnd === true;
  return drawing.words.screen.nothing(packets === 0 ? null : formatCount(packets), tcpPackets > 0, isOver);
}

/** The rows on the screen: those at hand may begin above it, or end before it does. */
function seen<Row>(
  state: ScreenState,
  offset: number,
  rows: readonly Row[],
  selection: ScreenState["selections"][ViewName],
): { readonly rows: readonly Row[]; readonly cursor: number | null } {
  const from = Math.max(0, topOf(selection) - offset);
  const shown = rows.slice(from, from + layoutOf(state).body.rows - 1);
  const cursor = selection.at - offset - from;
  return { rows: shown, cursor: cursor >= 0 && cursor < shown.length ? cursor : null };
}
