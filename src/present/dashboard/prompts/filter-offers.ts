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
  readonly side: Candidate["side"];
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
function filterError(text: string): FilterError | null {
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

export interface FilterHelp {
  /** What is wrong with the text; null: nothing. */
  readonly error: FilterError | null;
  /** It is only not typed to its end yet. */
  readonly isUnfinished: boolean;
  /** The likeliest first. */
  readonly offers: readonly Offer[];
}

/** @param seen what is on the screen */
export function filterHelp(text: string, cursor: number, seen: SeenEnds): FilterHelp {
  const error = filterError(text);
  const { from, candidates } = completeSelect(text, cursor, seen);
  const completions = candidates
    .filter((candidate) => candidate.text !== text.slice(from, cursor))
    .map(({ text: put, about, side }, _index, all): Offer => {
      const isSure = from < cursor && all.length === 1 && !/[:>.]$/.test(put);
      return { text: put, from, to: cursor, about, side, kind: "completion", isSure };
    });
  if (error === null) return { error, isUnfinished: false, offers: completions };
  const closing = closingOffers(text);
  if (closing.length > 0) return { error, isUnfinished: true, offers: [...completions, ...closing] };
  const meanings = meaningsOf(text, error, seen);
  // Where something else is wrong than the word that is typed, that comes first.
  if (error.at < from) {
    const corrected = meanings.length > 0 ? meanings : correctionsOf(text, error, seen);
    return {
      error,
      isUnfinished: meanings.length > 0,
      offers: corrected.length > 0 ? corrected : completions,
    };
  }
  const goesOn = [...completions, ...meanings];
  if (goesOn.length > 0) return { error, isUnfinished: true, offers: goesOn };
  return { error, isUnfinished: false, offers: correctionsOf(text, error, seen) };
}

/** Nobody opens more before closing one. */
const CLOSED_AT_MOST = 10;

/** What lacks nothing but its closing parentheses. */
function closingOffers(text: string): Offer[] {
  const count = text.split("(").length - text.split(")").length;
  if (count < 1 || count > CLOSED_AT_MOST) return [];
  const typed = text.trimEnd();
  const closing = ")".repeat(count);
  if (filterError(typed + closing) !== null) return [];
  return [
    {
      text: closing,
      from: typed.length,
      to: text.length,
      about: null,
      side: null,
      kind: "meaning",
      isSure: true,
    },
  ];
}

const ENDS_WORD = /[\s()]/;
const ENDS_VALUE = /[\s(),]/;
const ENDS_NAME = /[\s(),:<>=!]/;

/** What was meant by the wrong word, or by all of it. */
function meaningsOf(text: string, error: FilterError, seen: SeenEnds): Offer[] {
  const whole = translated(text);
  if (whole !== null) {
    return [
      { text: whole, from: 0, to: text.length, about: null, side: null, kind: "meaning", isSure: true },
    ];
  }
  if (!isTermStart(text, error.at)) return [];
  const word = wordAt(text, error.at, ENDS_WORD);
  return meantBy(word, seen).map((offer, _index, all) => ({
    text: offer.text,
    from: error.at,
    to: error.at + word.length,
    about: offer.about,
    side: null,
    kind: "meaning",
    isSure: offer.isWhole || all.length === 1,
  }));
}

function correctionsOf(text: string, error: FilterError, seen: SeenEnds): Offer[] {
  if (error.suggestions.length === 0) return others(text, error.at, seen);
  return error.suggestions.map((suggestion) => correction(text, error.at, suggestion));
}

/** Like nothing that is known: whatever could stand in its place. */
function others(text: string, at: number, seen: SeenEnds): Offer[] {
  const word = wordAt(text, at, ENDS_NAME);
  if (word === "") return [];
  const to = at + word.length;
  const joint = signAt(text, to);
  return completeSelect(text, at, seen).candidates.map((candidate) => ({
    text: candidate.text,
    from: at,
    to: /[:>]$/.test(candidate.text) ? to + joint.length : to,
    about: candidate.about,
    side: candidate.side,
    kind: "correction",
    isSure: false,
  }));
}

/** A value is replaced by a value; by a term only with its key. */
function correction(text: string, at: number, suggestion: string): Offer {
  const isTerm = suggestion.includes(":");
  const from = isTerm && !isTermStart(text, at) ? termStart(text, at) : at;
  const ends = isTerm ? ENDS_VALUE : ENDS_NAME;
  const isSign = ENDS_NAME.test(text[at] ?? " ");
  const length = isSign ? signAt(text, at).length : wordAt(text, at, ends).length;
  return {
    text: suggestion,
    from,
    to: at + length,
    about: null,
    side: null,
    kind: "correction",
    isSure: false,
  };
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
  return (/^[:<>=!]*/.exec(text.slice(at)) as RegExpExecArray)[0];
}
