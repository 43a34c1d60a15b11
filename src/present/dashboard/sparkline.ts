// A course of numbers as a small picture: one line, or several above each other. Knows no colour; every
// picture has the width that it is given, the newest number at its right end.
import type { Marks } from "./marks.ts";

/** So many numbers at most are sent; a wider picture draws each of them broader. */
const MOST_NUMBERS = 120;

/** Nothing is a gap, and the largest of the numbers that are drawn fills the line. */
export function sparkline(numbers: readonly number[], columns: number, { spark }: Marks): string {
  const shown = broadened(numbers, columns);
  const most = Math.max(...shown, 0);
  const picture = shown.map((number) =>
    number <= 0 ? " " : spark[Math.ceil((number / most) * spark.length) - 1],
  );
  return picture.join("").padStart(columns);
}

/** The same in several lines, the topmost first. */
export function chart(numbers: readonly number[], columns: number, rows: number, { spark }: Marks): string[] {
  const shown = broadened(numbers, columns);
  const most = Math.max(...shown, 0);
  const heights = shown.map((number) =>
    number <= 0 ? 0 : Math.max(1, Math.round((number / most) * rows * spark.length)),
  );
  return Array.from({ length: rows }, (_, line) => {
    const below = (rows - 1 - line) * spark.length;
    const pieces = heights.map((height) =>
      height <= below ? " " : spark[Math.min(height - below, spark.length) - 1],
    );
    return pieces.join("").padStart(columns);
  });
}

/** How many numbers find room in so many columns. */
export function numbersIn(columns: number): number {
  return Math.floor(Math.max(0, columns) / breadth(columns));
}

function broadened(numbers: readonly number[], columns: number): number[] {
  const room = numbersIn(columns);
  const last = room === 0 ? [] : numbers.slice(-room);
  return last.flatMap((number) => new Array<number>(breadth(columns)).fill(number));
}

function breadth(columns: number): number {
  return Math.max(1, Math.floor(columns / MOST_NUMBERS));
}
