// The head of the screen: what is captured or read, how fast, and what was lost. What is not known is not told as 0.
import type { Status } from "../../session/screen/frame.ts";
import { formatBytes, formatShortCount } from "../../words/numbers.ts";
import { inAscii } from "../terminal/ascii.ts";
import { clean } from "../terminal/clean.ts";
import type { Meaning } from "../terminal/style.ts";
import { cutMiddle, padEnd, widthOf } from "../terminal/width.ts";
import type { Drawing } from "./drawing.ts";

interface Piece {
  readonly text: string;
  /** What must be seen first has the lowest. */
  readonly rank: number;
  readonly meaning: Meaning;
}

const GAP = "  ";

/** One line, or two: what runs and how fast, then what was counted. */
export function headLines(status: Status, columns: number, rows: number, drawing: Drawing): string[] {
  const { style, ascii } = drawing;
  const isLosing = lost(status) > 0;
  const lines =
    rows === 1
      ? [[...rates(status, drawing), ...counts(status, drawing)]]
      : [rates(status, drawing), counts(status, drawing)];
  return lines.map((pieces, index) => {
    const start = index === 0 ? ` ${titleOf(status, drawing)}` : "";
    const least = Math.min(widthOf(start), rows === 1 ? Math.floor(columns * 0.6) : columns - 24);
    const fitting = chosen(pieces, columns - least - 1, drawing);
    const end = fitting.map(({ text }) => text).join(GAP);
    const room = columns - widthOf(end) - (end === "" ? 0 : GAP.length) - 1;
    const title = cutMiddle(start, room, drawing.glyphs.ellipsis, room >> 1);
    if (isLosing) return style("error", shown(`${padEnd(title, room)}${end === "" ? "" : GAP}${end}`, ascii));
    const dressed = fitting.map(({ text, meaning }) => style(meaning, shown(text, ascii))).join(GAP);
    const head = style("title", shown(title, ascii));
    return `${head}${" ".repeat(Math.max(0, room - widthOf(title)))}${end === "" ? "" : GAP}${dressed}`;
  });
}

function shown(text: string, ascii: boolean): string {
  return ascii ? inAscii(text) : text;
}

function titleOf({ source, elapsedSeconds }: Status, { glyphs }: Drawing): string {
  return ["shakedown", sourceName(source), clockText(elapsedSeconds)].join(` ${glyphs.dot} `);
}

function sourceName(source: Status["source"]): string {
  if (source.kind === "live") return clean(source.interfaces.join(", "));
  const [first = "", ...more] = source.names.map((name) => clean(name.slice(name.lastIndexOf("/") + 1)));
  return more.length === 0 ? first : `${first} +${more.length}`;
}

/** 252 → "00:04:12". */
function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

function lost({ droppedByKernel, droppedByInterface }: Status): number {
  return (droppedByKernel ?? 0) + (droppedByInterface ?? 0);
}

function rates({ packetsPerSecond, bytesPerSecond }: Status, { words }: Drawing): Piece[] {
  const { head } = words.screen;
  return [
    { text: head.packetsPerSecond(formatShortCount(packetsPerSecond)), rank: 2, meaning: "plain" },
    { text: bitsText(bytesPerSecond), rank: 5, meaning: "plain" },
  ];
}

function bitsText(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond * 8).replace(/B$/, "bit")}/s`.replace(/ bit/, " bit");
}

function counts(status: Status, drawing: Drawing): Piece[] {
  const { head } = drawing.words.screen;
  const { source, received, packets, evicted, tracked, connections, memoryBytes, damaged } = status;
  const isAtEnd = status.replay?.isAtEnd === true;
  const isLive = source.kind === "live";
  const counted =
    isLive && received !== null
      ? head.received(formatShortCount(received))
      : head.packets(formatShortCount(packets));
  return [
    ...(damaged.length > 0
      ? [{ text: head.damaged(damaged.length), rank: 1, meaning: "error" } as const]
      : []),
    { text: counted, rank: 3, meaning: "plain" },
    ...(isLive ? dropped(status, drawing) : []),
    {
      text: head.evicted(formatShortCount(evicted)),
      rank: evicted > 0 ? 0.5 : 7,
      meaning: evicted > 0 ? "warning" : "plain",
    },
    // (Where the input is over no connection goes on, and those that were are worth a word.)
    {
      text: isAtEnd
        ? head.connections(formatShortCount(connections))
        : head.tracked(formatShortCount(tracked)),
      rank: 4,
      meaning: "plain",
    },
    { text: head.memory(formatBytes(memoryBytes)), rank: 6, meaning: "quiet" },
  ];
}

function dropped({ droppedByKernel, droppedByInterface }: Status, { words, glyphs }: Drawing): Piece[] {
  const { head } = words.screen;
  const piece = (count: number, text: string): Piece => ({
    text: count > 0 ? `${glyphs.error} ${text}` : text,
    rank: count > 0 ? 0 : 2.5,
    meaning: count > 0 ? "error" : "plain",
  });
  const kernel =
    droppedByKernel === null
      ? piece(0, head.dropped(head.notKnown))
      : piece(droppedByKernel, head.dropped(formatShortCount(droppedByKernel)));
  // An interface that drops nothing, or does not say, is not worth a word.
  return droppedByInterface === null || droppedByInterface === 0
    ? [kernel]
    : [kernel, piece(droppedByInterface, head.droppedByInterface(formatShortCount(droppedByInterface)))];
}

/** What fits, in the order given. */
function chosen(pieces: readonly Piece[], columns: number, { ascii }: Drawing): Piece[] {
  const kept = new Set<Piece>();
  let left = columns;
  for (const piece of [...pieces].sort((a, b) => a.rank - b.rank)) {
    const width = widthOf(shown(piece.text, ascii)) + GAP.length;
    if (width > left) continue;
    left -= width;
    kept.add(piece);
  }
  return pieces.filter((piece) => kept.has(piece));
}
