// Options that know what completes them, and how the text of one becomes its value.
import { Argument, Option } from "commander";
import { nearSpellings } from "../select/near-spellings.ts";
import { parseCount, parseDuration } from "../select/quantity.ts";
import type { TimeBound } from "../session/engine-options.ts";
import { parseTimeBound } from "./time-bound.ts";
import { UsageError } from "./usage-error.ts";

/** What a shell can offer where a value stands. */
export type Completes =
  | {
      readonly kind: "words";
      readonly words: readonly string[] /** Several, with commas. */;
      readonly list: boolean;
    }
  | { readonly kind: "select" }
  | { readonly kind: "captures" }
  | { readonly kind: "interfaces" }
  | { readonly kind: "nothing" };

const NOTHING: Completes = { kind: "nothing" };

export class CompletedOption extends Option {
  readonly completes: Completes;

  constructor(flags: string, description: string, completes: Completes = NOTHING) {
    super(flags, description);
    this.completes = completes;
  }
}

export class CompletedArgument extends Argument {
  readonly completes: Completes;

  constructor(name: string, description: string, completes: Completes = NOTHING) {
    super(name, description);
    this.completes = completes;
  }
}

/** A parser for one of a few words; a wrong one gets near spellings. */
export function oneOf(option: string, words: readonly string[]): (text: string) => string {
  return (text) => {
    if (words.includes(text)) return text;
    const near = nearSpellings(text, words).map((word) => `"${word}"`);
    const ending =
      near.length === 0 ? `; one of ${words.join(", ")}` : `, did you mean ${near.join(" or ")}?`;
    throw new UsageError(`${option}: unknown value "${text}"${ending}`);
  };
}

/** Seconds, more than 0. */
export function seconds(option: string): (text: string) => number {
  return (text) => {
    const value = parseDuration(text);
    if (value === null || value <= 0) {
      throw new UsageError(`${option}: "${text}" is no duration above 0; write 30, 500ms or 2m`);
    }
    return value;
  };
}

/** A whole number from `least` on, with k, M, G where wanted. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = parseCount(text);
    if (value === null || !Number.isInteger(value) || value < least) {
      throw new UsageError(
        `${option}: "${text}" is no whole number of at least ${least}; write 500000 or 500k`,
      );
    }
    return value;
  };
}

/** A moment or an offset. */
export function timeBound(option: string): (text: string) => TimeBound {
  return (text) => {
    const bound = parseTimeBound(text);
    if (bound === null) {
      throw new UsageError(
        `${option}: "${text}" is no time; write 2021-07-05T08:08:55Z, @1625472535 or an offset such as 1m30s`,
      );
    }
    return bound;
  };
}
