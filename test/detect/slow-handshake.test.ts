import { describe, expect, it } from "vitest";
import { findingsOf } from "./findings-of.ts";
import { handshake, inTime, type TimedLine, times } from "./many-connections.ts";

const nth = (index: number) => `client:${40000 + index}`;

/** Handshakes of one client, one a second, which take so many seconds each. */
function handshakes(durations: readonly number[], server = "server"): TimedLine[] {
  return times(durations.length, (i) => handshake(nth(i), server, i * 2, durations[i]));
}

async function slow(lines: TimedLine[]) {
  return (await findingsOf(inTime(lines))).filter(({ id }) => id === "slow-handshake");
}

describe("slow-handshake is raised", () => {
  it("against five earlier ones of the same client and service", async () => {
    expect(await slow(handshakes([0.01, 0.02, 0.03, 0.04, 0.05, 0.5]))).toEqual([
      {
        connection: 6,
        id: "slow-handshake",
        severity: "warning",
        endpoint: "server",
        packets: [16, 17, 18],
        packetsTotal: 3,
        summary:
          "10.0.0.1:40005 → 192.0.2.1:80: the handshake took 500 ms; the median of 5 earlier ones is 30 ms. " +
          "Most of the time 192.0.2.1:80 let the other wait.",
        handshakeSeconds: 0.5,
        medianSeconds: expect.closeTo(0.03, 6),
        comparedWith: 5,
      },
    ]);
  });

  it("for the client, when its ACK took the larger part", async () => {
    const late: TimedLine[] = [
      [20, `${nth(9)} > server S 0:0`],
      [20.01, `server > ${nth(9)} S. 0:0 ack 1`],
      [20.5, `${nth(9)} > server . 1:1 ack 1`],
    ];
    expect(await slow([...handshakes([0.01, 0.01, 0.01, 0.01, 0.01]), ...late])).toMatchObject([
      { connection: 6, endpoint: "client" },
    ]);
  });

  it("the median of the latest twelve counts", async () => {
    const durations = [...Array(20).fill(0.3), ...Array(12).fill(0.02), 0.25];
    expect(await slow(handshakes(durations))).toMatchObject([{ connection: 33, comparedWith: 12 }]);
  });
});

describe("slow-handshake stays quiet", () => {
  it("with four earlier ones", async () => {
    expect(await slow(handshakes([0.01, 0.01, 0.01, 0.01, 0.5]))).toEqual([]);
  });

  it("up to three times the median", async () => {
    expect(await slow(handshakes([0.2, 0.2, 0.2, 0.2, 0.2, 0.599]))).toEqual([]);
    expect(await slow(handshakes([0.2, 0.2, 0.2, 0.2, 0.2, 0.601]))).toHaveLength(1);
  });

  it("up to 0.2 s more than it", async () => {
    expect(await slow(handshakes([0.01, 0.01, 0.01, 0.01, 0.01, 0.209]))).toEqual([]);
    expect(await slow(handshakes([0.01, 0.01, 0.01, 0.01, 0.01, 0.211]))).toHaveLength(1);
  });

  it("against another service, or another client", async () => {
    const quick = [0.01, 0.01, 0.01, 0.01, 0.01];
    expect(await slow([...handshakes(quick, "server:443"), ...handshake(nth(9), "server", 30, 0.9)])).toEqual(
      [],
    );
    expect(await slow([...handshakes(quick), ...handshake("client2:40000", "server", 30, 0.9)])).toEqual([]);
  });

  it("when it has a retry itself", async () => {
    const retried: TimedLine[] = [
      [20, `${nth(9)} > server S 0:0`],
      [21, `${nth(9)} > server S 0:0`],
      [21.5, `server > ${nth(9)} S. 0:0 ack 1`],
      [21.9, `${nth(9)} > server . 1:1 ack 1`],
    ];
    expect(await slow([...handshakes([0.01, 0.01, 0.01, 0.01, 0.01]), ...retried])).toEqual([]);
  });
});
