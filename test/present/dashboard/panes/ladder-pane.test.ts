// The ladder of a connection as a pane: over every connection of the tour.
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import {
  ladderPaneLines,
  type SeenLadder,
  tracingLines,
} from "../../../../src/present/dashboard/panes/ladder-pane.ts";
import { ladderPage } from "../../../../src/present/ladder/ladder-page.ts";
import type { TraceAnswer } from "../../../../src/session/screen/protocol.ts";
import { type Handbook, handbookIn } from "../../../../src/words/topics.ts";
import { allDrawings, drawingIn, expectToFit, expectWithin, uncoloured } from "../drawn-lines.tsx";
import { answerOf } from "./answers-of.ts";

const TOUR = fileURLToPath(new URL("../../../../fixtures/tour.pcapng", import.meta.url));
const CONNECTIONS = 42;
const LEAKING = 7;

const answers: TraceAnswer[] = [];
let handbook: Handbook;
beforeAll(async () => {
  handbook = await handbookIn("en");
  for (let id = 1; id <= CONNECTIONS; id++) answers.push(await answerOf(TOUR, id));
});

const pane = (answer: TraceAnswer, change: Partial<SeenLadder> = {}): SeenLadder => ({
  answer,
  handbook,
  all: false,
  isGrowing: false,
  ...change,
});

function textOf(change: Partial<TraceAnswer>, drawing: Awaited<ReturnType<typeof drawingIn>>): string {
  const answer = { ...(answers[LEAKING - 1] as TraceAnswer), ...change };
  return ladderPaneLines(pane(answer), 100, drawing).lines.join("\n");
}

describe("every connection of the tour", () => {
  test.each([60, 80, 120, 300])("fits %i columns", async (columns) => {
    for (const drawing of await allDrawings()) {
      for (const answer of answers) {
        const { lines, ladderEnd } = ladderPaneLines(pane(answer), columns, drawing);
        expectWithin(lines, { columns, rows: Number.POSITIVE_INFINITY }, drawing);
        expect(ladderEnd).toBeLessThanOrEqual(lines.length);
        for (const { id } of [...answer.findings, ...answer.subjects]) {
          expect(lines.slice(0, ladderEnd).map(uncoloured).join("\n")).toContain(id);
        }
      }
    }
  });

  test.each([60, 300])("stands on a screen of %i columns as it was made", async (columns) => {
    const drawing = await drawingIn("en", { color: "16" });
    const { lines } = ladderPaneLines(pane(answers[LEAKING - 1]!), columns, drawing);
    expectToFit(lines, { columns, rows: Number.POSITIVE_INFINITY }, drawing);
  });

  test("is drawn as `show` draws it", async () => {
    const drawing = await drawingIn();
    for (const answer of answers) {
      if (answer.trace === null) throw new Error("not traced");
      const options = {
        words: drawing.words.ladder,
        width: 100,
        ascii: false,
        color: "none",
        all: false,
      } as const;
      const shown = ladderPage(answer.trace, answer.subjects, options).split("\n");
      const { lines } = ladderPaneLines(pane(answer), 100, drawing);
      const ladder = lines.slice(0, lines.findIndex((line) => /^[xy] = \d/.test(line)) + 1);
      expect(ladder.length).toBeGreaterThan(5);
      expect(shown.slice(0, ladder.length)).toEqual(ladder);
    }
  });
});

describe("below the ladder", () => {
  test("stands the worst finding: what it is, and what to do", async () => {
    const { lines, ladderEnd } = ladderPaneLines(pane(answers[LEAKING - 1]!), 100, await drawingIn());
    const below = lines.slice(ladderEnd).join("\n");
    expect(below).toContain("✖ close-wait-excess\nMany connections in CLOSE_WAIT at once: likely a leak\n");
    expect(below).toContain("What to do\n  shakedown read CAPTURE --select state:CLOSE_WAIT\n");
    expect(below).toContain("e explains close-wait-excess in full");
  });

  test("that nothing is wrong is said", async () => {
    expect(textOf({ findings: [], subjects: [] }, await drawingIn())).toContain("Nothing wrong was found");
  });
});

test("a capture that goes on has no end", async () => {
  const drawing = await drawingIn();
  const text = (isGrowing: boolean) =>
    ladderPaneLines(pane(answers[LEAKING - 1]!, { isGrowing }), 100, drawing).lines.join("\n");
  expect(text(false)).toContain("the capture ends 1 min 9 s later");
  expect(text(true)).not.toContain("1 min 9 s later");
});

test("folded segments are told, and all of them drawn when they are wanted", async () => {
  const drawing = await drawingIn();
  const text = (all: boolean) =>
    ladderPaneLines(pane(answers[LEAKING - 1]!, { all }), 100, drawing).lines.join("\n");
  expect(text(false)).toContain("\n3 segments folded\n");
  expect(text(true)).not.toContain("folded");
});

describe("what is missing", () => {
  test("is told before the ladder", async () => {
    const note = "The first 5 packets\x1b[2J are not kept any more.";
    const text = textOf({ note }, await drawingIn());
    expect(text).toMatch(/^! The first 5 packets\\x1b\[2J are not kept any more\.\n\nconnection 7 /);
  });

  test("altogether: who it was and what was found is still said", async () => {
    const text = textOf({ trace: null }, await drawingIn());
    expect(text).toMatch(/^connection 7 {3}10\.9\.0\.1:40007 → 10\.9\.0\.2:8080/);
    expect(text).toContain("No packet of this connection is kept any more.");
    expect(text).toContain("✖ close-wait-excess: 10.9.0.2:8080 holds 12 connections in CLOSE_WAIT");
  });

  test("with who it was", async () => {
    const text = textOf({ trace: null, connection: null, findings: [], subjects: [] }, await drawingIn());
    expect(text).toBe("connection 7\n\nNo packet of this connection is kept any more.");
  });
});

test("names in sentences move no cursor", async () => {
  const [finding] = (answers[LEAKING - 1] as TraceAnswer).subjects;
  if (finding === undefined) throw new Error("connection 7 leaks");
  const subjects = [{ ...finding, summary: "held by \x1b[31mevil" }];
  expect(textOf({ subjects }, await drawingIn())).toContain("held by \\x1b[31mevil");
});

test("what is under way is a bar, whatever is said of it", async () => {
  for (const drawing of await allDrawings()) {
    for (const done of [0, 0.427, 1, 7, -1]) {
      for (const columns of [60, 300]) {
        const lines = tracingLines(812, done, columns, drawing);
        expectToFit(lines, { columns, rows: 5 }, drawing);
        expect(lines.join("\n")).toContain("812");
      }
    }
  }
  expect(tracingLines(812, 0.427, 80, await drawingIn()).join("\n")).toContain("42 %");
});
