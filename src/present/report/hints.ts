// What to call next: the last lines of a text report. A row a command; a command that does not
// exist is not in the table.
import type { ConnectionRecord } from "../../record/connection-record.ts";
import type { Language } from "../../words/language.ts";
import { clean } from "../terminal/clean.ts";
import type { Problem } from "./problem.ts";

export interface HintContext {
  readonly lang: Language;
  /** The worst one; null when there is none. */
  readonly problem: Pick<Problem, "id" | "connections" | "selection"> | null;
  /** The inputs as they have to be typed again; "" where no file has what was captured. */
  readonly inputs: string;
  readonly selected: boolean;
  /** The connections of the table, the most telling first. */
  readonly shown: readonly ConnectionRecord[];
  /** Connections that had no room. */
  readonly hidden: number;
}

export interface Hint {
  readonly command: string;
  readonly does: string;
}

type MakeHint = (context: HintContext) => Hint | null;

const HINTS: readonly MakeHint[] = [
  ({ lang, problem }) =>
    problem === null
      ? null
      : {
          command: `shakedown explain ${problem.id}${lang === "en" ? "" : ` --lang ${lang}`}`,
          does: "what it means and what to do",
        },
];

/** For who has a file to read again. */
const HINTS_ABOUT_INPUTS: readonly MakeHint[] = [
  // Each problem has such a line of its own.
  ({ inputs, problem, shown }) =>
    problem !== null || shown[0] === undefined
      ? null
      : { command: `shakedown show ${inputs} ${shown[0].id}`, does: "one connection, step by step" },
  ({ inputs, selected, problem }) =>
    selected || problem === null || problem.selection === null || problem.connections === 1
      ? null
      : {
          command: `shakedown read ${inputs} --select ${problem.selection}`,
          does: "all connections concerned",
        },
  ({ inputs, selected, problem, shown, hidden }) => {
    const first = shown[0];
    if (problem !== null || first === undefined || hidden === 0 || selected) return null;
    // Where all are alike, choosing some leads nowhere.
    if (shown.every(({ verdict }) => verdict === first.verdict)) return null;
    return {
      command: `shakedown read ${inputs} --select verdict:${first.verdict}`,
      does: "only these connections",
    };
  },
  ({ inputs, hidden }) =>
    hidden > 0
      ? { command: `shakedown read ${inputs} --format csv`, does: "every connection, a row each" }
      : null,
  ({ inputs, shown }) =>
    shown.length > 0
      ? { command: `shakedown read ${inputs} --format json`, does: "all that is known, for programs" }
      : null,
];

/** The hints that make sense here, in order. */
export function hints(context: HintContext): Hint[] {
  const table = context.inputs === "" ? HINTS : [...HINTS, ...HINTS_ABOUT_INPUTS];
  return table.flatMap((hint) => hint(context) ?? []);
}

const NEEDS_NO_QUOTES = /^[\w@%+=:,./~-]+$/;

/** So many captures can be typed again; more, and the command hides what it is about. */
const REPEATED_INPUTS = 3;

/**
 * The inputs, and options that belong to them, as words of a shell; harmless to print, whatever they
 * are called. "" where there is no input: options alone read nothing.
 */
export function shellWords(inputs: readonly string[], options: readonly string[] = []): string {
  if (inputs.length === 0) return "";
  const words = inputs.length > REPEATED_INPUTS ? ["..."] : inputs.map(quoted);
  return [...words, ...options.map(quoted)].join(" ");
}

function quoted(word: string): string {
  return NEEDS_NO_QUOTES.test(word) ? word : `'${clean(word).replaceAll("'", "'\\''")}'`;
}
