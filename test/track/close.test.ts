// Closing: FIN, its acknowledgement, crossing, half-close, repeats and gaps (SEMANTICS §1).
import { describe, expect, it } from "vitest";
import { expectStates, scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";

describe("four segments", () => {
  it("closed by the client", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
      server > client  .   1:1  ack 2  | FIN_WAIT_2 | CLOSE_WAIT
      server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
      client > server  .   2:2  ack 2  | TIME_WAIT  | CLOSED
    `));

  it("closed by the server", () =>
    expectStates(`${ESTABLISHED}
      server > client  F.  1:1  ack 1  | CLOSE_WAIT | FIN_WAIT_1
      client > server  .   1:1  ack 2  | CLOSE_WAIT | FIN_WAIT_2
      client > server  F.  1:1  ack 2  | LAST_ACK   | TIME_WAIT
      server > client  .   2:2  ack 2  | CLOSED     | TIME_WAIT
    `));

  it("a FIN on data consumes one number more than its data", () =>
    expectStates(`${ESTABLISHED}
      client > server  FP.  1:101    ack 1    | FIN_WAIT_1 | CLOSE_WAIT
      server > client  .    1:1      ack 101  | FIN_WAIT_1 | CLOSE_WAIT
      server > client  .    1:1      ack 102  | FIN_WAIT_2 | CLOSE_WAIT
      server > client  FP.  1:51     ack 102  | TIME_WAIT  | LAST_ACK
      client > server  .    102:102  ack 52   | TIME_WAIT  | CLOSED
    `));

  it("data of the end that has not closed changes no state (half-close)", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  1:1      ack 1    | FIN_WAIT_1 | CLOSE_WAIT
      server > client  P.  1:101    ack 2    | FIN_WAIT_2 | CLOSE_WAIT
      client > server  .   2:2      ack 101  | FIN_WAIT_2 | CLOSE_WAIT
      server > client  F.  101:101  ack 2    | TIME_WAIT  | LAST_ACK
      client > server  .   2:2      ack 102  | TIME_WAIT  | CLOSED
    `));
});

describe("three segments", () => {
  it("a FIN that also acknowledges the peer's FIN", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
      server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
      client > server  .   2:2  ack 2  | TIME_WAIT  | CLOSED
    `));
});

describe("crossing close", () => {
  it("both ends are CLOSING from the second FIN on, TIME_WAIT when acknowledged and acknowledging", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
      server > client  F.  1:1  ack 1  | CLOSING    | CLOSING
      client > server  .   2:2  ack 2  | CLOSING    | CLOSING
      server > client  .   2:2  ack 2  | TIME_WAIT  | TIME_WAIT
    `));

  it("in the other order, as at the other end of the path", () =>
    expectStates(`${ESTABLISHED}
      server > client  F.  1:1  ack 1  | CLOSE_WAIT | FIN_WAIT_1
      client > server  F.  1:1  ack 1  | CLOSING    | CLOSING
      server > client  .   2:2  ack 2  | CLOSING    | CLOSING
      client > server  .   2:2  ack 2  | TIME_WAIT  | TIME_WAIT
    `));

  it("answered by the FIN again with a higher acknowledgement (macOS): no retry", () =>
    expectStates(`${ESTABLISHED}
           client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
           server > client  F.  1:1  ack 1  | CLOSING    | CLOSING
      +0.2 client > server  F.  1:1  ack 2  | CLOSING    | CLOSING
           server > client  .   2:2  ack 2  | TIME_WAIT  | TIME_WAIT
    `));

  it("a FIN retried there: its sender is CLOSING until it is acknowledged again", () =>
    expectStates(`${ESTABLISHED}
           client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
           server > client  F.  1:1  ack 1  | CLOSING    | CLOSING
           client > server  .   2:2  ack 2  | CLOSING    | CLOSING
      +0.3 server > client  F.  1:1  ack 1  | CLOSING    | CLOSING
           server > client  .   2:2  ack 2  | TIME_WAIT  | CLOSING
           client > server  .   2:2  ack 2  | TIME_WAIT  | TIME_WAIT
    `));
});

