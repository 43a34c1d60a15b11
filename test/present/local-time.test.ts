import { expect, test } from "vitest";
import { formatLocalSpan, formatLocalTime, secondsBetween } from "../../src/present/local-time.ts";

const MOMENT = "2021-07-05T23:08:55.000000001Z";

test("people read their own time", () => {
  expect(formatLocalTime(MOMENT, "UTC")).toBe("2021-07-05 23:08:55");
  expect(formatLocalTime(MOMENT, "Asia/Shanghai")).toBe("2021-07-06 07:08:55");
});

test("a date is said once", () => {
  expect(formatLocalSpan(MOMENT, "2021-07-05T23:10:10.5Z", "–", "UTC")).toBe(
    "2021-07-05 23:08:55 – 23:10:10",
  );
  expect(formatLocalSpan(MOMENT, "2021-07-06T00:10:10.5Z", "–", "UTC")).toBe(
    "2021-07-05 23:08:55 – 2021-07-06 00:10:10",
  );
  expect(formatLocalSpan(MOMENT, MOMENT, "–", "UTC")).toBe("2021-07-05 23:08:55");
});

test("a clock gone mad is shown as it is", () => {
  expect(formatLocalTime("99999-01-01T00:00:00Z", "UTC")).toBe("99999-01-01T00:00:00Z");
});

test("seconds between two moments keep their nanoseconds", () => {
  expect(secondsBetween("2021-07-05T08:08:55.999999999Z", "2021-07-05T08:08:56.000000001Z")).toBeCloseTo(
    2e-9,
    12,
  );
  expect(secondsBetween("2021-07-05T08:08:55Z", "2021-07-05T08:10:10.5Z")).toBe(75.5);
});
