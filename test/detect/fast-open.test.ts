// fast-open: the SYN carried payload, and the SYN-ACK acknowledged it (RFC 7413).
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("is raised", () => {
  it("with the bytes that came early", async () => {
    const findings = await findingsOf(
      scenario(`
        client > server  S   0:86  <tfo 8>
        server > client  S.  0:0      ack 87
        client > server  .   87:87    ack 1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "fast-open",
        severity: "info",
        endpoint: "client",
        packets: [1, 2],
        payloadBytes: 86,
        summary:
          "10.0.0.1:40000 sent 86 B in its SYN and 192.0.2.1:80 took them: Fast Open saved a round trip.",
      },
    ]);
  });

  it.each(["client", "server"] as const)("for real kernels, seen at the %s", async (vantage) => {
    expect(await kernelFindings("fast-open", vantage, "fast-open")).toMatchObject([
      { endpoint: "client", payloadBytes: 18 },
    ]);
  });
});

describe("is raised for what was taken", () => {
  it("when that is only a part of what the SYN carried", async () => {
    const text = `
      client > server  S   0:86   <tfo 8>
      server > client  S.  0:0    ack 51
      client > server  P.  51:87  ack 1
      server > client  .   1:1    ack 87
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([{ id: "fast-open", payloadBytes: 50 }]);
  });
});

describe("stays quiet", () => {
  it("when only a cookie was asked for", async () => {
    const text = `
      client > server  S   0:0  <tfo 0>
      server > client  S.  0:0  ack 1  <tfo 8>
      client > server  .   1:1  ack 1
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("when the server left the payload of the SYN unacknowledged", async () => {
    const text = `
      client > server  S   0:86  <tfo 8>
      server > client  S.  0:0   ack 1
      client > server  P.  1:87  ack 1
      server > client  .   1:1   ack 87
    `;
    expect(await found(scenario(text))).not.toContain("fast-open client");
  });
});
