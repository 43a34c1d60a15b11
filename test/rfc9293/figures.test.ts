// Figures 6 to 13 of RFC 9293 as printed, seen by an observer beside Peer A, then beside Peer B.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../notation/parse-scenario.ts";
import { expectStates } from "../notation/scenario.ts";
import { observe } from "./observe-figure.ts";
import { readFigure } from "./read-figure.ts";

const FOLDER = new URL("./", import.meta.url);

/** How many of a figure's printed states an observer can judge: counted by hand in the figures. */
const JUDGED: Record<string, { besideA: number; besideB: number }> = {
  "figure-06.txt": { besideA: 6, besideB: 6 },
  "figure-07.txt": { besideA: 6, besideB: 4 },
  "figure-08.txt": { besideA: 6, besideB: 5 },
  "figure-09.txt": { besideA: 4, besideB: 4 },
  "figure-10.txt": { besideA: 2, besideB: 2 },
  "figure-11.txt": { besideA: 3, besideB: 3 },
  "figure-12.txt": { besideA: 9, besideB: 9 },
  "figure-13.txt": { besideA: 6, besideB: 6 },
};

const figures = readdirSync(FOLDER).filter((name) => name.endsWith(".txt"));

it("all figures are here", () => {
  expect(figures.sort()).toEqual(Object.keys(JUDGED));
});

describe.each(figures)("%s", (name) => {
  const text = readFileSync(new URL(name, FOLDER), "utf8");
  const title = text.trim().split("\n").at(-1)?.trim();

  it.each(["A", "B"] as const)(`${title}, beside Peer %s`, async (place) => {
    const scenario = observe(readFigure(text), place);
    const judged = parseScenario(scenario).flatMap(({ states }) => states.filter((state) => state !== "-"));
    expect(judged.length).toBe(place === "A" ? JUDGED[name]?.besideA : JUDGED[name]?.besideB);
    await expectStates(scenario);
  });
});
