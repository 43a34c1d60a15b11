// A moment as people write it: a date and a time, or seconds since 1970. Knows nothing of captures.

/** A bare number from here on (1973) is a moment in epoch seconds; below it, it is none. */
const SMALLEST_EPOCH = 100_000_000;

const EPOCH = /^@?(\d{1,11})(?:\.(\d{1,9}))?$/;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** Nanoseconds since 1970 of the moment that `text` names, local where it has no zone; null when it names none. */
export function parseMoment(text: string): bigint | null {
  const epoch = EPOCH.exec(text);
  if (epoch !== null && (text.startsWith("@") || Number(epoch[1]) >= SMALLEST_EPOCH)) {
    return BigInt(epoch[1] as string) * 1_000_000_000n + nanos(epoch[2]);
  }
  const iso = ISO.exec(text);
  return iso === null ? null : parseIso(iso);
}

function parseIso(iso: RegExpExecArray): bigint | null {
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
  return BigInt(milliseconds) * 1_000_000n + nanos(iso[7]);
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
