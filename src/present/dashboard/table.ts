// A table made to fit a part of the screen exactly: which columns, how wide, which rows. Knows nothing of what
// the rows are.
import { inAscii } from "../terminal/ascii.ts";
import { clean } from "../terminal/clean.ts";
import type { Meaning } from "../terminal/style.ts";
import { cutEnd, cutMiddle, padEnd, padStart, widthOf } from "../terminal/width.ts";
import type { Drawing, Space } from "./drawing.ts";

export interface Cell {
  readonly text: string;
  readonly meaning?: Meaning;
}

export interface Column<Row> {
  /** The order in which this column sorts; null: none does. */
  readonly order: string | null;
  readonly heading: string;
  readonly align: "start" | "end";
  /** Cells wide; between the two it takes what its cells need. */
  readonly least: number;
  readonly most: number;
  /** When it is narrow the column with the greatest goes first; 0 stays. */
  readonly givesWay: number;
  /** Addresses are cut in the middle, so that port and host are still there. Default: the end. */
  readonly cut?: "middle" | "end";
  /** Cleaned here. */
  cell(row: Row): Cell;
}

/** By which column's order the rows come. */
export interface Sorting {
  readonly order: string;
  readonly reverse: boolean;
}

export interface TableOptions extends Space, Sorting {
  /** Index of the selected row; null: none is. */
  readonly cursor: number | null;
  /** Index of the first row shown; absent: so that the selected one is seen. */
  readonly top?: number;
  readonly drawing: Drawing;
}

const MARK_COLUMNS = 2;
/** From this width on there is air between the columns; up to the other only where no column goes for it. */
const ROOMY = 76;
const AIRY = 100;

/**
 * The header and at most `rows` − 1 lines below it, none wider than `columns`; fewer where there are fewer rows.
 */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: TableOptions,
): string[] {
  const { cursor, drawing } = options;
  const room = Math.max(0, options.rows - 1);
  const top = options.top ?? firstSeen(rows.length, room, cursor);
  const cells = columns.map((column) => rows.map((row) => cellOf(column, row, drawing)));
  const gap = gapOf(columns, options.columns);
  const placed = placeColumns(columns, cells, options, gap);
  const lines = [headerLine(placed, options, gap)];
  for (let index = top; index < Math.min(rows.length, top + room); index++) {
    const isSelected = index === cursor;
    const pieces = placed.map(({ column, at, width }) => {
      const { text, meaning = "plain" } = (cells[at] as readonly Cell[])[index] as Cell;
      const shown = fitted(column, text, width, drawing);
      return isSelected ? shown : dressed(shown, meaning, drawing);
    });
    const mark = isSelected ? drawing.marks.cursor : " ";
    const line = `${padEnd(mark, MARK_COLUMNS)}${pieces.join(" ".repeat(gap))}`;
    lines.push(isSelected ? selectedLine(line, options) : line);
  }
  return lines;
}

function selectedLine(line: string, { columns, drawing }: TableOptions): string {
  return drawing.color === "none" ? line : drawing.selected(padEnd(line, columns));
}

/** The first of `count` rows, of which `room` are seen, so that the selected one is. */
export function firstSeen(count: number, room: number, cursor: number | null): number {
  if (cursor === null || cursor < room) return 0;
  return Math.max(0, Math.min(cursor - room + 1, count - room));
}

interface Placed<Row> {
  readonly column: Column<Row>;
  /** Its place in the list of all. */
  readonly at: number;
  width: number;
}

function placeColumns<Row>(
  columns: readonly Column<Row>[],
  cells: readonly (readonly Cell[])[],
  options: TableOptions,
  gap: number,
): Placed<Row>[] {
  const placed = chosen(columns, options.columns, gap).map((column) => ({
    column,
    at: columns.indexOf(column),
    width: column.least,
  }));
  let left =
    options.columns -
    leastWidth(
      placed.map(({ column }) => column),
      gap,
    );
  // What must not go grows first; a column that stays narrower leaves its part to the others.
  for (const one of [...placed].sort((a, b) => a.column.givesWay - b.column.givesWay)) {
    const needed = neededWidth(one.column, cells[one.at] as readonly Cell[], options);
    const more = Math.max(0, Math.min(needed, one.column.most) - one.width, -one.width);
    const given = left < 0 ? left : Math.min(more, left);
    one.width = Math.max(1, one.width + given);
    left -= given;
  }
  return placed;
}

