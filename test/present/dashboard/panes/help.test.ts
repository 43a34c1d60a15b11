import { describe, expect, test } from "vitest";
import { helpGroups } from "../../../../src/present/dashboard/keys/key-labels.ts";
import { type HelpGroup, helpLines } from "../../../../src/present/dashboard/panes/help.ts";
import { columnsOf, DRAWINGS, drawing, WIDTHS } from "../prompts/prompt-drawings.ts";

const GROUPS: readonly HelpGroup[] = [
  {
    title: "moving",
    keys: [
      { keys: "↑ k", does: "one line up" },
      { keys: "↓ j", does: "one line down" },
    ],
  },
  {
    title: "finding",
    keys: [{ keys: "/", does: "only what an expression of the --select language lets through" }],
  },
];

test("one column where the screen is narrow; what is long is broken beside its key", () => {
  expect(helpLines(GROUPS, 40, drawing())).toEqual([
    "moving",
    "↑ k  one line up",
    "↓ j  one line down",
    "",
    "finding",
    "/    only what an expression of the",
    "     --select language lets through",
  ]);
});

test("two where it is wide", () => {
  expect(helpLines(GROUPS, 70, drawing())).toEqual([
    "moving                              finding",
    "↑ k  one line up                    /    only what an expression of",
    "↓ j  one line down                       the --select language lets",
    "                                         through",
  ]);
});

describe.each(["live", "replay"] as const)("the keys of %s", (kind) => {
  test.each(WIDTHS)("in %i columns: every key is there, nothing is wider", (columns) => {
    for (const how of DRAWINGS) {
      const groups = helpGroups(kind, how);
      const lines = helpLines(groups, columns, how);
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      const text = lines.join("\n");
      const keys = groups.flatMap((group) => group.keys.map((entry) => entry.keys));
      expect(keys.length).toBeGreaterThan(10);
      for (const key of keys) expect(text).toContain(key);
      for (const { title } of groups) expect(text).toContain(title);
    }
  });

  test("wide screens need fewer lines", () => {
    const lines = (columns: number) => helpLines(helpGroups(kind, drawing()), columns, drawing()).length;
    expect(lines(160)).toBeLessThan(lines(60));
  });
});

test("no keys, no lines", () => {
  expect(helpLines([], 80, drawing())).toEqual([]);
});
