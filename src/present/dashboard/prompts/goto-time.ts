// Where on the timeline of a replay a text leads: an offset from its first packet or from here, a time of day as
// text shows it, a part of the whole. Pure; nothing is drawn here.
import { parseMoment } from "../../../select/moment.ts";
import { parseDuration } from "../../../select/quantity.ts";
import type { Status } from "../../../session/screen/frame.ts";

export interface Timeline {
  /** Of the first packet, in milliseconds since 1970; null before it is known. */
  readonly startsAt: number | null;
  readonly positionSeconds: number;
  readonly lengthSeconds: number | null;
  readonly canRewind: boolean;
}

export type GotoProblem = "no-time" | "no-clock" | "no-length" | "outside" | "before-start" | "no-rewind";

/** Seconds since the first packet. */
export type GotoTarget = { readonly seconds: number } | { readonly problem: GotoProblem };

const SECONDS_PER_DAY = 86_400;

export function timelineOf(status: Status | null): Timeline {
  const { positionSeconds = 0, lengthSeconds = null, canRewind = false } = status?.replay ?? {};
  const upTo = Date.parse(status?.now ?? "");
  const startsAt = Number.isNaN(upTo) ? null : upTo - (status?.elapsedSeconds ?? 0) * 1000;
  return { startsAt, positionSeconds, lengthSeconds, canRewind };
}

export function gotoTarget(text: string, timeline: Timeline): GotoTarget {
  const target = placeOf(text.trim(), timeline);
  if ("problem" in target) return target;
  const { lengthSeconds, positionSeconds, canRewind } = timeline;
  const seconds = Math.min(Math.max(0, target.seconds), lengthSeconds ?? Number.POSITIVE_INFINITY);
  return seconds < positionSeconds && !canRewind ? { problem: "no-rewind" } : { seconds };
}

function placeOf(text: string, timeline: Timeline): GotoTarget {
  const part = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (part !== null) {
    if (timeline.lengthSeconds === null) return { problem: "no-length" };
    return { seconds: (timeline.lengthSeconds * Number(part[1])) / 100 };
  }
  const [, sign, span] = /^([+-])\s*(.*)$/.exec(text) ?? [];
  if (sign !== undefined) {
    const seconds = parseDuration(spaceless(span as string));
    if (seconds === null) return { problem: "no-time" };
    return { seconds: timeline.positionSeconds + (sign === "-" ? -seconds : seconds) };
  }
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?([.,]\d{1,9})?$/.exec(text);
  if (clock !== null) return clockPlace(clock, timeline);
  const moment = parseMoment(text);
  if (moment !== null) return momentPlace(moment, timeline);
  const seconds = parseDuration(spaceless(text));
  return seconds === null ? { problem: "no-time" } : { seconds };
}

/** "1 min 30 s", as it is shown, is what may be typed too. */
function spaceless(span: string): string {
  return span.replace(/\s+/g, "");
}

function momentPlace(epochNanos: bigint, { startsAt }: Timeline): GotoTarget {
  if (startsAt === null) return { problem: "no-clock" };
  const seconds = (Number(epochNanos / 1000n) - startsAt * 1000) / 1e6;
  return seconds < 0 ? { problem: "before-start" } : { seconds };
}

/** `14:03:12` on the first day of the capture that has it; `1:30`, where no day does, is a minute and a half. */
function clockPlace(clock: RegExpExecArray, timeline: Timeline): GotoTarget {
  const [first, second, third] = clock
    .slice(1, 4)
    .map((digits) => (digits === undefined ? null : Number(digits)));
  const fraction = Number(`0${(clock[4] ?? "").replace(",", ".")}`);
  const end = timeline.lengthSeconds ?? Number.POSITIVE_INFINITY;
  const [a, b, c] = [first as number, second as number, third ?? null];
  // A fraction belongs to seconds: with two figures only they are minutes and seconds.
  const isTimeOfDay = a < 24 && b < 60 && (c ?? 0) < 60 && (c !== null || fraction === 0);
  const inDay =
    isTimeOfDay && timeline.startsAt !== null
      ? ofDay(a, b, (c ?? 0) + fraction, timeline.startsAt, end)
      : null;
  if (inDay !== null) return { seconds: inDay };
  const offset = c === null ? a * 60 + b + fraction : (a * 60 + b) * 60 + c + fraction;
  if (b < 60 && (c ?? 0) < 60 && offset <= end) return { seconds: offset };
  if (!isTimeOfDay) return { problem: "no-time" };
  return { problem: timeline.startsAt === null ? "no-clock" : "outside" };
}

function ofDay(hour: number, minute: number, second: number, startsAt: number, end: number): number | null {
  const day = new Date(startsAt);
  const days = Math.min(366, Number.isFinite(end) ? Math.ceil(end / SECONDS_PER_DAY) : 1);
  for (let later = 0; later <= days; later++) {
    const moment = new Date(day.getFullYear(), day.getMonth(), day.getDate() + later, hour, minute, 0);
    const seconds = (moment.getTime() - startsAt) / 1000 + second;
    // What is shown as 14:03:12 may have begun a part of a second later.
    if (seconds > -1 && seconds <= end) return Math.max(0, seconds);
  }
  return null;
}
