import fc from "fast-check";
import { expect, test } from "vitest";
import { FindingPlaces } from "../../../src/session/replay/finding-places.ts";

function placesOf(seconds: readonly number[]): readonly number[] {
  const places = new FindingPlaces();
  for (const one of seconds) places.add(one);
  return places.seconds;
}

test("in the order of the timeline, each once, however often it is played", () => {
  expect(placesOf([2, 5, 1, 2, 5])).toEqual([1, 2, 5]);
});

test("findings of one moment are one place", () => {
  expect(placesOf([1, 1.0004, 1.01])).toEqual([1, 1.01]);
});

test("many: a few hundred of them, as far apart over all of the timeline", () => {
  const places = placesOf(Array.from({ length: 100_000 }, (_, index) => index));
  expect(places.length).toBeGreaterThan(100);
  expect(places.length).toBeLessThanOrEqual(256);
  expect(places[0]).toBe(0);
  expect(places.at(-1)).toBeGreaterThan(99_000);
});

test("whatever is told: in order, bounded, and the first told first is kept while there is room", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 600 }), (seconds) => {
      const places = placesOf(seconds);
      expect(places.length).toBeLessThanOrEqual(256);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      if (seconds.length > 0) expect(places.length).toBeGreaterThan(0);
      for (const place of places) expect(seconds).toContain(place);
    }),
  );
});
