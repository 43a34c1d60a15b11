// What is said of several connections: in both languages, of every kind, whatever the figures.
import { describe, expect, test } from "vitest";
import { FINDING_IDS } from "../../src/detect/finding.ts";
import { CONNECTION_DETECTORS } from "../../src/detect/index.ts";
import { LANGUAGES } from "../../src/words/language.ts";
import { problemWordsIn } from "../../src/words/problem-words.ts";
import type { Several, SeveralId, SeveralSentences } from "../../src/words/several.ts";
import { figuresBySchema } from "./figures-by-schema.ts";

const END = { en: /[.]$/, zh: /。$/ };

async function sentence(language: "en" | "zh", id: SeveralId, change: Partial<Several<SeveralId>> = {}) {
  const { several } = await problemWordsIn(language);
  return (several as SeveralSentences)[id]({
    connections: 1234,
    byClient: 0,
    byServer: 1234,
    worst: figuresBySchema(id, false),
    variants: [],
    ...change,
  } as never);
}

describe.each(LANGUAGES)("%s", (language) => {
  test("the same kinds in every language, all of the catalogue", async () => {
    const ids = Object.keys((await problemWordsIn(language)).several);
    expect(ids).toEqual(Object.keys((await problemWordsIn("en")).several));
    expect(ids.filter((id) => !(FINDING_IDS as readonly string[]).includes(id))).toEqual([]);
  });

  test("every problem that several connections can have is among them", async () => {
    const ids = Object.keys((await problemWordsIn(language)).several);
    const problems = CONNECTION_DETECTORS.filter(({ severity }) => severity !== "info");
    expect(problems.map(({ id }) => id).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("each says how many, ends, and shows no figure that there is not", async () => {
    const ids = Object.keys((await problemWordsIn(language)).several) as SeveralId[];
    expect(ids.length).toBeGreaterThan(20);
    for (const id of ids) {
      for (const least of [false, true]) {
        for (const by of [
          { byClient: 0, byServer: 1234 },
          { byClient: 1234, byServer: 0 },
          { byClient: 34, byServer: 1200 },
          { byClient: 0, byServer: 0 },
        ]) {
          const text = await sentence(language, id, { ...by, worst: figuresBySchema(id, least) as never });
          expect(text).toContain("1,234");
          expect(text).toMatch(END[language]);
          expect(text).not.toMatch(/undefined|NaN|null|\[object| {2}|[一-鿿] RST 的/);
        }
      }
    }
  });
});

test("causes are counted, unless all have the same", async () => {
  const causes = (...variants: [string, number][]) => sentence("en", "reset", { variants });
  expect(await causes(["application-abort", 1234])).toBe(
    "1,234 connections cut off by an RST of the server. Likely cause: abort by the application.",
  );
  expect(await causes(["application-abort", 1200], ["middlebox", 30], ["", 4])).toBe(
    "1,234 connections cut off by an RST of the server. " +
      "Likely causes: abort by the application (1,200), a middlebox (30).",
  );
  expect(await causes(["", 1234])).toBe("1,234 connections cut off by an RST of the server.");
});

test("who refused is told as far as the time to live tells it", async () => {
  const refused = (...variants: [string, number][]) => sentence("en", "connection-refused", { variants });
  expect(await refused(["host", 1234])).toBe("1,234 connections refused by RST: nothing listens there.");
  expect(await refused(["firewall", 1234])).toBe("1,234 connections refused by RST, likely of a firewall.");
  expect(await refused(["host", 1000], ["", 234])).toBe(
    "1,234 connections refused by RST: nothing listens there, or a firewall rejects them.",
  );
});
