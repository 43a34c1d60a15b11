// What all prompts look like: the field, a line about what is typed, a line of what the keys do. Always as many
// lines, so that nothing above moves while somebody types.
import { inAscii } from "../../terminal/ascii.ts";
import type { Meaning } from "../../terminal/style.ts";
import { cutEnd, widthOf } from "../../terminal/width.ts";
import type { Drawing } from "../drawing.ts";

export const PROMPT_ROWS = 3;

const INDENT = " ";

/** What the keys do: as many of them as fit, the first before all others. */
export function keyHints(hints: readonly string[], columns: number, drawing: Drawing): string {
  const gap = `  ${drawing.glyphs.dot}  `;
  let line = "";
  for (const hint of hints) {
    const longer = line === "" ? INDENT + shown(hint, drawing) : line + gap + shown(hint, drawing);
    if (widthOf(longer) > columns) break;
    line = longer;
  }
  return drawing.style("quiet", line);
}

/** One line about what is typed. */
export function remark(text: string, columns: number, drawing: Drawing): string {
  return cutEnd(INDENT + shown(text, drawing), columns, drawing.glyphs.ellipsis);
}

/** What is wrong, in one line: its mark says so without colour too. */
export function complaint(text: string, columns: number, drawing: Drawing): string {
  return drawing.style("error", remark(`${drawing.glyphs.error} ${text}`, columns, drawing));
}

/**
 * A caret below `column` and the message beside it; where the line has no room for both the message takes the
 * line below. `below` is null where that line is free.
 */
export function pointedComplaint(
  column: number | null,
  text: string,
  meaning: Meaning,
  columns: number,
  drawing: Drawing,
): { readonly line: string; readonly below: string | null } {
  const message = shown(text, drawing);
  const width = widthOf(message);
  const dressed = (line: string) => drawing.style(meaning, line);
  if (column === null || column >= columns)
    return { line: dressed(remark(text, columns, drawing)), below: null };
  if (column + 2 + width <= columns) {
    return { line: dressed(`${" ".repeat(column)}^ ${message}`), below: null };
  }
  if (width + 1 <= column) {
    return { line: dressed(`${" ".repeat(column - width - 1)}${message} ^`), below: null };
  }
  return { line: dressed(`${" ".repeat(column)}^`), below: dressed(remark(text, columns, drawing)) };
}

function shown(text: string, drawing: Drawing): string {
  return drawing.ascii ? inAscii(text) : text;
}
