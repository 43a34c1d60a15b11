// What can stand at a cursor in an expression that is still being typed; for shells and for the
// dashboard's `/`. Reads text, not the tree: half an expression has none.
import { SIDES } from "../record/vocabulary.ts";
import { findKey, folded, KEY_NAMES, KEYS, type KeyRow, type SelectKey } from "./keys.ts";

interface Candidate {
  /** Replaces what stands between `from` and the cursor. */
  readonly text: string;
  readonly describes: string;
}

export interface Completion {
  /** Offset, in UTF-16 units, of the first character that a candidate replaces. */
  readonly from: number;
  readonly candidates: readonly Candidate[];
}

/** A key, its values so far, and the value being typed. */
const TYPING_VALUE = /(?:^|[\s(])([^\s(),:<>=!]+)\s*:\s*((?:[^\s(),]+\s*,\s*)*)([^\s(),]*)$/;
const TYPING_WORD = /[^\s(),]*$/;

/** Candidates for what ends at `cursor`; none where anything may stand (numbers, addresses). */
export function completeSelect(expression: string, cursor: number = expression.length): Completion {
  const typed = expression.slice(0, cursor);
  const value = TYPING_VALUE.exec(typed);
  if (value !== null) {
    const [, key, before, word] = value as unknown as [string, string, string, string];
    return { from: cursor - word.length, candidates: valueCandidates(key, before, word) };
  }
  const word = (TYPING_WORD.exec(typed) as RegExpExecArray)[0];
  const from = cursor - word.length;
  const candidates = [...keyCandidates(word), ...operatorCandidates(typed.slice(0, from))];
  return { from, candidates: candidates.filter(({ text }) => folded(text).startsWith(folded(word))) };
}

function valueCandidates(name: string, before: string, word: string): Candidate[] {
  const key = findKey(name.slice(name.indexOf(".") + 1));
  const row = key === undefined ? undefined : KEYS[key];
  if (row?.kind !== "word") return [];
  const given = new Set(before.split(",").map((text) => folded(text.trim())));
  const values = [...row.values, ...(row.wildcard === true ? ["*"] : [])];
  return values
    .filter((value) => folded(value).startsWith(folded(word)) && !given.has(folded(value)))
    .map((text) => ({ text, describes: text === "*" ? "any" : "" }));
}

/** Keys with what follows them; those of one side only once its name has been typed. */
function keyCandidates(word: string): Candidate[] {
  const dot = word.indexOf(".");
  const side = SIDES.find((name) => dot >= 0 && name === word.slice(0, dot).toLowerCase());
  if (side !== undefined) {
    return KEY_NAMES.filter((key) => "sided" in KEYS[key]).map((key) => keyCandidate(key, `${side}.`));
  }
  return [
    ...KEY_NAMES.map((key) => keyCandidate(key, "")),
    ...SIDES.map((name) => ({ text: `${name}.`, describes: `of the ${name} only` })),
  ];
}

function keyCandidate(key: SelectKey, side: string): Candidate {
  const row: KeyRow = KEYS[key];
  const follows = row.kind === "number" && row.compared === true ? ">" : ":";
  return { text: `${side}${key}${follows}`, describes: row.describes };
}

/** `not` where a term may stand; what joins only where one stands before. */
function operatorCandidates(before: string): Candidate[] {
  const negation = { text: "not", describes: "the opposite" };
  const joins = [
    { text: "and", describes: "both" },
    { text: "or", describes: "either" },
  ];
  const last = before.trimEnd();
  const termBefore = last !== "" && !/(?:^|[\s(])(?:and|or|not)$|[(,:<>=!]$/i.test(last);
  return termBefore ? [...joins, negation] : [negation];
}
