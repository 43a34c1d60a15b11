import fc from "fast-check";
import { expect, test } from "vitest";
import { IdSet } from "../../src/record/id-set.ts";

test("has what was added and nothing else", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(100_000)), fc.array(fc.nat(100_000)), (added, asked) => {
      const set = new IdSet();
      for (const id of added) set.add(id);
      const known = new Set(added);
      for (const id of [...added, ...asked]) expect(set.has(id)).toBe(known.has(id));
    }),
  );
});

test("neighbours and far ids are told apart", () => {
  const set = new IdSet();
  for (const id of [0, 8, 1_000_001]) set.add(id);
  expect([0, 1, 7, 8, 9, 1_000_000, 1_000_001, 9_000_000].filter((id) => set.has(id))).toEqual([
    0, 8, 1_000_001,
  ]);
});
