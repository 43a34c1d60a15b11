// capture-loss: payload that was acknowledged and never captured.
import { describe, expect, it } from "vitest";
import { scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";
import { findingsOf, found } from "./findings-of.ts";
import { kernelFindings } from "./kernel-findings.ts";

describe("capture-loss is raised", () => {
  it("for a gap that the receiver has: it says of whose bytes, and how many", async () => {
    const text = `${ESTABLISHED}
      @1    client > server  P.  1:101    ack 1
      @1.01 client > server  P.  301:401  ack 1
      @1.02 server > client  .   1:1      ack 401
      @2    client > server  P.  401:501  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      {
        id: "capture-loss",
        severity: "warning",
        endpoint: null,
        packets: [6],
        packetsTotal: 1,
        gaps: 1,
        bytes: 200,
        sentBy: "client",
        summary:
          "The capture misses 200 B that 10.0.0.1:40000 sent, in one place: they were acknowledged all the same.",
      },
    ]);
  });

  it("for bytes beyond all that was captured, and what the sender goes on behind", async () => {
    const text = `${ESTABLISHED}
      @1    server > client  .   1:1      ack 3001
      @2    client > server  P.  3001:3101  ack 1
      @2.01 server > client  .   1:1      ack 3101
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([{ gaps: 1, bytes: 3000, packets: [4] }]);
  });

  it("at the end of the capture, once 10 ms have passed", async () => {
    const text = `${ESTABLISHED}
      @1    server > client  .   1:1      ack 3001
    `;
    expect(await found(scenario(`${text}\n @1.009 arp`))).toEqual([]);
    expect(await found(scenario(`${text}\n @1.01 arp`))).toEqual(["capture-loss"]);
  });

  it("once, with the gaps of both directions; acknowledgements of one gap in pieces are one gap", async () => {
    const text = `${ESTABLISHED}
      @1    server > client  .   1:1        ack 1001
      @1.02 server > client  .   1:1        ack 2001
      @2    client > server  .   2001:2001  ack 501
      @3    server > client  P.  501:601    ack 2001
      @3.5  client > server  P.  2001:2101  ack 601
      @4    server > client  .   601:601    ack 2301
      @5    client > server  .   2301:2301  ack 601
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([
      { gaps: 3, bytes: 2000 + 500 + 200, sentBy: "both", packets: [4, 5, 6, 9] },
    ]);
  });

  it("where a real capture lost what a real kernel received", async () => {
    expect(await kernelFindings("capture-loss", "client", "capture-loss")).toMatchObject([{ gaps: 1 }]);
  });

  it("with each byte counted once: within a gap, beyond it, and again beyond that", async () => {
    const text = `${ESTABLISHED}
      client > server  P.  1:101    ack 1
      client > server  P.  201:301  ack 1
      server > client  .   1:1      ack 401  ; 100 in the gap and 100 beyond it
      client > server  P.  401:501  ack 1
      server > client  .   1:1      ack 601  ; 100 beyond
      @9 arp
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([{ id: "capture-loss", bytes: 300, gaps: 2 }]);
  });

  it("where two gaps are filled late, for neither", async () => {
    const text = `${ESTABLISHED}
      client > server  P.  101:201  ack 1
      client > server  P.  301:401  ack 1
      +0.02 client > server  P.  1:101    ack 1
      client > server  P.  201:301  ack 1
      server > client  .   1:1      ack 401
      @9 arp
    `;
    expect(await found(scenario(text))).not.toContain("capture-loss");
  });
});

describe("capture-loss is not raised", () => {
  it("when the bytes turn up within 10 ms, before or after by the clock", async () => {
    const late = (step: string) => `${ESTABLISHED}
      @1 server > client  .   1:1    ack 201
      ${step} client > server  P.  1:101    ack 1
      client > server  P.  101:201  ack 1
      @5 client > server  P.  201:301  ack 1
    `;
    expect(await found(scenario(late("@0.99")))).toEqual([]);
    expect(await found(scenario(late("@0.999")))).toEqual([]);
    const after = (milliseconds: number) => `${ESTABLISHED}
      @1 server > client  .   1:1    ack 201
      +${milliseconds / 1000} client > server  P.  1:201    ack 1
      @5 client > server  P.  201:301  ack 1
    `;
    expect(await found(scenario(after(9)))).toEqual([]);
  });

  it("for the rest of a gap of which a part turns up, only", async () => {
    const text = `${ESTABLISHED}
      @1     server > client  .   1:1      ack 301
      @1.002 client > server  P.  101:201  ack 1
      @2     client > server  P.  301:401  ack 1
    `;
    expect(await findingsOf(scenario(text))).toMatchObject([{ bytes: 200, gaps: 1 }]);
  });

  it("for a single byte: a FIN, or a probe that the receiver took", async () => {
    const beyond = (bytes: number) => `${ESTABLISHED}
      @1 server > client  .   1:1    ack ${1 + bytes}
      @2 arp
    `;
    expect(await found(scenario(beyond(1)))).toEqual([]);
    expect(await found(scenario(beyond(2)))).toEqual(["capture-loss"]);
  });

  it("when the sender goes on where it was: the acknowledgement was of other numbers", async () => {
    const text = `${ESTABLISHED}
      @1    server > client  .   1:1      ack 400000001
      @2    client > server  P.  1:101    ack 1
      @2.01 server > client  .   1:1      ack 101
      @3    client > server  P.  101:201  ack 1
    `;
    expect(await found(scenario(text))).toEqual([]);
    const soon = `${ESTABLISHED}
      @1     server > client  .   1:1      ack 5001
      @1.001 client > server  P.  1:101    ack 1
      @3     client > server  P.  101:201  ack 1
    `;
    expect(await found(scenario(soon))).toEqual([]);
  });

  it("for more than a receiver takes at once, when the sender never goes on behind it", async () => {
    const far = (number: number) => `${ESTABLISHED}\n @1 server > client . 1:1 ack ${number}\n @2 arp`;
    expect(await found(scenario(far(2 ** 24 + 1)))).toEqual(["capture-loss"]);
    expect(await found(scenario(far(2 ** 24 + 2)))).toEqual([]);
  });

  it("on a capture of one side", async () => {
    const text = `
      client > server  S   0:0
      client > server  .   1:1      ack 1
      client > server  .   1:1      ack 5001
      +1 client > server  .   1:1      ack 9001
      @9 arp
    `;
    expect(await found(scenario(text))).toEqual([]);
  });

  it("for the first segments of a capture that begins in the middle", async () => {
    const text = (at: number) => `
      client > server  P.  1:101    ack 1
      @${at} server > client  .   1:1      ack 5001
      @9 client > server  P.  5001:5101  ack 1
    `;
    // What was on its way before is acknowledged in the first second.
    expect(await found(scenario(text(0.99)))).toEqual([]);
    expect(await found(scenario(text(1)))).toEqual(["capture-loss"]);
  });
});
