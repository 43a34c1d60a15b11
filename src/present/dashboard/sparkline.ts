// A course of numbers as a small picture: one line, or several above each other. Knows no colour; every
// picture shows all of them in the width that it is given, the newest at its right end.
import type { Marks } from "./marks.ts";

/** Half as many numbers as are sent at most: then two of them become one. Fewer are at the beginning only. */
const USUAL_NUMBERS = 60;

/** Nothing is a gap, and the largest of the numbers that are drawn fills the line. */
export function sparkline(numbers: readonly number[], columns: number, { spark }: Marks): string {
  const shown = fitted(numbers, columns);
  const most = Math.max(...shown, 0);
  const picture = shown.map((number) =>
    number <= 0 ? " " : spark[Math.ceil((number / most) * spark.length) - 1],
  );
  return picture.join("").padStart(columns);
}

/** The same in several lines, the topmost first. */
export function chart(numbers: readonly number[], columns: number, rows: number, { spark }: Marks): string[] {
  const shown = fitted(numbers, columns);
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

/** Each number broader where there is room, the largest of a few in one place where there is little. */
function fitted(numbers: readonly number[], columns: number): number[] {
  if (columns <= 0) return [];
  const breadth = Math.max(1, Math.floor(columns / Math.max(USUAL_NUMBERS, numbers.length)));
  const together = Math.max(1, Math.ceil((numbers.length * breadth) / columns));
  const shown: number[] = [];
  // (From the oldest on: what is past keeps its shape while numbers come.)
  for (let at = 0; at < numbers.length; at += together) {
    const most = Math.max(...numbers.slice(at, at + together));
    for (let time = 0; time < breadth; time++) shown.push(most);
  }
  return shown;
}
