// Frames that several interfaces of a host show, since they hand them on to each other: the capture has each
// two or three times, and its connections are told as one interface alone tells them.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import type { CaptureRecord, SummaryRecord } from "../../../src/record/report-record.ts";
import { join, missingForLab, Namespace, uniqueName } from "../../lab/namespaces.ts";
import { libpcapFile } from "../libpcap-file.ts";

const missing = missingForLab() ?? (libpcapFile === null ? "needs libpcap" : null);
const executable = fileURLToPath(new URL("../../../bin/shakedown.js", import.meta.url));

const SERVE = `require("net").createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", (bytes) => socket.end(Buffer.alloc(+bytes)));
}).listen(8080, () => console.log("listening"));`;

/** Twelve conversations, some of them aborted, and two connections that are refused. */
const CONVERSE = `const { connect } = require("net");
const converse = (host, port, size, abort) => new Promise((resolve) => {
  const socket = connect({ host, port }, () => socket.write(String(size)));
  socket.on("error", () => {}).on("close", resolve);
  if (abort) socket.once("data", () => socket.resetAndDestroy());
  else socket.resume();
});
(async () => {
  const host = process.argv[1];
  for (let number = 0; number < 12; number++) await converse(host, 8080, 10 + number * 4000, number % 4 === 3);
  for (let number = 0; number < 2; number++) await converse(host, 8081, 1, false);
})();`;

interface Told {
  readonly capture: CaptureRecord;
  readonly summary: SummaryRecord;
  readonly connections: ConnectionRecord[];
  readonly about: { id: string; severity: string; packetsTotal: number }[];
}

describe.skipIf(missing !== null)(`frames seen in several places${missing ? ` (${missing})` : ""}`, () => {
  const [client, middle, server] = ["client", "middle", "server"] as const;
  let hosts: Record<"client" | "middle" | "server", Namespace>;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    const add = () => Namespace.add(uniqueName());
    hosts = { client: await add(), middle: await add(), server: await add() };
    for (const host of Object.values(hosts)) await host.set({ "net.ipv6.conf.all.disable_ipv6": 1 });
    await join(hosts.client, "eth0", hosts.middle, "left");
    await join(hosts.server, "eth0", hosts.middle, "right");
    await once(start(server, "-e", SERVE).stdout!, "data");
  }, 30_000);
  afterAll(async () => {
    for (const child of running) child.kill("SIGKILL");
    for (const host of Object.values(hosts)) await host.delete();
  });

  it("on the way through a bridge", async () => {
    await hosts[middle].ip("link", "add", "br0", "type", "bridge");
    for (const port of ["left", "right"]) await hosts[middle].ip("link", "set", port, "master", "br0");
    await hosts[middle].ip("link", "set", "br0", "up");
    await hosts[client].ip("address", "add", "10.3.0.1/24", "dev", "eth0");
    await hosts[server].ip("address", "add", "10.3.0.2/24", "dev", "eth0");
    const [one, two, all] = await captured("10.3.0.2", ["left"], ["-i", "left", "-i", "right"], ["any"]);
    expectAlike(one!, two!);
    expectAlike(one!, all!);
    expect(two!.summary.tcpPackets).toBe(2 * one!.summary.tcpPackets);
    expect(all!.summary.tcpPackets).toBe(2 * one!.summary.tcpPackets);
    expect(all!.capture.linkTypes).toEqual(["linux-sll2"]);
  }, 30_000);

  it("on the way through a router, which changes the hop limit", async () => {
    for (const port of ["left", "right"]) await hosts[middle].ip("link", "set", port, "nomaster");
    for (const [host, side, net] of [
      [client, "left", "10.4.1"],
      [server, "right", "10.4.2"],
    ] as const) {
      await hosts[host].ip("address", "add", `${net}.1/24`, "dev", "eth0");
      await hosts[middle].ip("address", "add", `${net}.254/24`, "dev", side);
      await hosts[host].ip("route", "add", "10.4.0.0/16", "via", `${net}.254`);
    }
    await hosts[middle].set({ "net.ipv4.ip_forward": 1 });
    const [one, all] = await captured("10.4.2.1", ["left"], ["any"]);
    expectAlike(one!, all!);
    expect(all!.summary.tcpPackets).toBe(2 * one!.summary.tcpPackets);
  }, 30_000);

  /** What each of several captures in the middle tells of the same conversations. */
  async function captured(host: string, ...interfaces: string[][]): Promise<Told[]> {
    const captures = interfaces.map((names) => {
      const child = start(middle, executable, "live", ...names, "--format", "ndjson", "--keep-root");
      let text = "";
      child.stdout!.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      return {
        child,
        begun: once(child.stdout!, "data"),
        ended: once(child, "close").then(() => told(text)),
      };
    });
    await Promise.all(captures.map(({ begun }) => begun));
    const [program, ...words] = hosts[client].prefix();
    const { status, stderr } = spawnSync(program, [...words, process.execPath, "-e", CONVERSE, host], {
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    // The last FINs are on their way.
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const { child } of captures) child.kill("SIGINT");
    return Promise.all(captures.map(({ ended }) => ended));
  }

  function start(at: "client" | "middle" | "server", ...argv: string[]): ChildProcess {
    const [program, ...words] = hosts[at].prefix();
    const child = spawn(program, [...words, process.execPath, ...argv], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    running.push(child);
    return child;
  }
});

function told(text: string): Told {
  const records = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const of = (type: string) => records.filter((record) => record.type === type);
  return {
    capture: of("capture")[0],
    summary: of("summary")[0],
    connections: of("connection"),
    about: of("finding"),
  };
}

/** What is told of a connection, but for what counts every captured packet. */
function story({ client, server, verdict, opening, closing, findings }: ConnectionRecord) {
  const end = ({ port, state, retransmissions, outOfOrder }: ConnectionRecord["client"]) => {
    return { port, state, retransmissions, outOfOrder };
  };
  const sentences = findings.map(({ id, severity, summary }) => {
    // How long it took is measured from the first of the copies.
    return { id, severity, summary: summary.replace(/[\d.]+ (ms|µs|s)\b/g, "a while") };
  });
  return { client: end(client), server: end(server), verdict, opening, closing, sentences };
}

function expectAlike(one: Told, several: Told): void {
  const byPort = (told: Told) =>
    told.connections.map(story).toSorted((a, b) => a.client.port - b.client.port);
  expect(one.connections).toHaveLength(14);
  expect(byPort(several)).toEqual(byPort(one));
  expect(one.about.filter(({ id }) => id === "duplicate-frames")).toEqual([]);
  expect(several.about.find(({ id }) => id === "duplicate-frames")).toMatchObject({ severity: "info" });
  expect(several.summary.verdicts).toEqual({ closed: 9, reset: 3, refused: 2 });
}
