import { expect, test } from "vitest";
import { marksFor } from "../../../src/present/dashboard/marks.ts";
import { chart, sparkline } from "../../../src/present/dashboard/sparkline.ts";

const marks = marksFor(false);

test("the newest number stands right, nothing is a gap, the largest fills the line", () => {
  expect(sparkline([0, 1, 4, 8], 6, marks)).toBe("   ▁▄█");
  expect(sparkline([], 3, marks)).toBe("   ");
  expect(sparkline([1, 2], 0, marks)).toBe("");
});

test("the smallest that is not nothing is seen", () => {
  expect(sparkline([1, 1_000_000], 2, marks)).toBe("▁█");
  expect(chart([1, 1_000_000], 2, 2, marks)).toEqual([" █", "▁█"]);
});

test("in plain letters", () => expect(sparkline([1, 4, 8], 3, marksFor(true))).toBe("_-#"));

test("wide pictures draw each number broader, as many as there may be", () => {
  expect(sparkline([4, 8], 125, marks).trimStart()).toBe("▄▄██");
  const numbers = new Array<number>(100).fill(1);
  expect(sparkline(numbers, 199, marks).trimStart()).toHaveLength(100);
  expect(sparkline(numbers, 200, marks).trimStart()).toHaveLength(200);
});

test("narrow ones draw the largest of a few in one place", () => {
  expect(sparkline([1, 8, 4, 2, 0], 3, marks)).toBe("█▄ ");
  expect(sparkline([1, 8, 4, 2, 0], 4, marks)).toBe(" █▄ ");
});

test("several lines are one picture", () => {
  expect(chart([4, 8, 16], 4, 2, marks)).toEqual(["   █", " ▄██"]);
  expect(chart([0, 0], 2, 2, marks)).toEqual(["  ", "  "]);
});
