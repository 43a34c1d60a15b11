import { expect, test } from "vitest";
import { ProgressLine } from "../../src/cli/progress-line.ts";
import { RememberingScreen } from "./captured-terminal.ts";

const HALF = { bytes: 5_000_000, totalBytes: 10_000_000, packets: 40_000 };

/** A progress line whose clock stands where the test puts it. */
function progressLine(isTTY: boolean) {
  const screen = new RememberingScreen(isTTY);
  const clock = { milliseconds: 0 };
  return { screen, clock, line: new ProgressLine(screen, () => clock.milliseconds) };
}

test("says nothing in the first second", () => {
  const { screen, clock, line } = progressLine(true);
  clock.milliseconds = 999;
  line.update(HALF);
  line.erase();
  expect(screen.text).toBe("");
});

test("then says how much of how much, and how fast, always in the same line", () => {
  const { screen, clock, line } = progressLine(true);
  clock.milliseconds = 2000;
  line.update(HALF);
  expect(screen.text).toBe("\r\u001b[K50 % of 10 MB, 40,000 packets, 20,000 a second");
  line.erase();
  expect(screen.text.endsWith("a second\r\u001b[K")).toBe(true);
});

test("of a pipe it says how much so far", () => {
  const { screen, clock, line } = progressLine(true);
  clock.milliseconds = 2000;
  line.update({ ...HALF, totalBytes: null });
  expect(screen.text).toBe("\r\u001b[K5 MB read, 40,000 packets, 20,000 a second");
});

test("never wraps", () => {
  const { screen, clock, line } = progressLine(true);
  clock.milliseconds = 1e12;
  line.update({ bytes: 1, totalBytes: 1e18, packets: Number.MAX_SAFE_INTEGER });
  expect(screen.text.length - "\r\u001b[K".length).toBeLessThan(screen.columns);
});

test("is erased once, and only where it stands", () => {
  const { screen, clock, line } = progressLine(true);
  clock.milliseconds = 2000;
  line.update(HALF);
  line.erase();
  const { length } = screen.text;
  line.erase();
  expect(screen.text).toHaveLength(length);
});

test("is for terminals only", () => {
  const { screen, clock, line } = progressLine(false);
  clock.milliseconds = 2000;
  line.update(HALF);
  line.erase();
  expect(screen.text).toBe("");
});

test("is drawn ten times a second at most", () => {
  const { screen, clock, line } = progressLine(true);
  for (clock.milliseconds = 2000; clock.milliseconds < 3000; clock.milliseconds++) line.update(HALF);
  expect(screen.text.split("\r")).toHaveLength(1 + 10);
});
