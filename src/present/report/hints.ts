// What to call next: the last lines of a text report. A row a command; a command that does not
// exist is not in the table.
import type { ConnectionRecord } from "../../record/connection-record.ts";
import { clean } from "../terminal/clean.ts";

export interface HintContext {
  /** The inputs as they have to be typed again. */
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

const HINTS: readonly ((context: HintContext) => Hint | null)[] = [
  ({ inputs, selected, shown, hidden }) => {
    const first = shown[0];
    if (first === undefined || hidden === 0 || selected) return null;
    // Where all are alike, choosing some leads nowhere.
    if (shown.every(({ verdict, findings }) => verdict === first.verdict && findings.length === 0))
      return null;
    return first.findings.length > 0
      ? { command: `shakedown read ${inputs} --select 'finding:*'`, does: "only what has a finding" }
      : {
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
  return HINTS.flatMap((hint) => hint(context) ?? []);
}

const NEEDS_NO_QUOTES = /^[\w@%+=:,./~-]+$/;

/** So many captures can be typed again; more, and the command hides what it is about. */
const REPEATED_INPUTS = 3;

/** The inputs as words of a shell; harmless to print, whatever they are called. */
export function shellWords(inputs: readonly string[]): string {
  if (inputs.length > REPEATED_INPUTS) return "...";
  return inputs
    .map((input) => (NEEDS_NO_QUOTES.test(input) ? input : `'${clean(input).replaceAll("'", "'\\''")}'`))
    .join(" ");
}
