// The session of `live` in its thread, on the loopback of a network namespace, while real sockets talk there:
// what it sends to a screen, without one.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { LiveSessionOptions } from "../../../src/cli/dashboard/task.ts";
import { libpcapFile } from "../../capture/libpcap-file.ts";
import { everyConnection, rowsOf, SessionProcess } from "./session-process.ts";

const talk = fileURLToPath(new URL("../live/talk.mjs", import.meta.url));
const hold = fileURLToPath(new URL("hold.mjs", import.meta.url));
const space = `shakedown-screen-${process.pid}`;
const inSpace = ["ip", "netns", "exec", space];

const isRoot = process.platform === "linux" && process.getuid?.() === 0;
const mayCapture =
  isRoot &&
  libpcapFile !== null &&
  spawnSync("ip", ["netns", "add", space], { stdio: "ignore" }).status === 0;

const folder = mkdtempSync(join(tmpdir(), "shakedown-screen-"));

beforeAll(() => {
  if (mayCapture) execFileSync("ip", ["-n", space, "link", "set", "lo", "up"]);
});
afterAll(() => {
  if (mayCapture) execFileSync("ip", ["netns", "delete", space]);
  rmSync(folder, { recursive: true });
});

function session(options: Partial<LiveSessionOptions> = {}): SessionProcess {
  const opened = new SessionProcess(
    {
      kind: "live",
      named: "lo",
      options: {
        lang: "en",
        color: false,
        connections: true,
        promiscuous: true,
        host: true,
        timeout: 10,
        ...options,
      },
      surroundings: { stdout: { isTTY: true, columns: 100, rows: 30 }, stderr: { isTTY: true }, env: {} },
    },
    inSpace,
    folder,
  );
  onTestFinished(() => void opened.child.kill("SIGKILL"));
  return opened;
}

