// Evidence that comes late, twice, in the wrong order, or from an earlier connection: what was
// presumed is taken back, and what belongs elsewhere moves nothing (SEMANTICS §1).
import { describe, expect, it } from "vitest";
import { expectStates, scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";

describe("a FIN again tells what its sender has not received", () => {
  it("neither the acknowledgement nor the other end's FIN: it is in FIN_WAIT_1", () =>
    expectStates(`${ESTABLISHED}
           client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
           server > client  .   1:1  ack 2  | FIN_WAIT_2 | CLOSE_WAIT
           server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
      +0.3 client > server  F.  1:1  ack 1  | FIN_WAIT_1 | LAST_ACK
           server > client  .   2:2  ack 2  | FIN_WAIT_2 | LAST_ACK
      +0.3 server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
           client > server  .   2:2  ack 2  | TIME_WAIT  | CLOSED
    `));

  it("the same in three segments", () =>
    expectStates(`${ESTABLISHED}
           client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
           server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
      +0.3 client > server  F.  1:1  ack 1  | FIN_WAIT_1 | LAST_ACK
      +0.1 server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
           client > server  .   2:2  ack 2  | TIME_WAIT  | CLOSED
    `));

  it("data that was lost with the other end's FIN must come first", () =>
    expectStates(`${ESTABLISHED}
           client > server  F.   1:1    ack 1    | FIN_WAIT_1 | CLOSE_WAIT
           server > client  FP.  1:101  ack 2    | TIME_WAIT  | LAST_ACK
      +0.3 client > server  F.   1:1    ack 1    | FIN_WAIT_1 | LAST_ACK
      +0.1 server > client  P.   1:101  ack 2    | FIN_WAIT_2 | LAST_ACK
           server > client  F.   101:101  ack 2  | TIME_WAIT  | LAST_ACK
    `));

  it("only the acknowledgement, where it acknowledges the other end's FIN: it is CLOSING", () =>
    expectStates(`${ESTABLISHED}
           client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
           server > client  .   1:1  ack 2  | FIN_WAIT_2 | CLOSE_WAIT
           server > client  F.  1:1  ack 2  | TIME_WAIT  | LAST_ACK
           client > server  .   2:2  ack 2  | TIME_WAIT  | CLOSED
      +0.3 client > server  F.  1:1  ack 2  | -          | -
    `));
});

describe("a SYN-ACK again takes back what came behind the ACK too", () => {
  it("the FIN is received when it comes again, not by another ACK", () =>
    expectStates(`${ESTABLISHED}
           client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
      +1   server > client  S.  0:0  ack 1  | FIN_WAIT_1 | SYN_RECEIVED
           client > server  .   2:2  ack 1  | FIN_WAIT_1 | ESTABLISHED
      +0.5 client > server  F.  1:1  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
           server > client  .   1:1  ack 2  | FIN_WAIT_2 | CLOSE_WAIT
    `));

  it("and only behind the data before it", () =>
    expectStates(`${ESTABLISHED}
           client > server  P.  1:101    ack 1  | ESTABLISHED | ESTABLISHED
           client > server  F.  101:101  ack 1  | FIN_WAIT_1  | CLOSE_WAIT
      +1   server > client  S.  0:0      ack 1  | FIN_WAIT_1  | SYN_RECEIVED
      +0.5 client > server  F.  101:101  ack 1  | FIN_WAIT_1  | ESTABLISHED
           client > server  P.  1:101    ack 1  | FIN_WAIT_1  | CLOSE_WAIT
    `));
});

describe("a FIN of an earlier connection of the same addresses", () => {
  it("moves nothing, and the connection's own FIN counts", async () => {
    const text = `${CLOSED_BY_CLIENT}
      +1 client > server  S   isn 2000000  0:0
         server > client  S.  isn 9000000  0:0  ack 1
         client > server  .   1:1  ack 1                | ESTABLISHED | ESTABLISHED
         server > client  F.  seq=6000001  ack=1000002  | ESTABLISHED | ESTABLISHED
         server > client  P.  1:11   ack 1              | ESTABLISHED | ESTABLISHED
         client > server  .   1:1    ack 11             | ESTABLISHED | ESTABLISHED
         server > client  F.  11:11  ack 1              | CLOSE_WAIT  | FIN_WAIT_1
         client > server  .   1:1    ack 12             | CLOSE_WAIT  | FIN_WAIT_2
    `;
    await expectStates(text);
    const [, second] = await scenario(text).connections();
    expect(second).toMatchObject({ verdict: "half-closed", closedBy: "server", server: { fin: 2 } });
  });

  it("does not end a handshake", () =>
    expectStates(`
      client > server  S   isn 2000000  0:0         | SYN_SENT    | UNKNOWN
      server > client  S.  isn 9000000  0:0  ack 1  | SYN_SENT    | SYN_RECEIVED
      client > server  F.  seq=1000001  ack=6000001 | SYN_SENT    | SYN_RECEIVED
      client > server  .   1:1  ack 1               | ESTABLISHED | ESTABLISHED
    `));

  it("nor does one of the server's prove that its SYN-ACK was acknowledged", () =>
    expectStates(`
      client > server  S   isn 2000000  0:0         | SYN_SENT | UNKNOWN
      server > client  S.  isn 9000000  0:0  ack 1  | SYN_SENT | SYN_RECEIVED
      server > client  F.  seq=6000001  ack=1000002 | SYN_SENT | SYN_RECEIVED
    `));
});

describe("FINs with different numbers", () => {
  it("an end that goes on behind its FIN closes where its last FIN stands", async () => {
    const text = `${ESTABLISHED}
      client > server  F.  1:1      ack 1    | FIN_WAIT_1 | CLOSE_WAIT
      client > server  P.  1:101    ack 1    | FIN_WAIT_1 | CLOSE_WAIT
      client > server  F.  101:101  ack 1    | FIN_WAIT_1 | CLOSE_WAIT
      server > client  .   1:1      ack 102  | FIN_WAIT_2 | CLOSE_WAIT
    `;
    await expectStates(text);
    expect(await scenario(text).connection()).toMatchObject({ verdict: "half-closed", client: { fin: 2 } });
  });

  it("one behind a gap gives way to one without", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  seq=500000000  ack 1  | FIN_WAIT_1 | ESTABLISHED
      client > server  F.  1:1            ack 1  | FIN_WAIT_1 | CLOSE_WAIT
      server > client  .   1:1            ack 2  | FIN_WAIT_2 | CLOSE_WAIT
    `));

  it("not where the first was acknowledged, nor where there is a gap before the other", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  1:1      ack 1  | FIN_WAIT_1 | CLOSE_WAIT
      client > server  F.  501:501  ack 1  | FIN_WAIT_1 | CLOSE_WAIT
      server > client  .   1:1      ack 2  | FIN_WAIT_2 | CLOSE_WAIT
      client > server  F.  2:2      ack 1  | FIN_WAIT_2 | CLOSE_WAIT
    `));
});

