// icmp-unreachable: a router or host said that segments do not arrive.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("is raised as an error", () => {
  it("when nothing better answered the SYN; nobody's doing when a router says it", async () => {
    const [finding, ...others] = await findingsOf(
      scenario(`
        @0 client > server  S  0:0
        @3 router > client  icmp 3/1 quotes client > server S 0:0 ttl 61
      `),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: "icmp-unreachable",
      severity: "error",
      endpoint: null,
      packets: [1, 2],
      afterSeconds: 3,
      icmp: {
        version: 4,
        type: 3,
        code: 1,
        name: "host unreachable",
        router: "10.0.0.254",
        timeToLiveLeft: 61,
        about: "unanswered-syn",
        errors: 1,
      },
      summary:
        '10.0.0.1:40000 → 192.0.2.1:80: router 10.0.0.254 says "host unreachable" (ICMP 3/1), 3 s after the SYN. No better answer came.',
    });
  });

  it("of the server, when the host itself says it", async () => {
    const [finding] = await findingsOf(
      scenario(`
        client > server  S  0:0
        server > client  icmp 3/3 quotes client > server S 0:0
      `),
    );
    expect(finding).toMatchObject({
      endpoint: "server",
      icmp: { name: "port unreachable", router: "192.0.2.1" },
    });
  });

  it("once for an error to each of two tries, since the SYN that the last one quotes", async () => {
    const findings = await findingsOf(
      scenario(`
        @0   client > server  S  0:0
        @0.1 router > client  icmp 3/13 quotes client > server S 0:0
        @1   client > server  S  0:0
        @1.5 router > client  icmp 3/13 quotes client > server S 0:0
      `),
    );
    expect(findings).toMatchObject([
      { id: "icmp-unreachable", packets: [1, 2, 4], afterSeconds: 0.5, icmp: { errors: 2 } },
    ]);
  });

  it("as what the last error was, where several came", async () => {
    const text = `
      client > server  S  0:0
      router > client  icmp 11/0 quotes client > server S 0:0
      router > client  icmp 3/0 quotes client > server S 0:0
    `;
    expect(await found(scenario(text))).toEqual(["icmp-unreachable"]);
  });

  it("for ICMPv6", async () => {
    const text = `
      client > server  S  0:0
      router > client  icmp 1/3 quotes client > server S 0:0
    `;
    expect(await findingsOf(scenario(text, { ipVersion: 6 }))).toMatchObject([
      {
        id: "icmp-unreachable",
        icmp: { version: 6, type: 1, code: 3, name: "address unreachable", router: "2001:db8::fe" },
      },
    ]);
  });

  it.each([
    ["icmp-host-unreachable", "host unreachable"],
    ["icmp-net-unreachable", "network unreachable"],
    ["icmp-admin-prohibited", "communication administratively prohibited"],
    ["icmp-port-unreachable", "port unreachable"],
    ["ipv6-admin-prohibited", "communication administratively prohibited"],
  ])("for real kernels: %s", async (recording, name) => {
    const findings = await kernelFindings(recording, "client", "icmp-unreachable");
    expect(findings).toMatchObject([{ severity: "error", icmp: { name, about: "unanswered-syn" } }]);
  });
});

describe("is raised as an info", () => {
  it("when the SYN was answered all the same", async () => {
    const [finding] = await findingsOf(
      scenario(`
        client > server  S   0:0
        router > client  icmp 3/1 quotes client > server S 0:0
        server > client  S.  0:0  ack 1
        client > server  .   1:1  ack 1
      `),
    );
    expect(finding).toMatchObject({
      id: "icmp-unreachable",
      severity: "info",
      packets: [1, 2],
      icmp: { about: "answered-syn" },
    });
  });

  it("for the SYN-ACK", async () => {
    const findings = await findingsOf(
      scenario(`
        @0   client > server  S   0:0
        @0.1 server > client  S.  0:0  ack 1
        @0.3 router > server  icmp 3/13 quotes server > client S. 0:0 ack 1
      `),
    );
    expect(findings).toMatchObject([
      { id: "icmp-unreachable", severity: "info", packets: [2, 3], icmp: { about: "syn-ack" } },
    ]);
    expect(findings[0]?.["afterSeconds"]).toBeCloseTo(0.2, 9);
  });

  it("for a segment of an open connection", async () => {
    const findings = await findingsOf(
      scenario(`${ESTABLISHED}
        client > server  P.  1:11  ack 1
        router > client  icmp 3/0 quotes client > server P. 1:11 ack 1
      `),
    );
    expect(findings).toMatchObject([
      { id: "icmp-unreachable", severity: "info", packets: [1, 5], icmp: { about: "open-connection" } },
    ]);
  });
});

describe("stays quiet", () => {
  it.each([
    ["fragmentation needed", "3/4"],
    ["source quench", "4/0"],
    ["redirect", "5/1"],
    ["parameter problem", "12/0"],
  ])("for %s", async (_name, error) => {
    const text = `
      client > server  S  0:0
      router > client  icmp ${error} quotes client > server S 0:0
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("for packet too big", async () => {
    const text = `
      client > server  S  0:0
      router > client  icmp 2/0 quotes client > server S 0:0
    `;
    expect(await found(scenario(text, { ipVersion: 6 }))).toEqual([]);
  });

  it("for a quote with another number, or of another connection", async () => {
    const text = `
      client > server  S  0:0
      router > client  icmp 3/1 quotes client > server S seq=424242
      router > client  icmp 3/1 quotes client:41000 > server S 0:0
    `;
    expect(await found(scenario(text))).toEqual([]);
  });
});
