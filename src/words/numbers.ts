// Figures as people read them: durations, bytes, counts. Pure functions; the
// formats for programs never use them.

/** 1204310 → "1,204,310". */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 packet", "2 packets"; `plural` where an s does not make it. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** At most one decimal below 100, and none where it would be 0. */
function short(value: number): string {
  return value < 99.95 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

// Each unit of a short duration in seconds, and from which rounded figure the next one takes over.
const SHORT_UNITS: readonly (readonly [unit: string, seconds: number, next: number])[] = [
  ["ns", 1e-9, 1000],
  ["µs", 1e-6, 100],
  ["ms", 1e-3, 1000],
  ["s", 1, 60],
];

/** 0.0002 → "0.2 ms", 75 → "1 min 15 s"; `micro` stands before the s of microseconds. */
export function formatDuration(seconds: number, micro = "µ"): string {
  if (seconds < 0) return `-${formatDuration(-seconds, micro)}`;
  if (seconds === 0) return "0 s";
  for (const [unit, size, next] of SHORT_UNITS) {
    const figure = short(seconds / size);
    if (Number(figure) < next) return `${figure} ${unit === "µs" ? `${micro}s` : unit}`;
  }
  const whole = Math.round(seconds);
  if (whole < 3600) return pair(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(seconds / 3600);
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const first = `${formatCount(large)} ${largeUnit}`;
  return small === 0 ? first : `${first} ${small} ${smallUnit}`;
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** 1433 → "1.4 kB": powers of 1000. Rates need not be whole. */
export function formatBytes(bytes: number): string {
  let figure = short(bytes);
  let value = bytes;
  let unit = 0;
  while (Number(figure) >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    figure = short(value);
    unit++;
  }
  return `${figure} ${BYTE_UNITS[unit]}`;
}

/** How long something has lasted, for a column: 0.4 → "0s", 62 → "1m 02s", 3.5 h → "3h 30m", 120 days → "120d"; at most 7 wide in a thousand years. */
export function formatAge(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${twoDigits(whole % 60)}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  return days < 100 ? `${days}d ${twoDigits(hours % 24)}h` : `${days}d`;
}

function twoDigits(figure: number): string {
  return String(figure).padStart(2, "0");
}

const COUNT_UNITS = ["", " k", " M", " G", " T"];

/** 999 → "999", 12345 → "12.3 k": for a column, at most 6 wide; below 1,000 with one decimal where it is small. */
export function formatShortCount(count: number): string {
  let figure = short(count);
  let value = count;
  let unit = 0;
  while (Number(figure) >= 1000 && unit < COUNT_UNITS.length - 1) {
    value /= 1000;
    figure = short(value);
    unit++;
  }
  return `${figure}${COUNT_UNITS[unit]}`;
}
