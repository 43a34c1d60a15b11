// RST: accepted or not, state by state (SEMANTICS §1; RFC 9293 §3.5.3, RFC 5961 §3).
import { describe, expect, it } from "vitest";
import { expectStates, scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED, CLOSED_BY_CLIENT, ESTABLISHED, SERVER_CLOSED } from "../notation/start-states.ts";

const SYN_RECEIVED = `
  client > server  S   0:0
  server > client  S.  0:0  ack 1
`;

describe("in SYN_SENT", () => {
  it("accepted when it acknowledges the SYN", () =>
    expectStates(`
      client > server  S   0:0           | SYN_SENT | UNKNOWN
      server > client  R.  seq=0  ack 1  | CLOSED   | CLOSED
    `));

  it("accepted when it acknowledges the SYN and its payload", () =>
    expectStates(`
      client > server  S   0:100  <tfo 8>  | SYN_SENT | UNKNOWN
      server > client  R.  seq=0  ack 101                 | CLOSED   | CLOSED
    `));

  it("ignored without ACK", () =>
    expectStates(`
      client > server  S  0:0    | SYN_SENT | UNKNOWN
      server > client  R  seq=0  | SYN_SENT | -
    `));

  it("ignored when it acknowledges something else", () =>
    expectStates(`
      client > server  S   0:0             | SYN_SENT | UNKNOWN
      server > client  R.  seq=0  ack 500  | SYN_SENT | -
    `));

  it("accepted behind a SYN-ACK too, whatever its number: the client may not have that", () =>
    expectStates(`
      client > server  S   0:0           | SYN_SENT | UNKNOWN
      server > client  S.  0:0    ack 1  | SYN_SENT | SYN_RECEIVED
      server > client  R.  seq=0  ack 1  | CLOSED   | CLOSED
    `));

  it("in a crossing open an end that begins again is in SYN_SENT", () =>
    expectStates(`
            client > server  S   0:0           | SYN_SENT     | UNKNOWN
            server > client  S   0:0           | SYN_RECEIVED | SYN_RECEIVED
            client > server  R.  1:1    ack 1  | CLOSED       | CLOSED
      +0.25 server > client  S   0:0           | CLOSED       | SYN_SENT
            client > server  R.  seq=0  ack 1  | CLOSED       | CLOSED
    `));

  it.each(["0:0", "1:1"])("of the SYN's sender: accepted with number %s", (number) =>
    expectStates(`
      client > server  S  0:0        | SYN_SENT | UNKNOWN
      client > server  R  ${number}  | CLOSED   | -
    `),
  );

  it("of the SYN's sender: accepted behind the payload of the SYN", () =>
    expectStates(`
      client > server  S  0:100    <tfo 8>  | SYN_SENT | UNKNOWN
      client > server  R  101:101                          | CLOSED   | -
    `));

  it("of the SYN's sender: not accepted with another number", () =>
    expectStates(`
      client > server  S  0:0           | SYN_SENT | UNKNOWN
      client > server  R  seq=33333000  | SYN_SENT | UNKNOWN
    `));

  it("is no longer accepted when the same SYN comes again", () =>
    expectStates(`
           client > server  S   0:0           | SYN_SENT | UNKNOWN
           server > client  R.  seq=0  ack 1  | CLOSED   | CLOSED
      +0.5 client > server  S   0:0           | SYN_SENT | -
           server > client  R.  seq=0  ack 1  | CLOSED   | CLOSED
    `));
});

describe("in SYN_RECEIVED", () => {
  it("a passive end goes back to LISTEN", () =>
    expectStates(`${SYN_RECEIVED} client > server R 1:1 | CLOSED | LISTEN`));

  it("the server that resets is CLOSED", () =>
    expectStates(`${SYN_RECEIVED} server > client R. 1:1 ack 1 | CLOSED | CLOSED`));

  it("not accepted outside the window", () =>
    expectStates(`${SYN_RECEIVED} client > server R 900001:900001 | SYN_SENT | SYN_RECEIVED`));

  it("once more, where the SYN-ACK crossed the first RST", () =>
    expectStates(`
      client > server  S   0:0         | SYN_SENT | UNKNOWN
      client > server  R   1:1         | CLOSED   | UNKNOWN
      server > client  S.  0:0  ack 1  | CLOSED   | SYN_RECEIVED
      client > server  R   1:1         | CLOSED   | LISTEN
    `));

  it("in a simultaneous open nobody was passive", () =>
    expectStates(`
      client > server  S   0:0         | SYN_SENT     | UNKNOWN
      server > client  S   0:0         | SYN_RECEIVED | SYN_RECEIVED
      server > client  R.  1:1  ack 1  | CLOSED       | CLOSED
    `));
});

