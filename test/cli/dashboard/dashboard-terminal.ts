// The dashboard in a real terminal: how it is opened, what its keys are called there, where on its screen what is.
import { fileURLToPath } from "node:url";
import type { Left, Terminal, TerminalOptions, Terminals } from "./terminal.ts";

export const project = fileURLToPath(new URL("../../..", import.meta.url));
export const executable = `${project}bin/shakedown.js`;
export const tour = "fixtures/tour.pcapng";

/** Replays a capture to its end, and waits for that. */
export async function replayed(
  terminals: Terminals,
  words: readonly string[] = [],
  options: TerminalOptions = {},
): Promise<Terminal> {
  const command = [process.execPath, executable, "replay", tour, "--speed", "max", ...words];
  const terminal = terminals.open(command, { cwd: project, ...options });
  await terminal.until(/at the end/);
  return terminal;
}

const TMUX_NAMES: Record<string, string> = {
  up: "Up",
  down: "Down",
  left: "Left",
  right: "Right",
  pageup: "PPage",
  pagedown: "NPage",
  home: "Home",
  end: "End",
  enter: "Enter",
  backspace: "BSpace",
  escape: "Escape",
  tab: "Tab",
  "shift-tab": "BTab",
  space: "Space",
};

/** Presses keys by the names that the table of keys has for them. */
export function press(terminal: Terminal, ...keys: readonly string[]): void {
  terminal.send(...keys.map((key) => TMUX_NAMES[key] ?? key.replace(/^ctrl-/, "C-")));
}

/** The line that the cursor is on; null: none. */
export function selected(text: string): string | null {
  return text.split("\n").find((line) => /^ ?[▸>] /.test(line)) ?? null;
}

/** The heading of the connections, which shows by what they are sorted; null: another view is there. */
export function heading(text: string): string | null {
  return text.split("\n").find((line) => / client state +.*server state/.test(line)) ?? null;
}

/** Everything that a program must give back. */
export function isAsBefore(left: Left): boolean {
  const { modesBefore, modesAfter, isAlternate, hasCursor, takesMouse, hasApplicationKeys } = left;
  return modesBefore === modesAfter && !isAlternate && hasCursor && !takesMouse && !hasApplicationKeys;
}
