// The session behind a dashboard: captures opened, tracked, looked at, and what the screen asks for answered.
// Runs in a thread of its own (session-thread.ts) where it can; knows the screen by its messages only.
import { describeError } from "../error-line.ts";
import { WRONG_USAGE } from "../exit-codes.ts";
import { liveSession } from "./live-session.ts";
import { replaySession } from "./replay-session.ts";
import { ScreenPort, type ScreenWay } from "./screen-port.ts";
import type { SessionTask } from "./task.ts";

/** Resolves when everything is over and told; never rejects. */
export async function serve(task: SessionTask, way: ScreenWay): Promise<void> {
  const screen = new ScreenPort(way);
  try {
    const ended = await (task.kind === "live" ? liveSession(task, screen) : replaySession(task, screen));
    screen.send({ type: "ended", ...ended });
  } catch (error) {
    screen.send({ type: "failed", line: describeError(error), exitCode: WRONG_USAGE });
  }
}