describe("in ESTABLISHED, the number must be right", () => {
  const accepted: [name: string, text: string][] = [
    ["the receiver's highest acknowledgement", "server > client R 1:1"],
    [
      "the highest acknowledgement, though more was sent",
      `server > client  P.  1:101  ack 1
       server > client  R   1:1`,
    ],
    [
      "the number after the sender's last contiguous captured byte",
      `server > client  P.  1:101    ack 1
       server > client  R.  101:101  ack 1`,
    ],
    [
      "the number after the contiguous bytes, though later ones were sent",
      `server > client  P.  1:101    ack 1
       server > client  P.  201:301  ack 1
       server > client  R.  101:101  ack 1`,
    ],
    [
      "the highest number that the sender has used",
      `server > client  P.  1:101    ack 1
       server > client  P.  201:301  ack 1
       server > client  R.  301:301  ack 1`,
    ],
    ["with payload", "server > client R. 1:31 ack 1"],
  ];
  it.each(accepted)("accepted: %s", async (_name, text) => {
    const connection = await scenario(`${ESTABLISHED} ${text}`).connection();
    expect(connection).toMatchObject({ verdict: "reset", closedBy: "server", closing: "reset" });
    expect([connection.client.state, connection.server.state]).toEqual(["CLOSED", "CLOSED"]);
  });

  it("in the window but not exact: a challenge ACK, and nothing changes", () =>
    expectStates(`${ESTABLISHED}
      server > client  R  501:501
      client > server  .  1:1  ack 1  | ESTABLISHED | ESTABLISHED
    `));

  it("in the window but not exact: accepted where its receiver sends nothing more", async () => {
    const connection = await scenario(`${ESTABLISHED} server > client R 501:501`).connection();
    expect(connection).toMatchObject({
      verdict: "reset",
      closedBy: "server",
      client: { state: "CLOSED" },
      server: { state: "CLOSED" },
    });
  });

  it("in the window but not exact: accepted where its receiver sends nothing but RSTs", async () => {
    const text = `${ESTABLISHED}
      server > client  R   501:501
      client > server  R.  1:1  ack 1`;
    expect(await scenario(text).connection()).toMatchObject({ verdict: "reset" });
  });

  it("in the window but not exact, in TIME_WAIT: that goes on where its end answers", () =>
    expectStates(`${CLOSED_BY_CLIENT}
      +1 server > client  R  501:501       | CLOSED    | CLOSED
         client > server  .  2:2    ack 2  | TIME_WAIT | CLOSED
    `));

  it("outside the window: ignored, whatever follows", () =>
    expectStates(`${ESTABLISHED} server > client R 900001:900001 | ESTABLISHED | ESTABLISHED`));

  it("outside the window: ignored however often, also from an end of which nothing else was captured", () =>
    expectStates(`
      client > server  P.  1:11  ack 1  win 4      | ESTABLISHED | ESTABLISHED
      server > client  R   seq=500000000           | ESTABLISHED | ESTABLISHED
      server > client  R   seq=500000000           | ESTABLISHED | ESTABLISHED
    `));

  it("before the window: ignored", () =>
    expectStates(`${ESTABLISHED}
      server > client  P.  1:501  ack 1
      client > server  .   1:1    ack 501
      server > client  R   1:1             | ESTABLISHED | ESTABLISHED
    `));

  it.each([
    ["scaled, where both SYNs offered it", "<wscale 4>", "<wscale 4>", "win 1000", 15001, "reset"],
    ["not scaled, where only its own SYN offered it", "<wscale 4>", "", "win 1000", 15001, "open"],
    ["not scaled, where only the other SYN offered it", "", "<wscale 4>", "win 1000", 15001, "open"],
    ["scaled by 14 at most (RFC 7323 §2.3)", "<wscale 15>", "<wscale 0>", "win 4", 60001, "reset"],
    ["scaled by 14 at most: outside", "<wscale 15>", "<wscale 0>", "win 4", 100001, "open"],
  ])("the window is the receiver's, %s", async (_name, ofClient, ofServer, window, number, verdict) => {
    const connection = await scenario(`
      client > server  S   0:0         ${ofClient}
      server > client  S.  0:0  ack 1  ${ofServer}
      client > server  .   1:1  ack 1  ${window}
      server > client  R   ${number}:${number}
    `).connection();
    expect(connection.verdict).toBe(verdict);
  });

  it("a window from a SYN is not scaled", () =>
    expectStates(`
      client > server  S   0:0  win 1000  <wscale 7>
      server > client  S.  0:0  ack 1     <wscale 7>
      server > client  R   5001:5001                  | SYN_SENT | SYN_RECEIVED
    `));

  it("where one SYN is not captured, the other may tell that there is no scale", async () => {
    const connection = await scenario(`
      server > client  S.  0:0  ack 1
      client > server  .   1:1  ack 1  win 1000
      server > client  .   1:1  ack 1
      server > client  R   5001:5001
    `).connection();
    expect(connection.verdict).toBe("open");
  });

  it("where neither is captured, the largest scale is possible", async () => {
    const connection = await scenario(`
      client > server  .  1:1  ack 1  win 1000
      server > client  .  1:1  ack 1
      server > client  R  5001:5001
    `).connection();
    expect(connection.verdict).toBe("reset");
  });

  it("counted even when it is ignored", async () => {
    const connection = await scenario(`${ESTABLISHED} server > client R 900001:900001`).connection();
    expect(connection).toMatchObject({ closing: "none", closedBy: null, server: { rst: 1, packets: 2 } });
  });
});

