import { expect, it } from "vitest";
import { DECODED, OUTCOMES } from "../../src/decode/outcome.ts";

it("codes are indexes, and 0 is the good one", () => {
  expect(OUTCOMES.map(({ code }) => code)).toEqual(OUTCOMES.map((_outcome, index) => index));
  expect(OUTCOMES[DECODED]?.name).toBe("decoded");
  expect(DECODED).toBe(0);
});

it("names are distinct, and say by themselves what was cut short", () => {
  const names = OUTCOMES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, kind, meaning } of OUTCOMES) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect([name, name.endsWith("-cut-short")]).toEqual([name, kind === "cut-short"]);
    expect(meaning).toMatch(/^[A-Z].*[^.]$/);
  }
});
