// What can stand at a cursor in an expression that is still being typed; for shells and for the
// dashboard's `/`. Reads text, not the tree: half an expression has none.
import type { Side } from "../record/connection-record.ts";
import { SIDES } from "../record/vocabulary.ts";
import { findKey, folded, KEY_NAMES, KEYS, type KeyRow, type SelectKey } from "./keys.ts";

export interface Candidate {
  /** Replaces what stands between `from` and the cursor. */
  readonly text: string;
  readonly describes: string;
  /** What `describes` is about: a key, one of a key's values, or an operator. */
  readonly about: SelectKey | Operator | Side;
  /** Of which end only; null: of either, or of the connection. */
  readonly side: Side | null;
}

type Operator = "and" | "or" | "not";

/** Endpoints that can be named, because they are to be seen: the most interesting first. */
export type SeenEnds = readonly {
  readonly client?: { readonly ip: string; readonly port: number };
  readonly server?: { readonly ip: string; readonly port: number };
}[];

/** As many addresses or ports as anybody looks through. */
const SEEN_AT_MOST = 50;

export interface Completion {
  /** Offset, in UTF-16 units, of the first character that a candidate replaces. */
  readonly from: number;
  readonly candidates: readonly Candidate[];
}

/** A key, its values so far, and the value being typed. */
const TYPING_VALUE = /(?:^|[\s(])([^\s(),:<>=!]+)\s*:\s*((?:[^\s(),]+\s*,\s*)*)([^\s(),]*)$/;
const TYPING_WORD = /[^\s(),]*$/;

/**
 * Candidates for what ends at `cursor`; where any address or port may stand those of `seen`, and none where
 * any number may.
 */
export function completeSelect(
  expression: string,
  cursor: number = expression.length,
  seen: SeenEnds = [],
): Completion {
  const typed = expression.slice(0, cursor);
  const value = TYPING_VALUE.exec(typed);
  if (value !== null) {
    const [, key, before, word] = value as unknown as [string, string, string, string];
    return { from: cursor - word.length, candidates: valueCandidates(key, before, word, seen) };
  }
  const word = (TYPING_WORD.exec(typed) as RegExpExecArray)[0];
  const from = cursor - word.length;
  const candidates = [...keyCandidates(word), ...operatorCandidates(typed.slice(0, from))];
  return { from, candidates: candidates.filter(({ text }) => folded(text).startsWith(folded(word))) };
}

function valueCandidates(name: string, before: string, word: string, seen: SeenEnds): Candidate[] {
  const dot = name.indexOf(".");
  const key = findKey(name.slice(dot + 1));
  if (key === undefined) return [];
  const side = SIDES.find((one) => one === name.slice(0, Math.max(0, dot)).toLowerCase()) ?? null;
  const row = KEYS[key];
  const values =
    row.kind === "word"
      ? [...row.values, ...(row.wildcard === true ? ["*"] : [])]
      : seenValues(key, side, seen);
  const given = new Set(before.split(",").map((text) => folded(text.trim())));
  return values
    .filter((value) => folded(value).startsWith(folded(word)) && !given.has(folded(value)))
    .slice(0, row.kind === "word" ? values.length : SEEN_AT_MOST)
    .map((text) => ({ text, describes: text === "*" ? "any" : "", about: key, side }));
}

/** The addresses or ports of `seen`, each once, in their order. */
export function seenValues(key: SelectKey, side: Side | null, seen: SeenEnds): string[] {
  if (key !== "host" && key !== "port") return [];
  const values = new Set<string>();
  for (const row of seen) {
    // Servers first: of them there are fewer.
    for (const end of side === null ? [row.server, row.client] : [row[side]]) {
      if (end !== undefined) values.add(key === "host" ? end.ip : String(end.port));
    }
  }
  return [...values];
}

/** Keys with what follows them; those of one side only once its name has been typed. */
function keyCandidates(word: string): Candidate[] {
  const dot = word.indexOf(".");
  const side = SIDES.find((name) => dot >= 0 && name === word.slice(0, dot).toLowerCase());
  if (side !== undefined) {
    return KEY_NAMES.filter((key) => "sided" in KEYS[key]).map((key) => keyCandidate(key, side));
  }
  return [
    ...KEY_NAMES.map((key) => keyCandidate(key, null)),
    ...SIDES.map((name) => ({ text: `${name}.`, describes: `of the ${name} only`, about: name, side: name })),
  ];
}

function keyCandidate(key: SelectKey, side: Side | null): Candidate {
  const row: KeyRow = KEYS[key];
  const follows = row.kind === "number" && row.compared === true ? ">" : ":";
  const name = side === null ? key : `${side}.${key}`;
  return { text: name + follows, describes: row.describes, about: key, side };
}

/** `not` where a term may stand; what joins only where one stands before. */
function operatorCandidates(before: string): Candidate[] {
  const negation: Candidate = { text: "not", describes: "the opposite", about: "not", side: null };
  const joins: Candidate[] = [
    { text: "and", describes: "both", about: "and", side: null },
    { text: "or", describes: "either", about: "or", side: null },
  ];
  const last = before.trimEnd();
  const termBefore = last !== "" && !/(?:^|[\s(])(?:and|or|not)$|[(,:<>=!]$/i.test(last);
  return termBefore ? [...joins, negation] : [negation];
}
