// When something was sent again, and whose schedule that is, in English.
import type { Schedule, Stack } from "../../detect/figures.ts";
import { formatDuration } from "../numbers.ts";
import { shownOffsets } from "../shown-offsets.ts";

const STACKS: Readonly<Record<Stack, string>> = {
  bsd: "BSD",
  linux: "Linux before 6.5",
  "linux-6.5": "Linux since 6.5",
  macos: "macOS",
  windows: "Windows",
  "windows-old": "Windows up to 2012",
};

/** "at 0, 6 and 30 s" */
export function atTimes(offsetsSeconds: readonly number[]): string {
  const { figures, isCut } = shownOffsets(offsetsSeconds);
  const last = figures.at(-1) as string;
  return `at ${figures.slice(0, -1).join(", ")}${isCut ? ", …" : ""} and ${last} s`;
}

/** "The schedule is 4.4BSD's", "The schedule fits macOS or BSD"; `offsetsSeconds`: what it was read from. */
export function schedulePhrase(schedule: Schedule, offsetsSeconds: readonly number[]): string {
  const names = namesOf(schedule, offsetsSeconds);
  if (names.length === 1) return `The schedule is ${names[0]}'s`;
  return `The schedule fits ${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** What comes next: "it has given up", "the next one is due at 63 s"; null: not known. */
export function forecast({ nextSeconds, givesUpSeconds }: Schedule, gaveUp: boolean | null): string | null {
  if (gaveUp === true) return "it has given up";
  const end = givesUpSeconds === null ? null : `it gives up after ${formatDuration(givesUpSeconds)}`;
  if (nextSeconds === null) return end;
  const next = `the next one is due at ${formatDuration(nextSeconds)}`;
  return end === null ? next : `${next}, ${end}`;
}

function namesOf({ stacks }: Schedule, offsetsSeconds: readonly number[]): string[] {
  // Only the classic waits 6 s and then 24 s.
  return stackNames(stacks, (offsetsSeconds[1] ?? 0) > 4);
}

/** Best first, each once; `isClassic`: BSD as it was. */
export function stackNames(stacks: readonly Stack[], isClassic = false): string[] {
  const anyLinux = stacks.includes("linux") && stacks.includes("linux-6.5");
  const names = stacks.map((stack) => {
    if (stack === "bsd" && isClassic) return "4.4BSD";
    return anyLinux && stack.startsWith("linux") ? "Linux" : STACKS[stack];
  });
  return [...new Set(names)];
}
