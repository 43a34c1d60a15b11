// stale-syn: an old duplicate of a SYN is answered, and its sender says no (RFC 9293 §3.5, figure 8).
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

/** The old SYN at 0 s, rejected `answer` s after the SYN-ACK; the wanted one `later` s after the old. */
const staleFirst = (answer: number, later: number) => `
  @0             client > server  S   isn 500  0:0
  @0.1           server > client  S.  0:0  ack 1
  @${0.1 + answer} client > server  R   1:1
  @${later}      client > server  S   isn 900000  0:0
  +0.1           server > client  S.  isn 7000000  0:0  ack 1
  +0.01          client > server  .   1:1  ack 1
`;

describe("is raised", () => {
  it("when the wanted SYN comes after the old one", async () => {
    const findings = await findingsOf(scenario(staleFirst(0.02, 2)));
    expect(findings).toMatchObject([
      {
        id: "stale-syn",
        severity: "warning",
        endpoint: "client",
        connection: 1,
        packets: [1, 2, 3, 4],
        otherSynSeconds: 2,
        answerSeconds: expect.closeTo(0.02, 9),
      },
    ]);
  });

  it("when it came before: the old one finds the connection closed", async () => {
    const findings = await findingsOf(
      scenario(`
        @0   client > server  S   isn 900000  0:0
        @0.1 server > client  R.  0:0  ack 1
        @5   client > server  S   isn 500  0:0
        @5.1 server > client  S.  isn 7000000  0:0  ack 1
        @5.2 client > server  R   1:1
      `),
    );
    expect(findings.filter(({ connection }) => connection === 2)).toMatchObject([
      { id: "stale-syn", packets: [1, 3, 4, 5], otherSynSeconds: -5, answerSeconds: expect.closeTo(0.1, 9) },
    ]);
  });

  it("for real kernels, where the old SYN was captured", async () => {
    expect(await kernelFindings("stale-syn", "server", "stale-syn")).toMatchObject([
      { endpoint: "client", packets: [1, 2, 3, 4] },
    ]);
  });
});

describe("stays quiet", () => {
  it("for SYN, SYN-ACK, RST alone", async () => {
    const text = `
      client > server  S   0:0
      server > client  S.  0:0  ack 1
      client > server  R   1:1
    `;
    expect(await found(scenario(text))).toEqual(["handshake-aborted client"]);
  });

  it("when the RST is not prompt: 200 ms at most, the round trip being unknown", async () => {
    expect(await found(scenario(staleFirst(0.2, 2)))).toEqual(["stale-syn client"]);
    expect(await found(scenario(staleFirst(0.21, 2)))).toEqual(["handshake-aborted client"]);
  });

  it("when the other SYN is more than 2MSL away", async () => {
    expect(await found(scenario(staleFirst(0.02, 60)))).toEqual(["stale-syn client"]);
    expect(await found(scenario(staleFirst(0.02, 60.2)))).toEqual(["handshake-aborted client"]);
  });

  it("for the second of two answers that were rejected alike: who does so sends no SYN of its own", async () => {
    const findings = await findingsOf(
      scenario(`
        client > server  S   isn 500  0:0
        server > client  S.  0:0  ack 1
        client > server  R   1:1
        client > server  S   isn 900000  0:0
        server > client  S.  isn 7000000  0:0  ack 1
        client > server  R   1:1
      `),
    );
    expect(findings.filter(({ connection }) => connection === 2)).toMatchObject([
      { id: "handshake-aborted", endpoint: "client" },
    ]);
  });

  it("when the server sent the RST", async () => {
    const text = `
      client > server  S   isn 500  0:0
      server > client  S.  0:0  ack 1
      server > client  R.  1:1  ack 1
      client > server  S   isn 900000  0:0
      server > client  S.  isn 7000000  0:0  ack 1
      client > server  .   1:1  ack 1
    `;
    expect(await found(scenario(text))).toEqual(["handshake-aborted server"]);
  });
});
