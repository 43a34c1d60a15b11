// Counters of 32 bits that come round, or go back.
import { expect, it } from "vitest";
import { WideCounters } from "../../../src/capture/live/wide-counters.ts";

it("goes on where a counter of 32 bits begins anew", () => {
  const counters = new WideCounters();
  counters.follow(Uint32Array.of(0x7ffffff0, 5, 0));
  expect(counters.totals).toEqual([0x7ffffff0, 5, 0]);
  counters.follow(Uint32Array.of(0xe0000000, 5, 0));
  counters.follow(Uint32Array.of(0x10, 5, 1));
  expect(counters.totals).toEqual([2 ** 32 + 0x10, 5, 1]);
  counters.follow(Uint32Array.of(0x60000000, 6, 1));
  expect(counters.totals).toEqual([2 ** 32 + 0x60000000, 6, 1]);
});

it("takes no count back, as libpcap does where an interface with drops is deleted", () => {
  const counters = new WideCounters();
  counters.follow(Uint32Array.of(100, 0, 3));
  counters.follow(Uint32Array.of(100, 0, -5 >>> 0));
  expect(counters.totals).toEqual([100, 0, 3]);
  counters.follow(Uint32Array.of(101, 0, -3 >>> 0));
  expect(counters.totals).toEqual([101, 0, 5]);
});
