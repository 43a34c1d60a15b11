import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timeLine } from "../../../src/present/dashboard/time-line.ts";
import type { ReplayStatus } from "../../../src/session/screen/frame.ts";
import { columnsOf, DRAWINGS, drawing, WIDTHS } from "./prompts/prompt-drawings.ts";
import { replayStatus } from "./sample-frames.ts";

const line = (change: Partial<ReplayStatus>, columns = 60, ascii = false) =>
  timeLine(replayStatus(change), columns, drawing({ ascii }));

describe("the time line says", () => {
  test.each<[string, Partial<ReplayStatus>, string]>([
    ["that it plays", {}, "▶  playing       1x  0:12.5 ━━━●───────────────────── 1:30.0"],
    ["that it stands", { isPlaying: false }, "‖  paused        1x  0:12.5 ━━━●───────────────────── 1:30.0"],
    [
      "that it is on its way",
      { isSeeking: true, isPlaying: false, speed: "max" },
      "»  seeking      max  0:12.5 ━━━●───────────────────── 1:30.0",
    ],
    [
      "that it is over",
      { isAtEnd: true, positionSeconds: 90 },
      "■  at the end    1x  1:30.0 ━━━━━━━━━━━━━━━━━━━━━━━━● 1:30.0",
    ],
    [
      "where it stands, without a length",
      { lengthSeconds: null },
      "▶  playing       1x  0:12.5 · length not known",
    ],
    [
      "milliseconds of a short capture",
      { positionSeconds: 1.2345, lengthSeconds: 3.5 },
      "▶  playing       1x  1.234 s ━━━━━━━━●────────────── 3.500 s",
    ],
    [
      "hours of a long one",
      { positionSeconds: 5000, lengthSeconds: 20_000, speed: 0.25 },
      "▶  playing    0.25x  1:23:20 ━━━━━━●──────────────── 5:33:20",
    ],
    [
      "days",
      { positionSeconds: 5000, lengthSeconds: 99_999 },
      "▶  playing       1x      1:23:20 ━●───────────── 1d 03:46:39",
    ],
    [
      "a capture of one moment",
      { positionSeconds: 0, lengthSeconds: 0 },
      "▶  playing       1x  0.000 s ━━━━━━━━━━━━━━━━━━━━━━● 0.000 s",
    ],
  ])("%s", (_what, change, expected) => {
    expect(line(change)).toBe(expected);
  });
});

describe("on a wide screen", () => {
  const wide = (change: Partial<ReplayStatus>) => timeLine(replayStatus(change), 110, drawing());

  test("what is waited for is said, and the bar stays as long", () => {
    expect(wide({ silentForSeconds: 27.3 })).toMatch(/ 1:30\.0 {2}next packet in 28 s$/);
    expect(wide({ silentForSeconds: 0.5 })).toMatch(/ 1:30\.0$/);
    expect(wide({ silentForSeconds: 0.5 }).indexOf("1:30.0")).toBe(
      wide({ silentForSeconds: 75 }).indexOf("1:30.0"),
    );
    expect(wide({ lengthSeconds: null, silentForSeconds: 75 })).toMatch(
      /length not known {2}next packet in 1 min 15 s$/,
    );
  });
});

test("findings stand on the bar where they were told; where it stands itself it stands", () => {
  expect(line({ findingsAt: [0, 12.5, 45, 45.1, 90], positionSeconds: 12.5 })).toBe(
    "▶  playing       1x  0:12.5 !━━●────────!───────────! 1:30.0",
  );
  const coloured = timeLine(replayStatus({ findingsAt: [45] }), 60, drawing({ color: "16" }));
  expect(coloured).toContain("\u001b[33m!\u001b[0m");
});

test("in plain letters", () => {
  expect(line({ isPlaying: false }, 60, true)).toBe(
    "|| paused        1x  0:12.5 ===O--------------------- 1:30.0",
  );
});

test("the bar begins and ends where it did, whatever the replay does", () => {
  const bars = [
    {},
    { isPlaying: false },
    { isSeeking: true },
    { positionSeconds: 0 },
    { positionSeconds: 89, speed: "max" as const },
  ].map((change) => {
    const drawn = line(change, 100);
    return [drawn.search(/[━●]/), drawn.search(/[─●] 1:30/)];
  });
  expect(new Set(bars.map(String)).size).toBe(1);
});

test("never wider than the screen, at any width and figure", () => {
  const seconds = fc.double({ min: 0, max: 1e8, noNaN: true });
  const replay = fc.record({
    positionSeconds: seconds,
    lengthSeconds: fc.option(seconds),
    speed: fc.constantFrom<ReplayStatus["speed"]>(0.1, 1, 1000, "max"),
    isPlaying: fc.boolean(),
    isAtEnd: fc.boolean(),
    canRewind: fc.boolean(),
    pacesHeard: fc.nat(),
    isSeeking: fc.boolean(),
    silentForSeconds: fc.option(seconds),
    findingsAt: fc.array(seconds, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(replay, fc.constantFrom(...WIDTHS), fc.constantFrom(...DRAWINGS), (status, columns, how) => {
      expect(columnsOf(timeLine(status, columns, how))).toBeLessThanOrEqual(columns);
    }),
  );
});
