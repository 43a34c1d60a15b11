// What is said below the view: of the selected connection the sentence of its worst finding, and what of it the
// table had no room for; elsewhere the newest finding. A notice stands in its place.
import { endpointText } from "../../record/address-text.ts";
import type { Severity } from "../../record/connection-record.ts";
import { formatAge, formatBytes, formatCount, formatDuration } from "../../words/numbers.ts";
import { markOf } from "../ladder/ladder-columns.ts";
import { inAscii } from "../terminal/ascii.ts";
import { clean } from "../terminal/clean.ts";
import type { Meaning } from "../terminal/style.ts";
import { cutEnd, wrap } from "../terminal/width.ts";
import type { Drawing } from "./drawing.ts";
import { processText } from "./process-text.ts";
import { connectionAtHand, type ScreenState, topPane } from "./state/screen-state.ts";
import { findingsAtHand, selectedConnection } from "./state/selected.ts";

/** Exactly `rows` lines. */
export function messageLines(state: ScreenState, rows: number): string[] {
  const { drawing, notice, view, panes } = state;
  if (rows === 0) return [];
  const lines: string[] = [];
  if (notice !== null) {
    const mark = notice.isWarning ? `${drawing.glyphs.warning} ` : "";
    lines.push(...said(`${mark}${notice.line}`, notice.isWarning ? "warning" : "good", state));
  }
  if (panes.length === 0 && view !== "connections") {
    if (view !== "findings") lines.push(...newestOf(state));
  } else if (panes.length === 0) {
    lines.push(...sentenceOf(state, Math.max(1, rows - 1)), ...factsOf(state));
  } else if (topPane(state)?.kind === "ladder") lines.push(...sentenceOf(state, 1));
  while (lines.length < rows) lines.push("");
  return lines.slice(0, rows);
}

/** In at most `rows` lines. */
function said(text: string, meaning: Meaning, { drawing, size }: ScreenState, rows = 1): string[] {
  const { ascii, style, glyphs } = drawing;
  const shown = ascii ? inAscii(clean(text)) : clean(text);
  const wrapped = rows === 1 ? [shown] : wrap(shown, size.columns - 1);
  const kept = [...wrapped.slice(0, rows - 1), wrapped.slice(rows - 1).join(" ")].filter(
    (line) => line !== "",
  );
  return kept.map((line) => style(meaning, cutEnd(` ${line}`, size.columns, glyphs.ellipsis)));
}

/** The newest finding, wherever one looks; in the view of findings it stands on top. */
function newestOf(state: ScreenState): string[] {
  const newest = state.status?.newestFinding ?? null;
  if (newest === null) return [];
  const { drawing } = state;
  const { severity, summary, ageSeconds } = newest;
  const text = drawing.words.screen.newest(formatAge(ageSeconds), summary);
  return said(`${markOf(severity, drawing.glyphs)} ${text}`, meaningOf(severity), state);
}

function sentenceOf(state: ScreenState, rows: number): string[] {
  const { drawing } = state;
  const id = connectionAtHand(state);
  const selected = selectedConnection(state);
  const row = selected?.id === id ? selected : null;
  const findings = findingsAtHand(state);
  const worst = findings?.[0];
  // Until its sentence is here the finding is named.
  const { severity, text } =
    findings && worst
      ? { severity: worst.severity, text: `${worst.summary}${andMore(findings.length - 1, drawing)}` }
      : { severity: row?.finding?.severity, text: findings === null ? row?.finding?.id : undefined };
  if (severity === undefined || text === undefined) return [];
  return said(`${markOf(severity, drawing.glyphs)} ${text}`, meaningOf(severity), state, rows);
}

function andMore(count: number, { words }: Drawing): string {
  return count === 0 ? "" : ` ${words.screen.more(formatCount(count))}`;
}

function meaningOf(severity: Severity): Meaning {
  return severity === "info" ? "plain" : severity;
}

function factsOf(state: ScreenState): string[] {
  const { drawing } = state;
  const row = selectedConnection(state);
  if (row === null) return [];
  const { glyphs, words } = drawing;
  const { columns } = words.screen;
  const { id, client, server, verdict, handshakeSeconds, packets, bytes, tunnel, isDoubtful } = row;
  const facts = [
    `#${id} ${endpointText(client)} ${glyphs.arrow} ${endpointText(server)}`,
    verdict,
    handshakeSeconds === null ? "" : `${columns.handshake} ${formatDuration(handshakeSeconds, glyphs.micro)}`,
    `${columns.packets} ${formatCount(packets)}`,
    formatBytes(bytes),
    processText(client.process),
    processText(server.process),
    tunnel.join(" "),
    isDoubtful ? words.screen.doubtful : "",
  ];
  return said(facts.filter((fact) => fact !== "").join(` ${glyphs.dot} `), "quiet", state);
}
