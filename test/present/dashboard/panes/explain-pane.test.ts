// Explanations as a pane: every topic, at every width.
import { describe, expect, test } from "vitest";
import {
  explainPaneLines,
  knownTopics,
  type PaneTopic,
} from "../../../../src/present/dashboard/panes/explain-pane.ts";
import { handbookIn } from "../../../../src/words/topics.ts";
import { allDrawings, drawingIn, expectWithin, uncoloured } from "../drawn-lines.tsx";

const TOPICS: readonly PaneTopic[] = [
  { kind: "state", id: "CLOSE_WAIT" },
  { kind: "state", id: "FIN_WAIT_2" },
  { kind: "verdict", id: "half-closed" },
  { kind: "finding", id: "close-wait-stuck" },
  { kind: "verdict", id: "reset" },
  { kind: "finding", id: "reset" },
];

describe("every topic", () => {
  test.each([60, 120])(
    "fits %i columns, its commands too",
    async (columns) => {
      for (const drawing of await allDrawings()) {
        const handbook = await handbookIn(drawing.lang);
        const topics = handbook.topics.map(({ kind, id }) => ({ kind, id }));
        expect(topics.length).toBeGreaterThan(50);
        for (const at of topics.keys()) {
          const lines = explainPaneLines(topics, at, handbook, columns, drawing);
          expectWithin(lines, { columns, rows: Number.POSITIVE_INFINITY }, { ...drawing, ascii: false });
          expect(uncoloured(lines[0] as string)).toContain(`[${topics[at]?.id}`);
        }
      }
    },
    180_000,
  );
});

test("the topics to choose from stand above, the chosen one in brackets", async () => {
  const lines = explainPaneLines(TOPICS, 3, await handbookIn("en"), 120, await drawingIn());
  expect(lines[0]).toBe(
    "about  CLOSE_WAIT   FIN_WAIT_2   half-closed  [close-wait-stuck]  reset (verdict)   reset (finding) ",
  );
  expect(lines[2]).toBe("close-wait-stuck · finding");
});

test("of one topic there is nothing to choose", async () => {
  const lines = explainPaneLines(TOPICS.slice(0, 1), 0, await handbookIn("en"), 120, await drawingIn());
  expect(lines[0]).toBe("CLOSE_WAIT · state");
});

test("where there is none that is said", async () => {
  const handbook = await handbookIn("en");
  expect(explainPaneLines([], 0, handbook, 80, await drawingIn())).toEqual([
    "There is nothing to explain here.",
  ]);
});

test("each topic once, and none that nothing is known about", async () => {
  const topics: PaneTopic[] = [...TOPICS.slice(0, 2), { kind: "state", id: "NO_STATE" }, ...TOPICS];
  expect(knownTopics(topics, await handbookIn("en"))).toEqual(TOPICS);
});
