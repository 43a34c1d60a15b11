// Which of many offsets are shown, and how: figures without their unit, for every language.

/** As many fit a line. */
const MOST_SHOWN = 8;
const FIRST_SHOWN = 4;

interface ShownOffsets {
  /** Seconds: "0", "1", "3.1". */
  readonly figures: readonly string[];
  /** Some before the last one are left out. */
  readonly isCut: boolean;
}

export function shownOffsets(offsetsSeconds: readonly number[]): ShownOffsets {
  const isCut = offsetsSeconds.length > MOST_SHOWN;
  const shown = isCut
    ? [...offsetsSeconds.slice(0, FIRST_SHOWN), offsetsSeconds.at(-1) as number]
    : offsetsSeconds;
  return { figures: shown.map(figure), isCut };
}

/** At most one decimal, where the waits are short two. */
function figure(seconds: number): string {
  const digits = seconds < 1 ? 100 : 10;
  return String(Math.round(seconds * digits) / digits);
}
