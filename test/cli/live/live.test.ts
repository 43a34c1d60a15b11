// `shakedown live` as a shell starts it, on the loopback of a network namespace of its own, while real
// sockets talk there.
import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { libpcapFile } from "../../capture/libpcap-file.ts";
import { complaints } from "../../record/complaints.ts";
import { run } from "../captured-terminal.ts";

const executable = fileURLToPath(new URL("../../../bin/shakedown.js", import.meta.url));
const talk = fileURLToPath(new URL("talk.mjs", import.meta.url));
const space = `shakedown-live-${process.pid}`;

const isRoot = process.platform === "linux" && process.getuid?.() === 0;
const mayCapture =
  isRoot &&
  libpcapFile !== null &&
  spawnSync("ip", ["netns", "add", space], { stdio: "ignore" }).status === 0;

const hasScript = spawnSync("script", ["--version"]).status === 0;

beforeAll(() => {
  if (mayCapture) execFileSync("ip", ["-n", space, "link", "set", "lo", "up"]);
});
afterAll(() => {
  if (mayCapture) execFileSync("ip", ["netns", "delete", space]);
});

function inSpace(...command: string[]) {
  return ["netns", "exec", space, process.execPath, ...command];
}

const CTRL_S = "\x13";

class Live {
  readonly child: ChildProcessWithoutNullStreams;
  printed = "";
  said = "";

  constructor(argv: readonly string[], isRead = true) {
    this.child = spawn("ip", inSpace(executable, "live", "lo", ...argv));
    // One that a failed test left behind would be taken for the next one's.
    onTestFinished(() => void this.child.kill("SIGKILL"));
    this.child.stderr.on("data", (bytes) => {
      this.said += String(bytes);
    });
    if (isRead) this.read();
  }

  read(): void {
    this.child.stdout.on("data", (bytes) => {
      this.printed += String(bytes);
    });
  }

  /** Resolves when something is true; the test's own time limit ends it. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await sleep(20);
  }

  /** Resolves when its socket captures, whether it says so or not. */
  begun(): Promise<void> {
    return this.until(() => isCapturing(this.child.pid as number));
  }

  async ended(): Promise<{ code: number | null; signal: string | null }> {
    const [code, signal] = await once(this.child, "close");
    return { code, signal };
  }

  /** The lines of NDJSON. */
  get lines(): Record<string, unknown>[] {
    return this.printed
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  }
}

/** The kernel's list: sk RefCnt Type Proto Iface R(unning) … */
function isCapturing(pid: number): boolean {
  const there = statSync(`/proc/${pid}/ns/net`).ino === statSync(`/run/netns/${space}`).ino;
  return there && /^\w+ +\d+ +\d+ +\w+ +1 +1 /m.test(readFileSync(`/proc/${pid}/net/packet`, "utf8"));
}

