import fc from "fast-check";
import { expect, test } from "vitest";
import { IdSample } from "../../../src/present/report/problem.ts";

function text(ids: Iterable<number>): string {
  const sample = new IdSample();
  for (const id of ids) sample.add(id);
  return sample.text;
}

test("few connections are all named, in order whatever the order they came in", () => {
  expect(text([4])).toBe("connection 4");
  expect(text([12, 7, 9, 11, 10])).toBe("connections 7, 9-12");
  expect(text([15, 14, 1])).toBe("connections 1, 14, 15");
});

test("many are named as far as it helps, and counted", () => {
  expect(text(Array.from({ length: 30 }, (_, index) => 3 * index))).toBe(
    "connections 0, 3, 6, 9, 12, 15 and 24 more",
  );
  expect(text(Array.from({ length: 10_000 }, (_, index) => 10_000 - index))).toBe("connections 1-10000");
});

test("any order gives the same ranges, as long as there are no more than it keeps", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), (ids) => {
      expect(text(ids)).toBe(text([...ids].sort((a, b) => a - b)));
    }),
  );
});
