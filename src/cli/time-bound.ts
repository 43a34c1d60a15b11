// `--since` and `--until`: a moment, or an offset from the first packet.
import { parseMoment } from "../select/moment.ts";
import { parseDuration } from "../select/quantity.ts";
import type { TimeBound } from "../session/engine-options.ts";

/**
 * The bound that `text` names; null when it names none. Without a zone the time is local, as the
 * text report shows it.
 */
export function parseTimeBound(text: string): TimeBound | null {
  const epochNanos = parseMoment(text);
  if (epochNanos !== null) return { epochNanos };
  const offset = parseDuration(text.startsWith("+") ? text.slice(1) : text);
  return offset === null ? null : { offsetSeconds: offset };
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
