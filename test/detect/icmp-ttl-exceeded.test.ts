// icmp-ttl-exceeded: a segment's hops ran out on the way.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("is raised", () => {
  it("as an error when nothing better answered the SYN", async () => {
    const findings = await findingsOf(
      scenario(`
        @0    client > server  S  0:0  ttl 1
        @0.02 router > client  icmp 11/0 quotes client > server S 0:0 ttl 1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "icmp-ttl-exceeded",
        severity: "error",
        endpoint: null,
        packets: [1, 2],
        afterSeconds: 0.02,
        icmp: {
          type: 11,
          code: 0,
          name: "time to live exceeded",
          timeToLiveLeft: 1,
          about: "unanswered-syn",
        },
      },
    ]);
  });

  it("for ICMPv6", async () => {
    const text = `
      client > server  S  0:0
      router > client  icmp 3/0 quotes client > server S 0:0
    `;
    expect(await findingsOf(scenario(text, { ipVersion: 6 }))).toMatchObject([
      { id: "icmp-ttl-exceeded", icmp: { version: 6, name: "hop limit exceeded" } },
    ]);
  });

  it("as an info for a segment of an open connection", async () => {
    const text = `${ESTABLISHED}
      client > server  P.  1:11  ack 1
      router > client  icmp 11/0 quotes client > server P. 1:11 ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "icmp-ttl-exceeded", severity: "info", icmp: { about: "open-connection" } },
    ]);
  });

  it("for a real router", async () => {
    expect(await kernelFindings("icmp-time-exceeded", "client", "icmp-ttl-exceeded")).toMatchObject([
      { severity: "error", icmp: { router: "10.9.0.254", errors: 2 } },
    ]);
  });
});

describe("stays quiet", () => {
  it("for the time of reassembly, which is no time to live", async () => {
    for (const [ipVersion, error] of [
      [4, "11/1"],
      [6, "3/1"],
    ] as const) {
      const text = `
        client > server  S  0:0
        router > client  icmp ${error} quotes client > server S 0:0
      `;
      expect(await found(scenario(text, { ipVersion }))).toEqual([]);
    }
  });

  it("where a later error tells more", async () => {
    const text = `
      client > server  S  0:0
      router > client  icmp 11/0 quotes client > server S 0:0
      router > client  icmp 3/1 quotes client > server S 0:0
    `;
    expect(await found(scenario(text))).toEqual(["icmp-unreachable"]);
  });
});
