import { describe, expect, it } from "vitest";
import { subjectFindingsOf } from "./findings-of.ts";
import { kernelCaptureFindings } from "./kernel-findings.ts";
import { handshake, inTime, type TimedLine, times } from "./many-connections.ts";

/** The SYN-ACK is repeated `after` seconds after the handshake's ACK. */
function overflowing(client: string, at: number, after = 1): TimedLine[] {
  return [...handshake(client, "server", at), [at + 0.002 + after, `server > ${client} S. 0:0 ack 1`]];
}

const nth = (index: number) => `client${index + 1}:40000`;

describe("accept-queue-overflow is raised", () => {
  it("for two connections within 60 s", async () => {
    const found = await subjectFindingsOf(inTime(overflowing(nth(0), 0), overflowing(nth(1), 30)));
    expect(found).toEqual([
      {
        id: "accept-queue-overflow",
        severity: "error",
        endpoint: "server",
        packets: [4, 8],
        packetsTotal: 2,
        summary: expect.stringContaining("192.0.2.1:80 repeated SYN-ACKs that were already acknowledged"),
        connectionsTotal: 2,
        withinSeconds: 30,
        clients: 2,
        subject: { kind: "service", ip: "192.0.2.1", port: 80 },
        connections: [1, 2],
      },
    ]);
  });

  it("for three of one client, each within 60 s of another", async () => {
    const found = await subjectFindingsOf(
      inTime(times(3, (i) => overflowing(`client:${40000 + i}`, i * 50))),
    );
    expect(found).toMatchObject([{ connectionsTotal: 3, clients: 1, withinSeconds: 100 }]);
  });

  it("when the repeat comes 4 s after the ACK", async () => {
    const found = await subjectFindingsOf(inTime(overflowing(nth(0), 0, 4), overflowing(nth(1), 1, 4)));
    expect(found).toHaveLength(1);
  });

  it("and takes over what its connections would tell", async () => {
    const { connections, result } = await inTime(overflowing(nth(0), 0), overflowing(nth(1), 3), [
      [9, "arp"],
    ]).run();
    expect(connections.flatMap(({ findings }) => findings.map(({ id }) => id))).toEqual([]);
    expect(result.summary.findings).toEqual({ "accept-queue-overflow": 1 });
  });
});

describe("accept-queue-overflow stays quiet", () => {
  it("for one connection alone, however often", async () => {
    const found = await subjectFindingsOf(
      inTime(overflowing(nth(0), 0), [
        [3, `server > ${nth(0)} S. 0:0 ack 1`],
        [7, `server > ${nth(0)} S. 0:0 ack 1`],
      ]),
    );
    expect(found).toEqual([]);
  });

  it("for two more than 60 s apart", async () => {
    expect(await subjectFindingsOf(inTime(overflowing(nth(0), 0), overflowing(nth(1), 60)))).toHaveLength(1);
    expect(await subjectFindingsOf(inTime(overflowing(nth(0), 0), overflowing(nth(1), 60.1)))).toEqual([]);
  });

  it("for two services", async () => {
    const other = overflowing(nth(1), 1).map(
      ([at, line]) => [at, line.replace("server", "server:443")] as const,
    );
    expect(await subjectFindingsOf(inTime(overflowing(nth(0), 0), other))).toEqual([]);
  });

  it("when the first repeat comes more than 4 s after the ACK: deferred accept", async () => {
    const found = await subjectFindingsOf(inTime(overflowing(nth(0), 0, 4.1), overflowing(nth(1), 1, 31)));
    expect(found).toEqual([]);
  });

  it("when the SYN-ACK was repeated before the ACK came", async () => {
    const slow = (client: string, at: number): TimedLine[] => [
      [at, `${client} > server S 0:0`],
      [at + 0.001, `server > ${client} S. 0:0 ack 1`],
      [at + 1, `server > ${client} S. 0:0 ack 1`],
      [at + 1.1, `${client} > server . 1:1 ack 1`],
    ];
    expect(await subjectFindingsOf(inTime(slow(nth(0), 0), slow(nth(1), 5)))).toEqual([]);
  });

  it("when the server has sent something else between", async () => {
    const served = (client: string, at: number): TimedLine[] => [
      ...handshake(client, "server", at),
      [at + 0.01, `server > ${client} . 1:1 ack 1`],
      [at + 1, `server > ${client} S. 0:0 ack 1`],
    ];
    expect(await subjectFindingsOf(inTime(served(nth(0), 0), served(nth(1), 5)))).toEqual([]);
  });
});

describe("accept-queue-overflow in recordings of real kernels", () => {
  it.each(["client", "server"] as const)("a queue that is full, seen at the %s", async (at) => {
    const found = await kernelCaptureFindings("accept-queue-full", at);
    expect(found).toMatchObject([{ id: "accept-queue-overflow", connectionsTotal: 2, clients: 1 }]);
  });

  it.each(["deferred-accept", "final-ack-lost"])("not for %s", async (scenario) => {
    expect(await kernelCaptureFindings(scenario, "server")).toEqual([]);
  });
});
