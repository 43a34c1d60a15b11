import { describe, expect, it } from "vitest";
import { subjectFindingsOf } from "./findings-of.ts";
import { handshake, inTime, refused, type TimedLine, times } from "./many-connections.ts";

const until = (at: number): TimedLine[] => [[at, "arp"]];
const port = (index: number) => `server:${1000 + index}`;

async function scans(...lines: TimedLine[][]) {
  return (await subjectFindingsOf(inTime(...lines))).filter(({ id }) => id === "port-scan");
}

describe("port-scan is raised", () => {
  it("for 15 ports of one host, refused", async () => {
    const found = await scans(times(15, (i) => refused("client", port(i), i)));
    expect(found).toEqual([
      {
        id: "port-scan",
        severity: "warning",
        endpoint: "client",
        packets: Array.from({ length: 15 }, (_, i) => 1 + 2 * i),
        packetsTotal: 15,
        summary:
          "10.0.0.1 tried 15 ports of 192.0.2.1 within 14 s and failed: likely a scan. Of its attempts: 15 refused.",
        kind: "ports",
        count: 15,
        target: "192.0.2.1",
        targetPort: null,
        withinSeconds: 14,
        refused: 15,
        unanswered: 0,
        other: 0,
        connectionsTotal: 15,
        subject: { kind: "host", ip: "10.0.0.1", port: null },
        connections: Array.from({ length: 15 }, (_, i) => i + 1),
      },
    ]);
  });

  it("for 25 hosts on one port, unanswered", async () => {
    const found = await scans(
      times(25, (i): TimedLine[] => [[i * 0.1, `client > 10.3.0.${i}:22 S 0:0`]]),
      until(30),
    );
    expect(found).toMatchObject([
      {
        kind: "hosts",
        count: 25,
        target: null,
        targetPort: 22,
        unanswered: 25,
        connectionsTotal: 25,
        subject: { kind: "host", ip: "10.0.0.1", port: null },
      },
    ]);
    expect(found[0]?.summary).toContain("10.0.0.1 tried port 22 of 25 hosts");
  });

  it.each<[string, (server: string, at: number) => TimedLine[]]>([
    ["unanswered", (server, at) => [[at, `client > ${server} S 0:0`]]],
    ["refused", (server, at) => refused("client", server, at)],
    [
      "a SYN scan of open ports",
      (server, at) => [
        [at, `client > ${server} S 0:0`],
        [at + 0.001, `${server} > client S. 0:0 ack 1`],
        [at + 0.002, `client > ${server} R 1:1`],
      ],
    ],
    [
      "a connect scan",
      (server, at) => [...handshake("client", server, at), [at + 0.003, `client > ${server} R. 1:1 ack 1`]],
    ],
    [
      "ICMP unreachable",
      (server, at) => [
        [at, `client > ${server} S 0:0`],
        [at + 0.001, `router > client icmp 3/1 quotes client > ${server} S 0:0`],
      ],
    ],
    ["a FIN scan", (server, at) => [[at, `client > ${server} F 0:0`]]],
    ["an Xmas scan", (server, at) => [[at, `client > ${server} FPU 0:0`]]],
    ["a null scan", (server, at) => [[at, `client > ${server} - 0:0`]]],
    [
      "an ACK scan",
      (server, at) => [
        [at, `client > ${server} . 0:0 ack 0`],
        [at + 0.001, `${server} > client R 0:0`],
      ],
    ],
  ])("by %s", async (_name, probe) => {
    const found = await scans(
      times(15, (i) => probe(port(i), i * 0.1)),
      until(10),
    );
    expect(found).toMatchObject([{ kind: "ports", count: 15, connectionsTotal: 15, endpoint: "client" }]);
  });

  it("once for a source, counted to its end", async () => {
    const found = await scans(
      times(300, (i) => refused("client", port(i), i * 0.01)),
      times(40, (i) => refused("client:40001", `10.3.0.${i}:22`, 3 + i * 0.01)),
    );
    expect(found).toMatchObject([{ kind: "ports", count: 300, refused: 340, connectionsTotal: 340 }]);
    expect(found[0]?.summary).toContain("Of 340 failed attempts in all: 340 refused.");
  });

  it("just within 5 minutes", async () => {
    expect(await scans(times(15, (i) => refused("client", port(i), i * 21.4)))).toHaveLength(1);
    expect(await scans(times(15, (i) => refused("client", port(i), i * 21.5)))).toEqual([]);
  });

  it("and takes the single refusals over", async () => {
    const { connections, result } = await inTime(times(20, (i) => refused("client", port(i), i * 0.1))).run();
    expect(result.summary.findings).toEqual({ "port-scan": 1 });
    expect(connections.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it("while the capture ends, but not for what was sent in its last moment", async () => {
    const syns = times(15, (i): TimedLine[] => [[i * 0.01, `client > ${port(i)} S 0:0`]]);
    expect(await scans(syns, until(0.34))).toHaveLength(1);
    expect(await scans(syns, until(0.33))).toEqual([]);
  });
});

describe("port-scan stays quiet", () => {
  it("for 14 ports, or 24 hosts", async () => {
    expect(await scans(times(14, (i) => refused("client", port(i), i)))).toEqual([]);
    expect(await scans(times(24, (i) => refused("client", `10.3.0.${i}:22`, i)))).toEqual([]);
  });

  it("for repeats to one port", async () => {
    const found = await scans(
      times(100, (i) => refused(`client:${40000 + i}`, "server", i)),
      times(13, (i) => refused("client", port(i), i)),
    );
    expect(found).toEqual([]);
  });

  it("for 20 ports that answer", async () => {
    expect(
      await scans(
        times(20, (i) => handshake("client", port(i), i)),
        until(60),
      ),
    ).toEqual([]);
  });

  it("for 20 clients of one service that is down", async () => {
    expect(await scans(times(30, (i) => refused(`10.3.0.${i}:40000`, "server", i)))).toEqual([]);
  });

  it("for late RSTs of a server, to many ports of a client", async () => {
    expect(
      await scans(
        times(30, (i): TimedLine[] => [[i, `server > client:${40000 + i} R 0:0`]]),
        until(60),
      ),
    ).toEqual([]);
  });
});