describe("put back: the receiver goes on", () => {
  it("later than 200 ms after it: it was not accepted", () =>
    expectStates(`${ESTABLISHED}
            server > client  R   1:1           | CLOSED      | CLOSED
      +0.25 client > server  P.  1:11  ack 1   | ESTABLISHED | ESTABLISHED
            server > client  .   1:1   ack 11  | ESTABLISHED | ESTABLISHED
    `));

  it("sooner, it may not have met the RST yet", () =>
    expectStates(`${ESTABLISHED}
           server > client  R   1:1          | CLOSED | CLOSED
      +0.1 client > server  P.  1:11  ack 1  | CLOSED | CLOSED
    `));

  it("three round trips where those are longer than 200 ms", () =>
    expectStates(`
           client > server  S   0:0
      +0.3 server > client  S.  0:0  ack 1
      +0.0 client > server  .   1:1  ack 1
           server > client  R   1:1           | CLOSED      | CLOSED
      +0.5 client > server  P.  1:11  ack 1   | CLOSED      | CLOSED
      +0.5 client > server  P.  1:11  ack 1   | ESTABLISHED | ESTABLISHED
    `));

  it("to the states of a close that had begun", () =>
    expectStates(`${CLIENT_CLOSED}
           client > server  R   2:2            | CLOSED     | CLOSED
      +0.5 server > client  P.  1:101  ack 2   | FIN_WAIT_2 | CLOSE_WAIT
           server > client  F.  101:101  ack 2 | TIME_WAIT  | LAST_ACK
    `));

  it("a FIN that passed meanwhile counts", () =>
    expectStates(`${ESTABLISHED}
            server > client  R   1:1         | CLOSED     | CLOSED
      +0.05 client > server  F.  1:1  ack 1  | CLOSED     | CLOSED
      +0.3  client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
            server > client  .   1:1  ack 2  | FIN_WAIT_2 | CLOSE_WAIT
    `));

  it("a whole close that passed meanwhile counts", () =>
    expectStates(`${ESTABLISHED}
            client > server  R   1:1         | CLOSED     | CLOSED
      +0.05 client > server  F.  1:1  ack 1  | CLOSED     | CLOSED
      +0.05 server > client  F.  1:1  ack 2  | CLOSED     | CLOSED
      +0.3  server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
            client > server  .   2:2  ack 2  | TIME_WAIT  | CLOSED
    `));

  it("a crossing close that passed meanwhile counts", () =>
    expectStates(`${ESTABLISHED}
            client > server  R   1:1         | CLOSED     | CLOSED
      +0.05 client > server  F.  1:1  ack 1  | CLOSED     | CLOSED
      +0.05 server > client  F.  1:1  ack 1  | CLOSED     | CLOSED
      +0.3  server > client  .   2:2  ack 2  | CLOSING    | CLOSING
            client > server  .   2:2  ack 2  | TIME_WAIT  | TIME_WAIT
    `));

  it("an RST of the receiver does not put it back", () =>
    expectStates(`${ESTABLISHED}
           server > client  R   1:1         | CLOSED | CLOSED
      +0.5 client > server  R.  1:1  ack 1  | CLOSED | CLOSED
    `));

  it("and the verdict follows", async () => {
    const connection = await scenario(`${ESTABLISHED}
           server > client  R   1:1
      +0.5 client > server  P.  1:11  ack 1
           server > client  .   1:1   ack 11
    `).connection();
    expect(connection).toMatchObject({ verdict: "open", closing: "none", closedBy: null });
  });
});

