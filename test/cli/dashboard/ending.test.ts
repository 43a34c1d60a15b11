// However the dashboard ends, the terminal is as it was, and what there is to say stands on it.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { missingForTerminal, type Terminal, Terminals } from "./terminal.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const executable = join(project, "bin/shakedown.js");
const breakDown = fileURLToPath(new URL("break-down.mjs", import.meta.url));
const terminals = new Terminals();
const folder = mkdtempSync(join(tmpdir(), "shakedown-ending-"));
afterAll(() => {
  terminals.close();
  rmSync(folder, { recursive: true });
});

const REPLAY = [process.execPath, executable, "replay", "fixtures/tour.pcapng", "--speed", "max"];
/** Of the report. */
const REPORT = /^Outcomes$/m;
let count = 0;

interface Shown {
  readonly terminal: Terminal;
  /** The file that lets it break down. */
  readonly when: string;
}

/** Opened, and everything is on the screen. */
async function shown(way = "", command: readonly string[] = REPLAY): Promise<Shown> {
  const when = join(folder, String(++count));
  const env = { BREAK_DOWN: way, WHEN: when, NODE_OPTIONS: `--import ${breakDown}` };
  const terminal = terminals.open(command, { columns: 100, rows: 60, cwd: project, env });
  await terminal.until(/CLOSE_WAIT/);
  expect(terminal.isAlternate).toBe(true);
  return { terminal, when };
}

/** Everything is as it was; resolves with the exit code and what stands on the screen, and what has scrolled out. */
async function restored(terminal: Terminal): Promise<{ exitCode: number; text: string }> {
  const { exitCode, modesBefore, modesAfter, ...flags } = await terminal.left();
  expect(modesAfter).toBe(modesBefore);
  expect(flags).toEqual({
    isAlternate: false,
    hasCursor: true,
    takesMouse: false,
    hasApplicationKeys: false,
  });
  return { exitCode, text: terminal.history() };
}

async function asking(terminal: Terminal): Promise<void> {
  for (let view = 0; terminal.isAlternate; view++) {
    terminal.send(String((view % 4) + 1));
    await pause(200);
  }
}

function complaints(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("shakedown: "));
}

