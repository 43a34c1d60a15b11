// `--since` and `--until`: a moment, or an offset from the first packet.
import { parseDuration } from "../select/quantity.ts";
import type { TimeBound } from "../session/engine-options.ts";

/** A bare number from here on (1973) is a moment in epoch seconds, below it an offset. */
const SMALLEST_EPOCH = 100_000_000;

const EPOCH = /^@?(\d{1,11})(?:\.(\d{1,9}))?$/;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * The bound that `text` names; null when it names none. Without a zone the time is local, as the
 * text report shows it.
 */
export function parseTimeBound(text: string): TimeBound | null {
  const epoch = EPOCH.exec(text);
  if (epoch !== null && (text.startsWith("@") || Number(epoch[1]) >= SMALLEST_EPOCH)) {
    return { epochNanos: BigInt(epoch[1] as string) * 1_000_000_000n + nanos(epoch[2]) };
  }
  const iso = ISO.exec(text);
  if (iso !== null) return parseIso(iso);
  const offset = parseDuration(text.startsWith("+") ? text.slice(1) : text);
  return offset === null ? null : { offsetSeconds: offset };
}

function parseIso(iso: RegExpExecArray): TimeBound | null {
  const [year, month, day, hour, minute, second] = iso.slice(1, 7).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // As UTC first: it knows no hour that does not exist, so that only a wrong date changes here.
  const moment = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const exists =
    moment.getUTCMonth() === month - 1 &&
    moment.getUTCDate() === day &&
    moment.getUTCHours() === hour &&
    moment.getUTCMinutes() === minute &&
    second < 60;
  if (!exists) return null;
  const zone = iso[8];
  const milliseconds =
    zone === undefined
      ? new Date(year, month - 1, day, hour, minute, second).getTime()
      : moment.getTime() - offsetMinutes(zone) * 60_000;
  return { epochNanos: BigInt(milliseconds) * 1_000_000n + nanos(iso[7]) };
}

function nanos(fraction: string | undefined): bigint {
  return BigInt((fraction ?? "").padEnd(9, "0"));
}

function offsetMinutes(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith("-") ? -minutes : minutes;
}

/** Whether nothing can lie between the two; moments and offsets do not compare. */
export function isEmptySpan(since: TimeBound | undefined, until: TimeBound | undefined): boolean {
  if (since === undefined || until === undefined) return false;
  if ("epochNanos" in since) return "epochNanos" in until && since.epochNanos >= until.epochNanos;
  return "offsetSeconds" in until && since.offsetSeconds >= until.offsetSeconds;
}

/** What parseTimeBound reads as the same bound again. */
export function timeBoundText(bound: TimeBound): string {
  if ("offsetSeconds" in bound) return `${bound.offsetSeconds}s`;
  const digits = String(bound.epochNanos).padStart(10, "0");
  const fraction = digits.slice(-9).replace(/0+$/, "");
  return `@${digits.slice(0, -9)}${fraction === "" ? "" : `.${fraction}`}`;
}
