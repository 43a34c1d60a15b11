// What `show` prints for people: who, how it ended, the ladder, what x and y are, what to call next.
import { SEVERITY_RANK } from "../../detect/finding.ts";
import { endpointText } from "../../record/address-text.ts";
import type { Severity, SubjectFinding } from "../../record/connection-record.ts";
import type { NumberBase, TraceRecord } from "../../record/trace-record.ts";
import type { LadderWords } from "../../words/ladder-words.ts";
import { formatCount, formatDuration } from "../../words/numbers.ts";
import { clean } from "../terminal/clean.ts";
import { type Glyphs, glyphsFor } from "../terminal/glyphs.ts";
import { createStyle } from "../terminal/style.ts";
import { widthOf, wrap } from "../terminal/width.ts";
import { connectionLadder } from "./connection-ladder.ts";
import { drawLadder } from "./draw-ladder.ts";
import type { FindingRow } from "./ladder.ts";
import type { LadderReportOptions } from "./ladder-report.ts";

/** Apart from each other, the parts of the first line. */
const APART = "   ";

/** The whole text, with its last newline. */
export function ladderPage(
  trace: TraceRecord,
  findings: readonly SubjectFinding[],
  options: LadderReportOptions,
): string {
  const { words, width, color, all } = options;
  const style = createStyle(color);
  const { folded, leftOut, ...drawn } = ladderLines(trace, findings, options);
  const lines = [...drawn.lines];
  if (folded > 0 && !all) lines.push(style("quiet", words.folded(folded, formatCount(folded))));
  if (leftOut > 0) lines.push(style("warning", words.leftOut(leftOut, formatCount(leftOut))));
  const about = worst([...trace.connection.findings, ...findings])?.id ?? trace.connection.verdict;
  const command = `shakedown explain ${about}`;
  const hint = `${command}${APART}${words.explain}`;
  lines.push("", widthOf(hint) > width ? command : `${command}${APART}${style("quiet", words.explain)}`);
  return `${lines.join("\n")}\n`;
}

export interface DrawnLadder {
  readonly lines: readonly string[];
  /** Segments that are not drawn one by one, and how many of them not even `all` draws. */
  readonly folded: number;
  readonly leftOut: number;
}

/** Title, ladder with its findings, and what x and y are. */
export function ladderLines(
  trace: TraceRecord,
  findings: readonly SubjectFinding[],
  { words, width, ascii, color, all }: LadderReportOptions,
): DrawnLadder {
  const glyphs = glyphsFor(ascii);
  const style = createStyle(color);
  const ladder = connectionLadder(trace, { words, glyphs, all });
  const rows = [...ladder.rows, ...findings.map(findingRow)];
  const title = titleLines(trace, words, glyphs, width);
  const lines = [
    ...title.map((line, index) => (index === 0 ? style("title", line) : line)),
    "",
    ...drawLadder({ ...ladder, rows }, { width, ascii, color }),
    "",
    ...wrap(basesText(trace, words), width).map((line) => style("quiet", line)),
  ];
  return { lines, folded: ladder.folded, leftOut: ladder.leftOut };
}

/** The first of the worst. */
export function worst<Judged extends { readonly severity: Severity }>(
  findings: readonly Judged[],
): Judged | undefined {
  return [...findings].sort((a, b) => SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity])[0];
}

/** About a service, a host or the capture: no packet of the connection alone proves it. */
export function findingRow({ severity, id, summary }: SubjectFinding): FindingRow {
  return { kind: "finding", severity, id, text: summary };
}

/** Who, and how it ended; in more than one line where one is too narrow. */
export function titleLines(
  { connection }: Pick<TraceRecord, "connection">,
  words: LadderWords,
  glyphs: Glyphs,
  width: number,
): string[] {
  const { id, client, server, tunnel, verdict, closedBy, durationSeconds } = connection;
  const { dot, arrow, micro } = glyphs;
  const name = words.connection(String(id));
  const ends = `${endpointText(client)} ${arrow} ${endpointText(server)}`;
  const outcome = `${words.outcome(verdict, closedBy)} ${dot} ${formatDuration(durationSeconds, micro)}`;
  const facts = [handshakeText(connection, words, micro), ...tunnel.map(clean)];
  const rest = facts.filter((fact) => fact !== "").join(`\u00a0${dot} `);
  const whole = [name, ends, outcome].join(APART);
  if (widthOf(whole) <= width) return rest === "" ? [whole] : [whole, ...wrap(rest, width)];
  const first = `${name}${APART}${ends}`;
  const below = rest === "" ? outcome : `${outcome}\u00a0${dot} ${rest}`;
  return [...(widthOf(first) <= width ? [first] : [name, ...wrap(ends, width)]), ...wrap(below, width)];
}

function handshakeText(
  { synRttSeconds, ackRttSeconds }: TraceRecord["connection"],
  words: LadderWords,
  micro: string,
): string {
  if (synRttSeconds === null && ackRttSeconds === null) return "";
  const syn = synRttSeconds === null ? "" : formatDuration(synRttSeconds, micro);
  const ack = ackRttSeconds === null ? "" : formatDuration(ackRttSeconds, micro);
  const whole =
    synRttSeconds === null || ackRttSeconds === null
      ? ""
      : formatDuration(synRttSeconds + ackRttSeconds, micro);
  return words.handshake(syn, ack, whole);
}

/** "x = 3602510639, y = 497717642": what a number in the capture must be compared with. */
export function basesText({ base }: TraceRecord, words: LadderWords): string {
  const told = (letter: string, known: NumberBase | null) => {
    if (known === null) return "";
    const how = known.from === "syn" ? "" : ` (${words.base[known.from]})`;
    return `${letter} = ${known.number}${how}`;
  };
  return [told("x", base.client), told("y", base.server)].filter((text) => text !== "").join(", ");
}
