// No sender of packets can choose addresses that all fall on one place of the index: every word counts.
import { describe, expect, it } from "vitest";
import { Segment } from "../../src/decode/segment.ts";
import { hashOf, PLACE_MASK } from "../../src/track/connection-hash.ts";

const SEGMENTS = 10_000;

function placesWhere(change: (segment: Segment, at: number) => void): number {
  const places = new Set<number>();
  for (let at = 1; at <= SEGMENTS; at++) {
    const segment = new Segment();
    segment.ports = (40_000 << 16) | 80;
    segment.destination3 = 7;
    change(segment, at);
    places.add(hashOf(segment, 12_345) & PLACE_MASK);
  }
  return places.size;
}

describe("each word of an address spreads the connections", () => {
  it.each([
    "source0",
    "source1",
    "source2",
    "source3",
    "destination0",
    "destination1",
    "destination2",
    "destination3",
  ] as const)("%s", (word) => {
    const spread = placesWhere((segment, at) => {
      segment[word] = at;
    });
    // 10,000 among 2^25 places: birthdays make one or two collisions.
    expect(spread).toBeGreaterThan(SEGMENTS - 20);
  });

  it("the last word of IPv4, and the port", () => {
    const spread = placesWhere((segment, at) => {
      segment.source2 = 0xffff;
      segment.source3 = at >> 4;
      segment.ports = ((40_000 + (at & 15)) << 16) | 80;
    });
    expect(spread).toBeGreaterThan(SEGMENTS - 20);
  });
});
