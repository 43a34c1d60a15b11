// A ladder as an SVG picture: one file without anything from elsewhere, light or dark as its surroundings
// are, its text still text.

import type { State } from "../../record/connection-record.ts";
import { glyphsFor } from "../terminal/glyphs.ts";
import { type Meaning, STATE_FAMILY } from "../terminal/style.ts";
import type { IcmpRow, Ladder, LadderNote, SegmentRow } from "./ladder.ts";
import { ENGLISH_HEADS, figuresOf, type RowFigures } from "./ladder-columns.ts";
import {
  CLIENT_RAIL,
  LINE,
  MARGIN,
  PACKET_RIGHT,
  type PlacedRow,
  placeRows,
  SERVER_RAIL,
  SINCE_RIGHT,
  SLOPE,
  STATE_RIGHT,
  TIME_RIGHT,
  WIDTH,
} from "./svg-layout.ts";

/** The lines above the ladder; the first is its name. */
export interface SvgTexts {
  readonly titles: readonly string[];
  /** Below it. */
  readonly footer: string;
}

const STYLE = `
  svg { color-scheme: light dark; font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
  .paper { fill: #ffffff; }
  text { fill: #1f2328; white-space: pre; }
  .rail { stroke: #8c959f; stroke-width: 1.5; }
  .gap { stroke: #8c959f; stroke-width: 1.5; stroke-dasharray: 2 4; }
  .arrow { stroke: #424a53; stroke-width: 1.3; }
  .unseen { stroke-dasharray: 5 4; }
  .head { fill: #424a53; }
  .title { font-weight: 600; }
  .quiet, .dead { fill: #656d76; }
  .opening, .info { fill: #0969a8; }
  .open, .good { fill: #116329; }
  .closing { fill: #8250df; }
  .waiting, .warning { fill: #8a4600; }
  .error { fill: #c4232b; font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; }
    text { fill: #e6edf3; }
    .rail, .gap { stroke: #6e7681; }
    .arrow { stroke: #b1bac4; }
    .head { fill: #b1bac4; }
    .quiet, .dead { fill: #9198a1; }
    .opening, .info { fill: #6cb6ff; }
    .open, .good { fill: #57d364; }
    .closing { fill: #d2a8ff; }
    .waiting, .warning { fill: #e3b341; }
    .error { fill: #ff7b72; }
  }`;

