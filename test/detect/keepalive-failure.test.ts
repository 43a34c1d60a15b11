// keepalive-failure: probes, and no segment of the other end any more.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

/** Probes of the client at these seconds; the last segment before them is the server's ACK at 1 s. */
const probes = (...at: number[]) => `${ESTABLISHED}
  @0.99 client > server  P.  1:101  ack 1
  @1    server > client  .   1:1    ack 101
  ${at.map((second) => `@${second} client > server . 100:100 ack 1`).join("\n")}
`;
const RESET = (at: number) => `@${at} client > server R. 101:101 ack 1`;

describe("keepalive-failure is raised", () => {
  it("after 3 probes in a row", async () => {
    expect(await found(scenario(probes(61, 71)))).toEqual([]);
    expect(await findingsOf(scenario(probes(61, 71, 81)))).toMatchObject([
      {
        id: "keepalive-failure",
        severity: "error",
        endpoint: "client",
        packets: [6, 7, 8],
        probes: 3,
        idleSeconds: expect.closeTo(60, 9),
        intervalSeconds: expect.closeTo(10, 9),
        gaveUp: false,
        schedule: null,
        summary: "192.0.2.1:80 answers none of 3 keepalive probes after 1 min of silence, one every 10 s.",
      },
    ]);
  });

  it("after 2 and the prober's RST", async () => {
    const findings = await findingsOf(scenario(`${probes(61, 71)}\n${RESET(81)}`));
    expect(findings).toMatchObject([
      { id: "keepalive-failure", probes: 2, gaveUp: true, packets: [6, 7, 8] },
    ]);
    expect(await found(scenario(`${probes(61)}\n${RESET(71)}`))).not.toContain("keepalive-failure client");
  });

  it("by the textbook: after 2 h, every 75 s, 10 times", async () => {
    const at = Array.from({ length: 10 }, (_, index) => 7201 + index * 75);
    expect(await findingsOf(scenario(`${probes(...at)}\n${RESET(7951)}`))).toMatchObject([
      {
        probes: 10,
        idleSeconds: expect.closeTo(7200, 9),
        intervalSeconds: expect.closeTo(75, 9),
        gaveUp: true,
        schedule: "textbook",
        summary:
          "192.0.2.1:80 answers none of 10 keepalive probes after 2 h of silence, one every 1 min 15 s. 10.0.0.1:40000 gave up with an RST. 2 h, then every 75 s, is the textbook's schedule.",
      },
    ]);
    // Another silence, or another interval, is another schedule.
    const early = at.map((second) => second - 1500);
    expect(await findingsOf(scenario(probes(...early)))).toMatchObject([{ schedule: null }]);
    expect(await findingsOf(scenario(probes(7201, 7202, 7203)))).toMatchObject([{ schedule: null }]);
  });

  it("after probes that were answered: only the last ones count", async () => {
    const text = `${probes(61)}
      @61.02 server > client  .  1:1      ack 101
      @121   client > server  .  100:100  ack 1
      @131   client > server  .  100:100  ack 1
      @141   client > server  .  100:100  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "keepalive-failure", probes: 3, packets: [8, 9, 10], intervalSeconds: expect.closeTo(10, 9) },
    ]);
  });

  it("where a real kernel gave up", async () => {
    expect(await kernelFindings("keepalive-unanswered", "client", "keepalive-failure")).toMatchObject([
      { endpoint: "client", probes: 3, gaveUp: true, intervalSeconds: expect.closeTo(1, 1) },
    ]);
    expect(await kernelFindings("keepalive-answered", "client", "keepalive-failure")).toEqual([]);
  });
});

describe("keepalive-failure is not raised", () => {
  it("when the other end sends anything after all", async () => {
    const text = probes(61, 71, 81);
    expect(await found(scenario(`${text}\n@82 server > client . 1:1 ack 101`))).toEqual(["keepalive client"]);
    expect(await found(scenario(`${text}\n@82 server > client R 1:1`))).not.toContain(
      "keepalive-failure client",
    );
  });

  it("when segments of the other end come between", async () => {
    const text = `${probes(61, 71)}
      @75    server > client  P.  1:11     ack 101
      @75.01 client > server  .   101:101  ack 11
      @135   client > server  .   100:100  ack 11
      @145   client > server  .   100:100  ack 11
    `;
    expect(await found(scenario(text))).not.toContain("keepalive-failure client");
  });

  it("while the other end's window is 0", async () => {
    const text = `${ESTABLISHED}
      @0.99 client > server  P.  1:101    ack 1
      @1    server > client  .   1:1      ack 101  win 0
      @61   client > server  .   100:100  ack 1
      @71   client > server  .   100:100  ack 1
      @81   client > server  .   100:100  ack 1
    `;
    expect(await found(scenario(text))).not.toContain("keepalive-failure client");
  });

  it("on a capture of one side: the other's silence is not known", async () => {
    const text = `
      client > server  S   0:0
      client > server  .   1:1      ack 1
      client > server  P.  1:101    ack 1
      @61  client > server  .   100:100  ack 1
      @71  client > server  .   100:100  ack 1
      @81  client > server  .   100:100  ack 1
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("for one probe captured several times", async () => {
    const text = `${probes(61)}
      +0.0002 copy
      +0.02 copy
      +0.02 copy
    `;
    expect(await found(scenario(text))).toEqual([]);
  });
});
