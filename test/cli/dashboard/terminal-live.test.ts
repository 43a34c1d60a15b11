// `shakedown live` in a real terminal, on the loopback of a network namespace where real sockets talk: the keys
// that only it has, a leak as it comes, and whatever ends it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KEYS } from "../../../src/present/dashboard/keys/keys.ts";
import { libpcapFile } from "../../capture/libpcap-file.ts";
import { Namespace, uniqueName } from "../../lab/namespaces.ts";
import { executable, isAsBefore, press, project, selected } from "./dashboard-terminal.ts";
import { TRIALS } from "./key-trials.ts";
import { missingForTerminal, type Terminal, Terminals } from "./terminal.ts";

const talk = fileURLToPath(new URL("../live/talk.mjs", import.meta.url));
const isRoot = process.platform === "linux" && process.getuid?.() === 0;
const missing =
  missingForTerminal ?? (isRoot ? null : "needs root") ?? (libpcapFile === null ? "needs libpcap" : null);
const terminals = new Terminals();
let space: Namespace;

/** A server that never closes, and clients that do: it prints its port, and what connected. */
const LEAK = `
  const net = require("node:net");
  const server = net.createServer({ allowHalfOpen: true }, () => {}).listen(8090, "127.0.0.1", () => {
    for (let client = 0; client < 12; client++) net.connect(8090, "127.0.0.1").end();
  });
  setInterval(() => {}, 1000);`;

const children: ChildProcess[] = [];

function inSpace(...command: readonly string[]): ChildProcess {
  const [program, ...words] = [...space.prefix(), ...command];
  const child = spawn(program as string, words, { stdio: "ignore" });
  children.push(child);
  return child;
}

async function captures(...words: readonly string[]): Promise<Terminal> {
  const terminal = terminals.open([process.execPath, executable, "live", "lo", ...words], {
    cwd: project,
    before: space.prefix(),
  });
  await terminal.until(/No (packet|connection) yet|client state/);
  return terminal;
}

describe.skipIf(missing !== null)(`live in a terminal (${missing ?? "root, tmux"})`, () => {
  beforeAll(async () => {
    space = await Namespace.add(uniqueName());
  });
  afterAll(async () => {
    terminals.close();
    for (const child of children) child.kill("SIGKILL");
    await space?.delete();
  });

  it("shows a leak while it grows, its service and its ladder", async () => {
    const terminal = await captures();
    const leaking = inSpace(process.execPath, "-e", LEAK);
    await terminal.until((text) => (text.match(/FIN_WAIT_2 +CLOSE_WAIT/g) ?? []).length === 12);
    press(terminal, "2");
    await terminal.until(/CLOSE_WAIT +0 +12/);
    press(terminal, "3");
    expect(selected(await terminal.until(/127\.0\.0\.1:8090/))).toMatch(/127\.0\.0\.1:8090 .* 12 +12/);
    press(terminal, "enter");
    await terminal.until(/filter server\.host:127\.0\.0\.1 server\.port:8090/);
    press(terminal, "enter");
    await terminal.until(/FIN.*FIN_WAIT_1|FIN_WAIT_1.*FIN/);
    press(terminal, "4");
    await terminal.until(/✖ +close-wait-excess +1 /, 20_000);
    press(terminal, "q");
    const left = await terminal.left();
    expect(left.exitCode).toBe(0);
    expect(isAsBefore(left)).toBe(true);
    expect(terminal.history()).toMatch(/close-wait-excess +127\.0\.0\.1:8090 holds 12 connections/);
    // Its connections would be taken from the kernel by whoever captures next.
    leaking.kill("SIGKILL");
    await once(leaking, "exit");
  });

  it("has keys of its own", async () => {
    const terminal = await captures();
    inSpace(process.execPath, talk, "3", "0", "0");
    await terminal.until((text) => selected(text) !== null);
    const only = KEYS.filter(({ only: kind }) => kind === "live").flatMap(({ keys, action }) =>
      keys.map((key) => ({ key, action })),
    );
    expect(only.length).toBeGreaterThan(2);
    for (const { key, action } of only) {
      await TRIALS[action](terminal, () => press(terminal, key), project);
      if (action === "hold") press(terminal, key);
    }
    press(terminal, "q");
    await terminal.left();
  });

  it("says what came in while it was held", async () => {
    const terminal = await captures();
    inSpace(process.execPath, talk, "2", "0", "0");
    await terminal.until((text) => selected(text) !== null);
    press(terminal, "space");
    await terminal.until(/PAUSED/);
    inSpace(process.execPath, talk, "3", "0", "0");
    await terminal.until(/[1-9]\d* packets and 3 connections since/);
    press(terminal, "space");
    await terminal.until(
      (text) => !/PAUSED/.test(text) && (text.match(/127\.0\.0\.1:\d+ +127/g) ?? []).length === 5,
    );
    press(terminal, "q");
    await terminal.left();
  });

  it.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("gives the terminal back after %s", async (signal) => {
    const terminal = await captures();
    expect(terminal.isAlternate).toBe(true);
    process.kill(terminal.pid, signal);
    const left = await terminal.left();
    expect(isAsBefore(left)).toBe(true);
    expect(terminal.history()).toMatch(/No TCP|0 packets|lo ·/);
  });
});
