// Where somebody is in a table of which only a part is at hand: the selected row, the line it stands on, and how
// both go on when keys are pressed and when rows move. Pure.
import type { Order } from "../../../session/screen/frame.ts";

export interface Selection {
  readonly order: Order;
  readonly reverse: boolean;
  /** Place of the selected row in the order. */
  readonly at: number;
  /** Its line on the screen, 0 is below the header. */
  readonly line: number;
  /** What the row is recognised by; null: not at hand yet, or there is none. */
  readonly key: number | string | null;
  /** Stays on the first row, whatever comes. */
  readonly follows: boolean;
}

/** Rows in order, as a frame brings them. */
export interface RowsAtHand {
  readonly matching: number;
  readonly offset: number;
  readonly anchorAt: number | null;
  readonly keys: readonly (number | string)[];
}

export function firstSelection(order: Order): Selection {
  return { order, reverse: false, at: 0, line: 0, key: null, follows: true };
}

/** Place of the row on the first line. */
export function topOf({ at, line }: Selection): number {
  return at - line;
}

/** After `by` lines down, or up; `height` lines of rows are seen. */
export function moved(selection: Selection, by: number, rows: RowsAtHand, height: number): Selection {
  return placed(selection, selection.at + by, selection.line + by, rows, height);
}

export function movedToFirst(selection: Selection, rows: RowsAtHand, height: number): Selection {
  return placed(selection, 0, 0, rows, height);
}

export function movedToLast(selection: Selection, rows: RowsAtHand, height: number): Selection {
  return placed(selection, rows.matching - 1, height - 1, rows, height);
}

/** What stands there is found again in rows that have moved; where it is gone the next takes its line. */
export function found(selection: Selection, rows: RowsAtHand, height: number): Selection {
  if (selection.follows) return { ...placed(selection, 0, 0, rows, height), follows: true };
  const { key, at, line } = selection;
  if (key === null) return placed(selection, at, line, rows, height);
  const index = rows.keys.indexOf(key);
  const now = index >= 0 ? rows.offset + index : rows.anchorAt;
  if (now === null) return placed(selection, at, line, rows, height);
  // At the very top what is new pushes the rows down as long as there is room: it is seen coming.
  const stays = topOf(selection) > 0 || now < at ? line : now;
  const next = placed(selection, now, stays, rows, height);
  return index >= 0 ? next : { ...next, key };
}

/** The same row where more or fewer lines are seen. */
export function resized(selection: Selection, rows: RowsAtHand, height: number): Selection {
  const { key, follows } = selection;
  return { ...placed(selection, selection.at, selection.line, rows, height), key, follows };
}

function placed(
  { order, reverse }: Selection,
  at: number,
  line: number,
  rows: RowsAtHand,
  height: number,
): Selection {
  const place = clamp(at, 0, rows.matching - 1);
  const top = clamp(place - clamp(line, 0, height - 1), 0, rows.matching - height);
  const key = rows.keys[place - rows.offset] ?? null;
  return { order, reverse, at: place, line: place - top, key, follows: false };
}

/** `least` where the two are the wrong way round. */
function clamp(figure: number, least: number, most: number): number {
  return Math.max(least, Math.min(figure, most));
}