/** Runs a script in the namespace; resolves when it says something, or ends. */
async function speak(script: string, ...argv: number[]): Promise<void> {
  const child = spawn("ip", [...inSpace.slice(1), process.execPath, script, ...argv.map(String)]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
}

/** What the kernel says of its sockets, as the contract spells it: "local peer" → state. */
function kernelStates(): Map<string, string> {
  const text = execFileSync("ip", [...inSpace.slice(1), "ss", "-tanH"], { encoding: "utf8" });
  const lines = text.trimEnd().split("\n");
  return new Map(
    lines.map((line) => {
      const [state, , , local, peer] = line.split(/\s+/) as [string, string, string, string, string];
      return [`${local} ${peer}`, state.replace("ESTAB", "ESTABLISHED").replaceAll("-", "_")];
    }),
  );
}

describe.skipIf(!mayCapture)("a live session (skipped without root, network namespaces and libpcap)", () => {
  test("decodes nothing before it may, and shows the connections that the kernel has, in their states", async () => {
    const live = session();
    await live.until("opened");
    live.send(everyConnection);
    await speak(hold, 3, 2);
    await pause(300);
    expect(live.heard.map(({ type }) => type)).toEqual(["opened"]);
    live.send({ type: "go" });
    const { frame } = await live.until("frame", (message) => {
      const rows = rowsOf(message.frame);
      return rows.filter(({ client }) => client.state === "FIN_WAIT_2").length === 2 && rows.length >= 5;
    });
    const kernel = kernelStates();
    const shown = rowsOf(frame).filter(({ server }) => server.port === 8080);
    expect(shown.length).toBe(5);
    for (const { client, server } of shown) {
      const [here, there] = [`${client.ip}:${client.port}`, `${server.ip}:${server.port}`];
      expect(kernel.get(`${here} ${there}`)).toBe(client.state);
      expect(kernel.get(`${there} ${here}`)).toBe(server.state);
    }
    expect(frame.status.source).toEqual({ kind: "live", interfaces: ["lo"] });
  });

  test("findings come, a ladder and a file of one connection, and in the end the report with the exit code", async () => {
    const live = session({ failOn: ["refused"] });
    await live.begin();
    await speak(talk, 1, 1, 1);
    const refused = (
      await live.until("frame", ({ frame }) => rowsOf(frame).some(({ verdict }) => verdict === "refused"))
    ).frame;
    const { id } = rowsOf(refused).find(({ verdict }) => verdict === "refused") as { id: number };
    live.send({ type: "trace", id });
    const { trace } = await live.until("trace", (answer) => answer.id === id);
    expect(trace?.connection.verdict).toBe("refused");
    live.send({ type: "write", id, path: join(folder, "one.pcapng") });
    const { line } = await live.until("notice", ({ line: told }) => told.includes("one.pcapng"));
    expect(line).toContain("2 packets");
    expect(statSync(join(folder, "one.pcapng")).mode & 0o777).toBe(0o600);
    live.send({ ...everyConnection, number: 2, view: "findings", order: "newest" });
    await live.until(
      "frame",
      ({ frame: { body } }) =>
        body?.view === "findings" && body.rows.some((group) => group.id === "connection-refused"),
    );
    live.send({ type: "stop" });
    const { report, remarks, exitCode } = await live.until("ended");
    expect(report).toMatch(/^lo · live, Ethernet · \d+ packets,/m);
    expect(report).toMatch(/^Outcomes\n {2}closed +1 .*\n {2}refused +1 .*\n {2}reset +1 /m);
    expect(exitCode).toBe(1);
    expect(remarks).toEqual(["shakedown: --fail-on refused matched: connection 2\n"]);
  });

  test("a screen that takes nothing is sent one frame, and then the newest", async () => {
    const live = session();
    await live.begin();
    await live.until("frame");
    live.takes = false;
    await pause(300);
    const before = live.of("frame").length;
    await speak(talk, 5, 0, 0);
    await pause(1500);
    expect(live.of("frame").length - before).toBeLessThanOrEqual(1);
    live.takes = true;
    live.send({ type: "taken", what: "frame" });
    const { frame } = await live.until("frame", (message) => rowsOf(message.frame).length === 5);
    expect(frame.status.connections).toBe(5);
  });

  test.each([
    ["--duration", { duration: 0.3 }, /^lo · live, Ethernet/m],
    ["--count", { count: 10 }, /^lo · live, Ethernet · 10 packets/m],
  ])("%s ends it unasked", async (_, options, told) => {
    const live = session(options);
    await live.begin();
    await speak(talk, 2, 0, 0);
    const { report, exitCode } = await live.until("ended");
    expect(report).toMatch(told);
    expect(exitCode).toBe(0);
  });

  test("the report is as wide as the terminal is in the end", async () => {
    const live = session();
    await live.begin();
    await speak(talk, 1, 0, 0);
    await live.until("frame", ({ frame }) => rowsOf(frame).some(({ verdict }) => verdict === "closed"));
    live.send({ type: "resized", columns: 60, rows: 20 });
    live.send({ type: "stop" });
    const { report } = await live.until("ended");
    expect(Math.max(...report.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test("keeps packets, and says how many", async () => {
    const write = join(folder, "all.pcapng");
    const live = session({ write, writeFindings: join(folder, "evidence") });
    await live.begin();
    await speak(talk, 1, 1, 0);
    await live.until("frame", ({ frame }) => rowsOf(frame).some(({ verdict }) => verdict === "refused"));
    live.send({ type: "stop" });
    const { remarks } = await live.until("ended");
    expect(remarks.join("")).toMatch(
      /^shakedown: \d+ packets written to .*all\.pcapng\nshakedown: 1 connection with a finding/,
    );
    expect(statSync(write).size).toBeGreaterThan(500);
    expect(readdirSync(join(folder, "evidence"))).toHaveLength(1);
  });

  test.each([
    [{ filter: "tcp prot 80" }, /^shakedown: --filter: .*syntax error at column 5/],
    [{ select: "sate:OPEN" }, /^shakedown: --select: .*did you mean/],
    [{ write: "/nowhere/there.pcapng" }, /^shakedown: --write: .*nowhere/],
  ])("what is wrong is told in a line before anything is shown: %j", async (options, told) => {
    const live = session(options);
    const { line, exitCode } = await live.until("failed");
    expect(line).toMatch(told);
    expect(line.trimEnd()).not.toContain("\n");
    expect(exitCode).toBe(2);
    expect(live.heard.map(({ type }) => type)).toEqual(["failed"]);
  });
});
