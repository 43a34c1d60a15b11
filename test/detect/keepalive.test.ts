// keepalive: an idle connection was probed, and the other end answered.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

/** 100 bytes of the client, acknowledged at 1 s; next numbers 101 and 1. */
const IDLE = `${ESTABLISHED}
  @0.99 client > server  P.  1:101  ack 1
  @1    server > client  .   1:1    ack 101
`;

/** A probe of the client at so many seconds, and its answer 20 ms later. */
const probed = (at: number, bytes = 0) => `
  @${at}        client > server  .  100:${100 + bytes}  ack 1
  @${at + 0.02} server > client  .  1:1                 ack 101
`;

describe("keepalive is raised", () => {
  it("for the end that probes: how long it had been quiet, how often it asked, who answered", async () => {
    const text = `${IDLE} ${probed(61)} ${probed(121)} ${probed(181)}`;
    expect(await findingsOf(scenario(text))).toMatchObject([
      {
        id: "keepalive",
        severity: "info",
        endpoint: "client",
        packets: [6, 7, 8, 9, 10, 11],
        packetsTotal: 6,
        probes: 3,
        answered: 3,
        idleSeconds: expect.closeTo(60, 9),
        intervalSeconds: expect.closeTo(60, 9),
        summary:
          "10.0.0.1:40000 sent 3 keepalive probes after 1 min of silence, one every 1 min; 192.0.2.1:80 answered.",
      },
    ]);
  });

  it("for one probe, with or without a byte", async () => {
    for (const bytes of [0, 1]) {
      expect(await findingsOf(scenario(`${IDLE} ${probed(11, bytes)}`))).toMatchObject([
        {
          id: "keepalive",
          probes: 1,
          answered: 1,
          intervalSeconds: null,
          idleSeconds: expect.closeTo(10, 9),
        },
      ]);
    }
  });

  it("with the longest silence, where data came between", async () => {
    const text = `${IDLE} ${probed(11)}
      @20    server > client  P.  1:51     ack 101
      @20.01 client > server  .   101:101  ack 51
      @50    client > server  .   100:100  ack 51
      @50.02 server > client  .   51:51    ack 101
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { probes: 2, answered: 2, idleSeconds: expect.closeTo(30, 9), intervalSeconds: null },
    ]);
  });

  it("when a probe or two got no answer before one did", async () => {
    const text = `${IDLE}
      @61  client > server  .  100:100  ack 1
      @71  client > server  .  100:100  ack 1
      @81  client > server  .  100:100  ack 1
      @91  client > server  .  100:100  ack 1
      @91.02 server > client  .  1:1  ack 101
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "keepalive", probes: 4, answered: 1, intervalSeconds: expect.closeTo(10, 9) },
    ]);
  });

  it("where a real kernel probed every second", async () => {
    expect(await kernelFindings("keepalive-answered", "server", "keepalive")).toMatchObject([
      { endpoint: "client", probes: 4, answered: 4, intervalSeconds: expect.closeTo(1, 1) },
    ]);
  });
});

describe("keepalive is not raised", () => {
  it("for a window probe, which looks the same on Linux", async () => {
    const text = `${ESTABLISHED}
      @0.99 client > server  P.  1:101    ack 1
      @1    server > client  .   1:1      ack 101  win 0
      @1.2  client > server  .   100:100  ack 1
      @1.21 server > client  .   1:1      ack 101  win 0
    `;
    expect(await found(scenario(text))).not.toContain("keepalive client");
  });

  it("while something is not acknowledged: the last byte is sent again", async () => {
    const text = `${ESTABLISHED}
      @1    client > server  P.  1:2  ack 1
      @1.5  client > server  P.  1:2  ack 1
      @1.52 server > client  .   1:1  ack 2
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("when the last byte is sent again needlessly, sooner than any stack probes", async () => {
    const again = (at: number) => `${IDLE}
      @${at} client > server  P.  100:101  ack 1
      @${at + 0.01} server > client  .  1:1  ack 101
    `;
    expect(await found(scenario(again(1.49)))).toEqual([]);
    expect(await found(scenario(again(1.5)))).toEqual(["keepalive client"]);
  });

  it("for a probe that nobody answered", async () => {
    const text = `${IDLE}
      @61 client > server  .  100:100  ack 1
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("for an answer by RST", async () => {
    const text = `${IDLE}
      @61    client > server  .  100:100  ack 1
      @61.02 server > client  R  1:1
    `;
    expect(await found(scenario(text))).not.toContain("keepalive client");
  });
});
