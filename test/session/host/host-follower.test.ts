// What this machine knows of its own connections, in a live capture of real sockets: processes and kernel
// states as ss prints them, connections from before, and what the wire did not show.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConnectionRecord, Finding, SubjectFinding } from "../../../src/record/connection-record.ts";
import { missingForLab, Namespace, PYTHON, uniqueName } from "../../lab/namespaces.ts";
import { readSocketStates } from "../../lab/socket-states.ts";

const executable = fileURLToPath(new URL("../../../bin/shakedown.js", import.meta.url));
const missing = missingForLab();
const folder = mkdtempSync(join(tmpdir(), "shakedown-host-"));
const NOBODY = 65_534;
const LEAKED = 12;

/** Accepts on the port, reads a byte and holds what it gets; closes nothing. */
const SERVER = `
import os, socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(100)
os.setgid(${NOBODY}); os.setuid(${NOBODY})
print("ready", flush=True)
held = []
while True:
    held.append(s.accept()[0])
    held[-1].recv(1)
`;
/** Opens so many, sends a byte on each, and at each line that it reads closes some. */
const CLIENT = `
import socket, sys
held = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
for s in held: s.sendall(b"x")
print("ready", flush=True)
for line in sys.stdin:
    for _ in range(int(line)): held.pop().close()
    print("closed", flush=True)
`;

let namespace: Namespace;
const started: ChildProcess[] = [];

beforeAll(async () => {
  if (missing === null) namespace = await Namespace.add(uniqueName());
});
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  if (missing === null) await namespace.delete();
  rmSync(folder, { recursive: true });
});

/** A program in the namespace, once it has said that it is ready. */
async function python(script: string, ...args: (string | number)[]): Promise<ChildProcess> {
  const [command, ...words] = [...namespace.prefix(), PYTHON, "-c", script, ...args.map(String)] as [string];
  const child = spawn(command, words, { stdio: ["pipe", "pipe", "inherit"] });
  started.push(child);
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return child;
}

async function close(client: ChildProcess, count: number): Promise<void> {
  client.stdin?.write(`${count}\n`);
  await once(client.stdout as NodeJS.ReadableStream, "data");
}

type Line = { type: string } & Record<string, unknown>;

class Live {
  readonly child: ChildProcess;
  lines: Line[] = [];
  private readonly ended: Promise<unknown>;