describe("a FIN again", () => {
  it("its sender is still in FIN_WAIT_1, until it is acknowledged again", () =>
    expectStates(`${ESTABLISHED}
           client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
           server > client  .   1:1  ack 2  | FIN_WAIT_2 | CLOSE_WAIT
      +0.3 client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
           server > client  .   1:1  ack 2  | FIN_WAIT_2 | CLOSE_WAIT
    `));

  it("its sender is still in LAST_ACK, until it is acknowledged again", () =>
    expectStates(`${CLOSED_BY_CLIENT}
      +0.4 server > client  F.  1:1  ack 2  | TIME_WAIT | LAST_ACK
           client > server  .   2:2  ack 2  | TIME_WAIT | CLOSED
    `));

  it("without acknowledging the other's FIN, which then did not arrive either", () =>
    expectStates(`${ESTABLISHED}
           client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
           server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
      +0.3 client > server  F.  1:1  ack 1  | FIN_WAIT_1 | LAST_ACK
           server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
           client > server  .   2:2  ack 2  | TIME_WAIT  | CLOSED
    `));

  it("as a copy of the frame is no event", () =>
    expectStates(`${ESTABLISHED}
              client > server  F.  1:1  ack 1  ipid 9   | FIN_WAIT_1 | CLOSE_WAIT
      +0.0003 server > client  .   1:1  ack 2  ipid 10  | FIN_WAIT_2 | CLOSE_WAIT
      +0.0003 client > server  F.  1:1  ack 1  ipid 9   | FIN_WAIT_2 | CLOSE_WAIT
    `));
});

describe("a FIN that crosses a repeated SYN-ACK", () => {
  it("is received once the server acknowledges it", () =>
    expectStates(`
            client > server  S   0:0         | SYN_SENT   | UNKNOWN
            server > client  S.  0:0  ack 1  | SYN_SENT   | SYN_RECEIVED
      +0.25 client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
            server > client  S.  0:0  ack 1  | FIN_WAIT_1 | SYN_RECEIVED
            server > client  .   1:1  ack 2  | FIN_WAIT_2 | CLOSE_WAIT
            client > server  .   2:2  ack 1  | FIN_WAIT_2 | CLOSE_WAIT
    `));
});

