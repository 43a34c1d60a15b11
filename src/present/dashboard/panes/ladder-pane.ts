// A connection's ladder as lines, with what was found and what to do about the worst of it: as many lines as
// there are, for a pane that is scrolled. What draws the ladder here draws it for `show`.
import type { Finding, SubjectFinding } from "../../../record/connection-record.ts";
import type { TraceAnswer } from "../../../session/screen/protocol.ts";
import { formatCount } from "../../../words/numbers.ts";
import type { Handbook } from "../../../words/topics.ts";
import { markOf } from "../../ladder/ladder-columns.ts";
import { ladderLines, titleLines, worst } from "../../ladder/ladder-page.ts";
import type { LadderReportOptions } from "../../ladder/ladder-report.ts";
import { inAscii } from "../../terminal/ascii.ts";
import { clean } from "../../terminal/clean.ts";
import { cutEnd, wrap } from "../../terminal/width.ts";
import type { Drawing } from "../drawing.ts";
import { briefExplanation } from "./brief-explanation.ts";

export interface SeenLadder {
  readonly answer: TraceAnswer;
  readonly handbook: Handbook;
  /** Draw every segment. */
  readonly all: boolean;
  /** More may come: the input is not at its end. */
  readonly isGrowing: boolean;
}

/** Longer lines tire the eye. */
const PROSE_WIDTH = 100;

export interface LadderPaneLines {
  /** All, none wider than the pane. */
  readonly lines: string[];
  /** How many of them up to the ladder's end: who follows what comes keeps the last of these in sight. */
  readonly ladderEnd: number;
}

/** For 60 `columns` and more. A long ladder takes milliseconds: keep the lines as long as the answer stays. */
export function ladderPaneLines(seen: SeenLadder, columns: number, drawing: Drawing): LadderPaneLines {
  const { answer, handbook } = seen;
  const findings = answer.findings.map(cleaned);
  const subjects = answer.subjects.map(cleaned);
  const width = Math.min(columns, PROSE_WIDTH);
  const ladder = [
    ...noteLines(answer, width, drawing),
    ...(answer.trace === null
      ? untracedLines(answer, [...findings, ...subjects], columns, drawing)
      : tracedLines(seen, findings, subjects, columns, drawing)),
  ];
  const of = worst([...findings, ...subjects]);
  if (of === undefined) {
    return { lines: [...ladder, ...nothingFound(answer, drawing)], ladderEnd: ladder.length };
  }
  const topic = handbook.topics.find(({ kind, id }) => kind === "finding" && id === of.id);
  const brief = topic === undefined ? [] : ["", ...briefExplanation(topic, of.severity, width, drawing)];
  return { lines: [...ladder, ...brief], ladderEnd: ladder.length };
}

/** What stands there until the first answer. @param done 0 to 1 */
export function tracingLines(id: number, done: number, columns: number, drawing: Drawing): string[] {
  const { style, words, glyphs, marks } = drawing;
  const text = words.views.ladder.tracing(String(id), String(Math.floor(done * 100)));
  const room = Math.max(0, Math.min(40, columns - 2));
  const full = Math.round(room * Math.min(1, Math.max(0, done)));
  const bar = (glyphs.bar.at(-1) ?? "").repeat(full) + style("quiet", marks.rule.repeat(room - full));
  return ["", ` ${cutEnd(text, columns - 1, glyphs.ellipsis)}`, ` ${bar}`];
}

/** What is missing, before anything is looked at. */
function noteLines({ note }: TraceAnswer, width: number, { style, ascii, glyphs }: Drawing): string[] {
  if (note === null) return [];
  const text = `${glyphs.warning} ${clean(note)}`;
  return [...wrap(ascii ? inAscii(text) : text, width).map((line) => style("warning", line)), ""];
}

function tracedLines(
  { answer: { trace }, all, isGrowing }: SeenLadder,
  findings: Finding[],
  subjects: readonly SubjectFinding[],
  columns: number,
  drawing: Drawing,
): string[] {
  if (trace === null) return [];
  const { style } = drawing;
  const words = drawing.words.views.ladder;
  const seen = { ...trace, connection: { ...trace.connection, findings } };
  const { lines, folded, leftOut } = ladderLines(seen, subjects, optionsOf(columns, all, isGrowing, drawing));
  const remark =
    leftOut > 0
      ? style("warning", drawing.words.ladder.leftOut(leftOut, formatCount(leftOut)))
      : folded > 0 && !all
        ? style("quiet", words.folded(folded, formatCount(folded)))
        : "";
  return remark === "" ? [...lines] : [...lines, remark];
}

function optionsOf(width: number, all: boolean, isGrowing: boolean, drawing: Drawing): LadderReportOptions {
  const { ascii, color, words } = drawing;
  // Nothing has ended yet, and how long nothing came would be wrong a moment later.
  const growing = { ...words.ladder, captureEnds: () => "" };
  return { words: isGrowing ? growing : words.ladder, width, ascii, color, all };
}

/** Who it was and what was found, where no packet of it is kept. */
function untracedLines(
  { connection, id, note }: TraceAnswer,
  findings: readonly Finding[],
  columns: number,
  { style, words, glyphs, ascii }: Drawing,
): string[] {
  const title =
    connection === null
      ? [words.ladder.connection(String(id))]
      : titleLines({ connection }, words.ladder, glyphs, columns);
  const missing = note === null ? ["", style("quiet", words.views.ladder.nothingKept)] : [];
  const found = findings.flatMap(({ severity, id: name, summary }) => {
    const text = `${name}: ${ascii ? inAscii(summary) : summary}`;
    return wrap(text, columns - 4).map((line, index) =>
      index === 0
        ? `${style(severity, `${markOf(severity, glyphs)} ${name}`)}${line.slice(name.length)}`
        : `  ${line}`,
    );
  });
  const dressed = title.map((line, index) => (index === 0 ? style("title", line) : line));
  return [...dressed, ...missing, ...(found.length === 0 ? [] : ["", ...found])];
}

function nothingFound({ trace, connection }: TraceAnswer, { style, words }: Drawing): string[] {
  return trace === null && connection === null ? [] : ["", style("good", words.views.ladder.nothingFound)];
}

/** Names of processes stand in the sentences. */
function cleaned<Judged extends Finding>(finding: Judged): Judged {
  return { ...finding, summary: clean(finding.summary) };
}