describe.skipIf(missingForTerminal !== null)(`the dashboard (${missingForTerminal ?? "in tmux"})`, () => {
  it.each(["q", "C-c"])("is left by %s, and the report stands on the normal screen", async (key) => {
    const { terminal } = await shown();
    terminal.send(key);
    const { exitCode, text } = await restored(terminal);
    expect(exitCode).toBe(0);
    expect(text).toMatch(REPORT);
    expect(complaints(text)).toEqual([]);
  });

  it.each(["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"] as const)(
    "ends at %s with the report",
    async (signal) => {
      const { terminal } = await shown();
      process.kill(terminal.pid, signal);
      const { exitCode, text } = await restored(terminal);
      expect(exitCode).toBe(0);
      expect(text).toMatch(REPORT);
    },
  );

  // (Node.js itself aborts there, and leaves a core dump.)
  it("ends as others do when its window is closed", async () => {
    const status = join(folder, "hung-up");
    const telling = `trap : HUP; "$@"; echo $? >${status}.new; mv ${status}.new ${status}`;
    const { terminal } = await shown("", ["sh", "-c", telling, "sh", ...REPLAY]);
    terminal.hangUp();
    await expect.poll(() => existsSync(status), { timeout: 15_000 }).toBe(true);
    expect(Number(readFileSync(status, "utf8"))).toBe(128 + constants.signals.SIGHUP);
  });

  it.each([
    ["main throw", REPORT],
    ["main reject", REPORT],
    ["session draw", REPORT],
    ["session throw", null],
    ["session exit", null],
  ])("gives the terminal back and says so in one line: %s", async (way, report) => {
    const { terminal, when } = await shown(way);
    writeFileSync(when, "");
    // (A frame comes where one is asked for.)
    if (way === "session draw") await asking(terminal);
    const { exitCode, text } = await restored(terminal);
    expect(exitCode).toBe(2);
    const [line, ...more] = complaints(text);
    expect(line).toMatch(/^shakedown: a mistake of the program itself, please report it: /);
    expect(more).toEqual([]);
    // What was captured is not lost where only the screen broke down.
    if (report !== null) expect(text).toMatch(report);
    expect(text).not.toMatch(/^ +at .*\.js/m);
  });

  it("gives the terminal back where the process just exits", async () => {
    const { terminal, when } = await shown("main exit");
    writeFileSync(when, "");
    const { exitCode, text } = await restored(terminal);
    expect(exitCode).toBe(7);
    // Nothing is drawn on the normal screen.
    expect(text.trim()).toBe("");
  });

  it("says what helps where the session runs out of memory", async () => {
    const small = [process.execPath, "--max-old-space-size=60", ...REPLAY.slice(1)];
    const { terminal, when } = await shown("session memory", small);
    writeFileSync(when, "");
    const { exitCode, text } = await restored(terminal);
    expect(exitCode).toBe(2);
    expect(complaints(text).join()).toMatch(/ran out of memory; a smaller --max-connections/);
  });

  it("whose session hangs is left at once, and a second Ctrl-C ends the process", async () => {
    const { terminal, when } = await shown("session hang");
    writeFileSync(when, "");
    await pause(200);
    terminal.send("C-c");
    await terminal.until(() => !terminal.isAlternate);
    await terminal.until(/^shakedown: the report is being made; Ctrl-C ends without it$/m);
    terminal.send("C-c");
    expect((await restored(terminal)).exitCode).toBe(130);
  });

  it("stops at Ctrl-Z as the shell's job, and comes back with all that was on it", async () => {
    const terminal = terminals.open(["bash", "--norc", "-i"], { columns: 100, rows: 40, cwd: project });
    await terminal.until(/[$#] *$/m);
    const before = modes(terminal);
    terminal.type(`${REPLAY.join(" ")}`);
    terminal.send("Enter");
    const drawn = await terminal.until(/at the end/);
    terminal.send("C-z");
    await terminal.until(/Stopped/);
    expect(terminal.isAlternate).toBe(false);
    expect(modes(terminal)).toBe(before);
    terminal.type("fg");
    terminal.send("Enter");
    const again = await terminal.until(/CLOSE_WAIT/);
    expect(terminal.isAlternate).toBe(true);
    expect(tableOf(again)).toEqual(tableOf(drawn));
    terminal.send("q");
    await terminal.until(/shakedown read/);
    expect(terminal.isAlternate).toBe(false);
  });

  it("where nobody could let it go on, Ctrl-Z draws it anew", async () => {
    const { terminal } = await shown("", ["setsid", "-w", "-c", ...REPLAY]);
    terminal.send("C-z");
    await pause(300);
    await terminal.until(/CLOSE_WAIT/);
    expect(terminal.isAlternate).toBe(true);
    terminal.send("q");
    await terminal.until(REPORT);
  });

  it("takes keys from the terminal where packets come through a pipe that goes on", async () => {
    const piped = `(cat fixtures/tour.pcapng; sleep 60) | ${[...REPLAY.slice(0, 3), "-", ...REPLAY.slice(4)].join(" ")}`;
    const terminal = terminals.open(["bash", "--norc", "-i"], { columns: 100, rows: 60, cwd: project });
    await terminal.until(/[$#] *$/m);
    terminal.type(piped);
    terminal.send("Enter");
    await terminal.until(/CLOSE_WAIT/);
    terminal.send("q");
    await terminal.until(/^shakedown read/m);
    expect(terminal.isAlternate).toBe(false);
  });

  it("is refused without a terminal, with what to do instead", () => {
    const command = `setsid "$@" < /dev/null 2>&1 | cat`;
    const said = execFileSync("sh", ["-c", command, "sh", ...REPLAY], { cwd: project, encoding: "utf8" });
    expect(said).toMatch(/^shakedown: replay: needs a terminal .*: shakedown read fixtures\/tour\.pcapng\n$/);
  });

  it("opens where its folder is gone", async () => {
    const gone = mkdtempSync(join(folder, "gone-"));
    const capture = join(project, "fixtures/tour.pcapng");
    const leaving = `cd ${gone} && rmdir ${gone} && exec ${process.execPath} ${executable} replay ${capture}`;
    const terminal = terminals.open(["sh", "-c", leaving], { columns: 100, rows: 30, cwd: project });
    await terminal.until(/ESTABLISHED/);
    terminal.send("q");
    expect((await restored(terminal)).exitCode).toBe(0);
  });

  it("is refused on a terminal that can only print", async () => {
    const terminal = terminals.open(REPLAY, { columns: 100, rows: 20, cwd: project, env: { TERM: "dumb" } });
    const { exitCode, text } = await restored(terminal);
    expect(exitCode).toBe(2);
    expect(complaints(text)).toEqual([expect.stringContaining("replay: needs a terminal")]);
  });
});

/** The modes of the terminal that the shell is on. */
function modes(terminal: Terminal): string {
  const shell = readFileSync(`/proc/${terminal.pid}/stat`, "utf8");
  expect(shell).not.toBe("");
  return execFileSync("stty", ["-a", "-F", `/proc/${terminal.pid}/fd/0`], { encoding: "utf8" });
}

/** What does not change when all is read. */
function tableOf(text: string): string[] {
  return text.split("\n").filter((line) => /CLOSE_WAIT/.test(line));
}
