// `/`: an expression of the `--select` language is typed. Pure: prompt and key → prompt and what came of it. What is
// valid takes effect while it is typed; what is not leaves the last that was.
import type { SeenEnds } from "../../../select/complete.ts";
import { type FilterHelp, filterHelp, type Offer } from "./filter-offers.ts";
import { type KeyPress, replaced, type TextField, textField, typed } from "./text-field.ts";

export interface FilterPrompt extends FilterHelp {
  readonly field: TextField;
  /** In force when it was opened. */
  readonly before: string | null;
  /** The last that was valid. */
  readonly valid: string | null;
  /** Enter was pressed on what is wrong: the error is shown however it could go on. */
  readonly insists: boolean;
  /** The one of the offers that Tab has put in, and what it stands instead of; null: none yet. */
  readonly taken: { readonly index: number; readonly instead: TextField } | null;
}

export interface FilterOutcome {
  readonly kind: "open" | "cancelled" | "applied";
  /** The filter that is in force now; null: none. */
  readonly select: string | null;
}

export interface FilterStep {
  readonly prompt: FilterPrompt;
  readonly outcome: FilterOutcome;
}

/** @param history filters of this session, the newest last: see `remembered` */
export function openFilterPrompt(
  select: string | null,
  history: readonly string[],
  seen: SeenEnds,
): FilterPrompt {
  // A filter that is there is narrowed more often than replaced.
  const field = textField(select === null ? "" : `${select} `, history);
  return edited({ before: select, valid: select }, field, seen);
}

/** @param seen what is on the screen, for the completion of addresses and ports */
export function filterKey(prompt: FilterPrompt, input: string, key: KeyPress, seen: SeenEnds): FilterStep {
  if (key.escape === true) return { prompt, outcome: { kind: "cancelled", select: prompt.before } };
  if (key.tab === true) return open(tab(prompt, key.shift === true ? -1 : 1, seen));
  const field = typed(prompt.field, input, key);
  const next = field === prompt.field ? prompt : edited(prompt, field, seen);
  // Whoever only moves to what is wrong still sees what it is.
  if (field !== prompt.field && field.text === prompt.field.text) {
    return open({ ...next, insists: prompt.insists });
  }
  return key.return === true ? entered(next, seen) : open(next);
}

function open(prompt: FilterPrompt): FilterStep {
  return { prompt, outcome: { kind: "open", select: prompt.valid } };
}

function edited(
  { before, valid }: Pick<FilterPrompt, "before" | "valid">,
  field: TextField,
  seen: SeenEnds,
): FilterPrompt {
  const help = filterHelp(field.text, field.cursor, seen);
  return {
    ...help,
    field,
    before,
    valid: help.error === null ? expressionOf(field) : valid,
    insists: false,
    taken: null,
  };
}

function expressionOf(field: TextField): string | null {
  const text = field.text.trim();
  return text === "" ? null : text;
}

/** As a shell's menu: the first Tab takes the first offer, each further one the next in its place. */
function tab(prompt: FilterPrompt, step: number, seen: SeenEnds): FilterPrompt {
  const { offers, taken } = prompt;
  if (offers.length === 0) return prompt;
  const field = taken === null ? prompt.field : taken.instead;
  const first = step > 0 ? 0 : offers.length - 1;
  const index = taken === null ? first : (taken.index + step + offers.length) % offers.length;
  const next = edited(prompt, accepted(field, offers[index] as Offer), seen);
  // The only one there is: what can follow it is offered at once.
  return offers.length === 1 ? next : { ...next, offers, taken: { index, instead: field } };
}

/** The cursor goes behind what is put in, unless that is somewhere else than it. */
function accepted(field: TextField, offer: Offer): TextField {
  const next = replaced(field, offer.from, offer.to, offer.text);
  const isElsewhere = field.cursor > offer.to && next !== field;
  return isElsewhere ? { ...next, cursor: next.text.length - (field.text.length - field.cursor) } : next;
}

/** What is wrong stays open, unless it can only mean one thing. */
function entered(prompt: FilterPrompt, seen: SeenEnds): FilterStep {
  if (prompt.error === null) return applied(prompt);
  const offer = prompt.taken === null ? prompt.offers.find(({ isSure }) => isSure) : undefined;
  const meant = offer === undefined ? prompt : edited(prompt, accepted(prompt.field, offer), seen);
  return meant.error === null ? applied(meant) : open({ ...prompt, insists: true });
}

function applied(prompt: FilterPrompt): FilterStep {
  return { prompt, outcome: { kind: "applied", select: prompt.valid } };
}