async function speak(echoes: number, refused = 0, resets = 0): Promise<void> {
  const child = spawn("ip", inSpace(talk, String(echoes), String(refused), String(resets)), {
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
}

/** The kinds of the event lines, in order. */
function kinds({ printed }: Live): string[] {
  return [...printed.matchAll(/^\d\d:\d\d:\d\d\.\d{6} {2}(\S+)/gm)].map(([, kind]) => kind as string);
}

describe.skipIf(!mayCapture)("live (skipped without root, network namespaces and libpcap)", () => {
  test("tells each conversation as it happens; Ctrl-C ends with the report", async () => {
    const live = new Live([]);
    await live.begun();
    await speak(1, 1, 1);
    await live.until(() => kinds(live).includes("reset"));
    expect(kinds(live).slice(0, 5)).toEqual(["open", "close", "refused", "open", "reset"]);
    expect(live.printed).toMatch(
      /^\S+ {2}open {6}127\.0\.0\.1:\d+ → 127\.0\.0\.1:8080 .*handshake \S+ [µm]s \(\S+ [µm]s \+ \S+ [µm]s\)$/m,
    );
    expect(live.printed).toMatch(/close .*; client sent 5 B, server 5 B$/m);
    live.child.kill("SIGINT");
    expect(await live.ended()).toEqual({ code: 0, signal: null });
    expect(live.said).toMatch(/^shakedown: capturing on lo \(ethernet\); Ctrl-C ends with a summary\n$/);
    expect(live.printed).toMatch(/\n\nlo · live, Ethernet · \d+ packets,/);
    expect(live.printed).toMatch(/libpcap counts \d+ received, 0 dropped by the kernel, 0 by the interface/);
    expect(live.printed).toMatch(/^Outcomes\n {2}closed +1 .*\n {2}refused +1 .*\n {2}reset +1 /m);
    // There is no file that it could be read from again.
    expect(live.printed).not.toMatch(/shakedown (read|show)/);
  });

  test("SIGTERM ends it too, and --fail-on is obeyed", async () => {
    const live = new Live(["--fail-on", "refused", "--quiet"]);
    await live.begun();
    await speak(0, 1);
    await sleep(300);
    live.child.kill("SIGTERM");
    expect(await live.ended()).toEqual({ code: 1, signal: null });
    expect(live.printed).toMatch(
      /^2 packets, 1 connection: 1 refused; findings: 1 connection-refused; nothing lost; --fail-on refused matched: connection 1\n$/,
    );
  });

  test("--duration ends it on an idle line; --summary-every says how things stand meanwhile", async () => {
    const live = new Live(["--duration", "1200ms", "--summary-every", "500ms"]);
    expect(await live.ended()).toEqual({ code: 0, signal: null });
    expect(kinds(live)).toEqual(["summary", "summary"]);
    expect(live.printed).toMatch(
      /summary {3}0 packets, 0 a second; 0 connections; nothing found; nothing lost\n/,
    );
    expect(live.printed).toMatch(/No TCP connections in it\.\n$/);
  });

  test("--count ends it after so many packets", async () => {
    const live = new Live(["--count", "3", "--format", "ndjson"]);
    await live.begun();
    await speak(1);
    expect(await live.ended()).toEqual({ code: 0, signal: null });
    expect(live.lines.at(-1)).toMatchObject({ type: "summary", packets: 3, connections: 1 });
  });

  test("a reader that goes (| head) ends it quietly, even when nothing more comes", async () => {
    const live = new Live([], false);
    await live.begun();
    const first = once(live.child.stdout, "data");
    await speak(1);
    await first;
    live.child.stdout.destroy();
    expect(await live.ended()).toEqual({ code: 0, signal: null });
    expect(live.said).toMatch(/^shakedown: capturing on [^\n]*\n$/);
  });

  test("--only and --select choose among the events", async () => {
    const live = new Live(["--only", "opens,resets", "--select", "server.port:8081"]);
    await live.begun();
    await speak(2, 1, 1);
    await live.until(() => kinds(live).includes("reset"));
    live.child.kill("SIGINT");
    await live.ended();
    expect(kinds(live)).toEqual(["open", "reset"]);
    expect(live.printed).toMatch(/^Outcomes of the selected\n {2}reset +1 .*\n\n/m);
  });

  test("NDJSON with events is a valid stream, and tells its losses", async () => {
    const live = new Live(["--format", "ndjson", "--events", "--summary-every", "300ms"]);
    await live.begun();
    await speak(2, 1, 1);
    await live.until(() => live.printed.includes('"kind":"reset"') && live.printed.includes('"interim"'));
    live.child.kill("SIGINT");
    expect(await live.ended()).toEqual({ code: 0, signal: null });
    const { lines } = live;
    for (const line of lines) expect(complaints(line)).toEqual([]);
    const events = lines.filter(({ type }) => type === "event");
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map(({ kind }) => kind))).toEqual(
      new Set(["state", "open", "close", "refused", "reset", "finding"]),
    );
    expect(lines[0]).toMatchObject({ type: "capture", packets: 0, received: 0 });
    expect(lines.filter(({ type }) => type === "connection").length).toBe(4);
    expect(lines.at(-1)).toMatchObject({
      type: "summary",
      losses: { droppedByKernel: 0, droppedByInterface: 0, linesNotPrinted: 0 },
    });
    expect(live.said).toBe("");
  });

  test("what is selected is counted without gaps", async () => {
    const live = new Live(["--format", "ndjson", "--events", "--select", "port:8081"]);
    await live.begun();
    await speak(2, 1, 1);
    await live.until(() => live.printed.includes('"kind":"reset"'));
    live.child.kill("SIGINT");
    await live.ended();
    const events = live.lines.filter(({ type }) => type === "event");
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map(({ server }) => (server as { port: number }).port))).toEqual(new Set([8081]));
  });

  test("a reader that is too slow misses lines, which are counted, but no packet", async () => {
    const live = new Live(["--format", "ndjson", "--events"], false);
    await live.begun();
    await speak(2500);
    await sleep(600);
    live.read();
    await live.until(() => live.printed.includes('"type":"gap"'));
    await speak(1);
    await live.until(() => live.printed.includes('"connection":2501'));
    live.child.kill("SIGINT");
    expect(await live.ended()).toEqual({ code: 0, signal: null });
    const { lines } = live;
    const gaps = lines.filter(({ type }) => type === "gap");
    expect(gaps.length).toBeGreaterThan(0);
    const missed = gaps.reduce((sum, { linesNotPrinted }) => sum + (linesNotPrinted as number), 0);
    expect(missed).toBeGreaterThan(0);
    const summary = lines.at(-1) as { connections: number; losses: unknown };
    expect(summary).toMatchObject({
      type: "summary",
      connections: 2501,
      losses: { linesNotPrinted: missed, droppedByKernel: 0 },
    });
    const events = lines.filter(({ type }) => type === "event");
    const connections = lines.filter(({ type }) => type === "connection");
    const last = events.at(-1) as { seq: number };
    // What is not there and not counted would be a gap that nobody told of.
    expect(last.seq - events.length + (2501 - connections.length)).toBe(missed);
  });

  test("a second Ctrl-C ends it at once, though nobody reads", async () => {
    const live = new Live(["--format", "ndjson", "--events"], false);
    await live.begun();
    await speak(500);
    await sleep(600);
    live.child.kill("SIGINT");
    await sleep(500);
    expect(live.child.exitCode).toBe(null);
    live.child.kill("SIGINT");
    const [code, signal] = await once(live.child, "exit");
    expect({ code, signal }).toEqual({ code: null, signal: "SIGINT" });
    live.child.stdout.destroy();
  });

  test.skipIf(!hasScript)("a terminal that stands still (Ctrl-S) stops neither it nor Ctrl-C", async () => {
    // (Of lines for people a screen gets few.)
    const asked = ["live", "lo", "--format", "ndjson", "--events"];
    const command = ["exec ip", ...inSpace(executable, ...asked)].join(" ");
    const script = spawn("script", ["-qec", command, "/dev/null"]);
    const held = `/proc/${script.pid}/task/${script.pid}/children`;
    const program = () => Number(readFileSync(held, "utf8"));
    while (!(program() > 0 && isCapturing(program()))) await sleep(20);
    const pid = program();
    script.stdin.write(CTRL_S);
    await sleep(200);
    await speak(100);
    await sleep(1000);
    // A process that waits for its terminal would hear of neither.
    process.kill(pid, "SIGINT");
    await sleep(500);
    process.kill(pid, "SIGINT");
    while (existsSync(`/proc/${pid}/fd/1`)) await sleep(20);
    script.kill();
    script.stdout.destroy();
  });
});

test.each([
  [["--format", "json"], /--format: json is one document, .*ndjson.*--write/],
  [["--only", "rest"], /--only: "rest" is no kind of event, did you mean "reset"/],
  [["--select", "sate:OPEN"], /--select: .*did you mean/],
  [["--count", "0"], /--count: "0" is no whole number of at least 1/],
  [["--since", "1m"], /unknown option '--since'/],
])("live %j is refused before anything is opened", async (argv, complaint) => {
  const { exitCode, stdout, stderr } = await run(["live", "lo", ...argv]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(complaint);
  expect(stderr.trimEnd().split("\n").length).toBe(1);
});
