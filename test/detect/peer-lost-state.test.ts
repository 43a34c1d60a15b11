// peer-lost-state: an end answers as a host that has no such connection, or a SYN meets an old one.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, findingsOfRecording, found } from "./findings-of.ts";

const IN_USE = `${ESTABLISHED}
  client > server  P.  1:101    ack 1
  server > client  P.  1:51     ack 101
  client > server  .   101:101  ack 51
`;

describe("peer-lost-state is raised", () => {
  it("when a segment is promptly answered by RST without ACK, with that segment's acknowledgement", async () => {
    const findings = await findingsOf(
      scenario(`${IN_USE}
        +10 client > server  P.  101:201  ack 51
            server > client  R   51:51
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "peer-lost-state",
        severity: "error",
        endpoint: "server",
        packets: [7, 8],
        how: "rst-answers-segment",
        afterSeconds: expect.closeTo(0.01, 6),
      },
    ]);
  });

  it("when a new SYN meets the old connection, and its sender resets that", async () => {
    const findings = await findingsOf(
      scenario(`${IN_USE}
        +10 client > server  S   seq=77000000
            server > client  .   51:51    ack 101
            client > server  R   101:101
         +1 client > server  S   isn 77000000  0:0
            server > client  S.  isn 88000000  0:0  ack 1
            client > server  .   1:1  ack 1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "peer-lost-state",
        endpoint: "client",
        connection: 1,
        packets: [7, 8, 9],
        how: "syn-met-old-connection",
        afterSeconds: expect.closeTo(0.01, 6),
      },
    ]);
  });

  it("when a SYN is answered by an ACK of other numbers", async () => {
    const findings = await findingsOf(
      scenario(`
        client > server  S   0:0  <mss 1460>
        server > client  .   seq=70000000  ack=90000000
        client > server  R   seq=90000000
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "peer-lost-state",
        endpoint: "client",
        packets: [1, 2, 3],
        how: "ack-answers-syn",
        afterSeconds: expect.closeTo(0.01, 6),
      },
    ]);
  });

  it("though nobody rejects that ACK", async () => {
    const text = `
      client > server  S   0:0  <mss 1460>
      server > client  .   seq=70000000  ack=90000000
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "peer-lost-state", endpoint: "client", how: "ack-answers-syn", packets: [1, 2] },
    ]);
  });

  it("though a SYN-ACK comes in the end: the repeated SYN was no lost one", async () => {
    const text = `
         client > server  S   0:0  <mss 1460>
         server > client  .   seq=70000000  ack=90000000
      +1 client > server  S   0:0  <mss 1460>
         server > client  S.  0:0  ack 1
         client > server  .   1:1  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { id: "peer-lost-state", endpoint: "client", packets: [1, 2], afterSeconds: expect.closeTo(0.01, 6) },
    ]);
  });

  it("from real kernels, at either end", async () => {
    for (const vantage of ["client", "server"] as const) {
      expect(await findingsOfRecording("peer-lost-state", vantage)).toMatchObject([
        { id: "peer-lost-state", endpoint: "server", how: "rst-answers-segment" },
      ]);
      expect(await findingsOfRecording("half-open-discovery", vantage)).toMatchObject([
        { id: "peer-lost-state", endpoint: "client", how: "syn-met-old-connection" },
      ]);
    }
  });
});

describe("peer-lost-state is not raised", () => {
  const reset = (line: string) =>
    scenario(`${IN_USE}
    +10 client > server  P.  101:201  ack 51
    ${line}
  `);

  it("when the RST is not prompt: more than three round trips of 20 ms", async () => {
    expect(await found(reset("+0.06 server > client R 51:51"))).toEqual(["peer-lost-state server"]);
    expect(await found(reset("+0.061 server > client R 51:51"))).toEqual(["reset server"]);
  });

  it("for an RST with ACK: a socket that aborts", async () => {
    expect(await found(reset("server > client R. 51:51 ack 101"))).toEqual(["reset server"]);
  });

  it("when the time to live shows another sender", async () => {
    expect(await found(reset("server > client R 51:51 ttl 60"))).toEqual(["reset server"]);
  });

  it("when the RST's sender had closed", async () => {
    const text = `${IN_USE}
          server > client  F.  51:51    ack 101
          client > server  .   101:101  ack 52
      +10 client > server  P.  101:201  ack 52
          server > client  R   52:52
    `;
    expect(await found(scenario(text))).toEqual(["reset server"]);
  });

  it("when it never showed itself established", async () => {
    const text = `${ESTABLISHED}
      client > server  P.  1:101  ack 1
      server > client  R   1:1
    `;
    expect(await found(scenario(text))).toEqual(["reset server"]);
  });

  it("when the SYN's sender goes on with the old numbers: it was a stale one", async () => {
    const text = `${IN_USE}
      +10 client > server  S   seq=77000000
          server > client  .   51:51    ack 101
          client > server  P.  101:201  ack 51
          server > client  .   51:51    ack 201
    `;
    expect(await found(scenario(text))).toEqual(["challenge-ack client"]);
  });

  it("when the ACK acknowledges the SYN after all", async () => {
    const text = `
      client > server  S   0:0  <mss 1460>
      server > client  .   1:1  ack 1
    `;
    expect(await found(scenario(text))).toEqual([]);
  });
});
