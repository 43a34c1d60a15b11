import { describe, expect, it } from "vitest";
import { subjectFindingsOf } from "./findings-of.ts";
import { kernelCaptureFindings } from "./kernel-findings.ts";
import { handshake, inTime, type TimedLine, times } from "./many-connections.ts";

/** Opened at `at`; half a second later one end closes and the other acknowledges it. */
function leak(client: string, at: number, by: "client" | "server" = "client"): TimedLine[] {
  const [closer, holder] = by === "client" ? [client, "server"] : ["server", client];
  return [
    ...handshake(client, "server", at),
    [at + 0.5, `${closer} > ${holder} F. 1:1 ack 1`],
    [at + 0.501, `${holder} > ${closer} . 1:1 ack 2`],
  ];
}

/** The one that did not close does. */
function closes(client: string, at: number): TimedLine[] {
  return [
    [at, `server > ${client} F. 1:1 ack 2`],
    [at + 0.001, `${client} > server . 2:2 ack 2`],
  ];
}

const nth = (index: number) => `client:${40000 + index}`;
const until = (at: number): TimedLine[] => [[at, "arp"]];

describe("close-wait-excess is raised", () => {
  it("for ten connections of one service, each in CLOSE_WAIT for 5 s or more at the same time", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(10, (i) => leak(nth(i), i * 0.1)),
        until(6.5),
      ),
    );
    expect(found).toEqual([
      {
        id: "close-wait-excess",
        severity: "error",
        endpoint: "server",
        packets: expect.any(Array),
        packetsTotal: 10,
        summary: expect.stringContaining("192.0.2.1:80 holds 10 connections in CLOSE_WAIT"),
        holder: "service",
        client: null,
        now: 10,
        most: 10,
        oldestSeconds: 6,
        growing: false,
        connectionsTotal: 10,
        subject: { kind: "service", ip: "192.0.2.1", port: 80 },
        connections: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      },
    ]);
  });

  it("cites the FINs", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(3, (i) => leak(nth(i), i)),
        until(20),
      ),
      { closeWaitCount: 3 },
    );
    // Five packets each, the FIN the fourth.
    expect(found[0]?.packets).toEqual([4, 9, 14]);
  });

  it("growing, when the newest came in the later half of the time", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(12, (i) => leak(nth(i), i * 5)),
        until(62),
      ),
    );
    expect(found).toMatchObject([{ now: 12, most: 12, growing: true, oldestSeconds: 61.5 }]);
  });

  it("for one client address towards the service, when the clients' end does not close", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(10, (i) => leak(nth(i), i * 0.1, "server")),
        until(10),
      ),
    );
    expect(found).toMatchObject([
      {
        endpoint: "client",
        holder: "client",
        client: "10.0.0.1",
        subject: { kind: "service", ip: "192.0.2.1", port: 80 },
        summary: expect.stringContaining("10.0.0.1, as client of 192.0.2.1:80, holds 10"),
      },
    ]);
  });

  it("though they close later; with the most and what is left", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(11, (i) => leak(nth(i), i * 0.1)),
        times(9, (i) => closes(nth(i), 20 + i)),
        until(30),
      ),
    );
    expect(found).toMatchObject([{ now: 2, most: 11, connectionsTotal: 11, growing: false }]);
    expect(found[0]?.summary).toContain("held up to 11 connections in CLOSE_WAIT at one time, now 2");
  });

  it("when the clock stands still between the tenth and the first that leaves", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(10, (i) => leak(nth(i), i * 0.1)),
        times(10, (i) => closes(nth(i), 60 + i * 0.1)),
      ),
    );
    expect(found).toMatchObject([{ now: 0, most: 10, connectionsTotal: 10 }]);
    expect(found[0]?.["oldestSeconds"]).toBeCloseTo(60 - 0.5, 5);
  });

  it("and takes close-wait-stuck of its connections over", async () => {
    const { connections, result } = await inTime(
      times(10, (i) => leak(nth(i), i * 0.1)),
      until(90),
    ).run();
    expect(result.summary.findings).toEqual({ "close-wait-excess": 1 });
    expect(connections.flatMap(({ findings }) => findings)).toEqual([]);
  });
});

describe("close-wait-excess stays quiet", () => {
  it("for nine", async () => {
    expect(
      await subjectFindingsOf(
        inTime(
          times(9, (i) => leak(nth(i), i * 0.1)),
          until(50),
        ),
      ),
    ).toEqual([]);
  });

  it("while the tenth is there for less than 5 s", async () => {
    const lines = times(10, (i) => leak(nth(i), i));
    // The tenth FIN comes at 9.5 s.
    expect(await subjectFindingsOf(inTime(lines, until(14.499)))).toEqual([]);
    expect(await subjectFindingsOf(inTime(lines, until(14.5)))).toHaveLength(1);
  });

  it("when the first leaves before the tenth is there for 5 s", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(10, (i) => leak(nth(i), i)),
        closes(nth(0), 14.4),
        until(60),
      ),
    );
    expect(found).toEqual([]);
  });

  it("for a hundred that close within 0.3 s", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(100, (i) => [...leak(nth(i), 0), ...closes(nth(i), 0.8)]),
        until(60),
      ),
    );
    expect(found).toEqual([]);
  });

  it("for ten clients that each hold one", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(10, (i) => leak(`10.1.0.${i + 1}:40000`, 0, "server")),
        until(60),
      ),
    );
    expect(found).toEqual([]);
  });

  it("when one side alone was captured", async () => {
    const lines = times(10, (i) => leak(nth(i), i * 0.1)).filter(([, line]) => line.startsWith("client"));
    expect(await subjectFindingsOf(inTime(lines, until(60)))).toEqual([]);
  });

  it("when the FIN was never acknowledged", async () => {
    const lines = times(10, (i) => leak(nth(i), i * 0.1)).filter(([, line]) => !line.endsWith("ack 2"));
    expect(await subjectFindingsOf(inTime(lines, until(60)))).toEqual([]);
  });
});

describe("close-wait-excess, told of an end that went on and off", () => {
  it("counts again after it fell below the limit", async () => {
    const found = await subjectFindingsOf(
      inTime(
        times(5, (i) => leak(nth(i), i * 0.1)),
        times(4, (i) => closes(nth(i), 20 + i)),
        times(6, (i) => leak(nth(10 + i), 30 + i)),
        until(60),
      ),
      { closeWaitCount: 5 },
    );
    // One of the first five is left when six more come.
    expect(found).toMatchObject([{ now: 7, most: 7, connectionsTotal: 11 }]);
  });
});

describe("close-wait-excess in recordings of real kernels", () => {
  it.each(["client", "server"] as const)(
    "a program that leaks 40 connections, seen at the %s",
    async (at) => {
      const found = await kernelCaptureFindings("close-wait-leak", at);
      expect(found).toMatchObject([
        { id: "close-wait-excess", endpoint: "server", now: 40, most: 40, connectionsTotal: 40 },
      ]);
    },
  );
});