describe("the same SYN again after an RST that ended the open connection", () => {
  it.each([
    ["server", "server > client R 1:1"],
    ["client", "client > server R 1:1"],
  ])("of the %s: the attempt goes on, with whatever number the server answers", async (_by, reset) => {
    const text = `${ESTABLISHED}
         ${reset}                                   | CLOSED      | CLOSED
      +1 client > server  S   0:0                   | SYN_SENT    | CLOSED
         server > client  S.  seq=9000000  ack 1    | SYN_SENT    | SYN_RECEIVED
         client > server  .   1:1   ack=9000001     | ESTABLISHED | ESTABLISHED
         server > client  F.  seq=9000001  ack 1    | CLOSE_WAIT  | FIN_WAIT_1
    `;
    await expectStates(text);
    expect(await scenario(text).connection()).toMatchObject({
      verdict: "closing",
      closedBy: "server",
      server: { isn: 9_000_000, synAck: 2 },
    });
  });

  it("unanswered: the RST is no longer accepted", async () => {
    const connection = await scenario(`${ESTABLISHED}
         server > client  R  1:1
      +1 client > server  S  0:0
    `).connection();
    expect(connection).toMatchObject({ verdict: "unanswered", closing: "none", closedBy: null });
  });

  it("a late copy of the SYN takes nothing back", async () => {
    const connection = await scenario(`${ESTABLISHED}
      server > client  R  1:1
      client > server  S  0:0
    `).connection();
    expect(connection).toMatchObject({ verdict: "reset", client: { state: "CLOSED", syn: 2 } });
  });
});

describe("after a FIN", () => {
  it("the FIN's own number is right (macOS sends FIN, then RST with its number)", () =>
    expectStates(`${ESTABLISHED}
      server > client  P.  1:101    ack 1
      server > client  F.  101:101  ack 1
      client > server  .   1:1      ack 102  | CLOSE_WAIT | FIN_WAIT_2
      server > client  R   101:101           | CLOSED     | CLOSED
    `));

  it("abort in CLOSE_WAIT", () =>
    expectStates(`${CLIENT_CLOSED} server > client R. 1:1 ack 2 | CLOSED | CLOSED`));

  it("the end in FIN_WAIT_2 answers data", () =>
    expectStates(`${CLIENT_CLOSED}
      server > client  P.  1:101  ack 2  | FIN_WAIT_2 | CLOSE_WAIT
      client > server  R   2:2           | CLOSED     | CLOSED
    `));

  it("instead of the last ACK", () =>
    expectStates(`${CLIENT_CLOSED}
      server > client  F.  1:1  ack 2  | TIME_WAIT | LAST_ACK
      client > server  R   2:2         | CLOSED    | CLOSED
    `));

  it("of the end that closed first, server", () =>
    expectStates(`${SERVER_CLOSED} client > server R. 1:1 ack 2 | CLOSED | CLOSED`));
});

describe("in TIME_WAIT", () => {
  it("accepted from the other end (Linux), and the verdict stays closed", async () => {
    const text = `${CLOSED_BY_CLIENT} server > client R 2:2`;
    await expectStates(`${text} | CLOSED | CLOSED`);
    expect(await scenario(text).connection()).toMatchObject({ verdict: "closed", closing: "four-way" });
  });
});

describe("mid-stream", () => {
  it("behind the sender's own last byte, the only number that is known: accepted", () =>
    expectStates(`
      client > server  P.  1:11  ack 1  | ESTABLISHED | ESTABLISHED
      client > server  R   11:11        | CLOSED      | CLOSED
    `));

  it("an RST of each end: both have nothing open", () =>
    expectStates(`
      client > server  R.  1:1  ack 1  | CLOSED | UNKNOWN
      server > client  R   1:1         | CLOSED | CLOSED
    `));
});
