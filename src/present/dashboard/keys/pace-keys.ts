// The keys that play a replay: state and key → what is asked of the session, and the state as its next frame will
// tell it.
import type { ReplayStatus, Speed } from "../../../session/screen/frame.ts";
import type { PaceRequest } from "../../../session/screen/protocol.ts";
import type { ScreenState } from "../state/screen-state.ts";
import type { Stepped } from "../state/screen-steps.ts";

const SPEEDS: readonly Speed[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 1000, "max"];

/** At the end it is played again: at the greatest speed nothing would be seen of that. */
export function playOrPause(state: ScreenState): Stepped {
  const replay = state.status?.replay ?? null;
  if (replay === null) return { state, effects: [] };
  if (!replay.isAtEnd) return pace(state, { isPlaying: !replay.isPlaying });
  if (!replay.canRewind) return refused(state);
  return pace(state, { seek: 0, isPlaying: true, ...(replay.speed === "max" && { speed: 1 }) });
}

export function toNextFinding(state: ScreenState): Stepped {
  if (state.status?.replay?.isAtEnd) return told(state, state.drawing.words.prompts.timeLine.noNextFinding);
  return pace(state, { seekFinding: true });
}

/** @param seconds back where they are negative */
export function jump(state: ScreenState, seconds: number): Stepped {
  const replay = state.status?.replay ?? null;
  if (replay === null) return { state, effects: [] };
  if (seconds < 0 && !replay.canRewind) return refused(state);
  return pace(state, { seek: Math.max(0, replay.positionSeconds + seconds) });
}

/** The next of the steps, also from a speed between two. */
export function changeSpeed(state: ScreenState, by: 1 | -1): Stepped {
  const now = state.status?.replay?.speed ?? 1;
  const figure = (one: Speed) => (one === "max" ? Number.POSITIVE_INFINITY : one);
  const others = SPEEDS.filter((one) => (by > 0 ? figure(one) > figure(now) : figure(one) < figure(now)));
  return pace(state, { speed: (by > 0 ? others[0] : others.at(-1)) ?? now });
}

function refused(state: ScreenState): Stepped {
  return told(state, state.drawing.words.prompts.goto.noRewind);
}

function told(state: ScreenState, line: string): Stepped {
  return { state: { ...state, notice: { line, isWarning: true } }, effects: [] };
}

function pace(state: ScreenState, request: Omit<PaceRequest, "type">): Stepped {
  return {
    state: expected(state, request),
    effects: [{ type: "send", message: { type: "pace", ...request } }],
  };
}

/** As the session's next frame will tell it: a key that is pressed again before it comes goes on from there. */
function expected(state: ScreenState, { speed, isPlaying, seek }: Omit<PaceRequest, "type">): ScreenState {
  const { status } = state;
  if (status === null || status.replay === null) return state;
  const { replay } = status;
  const next: ReplayStatus = {
    ...replay,
    speed: speed ?? replay.speed,
    isPlaying: isPlaying ?? replay.isPlaying,
    isAtEnd: replay.isAtEnd && (seek === undefined || seek >= replay.positionSeconds),
    positionSeconds: Math.min(
      seek ?? replay.positionSeconds,
      replay.lengthSeconds ?? Number.POSITIVE_INFINITY,
    ),
  };
  return { ...state, status: { ...status, replay: next } };
}
