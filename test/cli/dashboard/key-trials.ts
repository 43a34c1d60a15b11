// What each key of the dashboard does to a real terminal: pressed there, and seen.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { KeyName } from "../../../src/words/dashboard-words.ts";
import { heading, isAsBefore, press, selected } from "./dashboard-terminal.ts";
import type { Terminal } from "./terminal.ts";

/** Begins in the connections, the first selected: brings about what the key needs, presses it, and sees what it did. */
export type Trial = (terminal: Terminal, key: () => void, folder: string) => Promise<void>;

const isAnother = (line: string | null) => (text: string) =>
  selected(text) !== null && selected(text)?.slice(0, 40) !== line?.slice(0, 40);

/** Presses `first`, waits until another row is selected, presses the key, and waits until it is another again. */
const moves =
  (...first: readonly string[]): Trial =>
  async (terminal, key) => {
    let from = selected(terminal.text());
    expect(from).not.toBeNull();
    for (const name of first) {
      press(terminal, name);
      from = selected(await terminal.until(isAnother(from)));
    }
    key();
    await terminal.until(isAnother(from));
  };

/** The key is pressed where one is already in the connections; from another view it must lead there too. */
const shows =
  (what: RegExp, ...first: readonly string[]): Trial =>
  async (terminal, key) => {
    for (const name of first) await reach(terminal, name);
    key();
    await terminal.until(what);
  };

async function reach(terminal: Terminal, key: string): Promise<void> {
  const before = terminal.text();
  press(terminal, key);
  await terminal.until((text) => text !== before);
}

const STATES = / state +client +server/;
const SERVICES = / service +open +refused/;
const FINDINGS = / finding +count/;
const CONNECTIONS = /client state +server state/;

const reorders: Trial = async (terminal, key) => {
  const before = heading(terminal.text());
  expect(before).not.toBeNull();
  key();
  await terminal.until((text) => heading(text) !== null && heading(text) !== before);
};

const timeLine = (text: string) => text.split("\n").findLast((line) => /━|●/.test(line)) ?? "";
/** Where a replay is. */
const position = (text: string) => /\d+:\d\d\.\d/.exec(timeLine(text))?.[0];
const speed = (text: string) => /\b(max|[\d.]+x)/.exec(timeLine(text))?.[0];

/** Pauses there. */
async function goTo(terminal: Terminal, time: string, shown: string): Promise<void> {
  // At its fastest it would be over before it is paused.
  press(terminal, ...Array(12).fill("-"));
  await terminal.until((text) => speed(text) !== "max");
  press(terminal, "t");
  await terminal.until(/go to/);
  terminal.type(time);
  press(terminal, "enter");
  const there = await terminal.until(
    (text) => position(text)?.startsWith(shown) === true && /playing|paused/.test(timeLine(text)),
  );
  if (/playing/.test(timeLine(there))) press(terminal, "space");
  await terminal.until((text) => /paused/.test(timeLine(text)));
}

/** The one of the topics that is explained. */
const topic = (text: string) => /^about .*(\[.*\])/m.exec(text)?.[1];

const changes =
  (told: (text: string) => string | undefined): Trial =>
  async (terminal, key) => {
    const before = told(await terminal.until((text) => told(text) !== undefined));
    key();
    await terminal.until((text) => told(text) !== undefined && told(text) !== before);
  };

export const TRIALS: Record<KeyName, Trial> = {
  up: moves("down"),
  down: moves(),
  pageUp: moves("end"),
  pageDown: moves(),
  first: moves("end"),
  last: moves(),
  connections: shows(CONNECTIONS, "3"),
  states: shows(STATES),
  services: shows(SERVICES),
  findings: shows(FINDINGS),
  nextView: shows(STATES),
  previousView: shows(FINDINGS),
  ladder: shows(/─ ladder \d+ /),
  itsConnections: shows(/filter +server\.host:|filter +finding:|filter +state:/, "3"),
  explain: shows(/─ explain /),
  back: async (terminal, key) => {
    press(terminal, "enter");
    await terminal.until(/─ ladder \d+ /);
    key();
    await terminal.until(CONNECTIONS);
  },
  nextTopic: async (terminal, key) => {
    press(terminal, "e");
    await changes(topic)(terminal, key, "");
  },
  previousTopic: async (terminal, key) => {
    press(terminal, "e");
    await changes(topic)(terminal, key, "");
  },
  allSegments: async (terminal, key) => {
    press(terminal, "/");
    await terminal.until(/esc leaves/);
    terminal.type("id:33");
    press(terminal, "enter");
    await terminal.until(/1 of 42|of 42/);
    press(terminal, "enter");
    await terminal.until(/folded/);
    key();
    await terminal.until((text) => /─ ladder \d+ /.test(text) && !/folded/.test(text));
  },
  filter: shows(/^filter\b.*\n.*esc leaves/m),
  sortNext: reorders,
  sortPrevious: reorders,
  reverse: reorders,
  follow: async (terminal, key) => {
    press(terminal, "down");
    await terminal.until((text) => !/following/.test(text));
    key();
    await terminal.until(/following/);
  },
  write: async (terminal, key, folder) => {
    key();
    await terminal.until(/write to/);
    press(terminal, "ctrl-u");
    const path = join(folder, `written-${Math.random()}.pcapng`);
    terminal.type(path);
    press(terminal, "enter");
    await terminal.until(/packets/);
    await terminal.until(() => existsSync(path) && statSync(path).size > 0);
    expect(readFileSync(path).readUInt32BE(0)).toBe(0x0a0d0d0a);
  },
  copy: async (terminal, key) => {
    const row = selected(terminal.text()) as string;
    key();
    await terminal.until(/copied/);
    const copied = terminal.clipboard();
    for (const address of row.match(/\d+\.\d+\.\d+\.\d+/g) as string[]) expect(copied).toContain(address);
  },
  hold: shows(/PAUSED/),
  play: async (terminal, key) => {
    await goTo(terminal, "5s", "0:05");
    await changes((text) => /playing|paused/.exec(timeLine(text))?.[0])(terminal, key, "");
  },
  nextFinding: async (terminal, key) => {
    await goTo(terminal, "0s", "0:00");
    key();
    await terminal.until(
      (text) => /paused/.test(timeLine(text)) && position(text)?.startsWith("0:00") === false,
    );
  },
  goTo: shows(/^go to\b.*\n.*\n.*esc leaves/m),
  faster: async (terminal, key) => {
    press(terminal, "-");
    await terminal.until((text) => speed(text) !== "max");
    await changes(speed)(terminal, key, "");
  },
  slower: async (terminal, key) => {
    press(terminal, "+", "+", "+", "+", "+", "+", "+", "+", "+", "+");
    await terminal.until((text) => speed(text) === "max");
    await changes(speed)(terminal, key, "");
  },
  forward: async (terminal, key) => {
    await goTo(terminal, "5s", "0:05");
    await changes(position)(terminal, key, "");
  },
  backward: async (terminal, key) => {
    await goTo(terminal, "60s", "1:00");
    await changes(position)(terminal, key, "");
  },
  help: shows(/Moving/),
  repaint: async (terminal, key) => {
    terminal.print("\x1b[2J\x1b[Hsomething else");
    await terminal.until((text) => /something else/.test(text) && !CONNECTIONS.test(text));
    key();
    await terminal.until((text) => !/something else/.test(text) && CONNECTIONS.test(text));
  },
  quit: async (terminal, key) => {
    key();
    const left = await terminal.left();
    expect(left.exitCode).toBe(0);
    expect(isAsBefore(left)).toBe(true);
    expect(terminal.history()).toContain("386 packets");
  },
};
