import { describe, expect, it } from "vitest";
import { subjectFindingsOf } from "./findings-of.ts";
import { kernelCaptureFindings } from "./kernel-findings.ts";
import { address, handshake, inTime, refused, type TimedLine, times } from "./many-connections.ts";

/** A SYN that the server answers and nobody completes. */
function halfOpen(index: number, at: number): TimedLine[] {
  const client = `${address(index)}:40000`;
  return [
    [at, `${client} > server S 0:0`],
    [at + 0.0001, `server > ${client} S. 0:0 ack 1`],
  ];
}

function unanswered(index: number, at: number): TimedLine[] {
  return [[at, `${address(index)}:40000 > server S 0:0`]];
}

const until = (at: number): TimedLine[] => [[at, "arp"]];

async function floods(...lines: TimedLine[][]) {
  return (await subjectFindingsOf(inTime(...lines))).filter(({ id }) => id === "syn-flood");
}

describe("syn-flood is raised", () => {
  it("for 100 attempts within 10 s that nobody completes, at a service that answers", async () => {
    const found = await floods(
      times(100, (i) => halfOpen(i, i * 0.09)),
      until(30),
    );
    expect(found).toEqual([
      {
        id: "syn-flood",
        severity: "error",
        endpoint: "client",
        packets: Array.from({ length: 20 }, (_, i) => 1 + 2 * i),
        packetsTotal: 100,
        summary:
          "192.0.2.1:80: 100 SYNs from 100 addresses within 8.9 s came to nothing, no handshake was completed. " +
          "None came again: likely a flood, its sources perhaps forged.",
        attempts: 100,
        completed: 0,
        withinSeconds: expect.closeTo(8.91, 6),
        retried: 0,
        clients: 100,
        connectionsTotal: 100,
        subject: { kind: "service", ip: "192.0.2.1", port: 80 },
        connections: Array.from({ length: 100 }, (_, i) => i + 1),
      },
    ]);
  });

  it("for what the forged addresses answer with RSTs", async () => {
    const reset = (i: number, at: number): TimedLine[] => [
      ...halfOpen(i, at),
      [at + 0.05, `${address(i)}:40000 > server R 1:1`],
    ];
    expect(
      await floods(
        times(100, (i) => reset(i, i * 0.01)),
        until(30),
      ),
    ).toMatchObject([{ attempts: 100, connectionsTotal: 100 }]);
  });

  it("counted to its end, beyond the first 10 s", async () => {
    const found = await floods(
      times(600, (i) => halfOpen(i, i * 0.05)),
      until(60),
    );
    expect(found).toMatchObject([{ attempts: 600, connectionsTotal: 600, clients: 600 }]);
    expect(found[0]?.["withinSeconds"]).toBeCloseTo(29.95, 6);
  });

  it("where the capture ends before the flood: what was answered 0.2 s ago had its time", async () => {
    const flood = times(150, (i) => halfOpen(i, i * 0.01));
    expect(await floods(flood)).toMatchObject([{ attempts: expect.toBeOneOf([130, 131]), completed: 0 }]);
  });

  it("of one address, which is hardly forged", async () => {
    const [flood] = await floods(
      times(120, (i) => [
        [i * 0.01, `10.1.0.1:${2000 + i} > server S 0:0`],
        [i * 0.01 + 0.001, `server > 10.1.0.1:${2000 + i} S. 0:0 ack 1`],
      ]),
      until(30),
    );
    expect(flood?.summary).toMatch(/^192\.0\.2\.1:80: 120 SYNs from one address .* likely a flood\.$/);
  });

  it("with up to one completed handshake for four that are not", async () => {
    const honest = (count: number) => times(count, (i) => handshake(`10.2.0.${i}:50000`, "server", i * 0.1));
    const flood = times(100, (i) => halfOpen(i, i * 0.05));
    expect(await floods(flood, honest(25), until(30))).toMatchObject([{ attempts: 100, completed: 25 }]);
    expect(await floods(flood, honest(26), until(30))).toEqual([]);
  });

  it("with up to one in five repeated", async () => {
    const repeats = (count: number) =>
      times(count, (i): TimedLine[] => [[i * 0.05 + 1, `${address(i)}:40000 > server S 0:0`]]);
    const flood = times(100, (i) => halfOpen(i, i * 0.05));
    expect(await floods(flood, repeats(20), until(30))).toMatchObject([{ attempts: 100, retried: 20 }]);
    expect(await floods(flood, repeats(21), until(30))).toEqual([]);
  });

  it("and takes the half-open handshakes over, of the honest client nothing", async () => {
    const { connections, result } = await inTime(
      times(150, (i) => halfOpen(i, i * 0.02)),
      handshake("client", "server", 1),
      until(200),
    ).run();
    expect(result.summary.findings).toEqual({ "syn-flood": 1 });
    expect(connections.flatMap(({ findings }) => findings)).toEqual([]);
    expect(result.findings[0]?.connections).not.toContain(
      connections.find(({ verdict }) => verdict === "open")?.id,
    );
  });
});

describe("syn-flood stays quiet", () => {
  it("for 99", async () => {
    expect(
      await floods(
        times(99, (i) => halfOpen(i, i * 0.01)),
        until(30),
      ),
    ).toEqual([]);
  });

  it("for 100 in more than 10 s", async () => {
    expect(
      await floods(
        times(100, (i) => halfOpen(i, i * 0.106)),
        until(30),
      ),
    ).toEqual([]);
  });

  it("for a burst that merely waits for its SYN-ACKs when the capture ends, or gets them late", async () => {
    const burst = times(300, (i) => unanswered(i, 1 + i * 0.001));
    const answered = handshake("client", "server", 0);
    expect(await floods(answered, burst, until(3.9))).toEqual([]);
    const late = times(300, (i) =>
      handshake(`${address(i)}:40000`, "server", 3.5 + i * 0.001).filter(([, line]) => !line.includes(" S ")),
    );
    expect(await floods(answered, burst, late, until(30))).toEqual([]);
  });

  it("for an outage: the service sent no SYN-ACK at all", async () => {
    expect(
      await floods(
        times(200, (i) => unanswered(i, i * 0.01)),
        until(30),
      ),
    ).toEqual([]);
  });

  it("for an outage: the clients repeat their SYNs", async () => {
    const tries = times(200, (i) => [...unanswered(i, i * 0.01), ...unanswered(i, i * 0.01 + 1)]);
    expect(await floods(handshake("client", "server", 0), tries, until(30))).toEqual([]);
  });

  it("for a service that refuses", async () => {
    const down = times(200, (i) => refused(`${address(i)}:40000`, "server", 5 + i * 0.01));
    expect(await floods(handshake("client", "server", 0), down, until(30))).toEqual([]);
  });

  it("for two services that share the attempts", async () => {
    const flood = times(198, (i) =>
      halfOpen(i, i * 0.01).map(([at, line]): [number, string] => [
        at,
        i % 2 === 0 ? line : line.replace("server", "server:443"),
      ]),
    );
    expect(await floods(flood, until(30))).toEqual([]);
  });
});

describe("syn-flood in recordings of real kernels", () => {
  it.each(["syn-flood", "syn-flood-with-cookies"])("%s beside an honest client", async (scenario) => {
    const found = await kernelCaptureFindings(scenario, "server");
    expect(found).toMatchObject([{ id: "syn-flood", endpoint: "client" }]);
    expect(found[0]?.["clients"]).toBeGreaterThanOrEqual(200);
  });
});