describe("a FIN behind a gap", () => {
  it("is not received until data fills the gap", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  101:101  ack 1  | FIN_WAIT_1 | ESTABLISHED
      client > server  P.  1:101    ack 1  | FIN_WAIT_1 | CLOSE_WAIT
    `));

  it("is not received until the peer's acknowledgement shows that the gap is in the capture only", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  101:101  ack 1    | FIN_WAIT_1 | ESTABLISHED
      server > client  .   1:1      ack 102  | FIN_WAIT_2 | CLOSE_WAIT
    `));

  it("an acknowledgement of the bytes before it fills the gap too", () =>
    expectStates(`${ESTABLISHED}
      server > client  .   1:1      ack 101  | ESTABLISHED | ESTABLISHED
      client > server  F.  101:101  ack 1    | FIN_WAIT_1  | CLOSE_WAIT
    `));

  it("a duplicate acknowledgement below it changes nothing", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  101:101  ack 1  | FIN_WAIT_1 | ESTABLISHED
      server > client  .   1:1      ack 1  | FIN_WAIT_1 | ESTABLISHED
    `));
});

describe("acknowledged before seen", () => {
  it("a FIN that an earlier acknowledgement covers is acknowledged when it is seen", () =>
    expectStates(`${ESTABLISHED}
      server > client  .   1:1  ack 2  | ESTABLISHED | ESTABLISHED
      client > server  F.  1:1  ack 1  | FIN_WAIT_2  | CLOSE_WAIT
    `));

  it("both FINs captured after their acknowledgements", async () => {
    const connection = await scenario(`${ESTABLISHED}
      server > client  .   1:1  ack 2
      client > server  F.  1:1  ack 1
      client > server  .   2:2  ack 2
      server > client  F.  1:1  ack 2
    `).connection();
    expect(connection).toMatchObject({ verdict: "closed", closedBy: "client" });
    expect([connection.client.state, connection.server.state]).toEqual(["TIME_WAIT", "CLOSED"]);
  });
});

describe("nobody takes these (RFC 9293 §3.10.7.4, fifth)", () => {
  it.each([
    ["FIN without ACK", "client > server F 1:1"],
    ["no flag at all", "client > server - 1:1"],
    ["PSH and URG", "client > server PU 1:11"],
    ["SYN with FIN", "client > server SF 1:1"],
    ["SYN, FIN and ACK", "client > server SF. 1:1 ack 1"],
    ["SYN with RST", "client > server SR 1:1"],
  ])("%s moves no state, and is counted", async (_name, line) => {
    await expectStates(`${ESTABLISHED} ${line} | ESTABLISHED | ESTABLISHED`);
    expect((await scenario(`${ESTABLISHED} ${line}`).connection()).client.packets).toBe(3);
  });

  it.each([
    ["FIN without ACK", "client > server F 1:1"],
    ["no flag at all", "client > server - 1:1"],
    ["SYN with FIN", "client > server SF 1:1"],
    ["SYN with RST", "client > server SR 1:1"],
  ])("%s alone makes a record whose ends are UNKNOWN", (_name, line) =>
    expectStates(`${line} | UNKNOWN | UNKNOWN`),
  );
});

describe("self-connect: one endpoint on both rails", () => {
  it("goes from ESTABLISHED to TIME_WAIT in two segments", () =>
    expectStates(`
      client:7000 > client:7000  S   0:0
      client:7000 > client:7000  S.  0:0  ack 1
      client:7000 > client:7000  .   1:1  ack 1  | ESTABLISHED | ESTABLISHED
      client:7000 > client:7000  F.  1:1  ack 1  | CLOSING     | CLOSING
      client:7000 > client:7000  .   2:2  ack 2  | TIME_WAIT   | TIME_WAIT
    `));

  it("shows the same state twice after every segment", async () => {
    const whole = scenario(`
      client:7000 > client:7000  S   0:0
      client:7000 > client:7000  S.  0:0   ack 1
      client:7000 > client:7000  .   1:1   ack 1
      client:7000 > client:7000  P.  1:11  ack 1
      client:7000 > client:7000  R.  11:11  ack 11
    `);
    for (let count = 1; count <= whole.lines.length; count++) {
      const { client, server } = await whole.until(count).connection();
      expect([client.port, server.state]).toEqual([7000, client.state]);
    }
  });
});

describe("closing and closedBy", () => {
  const cases: [name: string, closing: string, closedBy: string | null, text: string][] = [
    ["no FIN", "none", null, ESTABLISHED],
    ["four-way by the client", "four-way", "client", CLOSED_BY_CLIENT],
    [
      "three-way by the server",
      "three-way",
      "server",
      `${ESTABLISHED}
       server > client  F.  1:1  ack 1
       client > server  F.  1:1  ack 2
       server > client  .   2:2  ack 2`,
    ],
    [
      "data that acknowledges the FIN comes before the second FIN: four-way",
      "four-way",
      "server",
      `${ESTABLISHED}
       server > client  F.  1:1    ack 1
       client > server  P.  1:11   ack 2
       client > server  F.  11:11  ack 2
       server > client  .   2:2    ack 12`,
    ],
    [
      "data that does not acknowledge it comes before the second FIN: three-way",
      "three-way",
      "server",
      `${ESTABLISHED}
       server > client  F.  1:1    ack 1
       client > server  P.  1:11   ack 1
       client > server  F.  11:11  ack 2
       server > client  .   2:2    ack 12`,
    ],
    [
      "crossing",
      "simultaneous",
      "both",
      `${ESTABLISHED}
       client > server  F.  1:1  ack 1
       server > client  F.  1:1  ack 1
       client > server  .   2:2  ack 2
       server > client  .   2:2  ack 2`,
    ],
    [
      "one FIN, acknowledged",
      "incomplete",
      "client",
      `${ESTABLISHED}
       client > server  F.  1:1  ack 1
       server > client  .   1:1  ack 2`,
    ],
    ["one FIN, not acknowledged", "incomplete", "server", `${ESTABLISHED} server > client F. 1:1 ack 1`],
    [
      "crossing, one not acknowledged",
      "incomplete",
      "both",
      `${ESTABLISHED}
       client > server  F.  1:1  ack 1
       server > client  F.  1:1  ack 1
       client > server  .   2:2  ack 2`,
    ],
    ["reset by the server", "reset", "server", `${ESTABLISHED} server > client R 1:1`],
    [
      "FIN, then reset by the other end",
      "reset",
      "server",
      `${ESTABLISHED}
       client > server  F.  1:1  ack 1
       server > client  R.  1:1  ack 2`,
    ],
    ["refused", "reset", "server", "client > server S 0:0 \n server > client R. seq=0 ack 1"],
    [
      "aborted",
      "reset",
      "client",
      `
       client > server  S   0:0
       server > client  S.  0:0  ack 1
       client > server  R   1:1`,
    ],
    ["closed, then an RST", "four-way", "client", `${CLOSED_BY_CLIENT} server > client R 2:2`],
    [
      "self-connect: its FIN crosses itself",
      "simultaneous",
      "both",
      `
       client:7000 > client:7000  S   0:0
       client:7000 > client:7000  S.  0:0  ack 1
       client:7000 > client:7000  F.  1:1  ack 1
       client:7000 > client:7000  .   2:2  ack 2`,
    ],
  ];
  it.each(cases)("%s", async (_name, closing, closedBy, text) => {
    expect(await scenario(text).connection()).toMatchObject({ closing, closedBy });
  });
});
