// The keys, on as many lines as they take, in columns where the screen is wide. What the keys are comes from the
// table that also handles them.

import { inAscii } from "../../terminal/ascii.ts";
import { cutEnd, padEnd, widthOf, wrap } from "../../terminal/width.ts";
import type { Drawing } from "../drawing.ts";

export interface HelpGroup {
  readonly title: string;
  readonly keys: readonly {
    /** As they are written on keyboards: "↑ k". */
    readonly keys: string;
    readonly does: string;
  }[];
}

const GAP = 3;
/** Columns of what a key does: narrower ones are tiring to read, longer texts are broken. */
const LEAST_TEXT = 26;

/** All lines, none wider than `columns`; each group stays in one piece, in the order given. */
export function helpLines(groups: readonly HelpGroup[], columns: number, drawing: Drawing): string[] {
  const shown = (text: string) => (drawing.ascii ? inAscii(text) : text);
  const keyColumns = Math.max(
    0,
    ...groups.flatMap(({ keys }) => keys.map((entry) => widthOf(shown(entry.keys)))),
  );
  const least = keyColumns + 2 + LEAST_TEXT;
  const count = Math.max(1, Math.min(groups.length, Math.floor((columns + GAP) / (least + GAP))));
  const width = Math.floor((columns + GAP) / count) - GAP;
  const blocks = groups.map((group) => blockLines(group, width, keyColumns, shown, drawing));
  return sideBySide(balanced(blocks, count), width);
}

/** Text and how wide it is: it is dressed already. */
interface HelpLine {
  readonly line: string;
  readonly width: number;
}

function blockLines(
  { title, keys }: HelpGroup,
  width: number,
  keyColumns: number,
  shown: (text: string) => string,
  drawing: Drawing,
): HelpLine[] {
  const heading = cutEnd(shown(title), width, drawing.glyphs.ellipsis);
  const room = Math.max(1, width - keyColumns - 2);
  const lines = keys.flatMap((entry) =>
    wrap(shown(entry.does), room).map((text, index): HelpLine => {
      const key = padEnd(index === 0 ? shown(entry.keys) : "", keyColumns);
      const cut = cutEnd(text, room, drawing.glyphs.ellipsis);
      if (keyColumns + 2 >= width) {
        const line = cutEnd(`${key}  ${text}`, width, drawing.glyphs.ellipsis);
        return { line, width: widthOf(line) };
      }
      return { line: `${drawing.style("info", key)}  ${cut}`, width: keyColumns + 2 + widthOf(cut) };
    }),
  );
  return [{ line: drawing.style("title", heading), width: widthOf(heading) }, ...lines];
}

/** Groups in columns of about the same height, in their order from the top left. */
function balanced(blocks: readonly HelpLine[][], count: number): HelpLine[][] {
  const total = blocks.reduce((sum, block) => sum + block.length + 1, 0);
  let height = Math.ceil(total / count);
  for (;;) {
    const filled = fill(blocks, height);
    if (filled.length <= count) return filled;
    height++;
  }
}

function fill(blocks: readonly HelpLine[][], height: number): HelpLine[][] {
  const columns: HelpLine[][] = [];
  for (const block of blocks) {
    const last = columns.at(-1);
    if (last !== undefined && last.length + 1 + block.length <= height)
      last.push({ line: "", width: 0 }, ...block);
    else columns.push([...block]);
  }
  return columns;
}

function sideBySide(columns: readonly HelpLine[][], width: number): string[] {
  const rows = Math.max(0, ...columns.map((column) => column.length));
  return Array.from({ length: rows }, (_, row) =>
    columns
      .map((column, at) => {
        const { line, width: taken } = column[row] ?? { line: "", width: 0 };
        return at === columns.length - 1 ? line : line + " ".repeat(width - taken + GAP);
      })
      .join("")
      .trimEnd(),
  );
}
