// Captures that start in the middle, or see one side (SEMANTICS §1).
import { describe, expect, it } from "vitest";
import { expectStates, scenario } from "../notation/scenario.ts";

describe("first seen in the middle", () => {
  it("a segment with ACK: both ends ESTABLISHED, then as usual", () =>
    expectStates(`
      client > server  P.  1:101    ack 1    | ESTABLISHED | ESTABLISHED
      server > client  .   1:1      ack 101  | ESTABLISHED | ESTABLISHED
      client > server  F.  101:101  ack 1    | FIN_WAIT_1  | CLOSE_WAIT
      server > client  .   1:1      ack 102  | FIN_WAIT_2  | CLOSE_WAIT
      server > client  F.  1:1      ack 102  | TIME_WAIT   | LAST_ACK
      client > server  .   102:102  ack 2    | TIME_WAIT   | CLOSED
    `));

  it("a FIN", () =>
    expectStates(`
      client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
      server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
      client > server  .   2:2  ack 2  | TIME_WAIT  | CLOSED
    `));

  it("crossing FINs", () =>
    expectStates(`
      client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
      server > client  F.  1:1  ack 1  | CLOSING    | CLOSING
      client > server  .   2:2  ack 2  | CLOSING    | CLOSING
      server > client  .   2:2  ack 2  | TIME_WAIT  | TIME_WAIT
    `));

  it("an RST with the number that the other end expects", () =>
    expectStates(`
      client > server  P.  1:11  ack 1  | ESTABLISHED | ESTABLISHED
      server > client  R   1:1          | CLOSED      | CLOSED
    `));

  it("says so, and infers no number", async () => {
    const connection = await scenario(`
      client > server  P.  1:101  ack 1    <ts 1 2>
      server > client  .   1:1    ack 101  <ts 3 1>
    `).connection();
    expect(connection).toMatchObject({
      opening: "unseen",
      closing: "none",
      verdict: "open",
      directions: "both",
      synRttSeconds: null,
      ackRttSeconds: null,
      client: { isn: null, mss: null, windowScale: null, sackPermitted: false, payloadBytes: 100 },
      server: { isn: null, mss: null, windowScale: null, sackPermitted: false, payloadBytes: 0 },
    });
  });

  it("closed from the middle: four-way by the sender of the first FIN", async () => {
    const connection = await scenario(`
      server > client  F.  1:1  ack 1
      client > server  .   1:1  ack 2
      client > server  F.  1:1  ack 2
      server > client  .   2:2  ack 2
    `).connection();
    expect(connection).toMatchObject({
      opening: "unseen",
      closing: "four-way",
      closedBy: "server",
      verdict: "closed",
    });
  });
});

describe("one side only", () => {
  it("the client's: SYN, ACK, data, FIN", async () => {
    const text = `
      client > server  S   0:0              | SYN_SENT    | UNKNOWN
      client > server  .   1:1      ack 1    | ESTABLISHED | ESTABLISHED
      client > server  P.  1:101    ack 1    | ESTABLISHED | ESTABLISHED
      client > server  F.  101:101  ack 201  | FIN_WAIT_1  | CLOSE_WAIT
    `;
    await expectStates(text);
    expect(await scenario(text).connection()).toMatchObject({
      directions: "client",
      verdict: "closing",
      closedBy: "client",
      server: { packets: 0 },
    });
  });

  it("the server's: SYN-ACK, data, FIN", async () => {
    const text = `
      server > client  S.  0:0      ack 1    | SYN_SENT    | SYN_RECEIVED
      server > client  .   1:1      ack 101  | ESTABLISHED | ESTABLISHED
      server > client  P.  1:201    ack 101  | ESTABLISHED | ESTABLISHED
      server > client  F.  201:201  ack 101  | CLOSE_WAIT  | FIN_WAIT_1
    `;
    await expectStates(text);
    expect(await scenario(text).connection()).toMatchObject({
      directions: "server",
      verdict: "closing",
      closedBy: "server",
      client: { packets: 0, isn: null },
    });
  });

  it("mid-stream, one direction of data: open once the acknowledgement advances", async () => {
    const connection = await scenario(`
      server > client  .  1:1  ack 1
      server > client  .  1:1  ack 1461
    `).connection();
    expect(connection).toMatchObject({ verdict: "open", directions: "server" });
  });
});
