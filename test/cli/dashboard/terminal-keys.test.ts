// Every key of the dashboard's table, pressed in a real terminal over a replay of the tour. The keys of `live`
// alone are pressed in terminal-live.test.ts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, it } from "vitest";
import { KEYS } from "../../../src/present/dashboard/keys/keys.ts";
import { press, replayed } from "./dashboard-terminal.ts";
import { TRIALS } from "./key-trials.ts";
import { missingForTerminal, type Terminal, Terminals } from "./terminal.ts";

const terminals = new Terminals();
const folder = mkdtempSync(join(tmpdir(), "shakedown-keys-"));
afterAll(() => {
  terminals.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(missingForTerminal !== null)(`keys in a terminal (${missingForTerminal ?? "tmux"})`, () => {
  let terminal: Terminal | null = null;

  beforeEach(async ({ onTestFailed }) => {
    terminal ??= await replayed(terminals);
    // Whatever a failed test left is no beginning for the next one.
    onTestFailed(() => {
      terminal = null;
    });
    press(terminal, "escape", "escape", "escape", "1", "home");
    // The first row is selected.
    await terminal.until(/^.* client state .*server state .*\n▸/m);
  });

  const pressed = KEYS.filter(({ only }) => only !== "live").flatMap(({ keys, action, group }) =>
    keys.map((key) => ({ key, action, group })),
  );

  it.each(pressed)("$key: $action", async ({ key, action, group }) => {
    const there = terminal as Terminal;
    await TRIALS[action](there, () => press(there, key), folder);
    // A filter, or another moment of the replay, is no beginning either.
    if (there.isOver || group === "replay" || action === "allSegments") terminal = null;
  });
});
