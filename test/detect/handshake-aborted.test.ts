// handshake-aborted: an RST ended the handshake before it was complete.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("is raised", () => {
  it("for SYN, SYN-ACK, RST of the client, since the SYN-ACK", async () => {
    const findings = await findingsOf(
      scenario(`
        @0   client > server  S   0:0
        @0.1 server > client  S.  0:0  ack 1
        @0.3 client > server  R   1:1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "handshake-aborted",
        severity: "warning",
        endpoint: "client",
        packets: [1, 2, 3],
        afterSeconds: expect.closeTo(0.2, 9),
        answered: true,
      },
    ]);
  });

  it("for an RST of the client before any answer, since the SYN", async () => {
    const findings = await findingsOf(
      scenario("@0 client > server S 0:0 \n @2 client > server R. 1:1 ack 0"),
    );
    expect(findings).toMatchObject([
      { id: "handshake-aborted", endpoint: "client", packets: [1, 2], afterSeconds: 2, answered: false },
    ]);
  });

  it("for SYNs that crossed: there was no SYN-ACK to answer", async () => {
    const text = `
      client > server  S   0:0
      server > client  S   0:0
      client > server  R   1:1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "handshake-aborted", endpoint: "client", answered: false },
      { id: "simultaneous-open" },
    ]);
  });

  it("for a server that takes its SYN-ACK back", async () => {
    const findings = await findingsOf(
      scenario(`
        @0   client > server  S   0:0
        @0.1 server > client  S.  0:0  ack 1
        @5.1 server > client  R.  1:1  ack 1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "handshake-aborted",
        endpoint: "server",
        afterSeconds: 5,
        summary: "192.0.2.1:80 broke the handshake of 10.0.0.1:40000 off by RST, 5 s after its own SYN-ACK.",
      },
    ]);
  });

  it.each(["client", "server"] as const)(
    "for a real kernel's connect given up, seen at the %s",
    async (at) => {
      expect(await kernelFindings("connect-given-up", at, "handshake-aborted")).toMatchObject([
        { endpoint: "client", packets: [1, 2, 3], answered: true },
      ]);
    },
  );
});

describe("stays quiet", () => {
  it("once the handshake is complete: that is a reset", async () => {
    const text = `
      client > server  S   0:0
      server > client  S.  0:0  ack 1
      client > server  .   1:1  ack 1
      client > server  R   1:1
    `;
    expect(await found(scenario(text))).not.toContain("handshake-aborted client");
  });

  it("for backscatter: a SYN-ACK answered by RST, whose SYN nobody captured", async () => {
    const text = `
      server > client  S.  0:0  ack 1
      client > server  R   1:1
    `;
    expect((await findingsOf(scenario(text))).map(({ id }) => id)).not.toContain("handshake-aborted");
  });

  it("where the same four addresses carry another SYN: stale-syn", async () => {
    const text = `
      client > server  S   isn 500  0:0
      server > client  S.  0:0  ack 1
      client > server  R   1:1
      client > server  S   isn 9000  0:0
      server > client  S.  isn 7000000  0:0  ack 1
      client > server  .   1:1  ack 1
    `;
    expect(await found(scenario(text))).toEqual(["stale-syn client"]);
  });
});
