// The `--select` language: text → syntax tree. Knows nothing of records.
//
//   either   := both ("or" both)*
//   both     := operand ("and"? operand)*
//   operand  := "not" operand | "(" either ")" | term
//   term     := (side ".")? key (":" value ("," value)* | comparison value)
import type { Side } from "../record/connection-record.ts";
import { SIDES } from "../record/vocabulary.ts";
import {
  type AddressKey,
  findKey,
  findValue,
  KEY_NAMES,
  KEYS,
  type NumberKey,
  type SelectKey,
  type WordKey,
  type WordKeyRow,
} from "./keys.ts";
import { nearSpellings } from "./near-spellings.ts";
import { endpointTerms, parseNumber, parsePrefix, parseRange, parseWord } from "./parse-values.ts";
import { QUOTED_AT_MOST, quoted, SelectError } from "./select-error.ts";
import type { Comparison, Junction, SelectNode } from "./syntax-tree.ts";

/** Parentheses and `not` inside each other; deeper ones are refused, so that no stack overflows. */
const MAX_DEPTH = 100;

const SPACE = /\s/;
const ENDS_NAME = /[\s(),:<>=!]/;
const ENDS_VALUE = /[\s(),]/;
const COMPARISON_CHARACTER = /[<>=!]/;
const COMPARISONS: readonly string[] = ["<", "<=", ">", ">=", "="] satisfies Comparison[];

/** What other languages write. */
const OPERATORS_ELSEWHERE: Readonly<Record<string, string>> = {
  "&&": "and",
  "&": "and",
  "||": "or",
  "|": "or",
};