function gapOf<Row>(columns: readonly Column<Row>[], room: number): number {
  if (room < ROOMY) return 1;
  const mostWantedMissing = (gap: number) => {
    const kept = new Set(chosen(columns, room, gap));
    return Math.min(...columns.filter((column) => !kept.has(column)).map(({ givesWay }) => givesWay));
  };
  return room < AIRY && mostWantedMissing(1) > mostWantedMissing(2) ? 1 : 2;
}

/** Those that must stay, and as many of the others as there is room for, the most wanted first. */
function chosen<Row>(columns: readonly Column<Row>[], room: number, gap: number): Column<Row>[] {
  const kept = new Set(columns.filter(({ givesWay }) => givesWay === 0));
  for (const column of [...columns].sort((a, b) => a.givesWay - b.givesWay)) {
    if (leastWidth([...kept], gap) + gap + column.least <= room) kept.add(column);
  }
  return columns.filter((column) => kept.has(column));
}

function leastWidth<Row>(columns: readonly Column<Row>[], gap: number): number {
  return columns.reduce((sum, { least }) => sum + least + gap, MARK_COLUMNS - gap);
}

function neededWidth<Row>(column: Column<Row>, cells: readonly Cell[], options: TableOptions): number {
  let needed = widthOf(headingOf(column, options));
  for (const { text } of cells) needed = Math.max(needed, widthOf(text));
  return needed;
}

function headingOf<Row>({ heading, order }: Column<Row>, { drawing, ...options }: TableOptions): string {
  if (order === null || order !== options.order) return heading;
  return `${heading}${options.reverse ? drawing.marks.ascending : drawing.marks.descending}`;
}

function headerLine<Row>(placed: readonly Placed<Row>[], options: TableOptions, gap: number): string {
  const { drawing } = options;
  const pieces = placed.map(({ column, width }) => {
    const orders = column.order !== null && column.order === options.order;
    const heading = headingOf(column, options);
    // Of a heading that is cut the mark stays.
    const cut =
      orders && widthOf(heading) > width
        ? `${cutEnd(column.heading, width - 1, "")}${heading.slice(column.heading.length)}`
        : heading;
    const text =
      column.align === "end" ? padStart(cutEnd(cut, width, ""), width) : fitted(column, cut, width, drawing);
    return dressed(text, orders ? "title" : "quiet", drawing);
  });
  return `${" ".repeat(MARK_COLUMNS)}${pieces.join(" ".repeat(gap))}`;
}

function cellOf<Row>(column: Column<Row>, row: Row, { ascii }: Drawing): Cell {
  const { text, meaning } = column.cell(row);
  const shown = ascii ? inAscii(clean(text)) : clean(text);
  return meaning === undefined ? { text: shown } : { text: shown, meaning };
}

function fitted<Row>({ align, cut }: Column<Row>, text: string, width: number, { glyphs }: Drawing): string {
  const piece =
    cut === "middle"
      ? cutMiddle(text, width, glyphs.ellipsis, width >> 1)
      : cutEnd(text, width, glyphs.ellipsis);
  return align === "end" ? padStart(piece, width) : padEnd(piece, width);
}

/** The spaces around it stay as they are: fewer bytes, and no underlined gaps. */
function dressed(text: string, meaning: Meaning, { style }: Drawing): string {
  const inside = text.trim();
  if (meaning === "plain" || inside === "") return text;
  const from = text.indexOf(inside);
  return text.slice(0, from) + style(meaning, inside) + text.slice(from + inside.length);
}
