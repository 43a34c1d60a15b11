import { describe, expect, test } from "vitest";
import {
  counted,
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatShortCount,
} from "../../src/words/numbers.ts";

describe("durations", () => {
  test.each([
    [0, "0 s"],
    [0.000_000_12, "120 ns"],
    [0.000_000_999_96, "1 µs"],
    [0.000_02, "20 µs"],
    [0.000_099_9, "99.9 µs"],
    [0.000_099_96, "0.1 ms"],
    [0.0002, "0.2 ms"],
    [0.0413, "41.3 ms"],
    [0.4126, "413 ms"],
    [0.9994, "999 ms"],
    [0.9996, "1 s"],
    [13.4, "13.4 s"],
    [30, "30 s"],
    [59.94, "59.9 s"],
    [59.96, "1 min"],
    [75, "1 min 15 s"],
    [3599.4, "59 min 59 s"],
    [3599.6, "1 h"],
    [7500, "2 h 5 min"],
    [86_399, "1 d"],
    [1e6, "11 d 14 h"],
    [86_400 * 1500, "1,500 d"],
  ])("%f seconds are %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  test("microseconds without a Greek letter", () => expect(formatDuration(0.000_02, "u")).toBe("20 us"));
  test("before the beginning", () => expect(formatDuration(-1.5)).toBe("-1.5 s"));
});

describe("bytes are counted in thousands", () => {
  test.each([
    [0, "0 B"],
    [536.527, "537 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [1433, "1.4 kB"],
    [99_949, "99.9 kB"],
    [99_950, "100 kB"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [2_401_000, "2.4 MB"],
    [5e12, "5 TB"],
  ])("%i is %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

test("counts are grouped by thousands", () => {
  expect([0, 999, 1000, 1_204_310].map(formatCount)).toEqual(["0", "999", "1,000", "1,204,310"]);
  expect([counted(1, "packet"), counted(2, "packet"), counted(2, "more", "more")]).toEqual([
    "1 packet",
    "2 packets",
    "2 more",
  ]);
});

describe("ages stand in a column", () => {
  test.each([
    [-1, "0s"],
    [0.9, "0s"],
    [59.9, "59s"],
    [62, "1m 02s"],
    [3599, "59m 59s"],
    [3600, "1h 00m"],
    [86_399, "23h 59m"],
    [86_400, "1d 00h"],
    [86_400 * 99 + 3600, "99d 01h"],
    [86_400 * 20_777, "20777d"],
  ])("%f seconds are %s", (seconds, text) => expect(formatAge(seconds)).toBe(text));
});

describe("counts in a column are short", () => {
  test.each([
    [0, "0"],
    [0.33, "0.3"],
    [999, "999"],
    [999.9, "1 k"],
    [12_345, "12.3 k"],
    [999_999, "1 M"],
    [5e12, "5 T"],
    [5e16, "50000 T"],
  ])("%f is %s", (count, text) => expect(formatShortCount(count)).toBe(text));
});
