import { expect, test } from "vitest";
import { KeptFindings } from "../../src/session/kept-findings.ts";
import { finding } from "../present/sample-records.ts";

const crossed = (summary: string) =>
  finding("simultaneous-close", { apartSeconds: 0.25 }, { severity: "info", summary });

test("each connection gets its own findings back, in any order", () => {
  const kept = new KeptFindings();
  const sentence = (number: number) => `连接 ${number} → ✖ ${"x".repeat(number % 700)}`;
  // Several chunks of a megabyte.
  for (let number = 0; number < 10_000; number += 2) {
    kept.keep(number, [crossed(sentence(number)), crossed("and another")]);
    kept.keep(number + 1, []);
  }
  for (let number = 9_999; number >= 0; number--) {
    const expected = number % 2 === 0 ? [crossed(sentence(number)), crossed("and another")] : [];
    expect(kept.of(number)).toEqual(expected);
  }
});

test("findings longer than a chunk, and those after them", () => {
  const kept = new KeptFindings();
  kept.keep(7, [crossed("before")]);
  kept.keep(8, [crossed("→".repeat(1 << 20))]);
  kept.keep(9, [crossed("after")]);
  expect([7, 8, 9].map((number) => kept.of(number)[0]?.summary.length)).toEqual([6, 1 << 20, 5]);
});
