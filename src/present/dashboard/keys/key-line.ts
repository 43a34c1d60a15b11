// The last line: what the keys do here, as many as fit, the most wanted ones.
import type { ReplayStatus } from "../../../session/screen/frame.ts";
import type { KeyName } from "../../../words/dashboard-words.ts";
import { inAscii } from "../../terminal/ascii.ts";
import { widthOf } from "../../terminal/width.ts";
import { layoutOf } from "../layout.ts";
import { type ScreenState, topPane } from "../state/screen-state.ts";
import { keyLabel } from "./key-labels.ts";
import { type KeyPlace, keysAt } from "./keys.ts";

const GAP = 2;

/** Where keys are pressed now. */
export function placeOf(state: ScreenState): KeyPlace {
  if (layoutOf(state).isTooSmall) return "tooSmall";
  return topPane(state)?.kind ?? state.view;
}

export function keyLine(state: ScreenState): string {
  const { drawing, kind, size, status } = state;
  const { style, ascii } = drawing;
  const leadsBack = state.panes.length > 0 || state.trail.length > 0 || state.filter !== null;
  const entries = keysAt(placeOf(state), kind)
    .filter(({ action }) => leadsBack || action !== "back")
    .filter(({ action }) => !leadsNowhere(action, status?.replay ?? null))
    .filter((entry): entry is typeof entry & { rank: number } => entry.rank !== undefined)
    .map(({ keys, action, rank }) => {
      const label = keyLabel(keys[0] as string, drawing);
      const does = doesNow(action, state);
      return {
        label,
        does: ascii ? inAscii(does) : does,
        rank,
        isLast: action === "help" || action === "quit",
      };
    })
    .sort((a, b) => a.rank - b.rank);
  let left = size.columns - 1;
  const fitting = entries.filter(({ label, does }) => {
    const width = widthOf(label) + 1 + widthOf(does) + GAP;
    if (width > left + GAP) return false;
    left -= width;
    return true;
  });
  const inOrder = [...fitting.filter(({ isLast }) => !isLast), ...fitting.filter(({ isLast }) => isLast)];
  const line = inOrder.map(({ label, does }) => `${style("title", label)} ${style("quiet", does)}`);
  return ` ${line.join(" ".repeat(GAP))}`;
}

/** At the end nothing comes any more, and from a pipe nothing can be had again. */
function leadsNowhere(action: KeyName, replay: ReplayStatus | null): boolean {
  if (replay === null || !replay.isAtEnd) return false;
  return action === "nextFinding" || (action === "play" && !replay.canRewind);
}

/** What a key does changes with what goes on. */
function doesNow(action: KeyName, { drawing, held, status }: ScreenState): string {
  const { keys, keysNow } = drawing.words.screen;
  const replay = status?.replay ?? null;
  if (action === "hold" && held !== null) return keysNow.goOn;
  if (action !== "play" || replay === null) return keys[action][0];
  return replay.isAtEnd ? keysNow.playAgain : replay.isPlaying ? keysNow.pause : keysNow.play;
}
