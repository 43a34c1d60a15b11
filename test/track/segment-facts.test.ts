// One bit for each fact: two that share one would each raise the other's findings.
import { expect, test } from "vitest";
import * as facts from "../../src/track/segment-facts.ts";

test("every fact has a bit of its own", () => {
  const single = Object.entries(facts).filter(([, bits]) => (bits & (bits - 1)) === 0);
  expect(single.length).toBeGreaterThan(20);
  expect(new Set(single.map(([, bit]) => bit)).size).toBe(single.length);
});
