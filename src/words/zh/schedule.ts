// When something was sent again, and whose schedule that is, in Chinese.
import type { Schedule, Stack } from "../../detect/figures.ts";
import { formatDuration } from "../numbers.ts";
import { shownOffsets } from "../shown-offsets.ts";

const STACKS: Readonly<Record<Stack, string>> = {
  bsd: "BSD",
  linux: "Linux（6.5 之前）",
  "linux-6.5": "Linux（6.5 起）",
  macos: "macOS",
  windows: "Windows",
  "windows-old": "Windows（2012 及更早）",
};

/** "第 0、6、30 秒" */
export function atTimes(offsetsSeconds: readonly number[]): string {
  const { figures, isCut } = shownOffsets(offsetsSeconds);
  const shown = isCut ? [...figures.slice(0, -1), "…", figures.at(-1)] : figures;
  return `第 ${shown.join("、")} 秒`;
}

/** `offsetsSeconds`: what the schedule was read from. */
export function schedulePhrase(schedule: Schedule, offsetsSeconds: readonly number[]): string {
  const names = namesOf(schedule, offsetsSeconds);
  if (names.length === 1) return `重试节奏与 ${names[0]} 一致`;
  return `重试节奏符合 ${names.slice(0, -1).join("、")} 或 ${names.at(-1)}`;
}

/** What comes next; null: not known. */
export function forecast({ nextSeconds, givesUpSeconds }: Schedule, gaveUp: boolean | null): string | null {
  if (gaveUp === true) return "已经放弃";
  const end = givesUpSeconds === null ? null : `${formatDuration(givesUpSeconds)} 后放弃`;
  if (nextSeconds === null) return end;
  const next = `下一次应在 ${formatDuration(nextSeconds)} 时发出`;
  return end === null ? next : `${next}，${end}`;
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
