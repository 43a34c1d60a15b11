// syn-ack-retry: the SYN-ACK was sent again by timer, and the handshake went on.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("is raised", () => {
  it("for retries until the client's ACK came", async () => {
    const findings = await findingsOf(
      scenario(`
        @0    client > server  S   0:0
        @0.1  server > client  S.  0:0  ack 1
        @1.1  server > client  S.  0:0  ack 1
        @3.1  server > client  S.  0:0  ack 1
        @3.12 client > server  .   1:1  ack 1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "syn-ack-retry",
        severity: "warning",
        endpoint: "server",
        packets: [2, 3, 4, 5],
        tries: 3,
        schedule: { stacks: ["linux", "linux-6.5"], nextSeconds: null, givesUpSeconds: null },
        afterAckSeconds: null,
        deferredAcceptLikely: false,
        doubt: null,
      },
    ]);
    expect(findings[0]?.["offsetsSeconds"]).toEqual([0, expect.closeTo(1, 9), expect.closeTo(3, 9)]);
  });

  it("after the client's ACK, which was lost or not taken", async () => {
    const findings = await findingsOf(
      scenario(`
        @0   client > server  S   0:0
        @0.1 server > client  S.  0:0  ack 1
        @0.2 client > server  .   1:1  ack 1
        @1.1 server > client  S.  0:0  ack 1
        @1.2 client > server  .   1:1  ack 1
      `),
    );
    expect(findings).toMatchObject([
      {
        id: "syn-ack-retry",
        severity: "warning",
        packets: [2, 3, 4],
        afterAckSeconds: expect.closeTo(0.9, 9),
        summary:
          "192.0.2.1:80 sent its SYN-ACK 2 times, at 0 and 1 s, the first retry 900 ms after the ACK of 10.0.0.1:40000: that ACK was lost, or the accept queue was full.",
      },
    ]);
  });

  it("says so where the client's ACK and the retry crossed", async () => {
    const [finding] = await findingsOf(
      scenario(`
        @0    client > server  S   0:0
        @0.1  server > client  S.  0:0  ack 1
        @1.09 client > server  .   1:1  ack 1
        @1.1  server > client  S.  0:0  ack 1
        @1.2  client > server  .   1:1  ack 1
      `),
    );
    expect(finding).toMatchObject({ id: "syn-ack-retry", summary: expect.stringContaining("crossed") });
  });

  it("with less claimed where nothing of the client was captured", async () => {
    const findings = await findingsOf(
      scenario("@0 server > client S. 0:0 ack 1 \n @3 server > client S. 0:0 ack 1"),
    );
    expect(findings).toMatchObject([{ id: "syn-ack-retry", afterAckSeconds: null, doubt: "one-sided" }]);
  });

  it("for real kernels: the last ACK lost, the accept queue full", async () => {
    expect(await kernelFindings("final-ack-lost", "client", "syn-ack-retry")).toMatchObject([
      { endpoint: "server", tries: 3, afterAckSeconds: expect.closeTo(1, 1), deferredAcceptLikely: false },
    ]);
    expect(await kernelFindings("final-ack-lost", "server", "syn-ack-retry")).toMatchObject([
      { tries: 3, afterAckSeconds: null },
    ]);
  });
});

describe("deferred accept is likely, and no more than an info", () => {
  const retriedAfter = (seconds: number, between: string) => `
    @0     client > server  S   0:0
    @0.001 server > client  S.  0:0  ack 1
    @0.002 client > server  .   1:1  ack 1
    ${between}
    @${seconds} server > client  S.  0:0  ack 1
    +0.01  client > server  .   1:1  ack 1
    +0.01  client > server  P.  1:11 ack 1
    +0.01  server > client  .   1:1  ack 11
  `;

  it("when the first retry comes more than 4 s after an ACK without data", async () => {
    const [finding] = await findingsOf(scenario(retriedAfter(4.01, "")));
    expect(finding).toMatchObject({ id: "syn-ack-retry", severity: "info", deferredAcceptLikely: true });
  });

  it("not when it comes sooner", async () => {
    const [finding] = await findingsOf(scenario(retriedAfter(4, "")));
    expect(finding).toMatchObject({ severity: "warning", deferredAcceptLikely: false });
  });

  it("not when the client had sent data by then", async () => {
    const [finding] = await findingsOf(scenario(retriedAfter(31, "@0.1 client > server P. 1:11 ack 1")));
    expect(finding).toMatchObject({ severity: "warning", deferredAcceptLikely: false });
  });
});

describe("stays quiet", () => {
  it("for a SYN-ACK that answers a repeated SYN, and for one within 100 ms", async () => {
    const answer = `
      @0    client > server  S   0:0
      @0.1  server > client  S.  0:0  ack 1
      @1    client > server  S   0:0
      @1.1  server > client  S.  0:0  ack 1
      @1.15 server > client  S.  0:0  ack 1
      @1.2  client > server  .   1:1  ack 1
    `;
    expect(await found(scenario(answer))).toEqual([]);
  });

  it("where the handshake never comes to its end: half-open-handshake", async () => {
    const text = `
      @0   client > server  S   0:0
      @0.1 server > client  S.  0:0  ack 1
      @1.1 server > client  S.  0:0  ack 1
    `;
    expect(await found(scenario(text))).toEqual(["half-open-handshake client"]);
  });
});