describe("a FIN captured behind the FIN that answers it", () => {
  it("its sender is in TIME_WAIT, unless there is a gap before the other's FIN", () =>
    expectStates(`${ESTABLISHED}
      server > client  F.  101:101  ack 2    | ESTABLISHED | FIN_WAIT_1
      client > server  F.  1:1      ack 1    | FIN_WAIT_2  | LAST_ACK
      server > client  P.  1:101    ack 2    | TIME_WAIT   | LAST_ACK
      client > server  .   2:2      ack 102  | TIME_WAIT   | CLOSED
    `));

  it("where the other's FIN was acknowledged by then, that end is CLOSED", () =>
    expectStates(`${ESTABLISHED}
      server > client  F.  1:1  ack 2  | CLOSE_WAIT | FIN_WAIT_1
      client > server  .   2:2  ack 2  | CLOSE_WAIT | FIN_WAIT_2
      client > server  F.  1:1  ack 1  | TIME_WAIT  | CLOSED
    `));

  it("opens nothing after an RST", () =>
    expectStates(`${ESTABLISHED}
      server > client  F.  1:1  ack 2  | CLOSE_WAIT | FIN_WAIT_1
      server > client  R.  2:2  ack 2  | CLOSED     | CLOSED
      client > server  F.  1:1  ack 1  | CLOSED     | CLOSED
    `));
});

describe("fast open: a server that closes before its SYN-ACK has arrived", () => {
  it("the client receives the FIN once it is ESTABLISHED", () =>
    expectStates(`
      client > server  S   0:100             <tfo 8>  | SYN_SENT   | UNKNOWN
      server > client  S.  0:0      ack 101           | SYN_SENT   | SYN_RECEIVED
      server > client  FP. 1:51     ack 101           | SYN_SENT   | FIN_WAIT_1
      client > server  .   101:101  ack 1             | CLOSE_WAIT | FIN_WAIT_1
      client > server  .   101:101  ack 52            | CLOSE_WAIT | FIN_WAIT_2
      client > server  F.  101:101  ack 52            | LAST_ACK   | TIME_WAIT
      server > client  .   52:52    ack 102           | CLOSED     | TIME_WAIT
    `));
});