/** The tree of `expression`. Throws SelectError, and nothing else. */
export function parseSelect(expression: string): SelectNode {
  return new Parser(expression).parse();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): SelectNode {
    this.#skipSpace();
    if (this.#atEnd())
      throw new SelectError(1, "nothing to select", [], "expected a term such as state:CLOSE_WAIT");
    const tree = this.#either();
    if (!this.#atEnd()) {
      throw new SelectError(this.#column(), `unexpected ${quoted(this.#rest())}`, [], 'no "(" is open there');
    }
    return tree;
  }

  #either(): SelectNode {
    const parts = [this.#both()];
    while (this.#takeOperator("or")) parts.push(this.#both());
    return joined("or", parts);
  }

  #both(): SelectNode {
    const parts = [this.#operand()];
    for (;;) {
      if (this.#takeOperator("and")) parts.push(this.#operand());
      else if (this.#atEnd() || this.#text[this.#at] === ")" || this.#peekOperator() === "or") break;
      else parts.push(this.#operand());
    }
    return joined("and", parts);
  }

  #operand(): SelectNode {
    const column = this.#column();
    if (this.#atEnd()) {
      const problem = "the expression ends where a term is expected";
      throw new SelectError(column, problem, [], "write one more, such as state:CLOSE_WAIT");
    }
    if (this.#depth === MAX_DEPTH) throw new SelectError(column, `nested deeper than ${MAX_DEPTH} levels`);
    if (this.#takeOperator("not")) {
      this.#depth++;
      const part = this.#operand();
      this.#depth--;
      return { kind: "not", column, part };
    }
    if (this.#text[this.#at] !== "(") return this.#term();
    this.#at++;
    this.#skipSpace();
    this.#depth++;
    const inner = this.#either();
    this.#depth--;
    if (this.#text[this.#at] !== ")") {
      throw new SelectError(column, 'unclosed "("', [], 'expected ")"');
    }
    this.#at++;
    this.#skipSpace();
    return inner;
  }

  #term(): SelectNode {
    const column = this.#column();
    const name = this.#take(ENDS_NAME);
    if (name === "")
      throw new SelectError(column, `unexpected ${quoted(this.#rest())}`, [], "expected a key");
    this.#skipSpace();
    const next = this.#text[this.#at];
    const comparison = this.#takeWhile(COMPARISON_CHARACTER);
    if (next !== ":" && comparison === "") throw bareWord(name, column);
    const { key, side } = resolveKey(name, column);
    const row = KEYS[key];
    if (comparison !== "") return this.#comparison(comparison, key, side, column);
    this.#at++;
    this.#skipSpace();
    switch (row.kind) {
      case "word":
        return { kind: "words", column, key: key as WordKey, side, words: this.#list(key, parseWord) };
      case "number":
        return { kind: "ranges", column, key: key as NumberKey, side, ranges: this.#list(key, parseRange) };
      case "address":
        return {
          kind: "addresses",
          column,
          key: key as AddressKey,
          side,
          prefixes: this.#list(key, parsePrefix),
        };
    }
  }

  #comparison(comparison: string, key: SelectKey, side: Side | null, column: number): SelectNode {
    const at = this.#column() - comparison.length;
    const row = KEYS[key];
    if (row.kind !== "number") {
      throw new SelectError(at, `${key} cannot be compared`, [], `write ${row.example}`);
    }
    if (comparison === "!=" || comparison === "!") {
      throw new SelectError(at, `unknown comparison "${comparison}"`, [], `write not ${key}=…`);
    }
    if (!COMPARISONS.includes(comparison)) {
      throw new SelectError(at, `unknown comparison "${comparison}"`, nearSpellings(comparison, COMPARISONS));
    }
    this.#skipSpace();
    const valueColumn = this.#column();
    const value = parseNumber(key as NumberKey, row, this.#value(key), valueColumn);
    this.#skipSpace();
    return {
      kind: "compare",
      column,
      key: key as NumberKey,
      side,
      comparison: comparison as Comparison,
      value,
    };
  }

  #list<Value>(key: SelectKey, parse: (key: SelectKey, text: string, column: number) => Value): Value[] {
    const values: Value[] = [];
    for (;;) {
      const column = this.#column();
      values.push(parse(key, this.#value(key), column));
      this.#skipSpace();
      if (this.#text[this.#at] !== ",") return values;
      this.#at++;
      this.#skipSpace();
    }
  }

  #value(key: SelectKey): string {
    const column = this.#column();
    const text = this.#take(ENDS_VALUE);
    if (text === "")
      throw new SelectError(column, `a value of ${key} is missing`, [], `write ${KEYS[key].example}`);
    return text;
  }

  /** The word at the cursor when it is an operator: in lower case, else "". */
  #peekOperator(): string {
    const start = this.#at;
    const word = this.#take(ENDS_NAME);
    const next = this.#text[this.#at];
    this.#at = start;
    const followedByTerm = next === undefined || next === "(" || next === ")" || SPACE.test(next);
    const operator = word.toLowerCase();
    return followedByTerm && (operator === "and" || operator === "or" || operator === "not") ? operator : "";
  }

  #takeOperator(operator: "and" | "or" | "not"): boolean {
    if (this.#peekOperator() !== operator) return false;
    this.#at += operator.length;
    this.#skipSpace();
    return true;
  }

  #take(ends: RegExp): string {
    const start = this.#at;
    while (!this.#atEnd() && !ends.test(this.#text[this.#at] as string)) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #takeWhile(belongs: RegExp): string {
    const start = this.#at;
    while (!this.#atEnd() && belongs.test(this.#text[this.#at] as string)) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #skipSpace(): void {
    while (!this.#atEnd() && SPACE.test(this.#text[this.#at] as string)) this.#at++;
  }

  #rest(): string {
    return this.#text.slice(this.#at, this.#at + QUOTED_AT_MOST + 1);
  }

  #atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #column(): number {
    return this.#at + 1;
  }
}

function joined(kind: Junction["kind"], parts: SelectNode[]): SelectNode {
  const first = parts[0] as SelectNode;
  if (parts.length === 1) return first;
  const flat = parts.flatMap((part) => (part.kind === kind ? (part as Junction).parts : [part]));
  return { kind, column: first.column, parts: flat };
}

function resolveKey(name: string, column: number): { key: SelectKey; side: Side | null } {
  const dot = name.indexOf(".");
  const key = findKey(name.slice(dot + 1));
  const side = SIDES.find((candidate) => candidate === name.slice(0, Math.max(0, dot)).toLowerCase()) ?? null;
  if (key !== undefined && dot < 0) return { key, side: null };
  if (key !== undefined && side !== null) {
    if ("sided" in KEYS[key]) return { key, side };
    throw new SelectError(
      column,
      `${key} belongs to the connection, not to its ${side}`,
      [],
      `write ${KEYS[key].example}`,
    );
  }
  const near = [...endpointTerms(name), ...nearSpellings(name, spellingsOfKeys())];
  throw new SelectError(column, `unknown key ${quoted(name)}`, near, `keys are ${KEY_NAMES.join(", ")}`);
}

function spellingsOfKeys(): string[] {
  const sided = KEY_NAMES.filter((name) => "sided" in KEYS[name]);
  return [...KEY_NAMES, ...SIDES.flatMap((side) => sided.map((name) => `${side}.${name}`))];
}

/** A word without `:`: most likely a value whose key was left out. */
function bareWord(name: string, column: number): SelectError {
  const operator = Object.hasOwn(OPERATORS_ELSEWHERE, name) ? OPERATORS_ELSEWHERE[name] : undefined;
  if (operator !== undefined) return new SelectError(column, `unknown operator ${quoted(name)}`, [operator]);
  const key = findKey(name);
  const terms =
    key !== undefined
      ? [KEYS[key].example]
      : [...endpointTerms(name), ...WORD_KEY_NAMES.flatMap((word) => wordTerm(word, name))];
  return new SelectError(column, `expected key:value, found ${quoted(name)}`, terms.slice(0, 3));
}

function wordTerm(key: WordKey, name: string): string[] {
  const value = findValue(key, (KEYS[key] as WordKeyRow).values, name);
  return value === undefined ? [] : [`${key}:${value}`];
}

const WORD_KEY_NAMES = KEY_NAMES.filter((name): name is WordKey => KEYS[name].kind === "word");
