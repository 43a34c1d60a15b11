// The beginning of what is known about a finding: enough to act on without leaving the ladder.
import type { Severity } from "../../../record/connection-record.ts";
import type { Step } from "../../../words/explanation.ts";
import type { Topic } from "../../../words/topics.ts";
import { markOf } from "../../ladder/ladder-columns.ts";
import { inAscii } from "../../terminal/ascii.ts";
import { wrap } from "../../terminal/width.ts";
import type { Drawing } from "../drawing.ts";

const MOST_STEPS = 2;

/** Its title, what it is, the most frequent cause, and what to look at first. */
export function briefExplanation(
  { id, explanation }: Topic,
  severity: Severity,
  width: number,
  { style, words, glyphs, ascii }: Drawing,
): string[] {
  const { whatToDo, moreInExplain } = words.views.ladder;
  const prose = (text: string, indent = "") =>
    wrap(ascii ? inAscii(text) : text, width - indent.length).map((line) => indent + line);
  const { next } = explanation;
  const steps = [...(next.any ?? []), ...(next.linux ?? []), ...(next.macos ?? []), ...(next.windows ?? [])];
  const step = ({ command, text }: Step) =>
    command === undefined
      ? prose(text, "  ")
      : [...wrap(command, width - 2).map((line) => `  ${style("info", line)}`), ...prose(text, "    ")];
  return [
    style(severity, `${markOf(severity, glyphs)} ${id}`),
    ...prose(explanation.title),
    "",
    ...prose(explanation.what[0] ?? ""),
    "",
    style("title", whatToDo),
    ...steps.slice(0, MOST_STEPS).flatMap(step),
    "",
    ...prose(moreInExplain(id)).map((line) => style("quiet", line)),
  ];
}
