// How the screen goes on: a state and what happened → the next state and what follows from it outside. Pure; keys
// are in key-actions.ts, what is typed into a prompt in prompt-steps.ts.
import type { ConnectionsBody, Frame, StatesBody, Status } from "../../../session/screen/frame.ts";
import type { FromSession, ToSession } from "../../../session/screen/protocol.ts";
import type { KeyName } from "../../../words/dashboard-words.ts";
import type { Space } from "../drawing.ts";
import { pressed } from "../keys/key-actions.ts";
import { tableHeight } from "../layout.ts";
import { typedIntoPrompt } from "../prompts/prompt-steps.ts";
import type { KeyPress } from "../prompts/text-field.ts";
import { type AddressColumns, NO_ADDRESSES, widened } from "../views/connections.ts";
import { STATES_SHOWN, whereToLook } from "../views/states.ts";
import { rowsAtHand, rowsOf } from "./rows-at-hand.ts";
import { asked } from "./screen-request.ts";
import type { Pane, ScreenState } from "./screen-state.ts";
import { found, resized } from "./selection.ts";

export type Happening =
  | { readonly type: "key"; readonly action: KeyName }
  | { readonly type: "typed"; readonly input: string; readonly key: KeyPress }
  /** `asksLater`: what is to be asked for because of it waits until the next happening. */
  | { readonly type: "heard"; readonly message: FromSession; readonly asksLater?: true }
  | { readonly type: "resized"; readonly size: Space }
  /** What was told has been there for long enough. */
  | { readonly type: "told" }
  /** What was not asked for yet is asked for now. */
  | { readonly type: "ask" };

/** What is to be done outside. */
export type Effect =
  | { readonly type: "send"; readonly message: ToSession }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "repaint" }
  | { readonly type: "leave" };

export interface Stepped {
  readonly state: ScreenState;
  readonly effects: readonly Effect[];
}

export function step(before: ScreenState, happening: Happening): Stepped {
  const { state: after, effects } = happened(before, happening);
  const paces = effects.filter((effect) => effect.type === "send" && effect.message.type === "pace").length;
  const state = paces === 0 ? after : { ...after, paces: after.paces + paces };
  if (happening.type === "heard" && happening.asksLater) return { state: fitted(before, state), effects };
  const { state: next, messages } = asked(fitted(before, state));
  return {
    state: next,
    effects: [...effects, ...messages.map((message) => ({ type: "send" as const, message }))],
  };
}

function happened(state: ScreenState, happening: Happening): Stepped {
  switch (happening.type) {
    case "key":
      return pressed(state.notice === null ? state : { ...state, notice: null }, happening.action);
    case "typed":
      return typedIntoPrompt(state, happening.input, happening.key);
    case "heard":
      return { state: heard(state, happening.message), effects: [] };
    case "resized":
      return { state: { ...state, size: happening.size }, effects: [] };
    case "told":
      return { state: { ...state, notice: null }, effects: [] };
    case "ask":
      return { state, effects: [] };
  }
}

/** Where more or fewer rows are seen than before, what is selected is still seen. */
function fitted(before: ScreenState, state: ScreenState): ScreenState {
  const height = tableHeight(state);
  if (height === tableHeight(before)) return state;
  const { view } = state;
  const rows = rowsAtHand(state);
  if (rows === null) return state;
  return {
    ...state,
    selections: { ...state.selections, [view]: resized(state.selections[view], rows, height) },
  };
}

function heard(state: ScreenState, message: FromSession): ScreenState {
  switch (message.type) {
    case "frame":
      return framed(state, message.frame);
    case "trace":
    case "tracing":
      return { ...state, panes: state.panes.map((pane) => traced(pane, message)) };
    case "notice":
      return { ...state, notice: { line: message.line, isWarning: message.isWarning } };
    default:
      return state;
  }
}

function traced(pane: Pane, message: Extract<FromSession, { type: "trace" | "tracing" }>): Pane {
  if (pane.kind !== "ladder" || pane.id !== message.id) return pane;
  return message.type === "trace" ? { ...pane, answer: message } : { ...pane, done: message.done };
}

/** What was on its way when a replay was asked for something does not take that back. */
function inExpectation({ status: before, paces }: ScreenState, status: Status): Status {
  const { replay } = status;
  const expected = before?.replay ?? null;
  if (replay === null || expected === null || replay.pacesHeard >= paces) return status;
  const { speed, isPlaying, isAtEnd, positionSeconds } = expected;
  return { ...status, replay: { ...replay, speed, isPlaying, isAtEnd, positionSeconds } };
}

function framed(state: ScreenState, { status, body, detail, answers }: Frame): ScreenState {
  const next = {
    ...state,
    status: inExpectation(state, status),
    detail: detail ?? (body === null ? state.detail : null),
  };
  if (body === null || body.view !== state.view || answers < state.validFrom) return next;
  const bodies = { ...state.bodies, [body.view]: body };
  if (body.view === "states") return { ...next, bodies, selections: lookingAt(state, body) };
  const rows = rowsOf(body);
  if (rows === null) return { ...next, bodies };
  const selection = found(state.selections[body.view], rows, tableHeight(state));
  const addressColumns = body.view === "connections" ? widthsOf(state, body) : state.addressColumns;
  return { ...next, bodies, addressColumns, selections: { ...state.selections, [body.view]: selection } };
}

/** Of other connections they begin anew. */
function widthsOf({ bodies, addressColumns }: ScreenState, { rows }: ConnectionsBody): AddressColumns {
  return widened(bodies.connections === undefined ? NO_ADDRESSES : addressColumns, rows);
}

/** Until the cursor is moved it stands where something asks for attention. */
function lookingAt({ selections, drawing }: ScreenState, body: StatesBody): ScreenState["selections"] {
  const { states } = selections;
  if (states.key !== null) return selections;
  const { at, asks } = whereToLook(body, drawing);
  return { ...selections, states: { ...states, at, key: asks ? (STATES_SHOWN[at] as string) : null } };
}
