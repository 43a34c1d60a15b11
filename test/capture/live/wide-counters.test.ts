// Counters of 32 bits that come round.
import { expect, it } from "vitest";
import { WideCounters } from "../../../src/capture/live/wide-counters.ts";

it("goes on where a counter of 32 bits begins anew", () => {
  const counters = new WideCounters();
  counters.follow(Uint32Array.of(0xfffffff0, 5, 0));
  expect(counters.totals).toEqual([0xfffffff0, 5, 0]);
  counters.follow(Uint32Array.of(0x10, 5, 1));
  expect(counters.totals).toEqual([2 ** 32 + 0x10, 5, 1]);
  counters.follow(Uint32Array.of(0x0f, 5, 1));
  expect(counters.totals).toEqual([2 * 2 ** 32 + 0x0f, 5, 1]);
});
