// Numbers as people write them: 10k, 1.5MiB, 100ms, 1m30s. Knows nothing of what they measure.

const NUMBER = String.raw`\d+(?:\.\d+)?(?:e[+-]?\d+)?`;
const COUNT = new RegExp(`^(${NUMBER})(k|m|g|t|ki|mi|gi|ti)?(?:b|bytes)?$`, "i");
const DURATION_PART = new RegExp(`(${NUMBER})(ns|us|µs|μs|ms|s|min|m|h|d)`, "gy");

const COUNT_UNITS: Readonly<Record<string, number>> = {
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/** Parts of a second divide, so that 100ms is exactly the double 0.1. */
const UNITS_PER_SECOND: Readonly<Record<string, number>> = { ns: 1e9, us: 1e6, µs: 1e6, μs: 1e6, ms: 1e3 };
const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400 };

/** A count with an optional decimal (k, M, G, T) or binary (Ki, Mi …) multiplier; null when it is none. */
export function parseCount(text: string): number | null {
  const match = COUNT.exec(text);
  if (match === null) return null;
  const value = Number(match[1]) * (COUNT_UNITS[(match[2] ?? "").toLowerCase()] ?? 1);
  return Number.isFinite(value) ? value : null;
}

/** Seconds of a duration: a bare number of seconds, or numbers with units (ns us ms s m h d); null when it is none. */
export function parseDuration(text: string): number | null {
  const bare = parsePlainNumber(text);
  if (bare !== null) return bare;
  let seconds = 0;
  let end = 0;
  DURATION_PART.lastIndex = 0;
  for (let part = DURATION_PART.exec(text); part !== null; part = DURATION_PART.exec(text)) {
    const value = Number(part[1]);
    const unit = part[2] as string;
    const divisor = UNITS_PER_SECOND[unit];
    seconds += divisor === undefined ? value * (SECONDS_PER_UNIT[unit] as number) : value / divisor;
    end = DURATION_PART.lastIndex;
  }
  return end === text.length && end > 0 && Number.isFinite(seconds) ? seconds : null;
}

const PLAIN_NUMBER = new RegExp(`^${NUMBER}$`);

/** A number without sign or unit; null when it is none. */
export function parsePlainNumber(text: string): number | null {
  if (!PLAIN_NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
