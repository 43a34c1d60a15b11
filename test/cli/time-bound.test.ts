import { afterEach, describe, expect, test } from "vitest";
import { isEmptySpan, parseTimeBound, timeBoundText } from "../../src/cli/time-bound.ts";

const env: { TZ?: string | undefined } = process.env;
const zone = env.TZ;
afterEach(() => {
  env.TZ = zone;
});

/** The moment as ISO 8601 in UTC with nanoseconds. */
function moment(text: string): string | null {
  const bound = parseTimeBound(text);
  if (bound === null || !("epochNanos" in bound)) return null;
  const seconds = new Date(Number(bound.epochNanos / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(bound.epochNanos % 1_000_000_000n).padStart(9, "0")}Z`;
}

test.each([
  ["2021-07-05T08:08:55Z", "2021-07-05T08:08:55.000000000Z"],
  ["2021-07-05T08:08:55.000000001Z", "2021-07-05T08:08:55.000000001Z"],
  ["2021-07-05 08:08:55,5z", "2021-07-05T08:08:55.500000000Z"],
  ["2021-07-05T08:08Z", "2021-07-05T08:08:00.000000000Z"],
  ["2021-07-05T10:08:55+02:00", "2021-07-05T08:08:55.000000000Z"],
  ["2021-07-05T03:38:55-0430", "2021-07-05T08:08:55.000000000Z"],
  ["2021-07-05T10:08:55+02", "2021-07-05T08:08:55.000000000Z"],
  // 1625472535 is 2021-07-05T08:08:55Z by date(1).
  ["@1625472535", "2021-07-05T08:08:55.000000000Z"],
  ["1625472535.123456789", "2021-07-05T08:08:55.123456789Z"],
  ["@7", "1970-01-01T00:00:07.000000000Z"],
])("the moment %s is %s", (text, iso) => {
  expect(moment(text)).toBe(iso);
});

test("without a zone the time is local, summer and winter", () => {
  env.TZ = "Europe/Berlin";
  expect(moment("2021-07-05T10:08:55")).toBe("2021-07-05T08:08:55.000000000Z");
  expect(moment("2021-01-05 10:08:55")).toBe("2021-01-05T09:08:55.000000000Z");
  expect(moment("2021-07-05")).toBe("2021-07-04T22:00:00.000000000Z");
});

test.each([
  ["5s", 5],
  ["+1.5m", 90],
  ["90", 90],
  ["0", 0],
  ["1h1m1s", 3661],
  ["250ms", 0.25],
  ["+1625472535", 1_625_472_535],
])("the offset %s is %d seconds", (text, offsetSeconds) => {
  expect(parseTimeBound(text)).toEqual({ offsetSeconds });
});

test.each([
  "",
  "yesterday",
  "2021-02-30",
  "2021-13-01",
  "2021-07-05T24:00:00Z",
  "08:08:55",
  "-5s",
  "5 s",
  "1e3x",
])("%j is no time", (text) => {
  expect(parseTimeBound(text)).toBeNull();
});

describe("an empty span", () => {
  const bound = (text: string) => parseTimeBound(text) ?? undefined;

  test("ends where it begins, or before", () => {
    expect(isEmptySpan(bound("5s"), bound("5s"))).toBe(true);
    expect(isEmptySpan(bound("5s"), bound("6s"))).toBe(false);
    expect(isEmptySpan(bound("@7"), bound("@6.999999999"))).toBe(true);
    expect(isEmptySpan(bound("@7"), bound("@7.000000001"))).toBe(false);
  });

  test("cannot be told from a moment and an offset, or from one bound", () => {
    expect(isEmptySpan(bound("@7"), bound("0"))).toBe(false);
    expect(isEmptySpan(undefined, bound("0"))).toBe(false);
    expect(isEmptySpan(bound("9"), undefined)).toBe(false);
  });
});

test.each(["90s", "1.5s", "@1625472535", "@1625472535.000000001", "@7", "@0.5"])(
  "%s, said again, is the same",
  (text) => {
    const bound = parseTimeBound(text);
    expect(bound).not.toBeNull();
    if (bound !== null) expect(timeBoundText(bound)).toBe(text);
  },
);
