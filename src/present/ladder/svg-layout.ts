// Where everything of a ladder stands in a picture: rows from top to bottom, their texts broken to the
// width of the lane. Units are pixels at the picture's own size. Knows no SVG.
import { widthOf, wrap } from "../terminal/width.ts";
import type { Ladder, LadderNote, LadderRow } from "./ladder.ts";

/** Of the monospace font at 13 pixels, a little generous: which font there is, nobody knows. */
const CHARACTER = 7.9;
export const LINE = 18;
/** An arrow sinks on its way, as time does. */
export const SLOPE = 10;

export const MARGIN = 16;
const FIGURES = 212;
const STATE = 118;
const LANE = 440;

export const TIME_RIGHT = MARGIN + 74;
export const SINCE_RIGHT = MARGIN + 154;
export const PACKET_RIGHT = MARGIN + FIGURES;
export const STATE_RIGHT = PACKET_RIGHT + 14 + STATE;
export const CLIENT_RAIL = STATE_RIGHT + 12;
export const SERVER_RAIL = CLIENT_RAIL + LANE;
export const WIDTH = SERVER_RAIL + 12 + STATE + MARGIN;

/** Texts of a row: what stands on its arrow, or between the rails, and the lines under it. */
export interface PlacedRow {
  readonly row: LadderRow;
  readonly top: number;
  readonly height: number;
  /** Lines of its own text; of an arrow the label. */
  readonly lines: readonly string[];
  readonly notes: readonly LadderNote[];
}

export interface Placed {
  readonly rows: readonly PlacedRow[];
  readonly height: number;
}

/** `top`: where the first row begins. */
export function placeRows({ rows }: Ladder, top: number): Placed {
  const columns = Math.floor((LANE - 24) / CHARACTER);
  const placed: PlacedRow[] = [];
  let y = top;
  for (const row of rows) {
    const lines = linesOf(row, columns);
    const notes =
      row.kind === "segment" || row.kind === "icmp"
        ? (row.notes ?? []).flatMap((note) => wrap(note.text, columns).map((text) => ({ ...note, text })))
        : [];
    const isArrow = row.kind === "segment" || row.kind === "icmp";
    const height = (lines.length + notes.length) * LINE + (isArrow ? SLOPE + 8 : 6);
    placed.push({ row, top: y, height, lines, notes });
    y += height;
  }
  return { rows: placed, height: y - top };
}

function linesOf(row: LadderRow, columns: number): string[] {
  switch (row.kind) {
    case "segment": {
      const whole = row.detail === undefined ? row.label : `${row.label} ${row.detail}`;
      return [widthOf(whole) <= columns ? whole : row.label];
    }
    case "icmp":
      return [row.label];
    case "fold":
      return wrap(`… ${row.text} …`, columns);
    case "silence":
    case "note":
      return wrap(row.text, columns);
    case "states":
      return [row.text ?? ""];
    case "finding":
      return wrap(`${row.id}: ${row.text}`, columns);
  }
}