  constructor(args: readonly string[], environment: Record<string, string> = {}) {
    const words = [...namespace.prefix().slice(1), process.execPath, executable, "live", "lo"];
    this.child = spawn("ip", [...words, "--format", "ndjson", ...args], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    started.push(this.child);
    let rest = "";
    this.child.stdout?.on("data", (piece) => {
      const parts = (rest + String(piece)).split("\n");
      rest = parts.pop() as string;
      this.lines.push(...parts.map((text) => JSON.parse(text) as Line));
    });
    this.ended = once(this.child, "close");
  }

  /** When a line of that kind has come. */
  async until(holds: (line: Line) => boolean): Promise<Line> {
    for (let look = 0; look < 500; look++) {
      const line = this.lines.find(holds);
      if (line !== undefined) return line;
      await pause(20);
    }
    throw new Error(`not told within 10 s: ${JSON.stringify(this.lines.at(-1))}`);
  }

  async end(): Promise<ConnectionRecord[]> {
    this.child.kill("SIGINT");
    await this.ended;
    return this.connections();
  }

  connections(): ConnectionRecord[] {
    return this.lines.filter(({ type }) => type === "connection") as unknown as ConnectionRecord[];
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const begun = ({ type }: Line) => type === "capture";

/** "local remote STATE" of every connection, by ss. */
async function bySs(port: number): Promise<string[]> {
  const listing = await namespace.run("ss", "-tanH", `( sport = ${port} or dport = ${port} )`);
  return readSocketStates("client", listing)
    .filter(({ state }) => state !== "LISTEN")
    .map(({ local, remote, state }) => `${local} ${remote} ${state}`)
    .sort();
}

/** The same by the kernel's states in the records. */
function byKernelStates(connections: readonly ConnectionRecord[], port: number): string[] {
  return connections
    .filter(({ server }) => server.port === port)
    .flatMap(({ client, server }) => {
      const [a, b] = [`${client.ip}:${client.port}`, `${server.ip}:${server.port}`];
      return [[`${a} ${b}`, client.kernelState] as const, [`${b} ${a}`, server.kernelState] as const];
    })
    .filter(([, state]) => state !== null && state !== undefined)
    .map(([ends, state]) => `${ends} ${state}`)
    .sort();
}

test.skipIf(missing !== null)(
  `a leak that began before the capture is found, with the process that does not close${missing ? `: ${missing}` : ""}`,
  async () => {
    const server = await python(SERVER, 8080);
    const client = await python(CLIENT, 8080, LEAKED + 3);
    await close(client, LEAKED);
    // Each for 5 s or more.
    await pause(5000);
    // As sudo starts it: root is given up, and the server is another user's.
    const live = new Live(["--events"], { SUDO_UID: "65533", SUDO_GID: "65533" });
    const { finding } = await live.until(({ finding }) => (finding as Finding)?.id === "close-wait-excess");
    expect(finding).toMatchObject({
      subject: { ip: "127.0.0.1", port: 8080 },
      holder: "service",
      now: LEAKED,
      process: { pid: server.pid, name: expect.stringMatching(/^python3/) },
      packets: [],
    });
    const { summary } = finding as SubjectFinding;
    expect(summary).toMatch(
      /^127\.0\.0\.1:8080 holds 12 connections in CLOSE_WAIT, the oldest for .*: pid \d+ \(python3/,
    );
    expect((finding as SubjectFinding)["oldestSeconds"]).toBeGreaterThan(5);
    const states = await bySs(8080);
    const connections = await live.end();
    expect(byKernelStates(connections, 8080)).toEqual(states);
    expect(connections).toHaveLength(LEAKED + 3);
    const [old] = connections.filter(({ verdict }) => verdict === "half-closed");
    expect(old).toMatchObject({
      roles: "port",
      opening: "unseen",
      closedBy: "client",
      directions: "none",
      firstPacket: 0,
      client: { state: "FIN_WAIT_2" },
      server: {
        port: 8080,
        state: "CLOSE_WAIT",
        process: { pid: server.pid, containerId: null, uid: NOBODY },
        kernelState: "CLOSE_WAIT",
      },
    });
    expect(connections.filter(({ verdict }) => verdict === "open")).toHaveLength(3);
    client.kill("SIGKILL");
    server.kill("SIGKILL");
  },
);

test.skipIf(missing !== null)(
  "both ends' processes and states are right for connections that begin and end meanwhile",
  async () => {
    const live = new Live(["--events", "--no-connections"]);
    await live.until(begun);
    const server = await python(SERVER, 8081);
    const client = await python(CLIENT, 8081, 10);
    // Asked for now and then: sooner or later an event names both.
    let last: ConnectionRecord | undefined;
    for (let closed = 1; closed <= 10 && last?.client.process === undefined; closed++) {
      await pause(500);
      await close(client, 1);
      const halfClosed = ({ kind, client: end }: Line) =>
        kind === "state" && (end as { state: string }).state === "FIN_WAIT_2";
      await live.until((line) => halfClosed(line) && line !== (last as unknown));
      last = live.lines.filter(halfClosed).at(-1) as unknown as ConnectionRecord;
    }
    expect(last?.client.process).toEqual({ pid: client.pid, name: "python3", containerId: null, uid: 0 });
    expect(last?.server.process).toMatchObject({ pid: server.pid, uid: NOBODY });
    await live.end();
    client.kill("SIGKILL");
    server.kill("SIGKILL");
  },
);

test.skipIf(missing !== null)(
  "packets of connections from before are tracked in the row that they have",
  async () => {
    const server = await python(SERVER, 8082);
    const client = await python(CLIENT, 8082, 4);
    await close(client, 1);
    const live = new Live(["--events"]);
    await live.until(begun);
    await pause(1500);
    await close(client, 1);
    await pause(600);
    server.kill("SIGKILL");
    await pause(1200);
    const states = await bySs(8082);
    const connections = (await live.end()).filter(({ server }) => server.port === 8082);
    expect(connections).toHaveLength(4);
    expect(byKernelStates(connections, 8082)).toEqual(states);
    // By their packets too: whatever the kernel still has is in that state.
    for (const { client, server } of connections)
      for (const end of [client, server])
        if (end.kernelState !== null && end.kernelState !== undefined)
          expect(end.state).toBe(end.kernelState);
    for (const record of connections) expect(record.firstPacket).toBeGreaterThan(0);
    // The client closed two, one of them before the capture; the killed server closed all.
    const verdicts = connections.map(({ verdict }) => verdict).sort();
    expect(verdicts).toEqual(["closed", "closed", "half-closed", "half-closed"]);
    expect(states.filter((line) => line.endsWith("TIME_WAIT"))).toHaveLength(2);
    client.kill("SIGKILL");
  },
);

test.skipIf(missing !== null)(
  "a FIN that the capture does not show is a state-mismatch, once a connection",
  async () => {
    const live = new Live(["--events", "-f", "tcp[tcpflags] & tcp-fin == 0"]);
    await live.until(begun);
    const server = await python(SERVER, 8083);
    const client = await python(CLIENT, 8083, 2);
    await close(client, 1);
    const { finding } = await live.until(({ finding }) => (finding as Finding)?.id === "state-mismatch");
    expect(finding).toMatchObject({ severity: "info", wire: "ESTABLISHED" });
    expect(["CLOSE_WAIT", "FIN_WAIT_2"]).toContain((finding as Finding)["kernel"]);
    expect(finding).toMatchObject({
      behind: "capture",
      summary: expect.stringMatching(/were likely not captured/),
    });
    await pause(2500);
    const connections = await live.end();
    const findings = connections.flatMap((record) => record.findings.map(({ id }) => id));
    expect(findings).toEqual(["state-mismatch"]);
    expect(live.lines.filter(({ kind }) => kind === "finding")).toHaveLength(1);
    client.kill("SIGKILL");
    server.kill("SIGKILL");
  },
);

test.skipIf(missing !== null || spawnSync("iptables", ["--version"]).error !== undefined)(
  "a FIN that the firewall drops after it was captured: the kernel is behind, not the capture",
  async () => {
    const live = new Live(["--events"]);
    await live.until(begun);
    const server = await python(SERVER, 8085);
    const client = await python(CLIENT, 8085, 1);
    await namespace.run("iptables", ..."-A INPUT -p tcp --dport 8085 --tcp-flags FIN FIN -j DROP".split(" "));
    await close(client, 1);
    const { finding } = await live.until(({ finding }) => (finding as Finding)?.id === "state-mismatch");
    expect(finding).toMatchObject({ kernel: "ESTABLISHED", wire: "CLOSE_WAIT", behind: "kernel" });
    expect((finding as Finding).summary).toMatch(/likely not all that was captured reached it/);
    await live.end();
    client.kill("SIGKILL");
    server.kill("SIGKILL");
  },
);

test.skipIf(missing !== null)(
  "with --no-host nothing is asked, and the saved file gives the same connections",
  async () => {
    const file = join(folder, "kept.pcapng");
    const server = await python(SERVER, 8084);
    const old = await python(CLIENT, 8084, 2);
    const live = new Live(["--no-host", "--write", file]);
    await live.until(begun);
    const client = await python(CLIENT, 8084, 3);
    await close(client, 2);
    await pause(600);
    const connections = await live.end();
    expect(connections).toHaveLength(3);
    for (const { client, server } of connections)
      for (const end of [client, server]) {
        expect(end).not.toHaveProperty("process");
        expect(end).not.toHaveProperty("kernelState");
      }
    const read = spawn(process.execPath, [executable, "read", file, "--format", "ndjson"]);
    let text = "";
    read.stdout.on("data", (piece) => {
      text += String(piece);
    });
    await once(read, "close");
    const saved = text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Line)
      .filter(({ type }) => type === "connection") as unknown as ConnectionRecord[];
    expect(saved.map(timeless)).toEqual(connections.map(timeless));
    for (const child of [old, client, server]) child.kill("SIGKILL");
  },
);

/** How long a state has lasted depends on when the capture ended, not on its packets. */
function timeless({ client, server, ...record }: ConnectionRecord) {
  return {
    ...record,
    client: { ...client, stateSinceSeconds: null },
    server: { ...server, stateSinceSeconds: null },
  };
}
