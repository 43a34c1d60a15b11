// Keys without sense: thousands of them, in pieces of any length, with pastes, halves of sequences and resizes in
// between, on a real session. Whatever stands on the screen fits, no control character is in it, and it answers.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { render } from "ink-testing-library";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KnownKeys } from "../../../src/cli/dashboard/known-keys.ts";
import { SessionLine } from "../../../src/cli/dashboard/session-line.ts";
import { startHere } from "../../../src/cli/dashboard/session-thread.ts";
import type { ReplayTask } from "../../../src/cli/dashboard/task.ts";
import { App } from "../../../src/present/dashboard/app.tsx";
import { KEYS } from "../../../src/present/dashboard/keys/keys.ts";
import { Screen } from "../../../src/present/dashboard/screen.ts";
import { screenLines } from "../../../src/present/dashboard/screen-lines.ts";
import { widthOf } from "../../../src/present/terminal/width.ts";
// @ts-expect-error: JavaScript, with its types in comments
import { Random } from "../../fuzz/random.mjs";
import { firstSample, type SampleOptions } from "../../present/dashboard/sample-screen.ts";

const TOUR = fileURLToPath(new URL("../../../fixtures/tour.pcapng", import.meta.url));
const ROUNDS = 400;

const BYTES: Record<string, string> = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  home: "\x1b[H",
  end: "\x1b[F",
  enter: "\r",
  escape: "\x1b",
  backspace: "\x7f",
  tab: "\t",
  "shift-tab": "\x1b[Z",
  space: " ",
};
const ALL_KEYS = KEYS.filter(({ action }) => action !== "quit")
  .flatMap(({ keys }) => keys)
  .map((key) => BYTES[key] ?? (key.startsWith("ctrl-") ? String.fromCharCode(key.charCodeAt(5) & 31) : key));
const ODD = [
  ...["\x1b", "\x1b", "\r", "\r", "/", "t", "w"],
  ...["\x1b[<0;10;10M", "\x1b[M !!", "\x1b[I", "\x1b[200~port:80\x1b[201~", "\x1b[", "\x1b[1;", "\x1bO"],
  ...["\x1b[25;5~", "\x1b[31m", "\x1b[[99;5~", "\x1b[24;80R", "\x1b]52;c;AAAA\x07", "\x1bP1$r\x1b\\"],
  ...["\xff\xfe\x80", "\0", "\x1d\x1e\x1f", "\x9b31m", "\x7f".repeat(30), "\x1b".repeat(9)],
  ...["state:", "port:443 ", "not (", "finding:*", "host:10.", "1:02", "50%", "-5", "9".repeat(30), "NaN"],
  ...[
    "\u202ecba\u202c",
    "e\u0301\u0301\u200b",
    "中文字",
    "👨‍👩‍👧",
    "a".repeat(3000),
    "j".repeat(500),
    "\x1b[A".repeat(99),
  ],
].map((text) => Buffer.from(text, /[^\0-\xff]/.test(text) ? "utf8" : "latin1"));

const folder = mkdtempSync(join(tmpdir(), "random-keys-"));
const before = process.cwd();
// (What is written goes there.)
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

interface Chances {
  below(bound: number): number;
  pick<T>(choices: readonly T[]): T;
  chance(probability: number): boolean;
}

function pieceOf(random: Chances): Buffer {
  const keys = Array.from({ length: 1 + random.below(10) }, () =>
    random.chance(0.85) ? Buffer.from(random.pick(ALL_KEYS)) : random.pick(ODD),
  );
  return Buffer.concat(keys);
}

async function opened(speed: ReplayTask["options"]["speed"], look: SampleOptions) {
  const surroundings = { stdout: { isTTY: true, columns: 100, rows: 30 }, stderr: { isTTY: true }, env: {} };
  const options = { lang: look.lang ?? "en", color: false, speed } as ReplayTask["options"];
  const session = new SessionLine(startHere({ kind: "replay", inputs: [TOUR], options, surroundings }));
  await session.opened;
  session.send({ type: "go" });
  await session.begun;
  const clock = {
    now: () => performance.now(),
    worked: () => performance.now(),
    after: (milliseconds: number, call: () => void) => {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
  };
  const size = { columns: 100, rows: 30 };
  const state = firstSample({ ...look, kind: "replay", size });
  const screen = new Screen(state, { session, clock, copy: () => {}, repaint: () => {} });
  const terminal = render(<App screen={screen} />);
  const known = new KnownKeys();
  const type = (bytes: Buffer) => terminal.stdin.write(known.filter(bytes).toString("utf8"));
  return { session, screen, terminal, type };
}

function expectToFit(lines: readonly string[], columns: number, rows: number): void {
  expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows));
  for (const line of lines) {
    expect(widthOf(line), JSON.stringify(line)).toBeLessThanOrEqual(columns);
    expect(line).not.toMatch(/[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
  }
}

describe("keys without sense", () => {
  it.each([
    ["1x", 1, {}],
    ["100x, in Chinese", 100, { lang: "zh" }],
    ["max, without more than ASCII", "max", { ascii: true }],
  ] as const)("at %s", async (name, speed, look) => {
    const random: Chances = new Random(1, name.length);
    const { session, screen, terminal, type } = await opened(speed, look);
    let columns = 100;
    let rows = 30;
    for (let round = 0; round < ROUNDS; round++) {
      type(pieceOf(random));
      if (random.chance(0.15)) {
        columns = random.pick([1, 2, 59, 60, 61, 80, 200, 400]);
        rows = random.pick([1, 2, 14, 15, 16, 24, 50, 150]);
        screen.resize({ columns, rows });
      }
      for (let turns = random.below(6); turns > 0; turns--) await turn();
      expectToFit(screenLines(screen.shown), screen.shown.size.columns, screen.shown.size.rows);
    }
    screen.resize({ columns: 100, rows: 30 });
    // All prompts are left, and it shows what it is asked for.
    for (let prompts = 0; prompts < 3; prompts++) {
      type(Buffer.from("\x1b"));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    type(Buffer.from("3"));
    await expect.poll(() => screen.shown.bodies.services?.view, { timeout: 10_000 }).toBe("services");
    expect(screen.shown.view).toBe("services");
    terminal.unmount();
    session.send({ type: "stop" });
    expect(await session.ended).toMatchObject({ type: "ended", exitCode: 0 });
  });
});
