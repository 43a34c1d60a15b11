// What the screen knows at a moment: what it was sent last, where the user is in it, what stands over it. Plain
// data; screen-steps.ts says how it goes on, screen-lines.ts how it looks.
import { type Body, type Detail, ORDERS, type Status, type ViewName } from "../../../session/screen/frame.ts";
import type { TraceAnswer, ViewRequest } from "../../../session/screen/protocol.ts";
import type { Handbook } from "../../../words/topics.ts";
import type { Drawing, Space } from "../drawing.ts";
import type { PaneTopic } from "../panes/explain-pane.ts";
import type { FilterPrompt } from "../prompts/filter-prompt.ts";
import type { GotoPrompt } from "../prompts/goto-prompt.ts";
import type { WritePrompt } from "../prompts/write-prompt.ts";
import { type AddressColumns, NO_ADDRESSES } from "../views/connections.ts";
import { firstSelection, type Selection } from "./selection.ts";

export interface LadderPane {
  readonly kind: "ladder";
  readonly id: number;
  readonly answer: TraceAnswer | null;
  /** How far it is, 0 to 1. */
  readonly done: number;
  readonly all: boolean;
  readonly scroll: Scroll;
}

interface ExplainPane {
  readonly kind: "explain";
  readonly topics: readonly PaneTopic[];
  readonly index: number;
  readonly scroll: Scroll;
}

interface HelpPane {
  readonly kind: "help";
  readonly scroll: Scroll;
}

/** Where somebody is in lines of which not all are seen. */
export interface Scroll {
  /** The first line seen; lines are counted when they are drawn, so it may be too far. */
  readonly top: number;
  /** At the end, whatever comes. */
  readonly follows: boolean;
}

export type Pane = LadderPane | ExplainPane | HelpPane;

export type Prompt =
  | { readonly kind: "filter"; readonly filter: FilterPrompt }
  | { readonly kind: "goto"; readonly goto: GotoPrompt }
  | { readonly kind: "write"; readonly write: WritePrompt };

/** From where somebody went to the connections of a line. */
interface Step {
  readonly from: ViewName;
  /** In place of the filter, until they go back. */
  readonly select: string;
  /** Of the connections, as it was. */
  readonly selection: Selection;
}

interface Held {
  /** Counted when the screen was held. */
  readonly packets: number;
  readonly connections: number;
}

export interface ScreenState {
  readonly kind: "live" | "replay";
  readonly size: Space;
  readonly view: ViewName;
  readonly selections: Readonly<Record<ViewName, Selection>>;
  /** What each view was sent last. */
  readonly bodies: { readonly [View in ViewName]?: Extract<Body, { view: View }> };
  readonly addressColumns: AddressColumns;
  readonly status: Status | null;
  readonly detail: Detail | null;
  /** Null: everything. */
  readonly filter: string | null;
  readonly filterHistory: readonly string[];
  readonly timeHistory: readonly string[];
  readonly trail: readonly Step[];
  readonly held: Held | null;
  /** The last is on top. */
  readonly panes: readonly Pane[];
  readonly prompt: Prompt | null;
  readonly notice: { readonly line: string; readonly isWarning: boolean } | null;
  readonly handbook: Handbook;
  readonly drawing: Drawing;
  /** The user's directory, for names of files. */
  readonly home: string;
  /** The last that was sent. */
  readonly request: ViewRequest | null;
  /** Answers to earlier requests show something else. */
  readonly validFrom: number;
  /** How many `pace` requests were sent. */
  readonly paces: number;
  /** Of which connection a ladder was asked for last. */
  readonly traced: number | null;
}

export interface Beginning {
  readonly kind: "live" | "replay";
  readonly size: Space;
  readonly select: string | null;
  readonly handbook: Handbook;
  readonly drawing: Drawing;
  /** The user's directory, for names of files. */
  readonly home: string;
}

export function firstState({ kind, size, select, handbook, drawing, home }: Beginning): ScreenState {
  return {
    kind,
    size,
    view: "connections",
    selections: {
      connections: firstSelection(ORDERS.connections[0]),
      states: { ...firstSelection(ORDERS.states[0]), follows: false },
      services: firstSelection(ORDERS.services[0]),
      findings: firstSelection(ORDERS.findings[0]),
    },
    bodies: {},
    addressColumns: NO_ADDRESSES,
    status: null,
    detail: null,
    filter: select,
    filterHistory: select === null ? [] : [select],
    timeHistory: [],
    trail: [],
    held: null,
    panes: [],
    prompt: null,
    notice: null,
    handbook,
    drawing,
    home,
    request: null,
    validFrom: 0,
    paces: 0,
    traced: null,
  };
}

export function topPane(state: ScreenState): Pane | null {
  return state.panes.at(-1) ?? null;
}

/** The filter in force, also while it is being typed. */
export function selectInForce(state: ScreenState): string | null {
  if (state.prompt?.kind === "filter") return state.prompt.filter.valid;
  return state.trail.at(-1)?.select ?? state.filter;
}

/** The connection that keys are about: that of the ladder, or the selected one; null: none. */
export function connectionAtHand(state: ScreenState): number | null {
  const ladder = state.panes.findLast((pane) => pane.kind === "ladder");
  if (ladder !== undefined) return ladder.id;
  const { key } = state.selections.connections;
  return state.view === "connections" && typeof key === "number" ? key : null;
}