export function svgLadder(ladder: Ladder, { titles, footer }: SvgTexts): string {
  const { heads = ENGLISH_HEADS } = ladder;
  const figures = figuresOf(ladder.rows, glyphsFor(false));
  const headTop = MARGIN + titles.length * 20 + 22;
  const top = headTop + 12;
  const placed = placeRows(ladder, top);
  const footTop = top + placed.height + 26;
  const height = footTop + MARGIN;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" xml:space="preserve">`,
    `<title>${escaped(titles[0] ?? "")}</title>`,
    `<style>${STYLE}\n</style>`,
    // Not left to what lies behind the picture, which need not change with the text.
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    ...titles.map((title, index) =>
      text(MARGIN, MARGIN + 14 + index * 20, title, index === 0 ? "title" : "quiet"),
    ),
    text(TIME_RIGHT, headTop, heads.start, "quiet", "end"),
    text(SINCE_RIGHT, headTop, heads.since, "quiet", "end"),
    text(PACKET_RIGHT, headTop, heads.packet, "quiet", "end"),
    text(CLIENT_RAIL, headTop, ladder.client ?? "client", "quiet", "middle"),
    text(SERVER_RAIL, headTop, ladder.server ?? "server", "quiet", "middle"),
    ...placed.rows.flatMap((row, index) => rowParts(row, figures[index] as RowFigures)),
    text(MARGIN, footTop, footer, "quiet"),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

function rowParts(placed: PlacedRow, figures: RowFigures): string[] {
  const { row, top, height, lines } = placed;
  const baseline = top + 14;
  const isGap =
    row.kind === "fold" || row.kind === "silence" || (row.kind === "states" && row.seconds !== undefined);
  const rail = isGap ? "gap" : "rail";
  const parts = [
    line(CLIENT_RAIL, top, CLIENT_RAIL, top + height, rail),
    line(SERVER_RAIL, top, SERVER_RAIL, top + height, rail),
    text(TIME_RIGHT, baseline, figures.start, "quiet", "end"),
    text(SINCE_RIGHT, baseline, figures.since, "plain", "end"),
    text(PACKET_RIGHT, baseline, figures.packet, row.mark ?? "plain", "end"),
    stateText(STATE_RIGHT, baseline, row.client, "end"),
    stateText(SERVER_RAIL + 12, baseline, row.server, "start"),
  ];
  if (row.kind === "segment") return [...parts, ...arrowParts(placed, row)];
  if (row.kind === "icmp") return [...parts, ...icmpParts(placed, row)];
  const meaning: Meaning =
    row.kind === "finding" ? row.severity : row.kind === "note" ? (row.meaning ?? "quiet") : "quiet";
  return [
    ...parts,
    ...lines.map((each, index) => text(CLIENT_RAIL + 12, baseline + index * LINE, each, meaning)),
  ];
}

function arrowParts({ top, lines, notes }: PlacedRow, row: SegmentRow): string[] {
  const toServer = row.from === "client";
  const y = top + LINE + 2;
  const [from, whole] = toServer ? [CLIENT_RAIL, SERVER_RAIL] : [SERVER_RAIL, CLIENT_RAIL];
  const lost = row.fate === "lost";
  const to = lost ? from + (whole - from) * 0.75 : whole;
  const end = y + (lost ? SLOPE * 0.75 : SLOPE);
  const tip = lost ? cross(to, end) : head(to, end, toServer ? 1 : -1);
  const shown = line(from, y, to, end, `arrow${row.fate === "unseen" ? " unseen" : ""}`);
  return [shown, tip, ...labelParts(lines[0] ?? "", top, toServer, meaningOf(row)), ...noteParts(notes, y)];
}

function icmpParts({ top, lines, notes }: PlacedRow, row: IcmpRow): string[] {
  const toClient = row.to === "client";
  const y = top + LINE + 2;
  const [to, away] = toClient ? [CLIENT_RAIL, SERVER_RAIL] : [SERVER_RAIL, CLIENT_RAIL];
  const from = to + (away - to) * 0.75;
  return [
    line(from, y, to, y + SLOPE, "arrow"),
    `<circle cx="${from}" cy="${y}" r="4" class="head"/>`,
    head(to, y + SLOPE, toClient ? -1 : 1),
    ...labelParts(lines[0] ?? "", top, toClient, "warning"),
    ...noteParts(notes, y),
  ];
}

/** Near the rail on the left, or on the right. */
function labelParts(label: string, top: number, left: boolean, meaning: Meaning): string[] {
  const x = left ? CLIENT_RAIL + 12 : SERVER_RAIL - 12;
  return [text(x, top + 14, label, meaning, left ? "start" : "end")];
}

function noteParts(notes: readonly LadderNote[], y: number): string[] {
  return notes.map((note, index) =>
    text(CLIENT_RAIL + 24, y + SLOPE + 14 + index * LINE, note.text, note.meaning ?? "quiet"),
  );
}

function meaningOf({ label, meaning }: SegmentRow): Meaning {
  if (meaning !== undefined) return meaning;
  if (label.startsWith("SYN")) return "opening";
  if (label.startsWith("FIN")) return "closing";
  return label.startsWith("RST") ? "error" : "plain";
}

function stateText(x: number, y: number, state: string | undefined, anchor: "start" | "end"): string {
  if (state === undefined) return "";
  return text(x, y, state, STATE_FAMILY[state.replace("?", "") as State], anchor);
}

function text(x: number, y: number, content: string, meaning: Meaning, anchor = "start"): string {
  if (content === "") return "";
  const side = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  const dressed = meaning === "plain" ? "" : ` class="${meaning}"`;
  return `<text x="${x}" y="${y}"${side}${dressed}>${escaped(content)}</text>`;
}

function line(x1: number, y1: number, x2: number, y2: number, name: string): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="${name}"/>`;
}

function head(x: number, y: number, direction: 1 | -1): string {
  const back = x - direction * 9;
  return `<polygon points="${x},${y} ${back},${y - 4.5} ${back},${y + 3.5}" class="head"/>`;
}

function cross(x: number, y: number): string {
  return `<path d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10" class="arrow"/>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(content: string): string {
  return content.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] as string);
}
