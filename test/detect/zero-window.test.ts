// zero-window: an end's window stayed 0 for half a second or more.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

/** The server takes 100 bytes and closes its window: packet 5, at 1 s. */
const CLOSED_WINDOW = `${ESTABLISHED}
  @0.99 client > server  P.  1:101    ack 1
  @1    server > client  .   1:1      ack 101  win 0
`;

describe("zero-window is raised", () => {
  it("for the receiver, with the probes of the sender and what opens the window again", async () => {
    const text = `${CLOSED_WINDOW}
      @1.2  client > server  .   100:100  ack 1
      @1.21 server > client  .   1:1      ack 101  win 0
      @1.6  client > server  .   100:100  ack 1
      @1.61 server > client  .   1:1      ack 101  win 0
      @3.5  server > client  .   1:1      ack 101  win 5000
      @3.6  client > server  P.  101:201  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      {
        id: "zero-window",
        severity: "warning",
        endpoint: "server",
        packets: [5, 6, 8, 10],
        packetsTotal: 4,
        longestSeconds: expect.closeTo(2.5, 9),
        totalSeconds: expect.closeTo(2.5, 9),
        times: 1,
        probes: 2,
        stillClosed: false,
        summary:
          "192.0.2.1:80 kept its window at 0 for 2.5 s, and 10.0.0.1:40000 asked 2 times. Its application did not read in time.",
      },
    ]);
  });

  it("with the byte beyond the window that other stacks probe with", async () => {
    const text = `${CLOSED_WINDOW}
      @1.4  client > server  .   101:102  ack 1
      @1.41 server > client  .   1:1      ack 101  win 0
      @2    server > client  .   1:1      ack 101  win 5000
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([{ packets: [5, 6, 8], probes: 1 }]);
  });

  it("with the sum and the longest of several pauses, the short ones not among them", async () => {
    const text = `${CLOSED_WINDOW}
      @1.5  server > client  .   1:1      ack 101  win 100
      @1.51 client > server  P.  101:201  ack 1
      @1.52 server > client  .   1:1      ack 201  win 0
      @1.6  server > client  .   1:1      ack 201  win 100
      @1.61 client > server  P.  201:301  ack 1
      @2    server > client  .   1:1      ack 301  win 0
      @5    server > client  .   1:1      ack 301  win 5000
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      {
        times: 2,
        totalSeconds: expect.closeTo(3.5, 9),
        longestSeconds: expect.closeTo(3, 9),
        packets: [5, 6, 11, 12],
        summary:
          "192.0.2.1:80 kept its window at 0 for 3.5 s in all, 2 times, 3 s at most. Its application did not read in time.",
      },
    ]);
  });

  it("when it never opens again: up to the last packet", async () => {
    const text = `${CLOSED_WINDOW}
      @1.2  client > server  .   100:100  ack 1
      @2.2  client > server  .   100:100  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      {
        stillClosed: true,
        totalSeconds: expect.closeTo(1.2, 9),
        probes: 2,
        summary: expect.stringContaining("It was still closed at the end."),
      },
    ]);
  });

  it("up to an accepted RST, and not for the windows after it", async () => {
    const text = `${CLOSED_WINDOW}
      @3  client > server  R.  101:101  ack 1
      @9  server > client  .   1:1      ack 101  win 0
    `;
    const findings = await findingsOf(scenario(text));
    expect(findings.filter(({ id }) => id === "zero-window")).toMatchObject([
      { stillClosed: true, totalSeconds: expect.closeTo(2, 9), packets: [5] },
    ]);
  });

  it("where a real kernel's program did not read", async () => {
    expect(await kernelFindings("zero-window", "client", "zero-window")).toMatchObject([
      { endpoint: "server", times: 1, probes: 3, stillClosed: false },
    ]);
  });
});

describe("zero-window is not raised", () => {
  it("when the window opens within half a second", async () => {
    const open = (at: number) => `${CLOSED_WINDOW}\n @${at} server > client . 1:1 ack 101 win 5000`;
    expect(await found(scenario(open(1.499)))).toEqual([]);
    expect(await found(scenario(open(1.5)))).toEqual(["zero-window server"]);
  });

  it("by a segment without ACK, wherever its numbers lie: its receiver drops it (RFC 9293 §3.10.7.4)", async () => {
    for (const start of [1, 4_294_963_200]) {
      const text = `
        client > server  P ${start}:${start + 1}  win 0
        @80 client > server  . ${start + 1}:${start + 2}  ack 1
      `;
      expect(await found(scenario(text))).toEqual([]);
    }
  });

  it("when data with a window comes back instead of a window update", async () => {
    const text = `${CLOSED_WINDOW}
      @1.3  server > client  P.  1:11     ack 101
      @3    client > server  .   101:101  ack 11
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("for the window of 0 in a SYN, a FIN or an RST", async () => {
    const text = `
      client > server  S   0:0  win 0
      server > client  S.  0:0  ack 1
      +2 client > server  .   1:1  ack 1
      client > server  F.  1:1  ack 1  win 0
      +2 server > client  F.  1:1  ack 2  win 0
      client > server  .   2:2  ack 2
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("when the other end has closed: nobody waits", async () => {
    const text = `${ESTABLISHED}
      client > server  F.  1:1  ack 1
      server > client  .   1:1  ack 2  win 0
      +5 server > client  F.  1:1  ack 2  win 0
      client > server  .   2:2  ack 2
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("behind the last packet: nobody asked", async () => {
    expect(await found(scenario(`${CLOSED_WINDOW}\n @60 arp`))).toEqual([]);
  });

  it("for a segment that was overtaken", async () => {
    const text = `${ESTABLISHED}
      @0.99 client > server  P.  1:101    ack 1
      @1    server > client  .   1:1      ack 101
      @1.01 server > client  .   1:1      ack 51  win 0
      @3    client > server  P.  101:201  ack 1
    `;
    expect(await found(scenario(text))).toEqual([]);
  });
});
