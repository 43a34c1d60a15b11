// What may be typed as a time → seconds since the first packet. The capture begins at 14:02:55.5 and is 75 s long.
import { describe, expect, test } from "vitest";
import { gotoKey, openGotoPrompt } from "../../../../src/present/dashboard/prompts/goto-prompt.ts";
import {
  gotoTarget,
  type Timeline,
  timelineOf,
} from "../../../../src/present/dashboard/prompts/goto-time.ts";
import { replayStatus, status } from "../sample-frames.ts";
import { strokesOf } from "./type-into.ts";

const start = (...time: [number, number, number]) => new Date(2021, 6, 5, ...time).getTime();
const CAPTURE: Timeline = {
  startsAt: start(14, 2, 55) + 500,
  positionSeconds: 20,
  lengthSeconds: 75,
  canRewind: true,
};
const timeline = (change: Partial<Timeline>): Timeline => ({ ...CAPTURE, ...change });

describe("a time", () => {
  test.each<[string, number]>([
    ["12.5", 12.5],
    ["0", 0],
    ["40s", 40],
    ["1m10s", 70],
    ["1 min 10 s", 70],
    ["250ms", 0.25],
    ["+10s", 30],
    ["+ 10", 30],
    ["-5s", 15],
    ["-0.5", 19.5],
    ["50%", 37.5],
    ["100 %", 75],
    ["14:03:12", 16.5],
    ["14:03:12.25", 16.75],
    ["14:03:12,25", 16.75],
    ["14:03", 4.5],
    // What is shown as this began half a second later.
    ["14:02:55", 0],
    ["2021-07-05 14:03:12", 16.5],
    // No clock shows it between the first packet and the last, but as an offset it lies inside.
    ["1:10", 70],
    ["0:01:10", 70],
    ["1:10.5", 70.5],
  ])("%s", (text, seconds) => {
    const target = gotoTarget(text, CAPTURE);
    expect(target).toEqual({ seconds: expect.closeTo(seconds, 6) });
  });

  test.each([
    ["-1h", 0],
    ["99h", 75],
    ["200%", 75],
    ["2021-07-06", 75],
  ])("%s leads to the nearest end", (text, seconds) => {
    expect(gotoTarget(text, CAPTURE)).toEqual({ seconds });
  });

  test.each([
    ["soon", "no-time"],
    ["", "no-time"],
    ["+", "no-time"],
    ["5 parsecs", "no-time"],
    ["14:61", "no-time"],
    ["25:99:99", "no-time"],
    ["12:00", "outside"],
    ["14:02:54", "outside"],
    ["2021-07-04", "before-start"],
  ])("%s leads nowhere", (text, problem) => {
    expect(gotoTarget(text, CAPTURE)).toEqual({ problem });
  });

  test("before a packet there is no time of day, without a length no part of it", () => {
    expect(gotoTarget("14:03:12", timeline({ startsAt: null }))).toEqual({ problem: "no-clock" });
    expect(gotoTarget("2021-07-05", timeline({ startsAt: null }))).toEqual({ problem: "no-clock" });
    expect(gotoTarget("50%", timeline({ lengthSeconds: null }))).toEqual({ problem: "no-length" });
    expect(gotoTarget("99h", timeline({ lengthSeconds: null }))).toEqual({ seconds: 99 * 3600 });
  });

  test("what came through a pipe goes forward only", () => {
    expect(gotoTarget("-5s", timeline({ canRewind: false }))).toEqual({ problem: "no-rewind" });
    expect(gotoTarget("+5s", timeline({ canRewind: false }))).toEqual({ seconds: 25 });
  });

  test("over midnight a time of day is that of the next day", () => {
    const night = timeline({ startsAt: start(23, 50, 0), lengthSeconds: 3600 });
    expect(gotoTarget("0:10", night)).toEqual({ seconds: 1200 });
    expect(gotoTarget("23:55:00", night)).toEqual({ seconds: 300 });
    const days = timeline({ startsAt: start(12, 0, 0), lengthSeconds: 3 * 86_400 });
    expect(gotoTarget("11:00:00", days)).toEqual({ seconds: 23 * 3600 });
  });
});

test("the timeline begins so long before what is read as has passed on it", () => {
  const read = status({
    now: "2021-07-05T14:03:15.500Z",
    elapsedSeconds: 20,
    replay: replayStatus({ positionSeconds: 20 }),
  });
  expect(timelineOf(read)).toEqual({
    startsAt: Date.UTC(2021, 6, 5, 14, 2, 55, 500),
    positionSeconds: 20,
    lengthSeconds: 90,
    canRewind: true,
  });
  expect(timelineOf(status({ now: null, replay: replayStatus() })).startsAt).toBeNull();
  expect(timelineOf(null)).toMatchObject({ startsAt: null, positionSeconds: 0, lengthSeconds: null });
});

describe("the prompt", () => {
  function outcome(keys: string) {
    let step = gotoKey(openGotoPrompt(["1m"]), "", {}, CAPTURE);
    for (const [input, key] of strokesOf(keys)) step = gotoKey(step.prompt, input, key, CAPTURE);
    return step.outcome;
  }

  test.each([
    ["1m10s<enter>", { kind: "applied", seconds: 70 }],
    ["<up><enter>", { kind: "applied", seconds: 60 }],
    ["soon<enter>", { kind: "open" }],
    ["soon<enter><ctrl-u>5<enter>", { kind: "applied", seconds: 5 }],
    ["1m<esc>", { kind: "cancelled" }],
    ["<enter>", { kind: "cancelled" }],
  ])("%s", (keys, expected) => {
    expect(outcome(keys)).toEqual(expected);
  });
});
