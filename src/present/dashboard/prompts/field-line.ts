// A field as one line of the screen: what is named before it, the part of its text around the cursor, the cursor.
import { cutEnd, widthOf } from "../../terminal/width.ts";
import type { Drawing } from "../drawing.ts";
import { columnsUpTo, type TextField } from "./text-field.ts";

export interface FieldLine {
  /** At most as wide as the screen. */
  readonly line: string;
  /** The screen's column of a place in the text, null where it is scrolled out of sight. */
  readonly columnOf: (offset: number) => number | null;
}

/** In UTF-16 units; longer ones are drawn in pieces. */
const LONGEST_GRAPHEME = 64;
const PLAIN = /^[\x20-\x7e]*$/;
const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

export function fieldLine(label: string, field: TextField, columns: number, drawing: Drawing): FieldLine {
  const name = cutEnd(label, Math.max(0, Math.floor(columns / 3)), drawing.glyphs.ellipsis);
  const start = widthOf(name) + 1;
  const room = Math.max(1, columns - start);
  const before = columnsUpTo(field.text, field.cursor);
  // Without colour the cursor is a sign of its own, which takes a column.
  const sign = drawing.color === "none" ? (drawing.ascii ? "_" : "▏") : "";
  const end = before + widthOf(sign) + Math.max(1, widthOf(graphemeAt(field)));
  // The text stands still while the cursor moves inside, and goes on by a third of the line at its edge.
  const step = Math.max(1, Math.floor(room / 3));
  const first = end <= room ? 0 : Math.min(before, Math.ceil((end - room) / step) * step);
  const shown = visible(field, first, room, sign, drawing);
  return {
    line: drawing.style("title", name) + (first === 0 ? " " : drawing.ascii ? "<" : "…") + shown,
    columnOf: (offset) => {
      const column = columnsUpTo(field.text, offset) - first + (offset > field.cursor ? widthOf(sign) : 0);
      return column < 0 || column >= room ? null : start + column;
    },
  };
}

function plainPieces(text: string, first: number, count: number): { segment: string; index: number }[] {
  return [...text.slice(first, first + count)].map((segment, at) => ({ segment, index: first + at }));
}

function graphemeAt({ text, cursor }: TextField): string {
  for (const { segment } of GRAPHEMES.segment(text.slice(cursor, cursor + LONGEST_GRAPHEME))) return segment;
  return "";
}

function visible(field: TextField, first: number, room: number, sign: string, drawing: Drawing): string {
  let line = "";
  let column = 0;
  let taken = 0;
  const put = (piece: string, width: number) => {
    if (taken + width > room) return false;
    line += piece;
    taken += width;
    return true;
  };
  const cursor = (under: string) => {
    const drawn = sign === "" ? drawing.selected(under === "" ? " " : under) : sign + under;
    return (
      put(drawn, sign === "" ? Math.max(1, widthOf(under)) : widthOf(sign) + widthOf(under)) ||
      put(sign, widthOf(sign))
    );
  };
  // Lists of a thousand connections are plain: a column each, and those out of sight need no look.
  const isPlain = PLAIN.test(field.text);
  if (isPlain) column = Math.min(first, field.text.length);
  const pieces = isPlain ? plainPieces(field.text, first, room) : GRAPHEMES.segment(field.text);
  for (const { segment, index } of pieces) {
    const width = widthOf(segment);
    if (column + width > first || (width === 0 && column >= first)) {
      // Half of a wide character that is scrolled out leaves a space.
      const piece = column < first ? " ".repeat(column + width - first) : segment;
      if (!(index === field.cursor ? cursor(piece) : put(piece, widthOf(piece)))) return line;
    }
    column += width;
  }
  if (field.cursor === field.text.length) cursor("");
  return line;
}
