// The view of the findings, over what the tour holds: groups, the sentence of the selected one, the feed.
import { beforeAll, describe, expect, test } from "vitest";
import { findingsLines } from "../../../../src/present/dashboard/views/findings.ts";
import type { FindingsBody } from "../../../../src/session/screen/frame.ts";
import { allDrawings, drawingIn, expectToFit, expectWithin, SPACES, uncoloured } from "../drawn-lines.tsx";
import { findingGroup, findingsBody } from "../sample-frames.ts";
import { sessionOf, shownBy, TOUR } from "./session-of.ts";

const SORTING = { order: "newest", reverse: false } as const;

let tour: FindingsBody;
let leak: number;
beforeAll(async () => {
  tour = shownBy(await sessionOf(TOUR), "findings");
  leak = tour.rows.findIndex(({ id }) => id === "close-wait-excess");
  expect(leak).toBeGreaterThan(0);
  expect(tour.feed.length).toBeGreaterThan(50);
});

describe("on every screen", () => {
  test.each(SPACES)("of $columns columns the groups, the sentence and the feed are seen", async (space) => {
    for (const drawing of await allDrawings()) {
      const lines = findingsLines(tour, leak, SORTING, space, drawing);
      expectToFit(lines, space, drawing);
      const plain = lines.map(uncoloured);
      const selected = plain.find((line) => /^[▸>] /.test(line));
      expect(selected).toMatch(/^[▸>] [✖x] +close-wait-excess +1 +1m 03s +10\.9\.0\.2:8080/);
      expect(plain.some((line) => /^ {2}[✖x] close-wait-excess: /.test(line))).toBe(true);
      // (The newest at the bottom.)
      expect(plain.filter((line) => / {2}retry {5}/.test(line)).at(-1)).toContain("10:20:27");
    }
  });

  test("however few lines there are, the selected group is among them", async () => {
    const drawing = await drawingIn();
    for (let rows = 2; rows < 30; rows++) {
      for (const columns of [60, 200]) {
        const space = { columns, rows };
        const lines = findingsLines(tour, leak, SORTING, space, drawing);
        expectWithin(lines, space, drawing);
        expect(lines.filter((line) => line.startsWith("▸ "))).toHaveLength(1);
      }
    }
  });
});

test("a wide screen says the sentence in full and the feed beside it", async () => {
  const space = SPACES[3]!;
  const lines = findingsLines(tour, leak, SORTING, space, await drawingIn());
  const text = lines.map((line) => line.split("│")[0]?.trim()).join(" ");
  expect(text).toContain(tour.rows[leak]?.finding.summary);
  expect(lines.filter((line) => line.includes("│"))).toHaveLength(lines.length);
  expect(lines.at(-1)).toContain("SYN again, 32.5 s after the last, 1 min 8 s after the first (11th try");
});

test("where there are few groups the sentence has the room that they leave", async () => {
  const summary = "It waits, and nothing comes. ".repeat(8).trim();
  const group = findingGroup("syn-retry");
  const rows = [{ ...group, count: 1, finding: { ...group.finding, summary } }];
  const lines = findingsLines({ ...tour, rows }, 0, SORTING, { columns: 80, rows: 16 }, await drawingIn());
  const text = lines.map((line) => uncoloured(line).trim()).join(" ");
  expect(text).toContain(summary);
  expect(lines.filter((line) => /10:20:/.test(line)).length).toBeGreaterThan(1);
});

test("of several the sentence is that of the newest", async () => {
  const body = findingsBody({ rows: [findingGroup("syn-retry", { count: 1200 })] });
  const lines = findingsLines(body, 0, SORTING, SPACES[1]!, await drawingIn());
  expect(lines.join("\n")).toContain("(the newest of 1.2 k)");
  expect(lines[1]).toMatch(/1\.2 k +3s +#807 #812/);
});

test("of many connections the newest are named, and that there are more", async () => {
  const connections = [1, 2, 3, 4, 5, 6];
  const body = findingsBody({ rows: [findingGroup("syn-retry", { connections })] });
  const lines = findingsLines(body, 0, SORTING, SPACES[2]!, await drawingIn());
  expect(lines[1]).toContain(" #6 #5 #4 #3 …  ");
});

test("what came too fast for the feed is told", async () => {
  const notInFeed = { ...findingsBody().notInFeed, retry: 1234, open: 5 };
  const lines = findingsLines({ ...tour, notInFeed }, 0, SORTING, SPACES[1]!, await drawingIn());
  expect(lines.join("\n")).toContain("── events · too many to show: 5 opens, 1.2 k retries ──");
});

test("a finding that only says an event again has no line in the feed", async () => {
  const refused = tour.feed.filter(({ kind }) => kind === "refused");
  expect(refused.length).toBeGreaterThan(0);
  const lines = findingsLines(tour, 0, SORTING, SPACES[3]!, await drawingIn()).map(
    (line) => line.split("│")[1],
  );
  expect(lines.filter((line) => line?.includes("  refused  "))).toHaveLength(refused.length);
  expect(lines.filter((line) => line?.includes(" connection-refused: "))).toEqual([]);
  expect(lines.some((line) => line?.includes(" close-wait-excess: "))).toBe(true);
});

test("nothing found is said, and whether a filter is why", async () => {
  const drawing = await drawingIn();
  const text = (total: number) =>
    findingsLines(findingsBody({ rows: [], total }), 0, SORTING, SPACES[0]!, drawing).join("\n");
  expect(text(0)).toContain("Nothing found so far");
  expect(text(0)).toContain("No event so far.");
  expect(text(2)).toContain("the filter lets through");
});

test("sentences move no cursor", async () => {
  const rows = tour.rows.map((group) => ({
    ...group,
    finding: { ...group.finding, summary: "held by \x1b[2Jevil\u202e (pid 7)" },
  }));
  const lines = findingsLines({ ...tour, rows }, 0, SORTING, SPACES[2]!, await drawingIn());
  for (const harmful of ["\x1b", "\u202e"]) expect(lines.join("\n")).not.toContain(harmful);
  expect(lines.join("\n")).toContain("\\x1b[2Jevil\\u{202e}");
});
