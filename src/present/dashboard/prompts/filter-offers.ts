// What is offered while a filter is typed: how the word at the cursor goes on, or what was meant by the one that is
// wrong. Knows the language; does not know how it is shown.
import { type Candidate, completeSelect, type SeenEnds } from "../../../select/complete.ts";
import { meantBy, translated } from "../../../select/meant.ts";
import { parseSelect } from "../../../select/parse.ts";
import { SelectError } from "../../../select/select-error.ts";

export interface Offer {
  /** Replaces `[from, to)` of the text. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** What a meaning of it is looked up by. */
  readonly about: Candidate["about"] | null;
  /** The word goes on so, stands for it, or is spelled nearly so. */
  readonly kind: "completion" | "meaning" | "correction";
  /** What was typed can only mean this: Enter takes it too. */
  readonly isSure: boolean;
}

export interface FilterError {
  /** Offset in the text, in UTF-16 units. */
  readonly at: number;
  readonly problem: string;
  readonly suggestions: readonly string[];
  readonly advice: string;
}

/** What is wrong with the text; null: nothing, or there is none. */
export function filterError(text: string): FilterError | null {
  if (text.trim() === "") return null;
  try {
    parseSelect(text);
    return null;
  } catch (error) {
    if (!(error instanceof SelectError)) throw error;
    const { column, problem, suggestions, advice } = error;
    return { at: column - 1, problem, suggestions, advice };
  }
}

/** Whether the error lies where an offer takes hold: the word is not finished, rather than wrong. */
export function isUnfinished(error: FilterError, offers: readonly Offer[]): boolean {
  return offers.some(({ kind, from }) => kind !== "correction" && error.at >= from);
}

/** The likeliest first: what goes on at the cursor, then what was meant. */
export function filterOffers(
  text: string,
  cursor: number,
  error: FilterError | null,
  seen: SeenEnds,
): readonly Offer[] {
  const { from, candidates } = completeSelect(text, cursor, seen);
  const completions = candidates
    .filter((candidate) => candidate.text !== text.slice(from, cursor))
    .map(({ text: put, about }, _index, all): Offer => {
      const isSure = from < cursor && all.length === 1;
      return { text: put, from, to: cursor, about, kind: "completion", isSure };
    });
  return [...completions, ...(error === null ? [] : corrections(text, error, seen))];
}

const ENDS_WORD = /[\s()]/;
const ENDS_VALUE = /[\s(),]/;
const ENDS_NAME = /[\s(),:<>=!]/;

function corrections(text: string, error: FilterError, seen: SeenEnds): Offer[] {
  const whole = translated(text);
  if (whole !== null) {
    return [{ text: whole, from: 0, to: text.length, about: null, kind: "meaning", isSure: true }];
  }
  const word = wordAt(text, error.at, ENDS_WORD);
  const meant = isTermStart(text, error.at) ? meantBy(word, seen) : [];
  if (meant.length > 0) {
    const to = error.at + word.length;
    return meant.map((offer) => ({
      text: offer.text,
      from: error.at,
      to,
      about: offer.about,
      kind: "meaning",
      isSure: offer.isWhole || meant.length === 1,
    }));
  }
  return error.suggestions.map((suggestion) => correction(text, error.at, suggestion));
}

/** A value is replaced by a value; by a term only with its key. */
function correction(text: string, at: number, suggestion: string): Offer {
  const isTerm = suggestion.includes(":");
  const from = isTerm && !isTermStart(text, at) ? termStart(text, at) : at;
  const ends = isTerm ? ENDS_VALUE : ENDS_NAME;
  const isSign = ENDS_NAME.test(text[at] ?? " ");
  const length = isSign ? signAt(text, at).length : wordAt(text, at, ends).length;
  return { text: suggestion, from, to: at + length, about: null, kind: "correction", isSure: false };
}

function isTermStart(text: string, at: number): boolean {
  return at === 0 || /[\s(]/.test(text[at - 1] as string);
}

function termStart(text: string, at: number): number {
  let start = at;
  while (!isTermStart(text, start)) start--;
  return start;
}

function wordAt(text: string, at: number, ends: RegExp): string {
  let end = at;
  while (end < text.length && !ends.test(text[end] as string)) end++;
  return text.slice(at, end);
}

function signAt(text: string, at: number): string {
  return (/^[<>=!]*/.exec(text.slice(at)) as RegExpExecArray)[0];
}
