// What is said of the selected connection below the table: the sentence of its worst finding, and what of it the
// table had no room for. A notice stands in its place.
import { endpointText } from "../../record/address-text.ts";
import type { Severity } from "../../record/connection-record.ts";
import { formatBytes, formatCount, formatDuration } from "../../words/numbers.ts";
import { markOf } from "../ladder/ladder-columns.ts";
import { inAscii } from "../terminal/ascii.ts";
import { clean } from "../terminal/clean.ts";
import type { Meaning } from "../terminal/style.ts";
import { cutEnd } from "../terminal/width.ts";
import type { ScreenState } from "./screen-state.ts";
import { selectedConnection } from "./selected.ts";

/** Exactly `rows` lines. */
export function messageLines(state: ScreenState, rows: number): string[] {
  const { drawing, notice, view, panes } = state;
  if (rows === 0) return [];
  const lines: string[] = [];
  if (notice !== null) {
    const mark = notice.isWarning ? `${drawing.glyphs.warning} ` : "";
    lines.push(said(`${mark}${notice.line}`, notice.isWarning ? "warning" : "good", state));
  }
  if (view === "connections" && panes.length === 0) {
    const sentence = sentenceOf(state);
    if (sentence !== null) lines.push(sentence);
    lines.push(factsOf(state));
  }
  while (lines.length < rows) lines.push("");
  return lines.slice(0, rows);
}

function said(text: string, meaning: Meaning, { drawing, size }: ScreenState): string {
  const shown = drawing.ascii ? inAscii(clean(text)) : clean(text);
  return drawing.style(meaning, cutEnd(` ${shown}`, size.columns, drawing.glyphs.ellipsis));
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function sentenceOf(state: ScreenState): string | null {
  const { detail, drawing } = state;
  const row = selectedConnection(state);
  if (row === null || row.finding === null) return null;
  if (detail === null || detail.connection.id !== row.id) {
    return said(
      `${markOf(row.finding.severity, drawing.glyphs)} ${row.finding.id}`,
      meaningOf(row.finding.severity),
      state,
    );
  }
  const findings = [...detail.connection.findings, ...detail.subjects].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity],
  );
  const [worst] = findings;
  if (worst === undefined) return null;
  const more = findings.length > 1 ? ` ${drawing.words.screen.more(formatCount(findings.length - 1))}` : "";
  return said(
    `${markOf(worst.severity, drawing.glyphs)} ${worst.summary}${more}`,
    meaningOf(worst.severity),
    state,
  );
}

function meaningOf(severity: Severity): Meaning {
  return severity === "info" ? "plain" : severity;
}

function factsOf(state: ScreenState): string {
  const { drawing } = state;
  const row = selectedConnection(state);
  if (row === null) return "";
  const { glyphs, words } = drawing;
  const { columns } = words.screen;
  const { id, client, server, verdict, handshakeSeconds, packets, bytes, tunnel, isDoubtful } = row;
  const facts = [
    `#${id} ${endpointText(client)} ${glyphs.arrow} ${endpointText(server)}`,
    verdict,
    handshakeSeconds === null ? "" : `${columns.handshake} ${formatDuration(handshakeSeconds, glyphs.micro)}`,
    `${columns.packets} ${formatCount(packets)}`,
    formatBytes(bytes),
    ...[client.process, server.process].map((process) =>
      [process?.name, process?.pid].filter((part) => part != null).join(" "),
    ),
    tunnel.join(" "),
    isDoubtful ? words.screen.doubtful : "",
  ];
  return said(facts.filter((fact) => fact !== "").join(` ${glyphs.dot} `), "quiet", state);
}
