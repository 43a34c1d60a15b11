import { describe, expect, it } from "vitest";
import { subjectFindingsOf } from "./findings-of.ts";
import { handshake, inTime, type TimedLine, times } from "./many-connections.ts";

async function exhaustion(...lines: TimedLine[][]) {
  return (await subjectFindingsOf(inTime(...lines))).filter(({ id }) => id === "port-exhaustion");
}

/** Connections of one client that were open before the capture, one packet each; ports from `first` up. */
function open(count: number, first: number, at = 0): TimedLine[] {
  return times(count, (i) => [[at + i * 0.001, `client:${first + i} > server P. 1:2 ack 1`]]);
}

/** One more, closed by one end: who closes first is in TIME_WAIT for 60 s. */
function closed(client: string, at: number, by: "client" | "server"): TimedLine[] {
  const [first, second] = by === "client" ? [client, "server"] : ["server", client];
  return [
    ...handshake(client, "server", at, 0.0002),
    [at + 0.0003, `${first} > ${second} F. 1:1 ack 1`],
    [at + 0.0004, `${second} > ${first} F. 1:1 ack 2`],
    [at + 0.0005, `${first} > ${second} . 2:2 ack 2`],
  ];
}

function closedMany(count: number, first: number, by: "client" | "server"): TimedLine[] {
  return times(count, (i) => closed(`client:${first + i}`, i * 0.001, by));
}

describe("port-exhaustion is raised", () => {
  it("for 13,000 ports of one client towards one service, all from 49152 up, in TIME_WAIT or in use", async () => {
    const found = await exhaustion(closedMany(1000, 50_000, "client"), open(12_000, 51_000, 2));
    expect(found).toEqual([
      {
        id: "port-exhaustion",
        severity: "warning",
        endpoint: "client",
        packets: Array.from({ length: 20 }, (_, i) => 1 + 6 * i),
        packetsTotal: 13_000,
        summary:
          "10.0.0.1 uses 13,000 ports towards 192.0.2.1:80, 1,000 of them in TIME_WAIT: of the 16,384 from 49152 up few are left, and new connections will fail.",
        client: "10.0.0.1",
        ports: 13_000,
        inTimeWait: 1000,
        limit: 13_000,
        range: "iana",
        connectionsTotal: 13_000,
        subject: { kind: "service", ip: "192.0.2.1", port: 80 },
        connections: Array.from({ length: 4096 }, (_, i) => i + 1),
      },
    ]);
  }, 60_000);

  it("for 22,500 ports of Linux's range", async () => {
    expect(await exhaustion(open(22_500, 32_768))).toMatchObject([
      { ports: 22_500, inTimeWait: 0, limit: 22_500, range: "linux" },
    ]);
  }, 60_000);
});

describe("port-exhaustion stays quiet", () => {
  it("for 22,499 ports of Linux's range", async () => {
    expect(await exhaustion(open(22_499, 32_768))).toEqual([]);
  }, 60_000);

  it("for 12,999 ports from 49152 up", async () => {
    expect(await exhaustion(open(12_999, 50_000))).toEqual([]);
  }, 60_000);

  it("when one of 13,000 lies below 49152", async () => {
    expect(await exhaustion(open(13_000, 49_151))).toEqual([]);
  }, 60_000);

  it("for ports that are free again: the server is in TIME_WAIT", async () => {
    expect(await exhaustion(closedMany(1000, 50_000, "server"), open(12_900, 51_000, 2))).toEqual([]);
  }, 60_000);

  it("for ports that are free again: TIME_WAIT is over", async () => {
    expect(await exhaustion(closedMany(1000, 50_000, "client"), open(12_900, 51_000, 62))).toEqual([]);
  }, 60_000);
});
