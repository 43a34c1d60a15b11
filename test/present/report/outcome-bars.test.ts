import { expect, test } from "vitest";
import { outcomeBars } from "../../../src/present/report/outcome-bars.ts";
import { glyphsFor } from "../../../src/present/terminal/glyphs.ts";
import { createStyle } from "../../../src/present/terminal/style.ts";

const bars = (verdicts: Parameters<typeof outcomeBars>[0], width: number, ascii = false) =>
  outcomeBars(verdicts, width, glyphsFor(ascii), createStyle("none"));

test("the most frequent first, in eighths of a column", () => {
  expect(bars({ open: 3, closed: 18, refused: 4, reset: 0 }, 34)).toEqual([
    "  closed   18  ███████████████████",
    "  refused   4  ████▎",
    "  open      3  ███▏",
  ]);
});

test("one among a million is still there", () => {
  expect(bars({ closed: 1_204_310, unanswered: 1 }, 80)[1]).toBe("  unanswered          1  ▏");
  expect(bars({ closed: 1_204_310, unanswered: 1 }, 80, true)[1]).toBe("  unanswered          1  #");
});

test("bars do not grow with a wide screen for ever", () => {
  expect(bars({ closed: 1 }, 300)[0]).toBe(`  closed  1  ${"█".repeat(40)}`);
});

test("no connections, no bars", () => expect(bars({}, 80)).toEqual([]));
