// What is kept of a real line: the same story as was told live, every packet of it, and what the kernel
// counted; also of a process that was killed at any moment.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLive } from "../../../src/capture/live/live-source.ts";
import { openCapture } from "../../../src/capture/open-capture.ts";
import { openEvidence } from "../../../src/cli/live/evidence-options.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import { libpcapFile } from "../../capture/libpcap-file.ts";
import { readAll } from "../../capture/read-packets.ts";

// Names of this process, so that runs side by side do not meet.
const [NAMESPACE, NEAR, FAR] = ["sdE", "sen", "sef"].map((name) => `${name}${process.pid}`) as [
  string,
  string,
  string,
];
const third = process.pid % 250;
const HERE = `10.231.${third}.1`;
const THERE = `10.231.${third}.2`;

const quietly = (command: string) => {
  const [program, ...argv] = command.split(" ") as [string, ...string[]];
  return spawnSync(program, argv).status === 0;
};
const possible =
  libpcapFile !== null &&
  process.platform === "linux" &&
  process.getuid?.() === 0 &&
  quietly("python3 --version") &&
  quietly(`ip netns add ${NAMESPACE}`) &&
  quietly(`ip link add ${NEAR} type veth peer name ${FAR} netns ${NAMESPACE}`);

const folder = mkdtempSync(join(tmpdir(), "evidence-live-"));

/** Connections from the other host: ordinary ones, one that is reset, one that is refused. */
const CLIENT = `
import socket, struct, sys
here, port = sys.argv[1], int(sys.argv[2])
for number in range(60):
    s = socket.create_connection((here, port)); s.sendall(b"hello"); s.recv(100)
    if number == 30: s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
try: socket.create_connection((here, port + 1))
except ConnectionRefusedError: pass
`;

describe.skipIf(!possible)("a real line (skipped without root, ip, python3 and libpcap)", () => {
  let server: Server;
  let port = 0;

  beforeAll(async () => {
    for (const command of [
      `sysctl -qw net.ipv6.conf.${NEAR}.disable_ipv6=1`,
      `ip addr add ${HERE}/30 dev ${NEAR}`,
      `ip link set ${NEAR} up`,
      `ip -n ${NAMESPACE} addr add ${THERE}/30 dev ${FAR}`,
      `ip -n ${NAMESPACE} link set ${FAR} up`,
    ])
      quietly(command);
    server = createServer((socket) => socket.on("error", () => {}).on("data", (data) => socket.write(data)));
    await new Promise<void>((resolve) => server.listen(0, HERE, resolve));
    port = (server.address() as { port: number }).port;
  });
  afterAll(() => {
    server.close();
    quietly(`ip link del ${NEAR}`);
    quietly(`ip netns del ${NAMESPACE}`);
    rmSync(folder, { recursive: true, force: true });
  });

  const talk = () =>
    new Promise<void>((resolve) => {
      const argv = ["netns", "exec", NAMESPACE, "python3", "-c", CLIENT, HERE, String(port)];
      spawn("ip", argv).on("exit", () => resolve());
    });

  it("is written as it was told, and its failures apart", async () => {
    const file = join(folder, "all.pcapng");
    const findings = join(folder, "findings");
    const source = await openLive([NEAR], { timeoutMilliseconds: 20 });
    const options = { write: file, writeFindings: findings };
    const evidence = await openEvidence(options, source, (line) => expect.unreachable(line));
    const live: ConnectionRecord[] = [];
    const running = runEngine(
      source,
      { follower: evidence?.follower as never },
      {
        connection: (record) => live.push(record),
        event: (event, record, handle) => evidence?.event(event, record, handle),
      },
    );
    await talk();
    await pause(300);
    source.stop();
    const { summary, capture } = await running;
    const lines = (await evidence?.close()) ?? [];

    expect(capture.received).toBe(summary.packets);
    expect(lines).toEqual([
      `${summary.packets} packets written to ${file}`,
      `2 connections with a finding of severity warning or worse written to ${findings}`,
    ]);
    expect(await storiesOf(file)).toEqual(storyBy(live));
    expect(live).toHaveLength(61);

    const names = readdirSync(findings).sort();
    expect(names.map((name) => name.match(/_([a-z-]+)_\d+\.pcapng$/)?.[1]).sort()).toEqual([
      "connection-refused",
      "reset",
    ]);
    for (const name of names) {
      const [story] = await storiesOf(join(findings, name));
      const same = storyBy(live).find(({ client }) => client.port === story?.client.port);
      expect({ ...story, id: 0 }).toEqual({ ...same, id: 0 });
    }
    expect(statisticsIn(readFileSync(file))).toEqual([
      { received: summary.packets, dropped: 0, delivered: summary.packets },
    ]);
  });

  it("leaves whole files behind when it is killed", async () => {
    for (const round of [1, 2, 3]) {
      const place = join(folder, `killed-${round}`);
      mkdirSync(place);
      const argv = [
        "bin/shakedown.js",
        "live",
        NEAR,
        "--quiet",
        "--write",
        join(place, "x.pcapng"),
        "--rotate",
        "10kB",
      ];
      const child = spawn("node", argv, { stdio: "ignore" });
      const exited = new Promise((resolve) => child.on("exit", resolve));
      for (let look = 0; look < 100 && readdirSync(place).length === 0; look++) await pause(50);
      const talking = talk();
      for (let look = 0; look < 600 && readdirSync(place).length < 1 + round; look++) await pause(5);
      child.kill("SIGKILL");
      await Promise.all([exited, talking]);
      const names = readdirSync(place).filter((name) => name.endsWith(".pcapng"));
      expect(names.length).toBeGreaterThanOrEqual(round);
      for (const name of names) {
        const { damage } = await readAll(await openCapture(join(place, name)));
        expect(damage.filter(({ cutShort }) => !cutShort)).toEqual([]);
      }
    }
  });
});

interface Story {
  readonly id: number;
  readonly verdict: string;
  readonly client: { readonly port: number };
}

function storyBy(records: readonly ConnectionRecord[]): Story[] {
  const end = ({ ip, port, state, packets, payloadBytes }: ConnectionRecord["client"]) => ({
    ip,
    port,
    state,
    packets,
    payloadBytes,
  });
  return records
    .map(({ id, verdict, client, server, synRttSeconds, findings }) => ({
      id,
      verdict,
      client: end(client),
      server: end(server),
      synRttSeconds,
      findings: findings.map((finding) => finding.id),
    }))
    .sort((one, other) => one.id - other.id);
}

async function storiesOf(file: string): Promise<Story[]> {
  const records: ConnectionRecord[] = [];
  await runEngine(await openCapture(file), {}, { connection: (record) => records.push(record) });
  return storyBy(records);
}

/** Of the Interface Statistics Blocks of a file. */
function statisticsIn(bytes: Buffer): { received: number; dropped: number; delivered: number }[] {
  const found: { received: number; dropped: number; delivered: number }[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    if (bytes.readUInt32LE(at) !== 5) continue;
    const values = new Map<number, number>();
    for (let option = at + 20; bytes.readUInt16LE(option) !== 0; option += 12)
      values.set(bytes.readUInt16LE(option), Number(bytes.readBigUInt64LE(option + 4)));
    const [received = -1, byInterface = -1, byKernel = -1, delivered = -1] = [4, 5, 7, 8].map((code) =>
      values.get(code),
    );
    found.push({ received, dropped: byInterface + byKernel, delivered });
  }
  return found;
}
