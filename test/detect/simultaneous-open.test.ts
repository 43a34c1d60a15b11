// simultaneous-open: both ends sent a SYN, and neither was an answer (RFC 9293 §3.5, figure 7).
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("is raised", () => {
  it("for two SYNs that cross, as nobody's doing", async () => {
    const findings = await findingsOf(
      scenario(`
        @0     client > server  S   0:0
        @0.002 server > client  S   0:0
        @0.02  client > server  S.  0:0  ack 1
        @0.02  server > client  S.  0:0  ack 1
        @0.03  client > server  .   1:1  ack 1
        @0.03  server > client  .   1:1  ack 1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "simultaneous-open",
        severity: "info",
        endpoint: null,
        packets: [1, 2],
        apartSeconds: 0.002,
        summary:
          "10.0.0.1:40000 and 192.0.2.1:80 both sent a SYN, 2 ms apart: a simultaneous open, in which nobody is the server.",
      },
    ]);
  });

  it("for a connection to itself, and says so", async () => {
    const findings = await findingsOf(
      scenario(`
        client > client  S   0:0
        client > client  S.  0:0  ack 1
        client > client  .   1:1  ack 1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "simultaneous-open",
        packets: [1],
        apartSeconds: 0,
        summary: expect.stringContaining("10.0.0.1:40000 connected to itself"),
      },
    ]);
  });

  it.each(["client", "server"] as const)("for real kernels, seen at the %s", async (vantage) => {
    expect(await kernelFindings("simultaneous-open", vantage, "simultaneous-open")).toMatchObject([
      { endpoint: null, packets: [1, 2] },
    ]);
  });
});

it("stays quiet for a SYN that a SYN-ACK answers", async () => {
  expect(await found(scenario(ESTABLISHED))).toEqual([]);
});