describe("a SYN-ACK captured behind the ACK of it", () => {
  it("tells the server's number and options, and how long it took", async () => {
    const connection = await scenario(`
      @0     client > server  S   0:0
      @0.02  client > server  .   1:1  ack 1
      @0.01  server > client  S.  0:0  ack 1  <mss 1400,wscale 5>
    `).connection();
    expect(connection).toMatchObject({
      opening: "three-way",
      verdict: "open",
      ackRttSeconds: null,
      server: { isn: 6_000_000, mss: 1400, windowScale: 5 },
    });
    expect(connection.synRttSeconds).toBeCloseTo(0.01, 9);
  });

  it("whose number the client has not acknowledged tells nothing", async () => {
    const connection = await scenario(`
      client > server  S   0:0
      client > server  .   1:1  ack 1
      server > client  S.  seq=7000000  ack 1
    `).connection();
    expect(connection.server).toMatchObject({ isn: null, synAck: 1 });
  });

  it("seen listening, its port tells the roles of other connections", async () => {
    const connections = await scenario(`
      client:50001 > server:50555  S   0:0
      client:50001 > server:50555  .   1:1   ack 1
      server:50555 > client:50001  S.  0:0   ack 1
      server:50555 > client:50002  P.  1:11  ack 1
    `).connections();
    expect(connections[1]).toMatchObject({ roles: "port", server: { port: 50555 } });
  });
});

describe("SYN-ACKs with different numbers before the handshake is complete (SYN cookies)", () => {
  const TWO = `
         client > server  S   0:0
      +1 client > server  S   0:0
         server > client  S.  seq=6000000  ack 1
         server > client  S.  seq=6500000  ack 1
  `;

  it.each([
    ["the first", 6_000_000],
    ["the second", 6_500_000],
  ])("the client acknowledges %s: that is the server's number", async (_which, isn) => {
    const text = `${TWO}
      client > server  .   1:1  ack=${isn + 1}            | ESTABLISHED | ESTABLISHED
      server > client  F.  seq=${isn + 1}  ack 1          | CLOSE_WAIT  | FIN_WAIT_1
      client > server  .   1:1  ack=${isn + 2}            | CLOSE_WAIT  | FIN_WAIT_2
    `;
    await expectStates(text);
    expect((await scenario(text).connection()).server).toMatchObject({ isn, synAck: 2 });
  });

  it("the second number may be the lower one", () =>
    expectStates(`
      client > server  S   0:0
      server > client  S.  seq=6500000  ack 1
      server > client  S.  seq=6000000  ack 1
      client > server  .   1:1  ack=6500001  | ESTABLISHED | ESTABLISHED
    `));

  it("a SYN-ACK of the client answers none", async () => {
    const connection = await scenario(`
      server > client  S.  0:0  ack 1
      client > server  S.  0:0  ack 1
      client > server  .   1:1  ack 1
    `).connection();
    expect(connection).toMatchObject({ verdict: "open", client: { isn: null }, server: { isn: 1_000_000 } });
  });
});

describe("an attempt that was presumed to have ended", () => {
  it("by ICMP: an ACK of the client proves the SYN-ACK all the same", () =>
    expectStates(`
      client > server  S  0:0                                 | SYN_SENT    | UNKNOWN
      router > client  icmp 3/1 quotes client > server S 0:0  | CLOSED      | UNKNOWN
      client > server  .  1:1  ack 1                          | ESTABLISHED | ESTABLISHED
    `));
});

describe("a FIN behind several gaps", () => {
  it("is not received when only the first of them is filled", () =>
    expectStates(`${ESTABLISHED}
      client > server  P.  101:201  ack 1    | ESTABLISHED | ESTABLISHED
      client > server  F.  301:301  ack 1    | FIN_WAIT_1  | ESTABLISHED
      client > server  P.  1:101    ack 1    | FIN_WAIT_1  | ESTABLISHED
      server > client  .   1:1      ack 201  | FIN_WAIT_1  | ESTABLISHED
      server > client  .   1:1      ack 302  | FIN_WAIT_2  | CLOSE_WAIT
    `));

  it("a gap filled from its far end is one gap", () =>
    expectStates(`${ESTABLISHED}
      client > server  F.  301:301  ack 1    | FIN_WAIT_1  | ESTABLISHED
      client > server  P.  201:301  ack 1    | FIN_WAIT_1  | ESTABLISHED
      client > server  P.  101:201  ack 1    | FIN_WAIT_1  | ESTABLISHED
      client > server  P.  1:101    ack 1    | FIN_WAIT_1  | CLOSE_WAIT
    `));
});

describe("a SYN-ACK that comes late into a connection begun in the middle", () => {
  it.each([
    ["payload of the server came before it", "server > client P. 1:11 ack 1", ""],
    ["the client acknowledges it later", "server > client . 1:1 ack 1", "client > server . 1:1 ack 1"],
    ["the client acknowledged it before", "client > server . 1:1 ack 1", ""],
  ])("%s: the handshake is complete, so an RST resets", async (_name, before, after) => {
    const text = `
      ${before}
      server > client  S.  0:0  ack 1
      ${after}`;
    expect(await scenario(text).connection()).toMatchObject({ opening: "three-way", verdict: "open" });
    const reset = await scenario(`${text} \n client > server R 1:1`).connection();
    expect(reset).toMatchObject({ verdict: "reset", closing: "reset" });
  });
});
