// What is typed while a prompt is open, and what comes of it.
import type { SeenEnds } from "../../../select/complete.ts";
import { connectionAtHand, type Prompt, type ScreenState, selectInForce } from "../state/screen-state.ts";
import type { Stepped } from "../state/screen-steps.ts";
import { filterKey, openFilterPrompt } from "./filter-prompt.ts";
import { gotoKey, openGotoPrompt } from "./goto-prompt.ts";
import { timelineOf } from "./goto-time.ts";
import { type Stroke, strokesOf } from "./key-strokes.ts";
import { type KeyPress, remembered } from "./text-field.ts";
import { openWritePrompt, writeKey } from "./write-prompt.ts";

export function openFilter(state: ScreenState): ScreenState {
  const filter = openFilterPrompt(selectInForce(state), state.filterHistory, seenEnds(state));
  return { ...state, prompt: { kind: "filter", filter } };
}

export function openWrite(state: ScreenState): ScreenState {
  const id = connectionAtHand(state);
  if (id === null) {
    return { ...state, notice: { line: state.drawing.words.screen.nothingSelected, isWarning: true } };
  }
  return { ...state, prompt: { kind: "write", write: openWritePrompt(id) } };
}

export function openGoTo(state: ScreenState): ScreenState {
  return { ...state, prompt: { kind: "goto", goto: openGotoPrompt(state.timeHistory) } };
}

/** @param input as ink's useInput hands it out; what is left when the prompt closes is lost */
export function typedIntoPrompt(state: ScreenState, input: string, key: KeyPress): Stepped {
  let stepped: Stepped = { state, effects: [] };
  for (const stroke of strokesOf(input, key)) {
    const { state: now, effects } = stepped;
    if (now.prompt === null) break;
    const next = strokeTyped(now, now.prompt, stroke);
    stepped = { state: next.state, effects: [...effects, ...next.effects] };
  }
  return stepped;
}

function strokeTyped(state: ScreenState, prompt: Prompt, { input, key }: Stroke): Stepped {
  switch (prompt.kind) {
    case "filter":
      return { state: filterTyped(state, prompt, input, key), effects: [] };
    case "goto":
      return goToTyped(state, prompt, input, key);
    case "write":
      return writeTyped(state, prompt, input, key);
  }
}

type PromptOf<Kind extends Prompt["kind"]> = Extract<Prompt, { kind: Kind }>;

function filterTyped(
  state: ScreenState,
  before: PromptOf<"filter">,
  input: string,
  key: KeyPress,
): ScreenState {
  const { prompt, outcome } = filterKey(before.filter, input, key, seenEnds(state));
  if (outcome.kind === "open") return { ...state, prompt: { kind: "filter", filter: prompt } };
  const closed = { ...state, prompt: null };
  if (outcome.kind === "cancelled") return closed;
  const { select } = outcome;
  const history = remembered(state.filterHistory, select ?? "");
  const step = state.trail.at(-1);
  // The connections of a line stay those of another one until they are left.
  if (step === undefined || select === null)
    return { ...closed, filter: select, filterHistory: history, trail: [] };
  const trail = [...state.trail.slice(0, -1), { ...step, select }];
  return { ...closed, filterHistory: history, trail };
}

function goToTyped(state: ScreenState, before: PromptOf<"goto">, input: string, key: KeyPress): Stepped {
  const { prompt, outcome } = gotoKey(before.goto, input, key, timelineOf(state.status));
  if (outcome.kind === "open")
    return { state: { ...state, prompt: { kind: "goto", goto: prompt } }, effects: [] };
  const closed = { ...state, prompt: null };
  if (outcome.kind !== "applied") return { state: closed, effects: [] };
  const message = { type: "pace", seek: outcome.seconds } as const;
  const timeHistory = remembered(state.timeHistory, prompt.field.text);
  return { state: { ...closed, timeHistory }, effects: [{ type: "send", message }] };
}

function writeTyped(state: ScreenState, before: PromptOf<"write">, input: string, key: KeyPress): Stepped {
  const { prompt, outcome } = writeKey(before.write, input, key, state.home);
  if (outcome.kind === "open")
    return { state: { ...state, prompt: { kind: "write", write: prompt } }, effects: [] };
  const closed = { ...state, prompt: null };
  if (outcome.kind !== "applied") return { state: closed, effects: [] };
  const message = { type: "write", id: prompt.id, path: outcome.path } as const;
  return { state: closed, effects: [{ type: "send", message }] };
}

/** What a filter may be about: the rows at hand, the selected one first. */
function seenEnds({ bodies, view, selections }: ScreenState): SeenEnds {
  const { connections, services } = bodies;
  if (view === "services") return (services?.rows ?? []).map((server) => ({ server }));
  const rows = connections?.rows ?? [];
  const selected = rows.filter(({ id }) => id === selections.connections.key);
  return [...selected, ...rows];
}
