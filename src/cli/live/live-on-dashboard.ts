// `live` on a terminal: which thread captures, and when root is given up.
import { openDashboard } from "../dashboard/open-dashboard.ts";
import { startHere, startThread } from "../dashboard/session-thread.ts";
import type { LiveSessionOptions } from "../dashboard/task.ts";
import { surroundingsOf, type Terminal, type TerminalInput } from "../terminal.ts";
import { becomeCaller } from "./capture-options.ts";

/** Resolves with the exit code. */
export async function liveOnDashboard(
  named: string | undefined,
  options: LiveSessionOptions,
  terminal: Terminal,
  input: TerminalInput,
): Promise<number> {
  return openDashboard({
    task: { kind: "live", named, options, surroundings: surroundingsOf(terminal) },
    terminal,
    input,
    // Here, for all threads: another one may not.
    beforeGo: () => becomeCaller(options),
    start: (await capturesInAnyThread(options)) ? startThread : startHere,
  });
}

/** The package cap hands its packets to the main thread only. */
async function capturesInAnyThread({ backend }: LiveSessionOptions): Promise<boolean> {
  if (backend !== undefined) return backend !== "cap";
  const { isLibpcapThere } = await import("../../capture/live/open-interfaces.ts");
  return isLibpcapThere();
}
