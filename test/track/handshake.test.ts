// Opening: the arrows of SEMANTICS §1 up to ESTABLISHED, what each end offered, and the two halves of
// the handshake's round-trip time.
import { describe, expect, it } from "vitest";
import { expectStates, scenario } from "../notation/scenario.ts";

describe("three-way handshake", () => {
  it("moves each end when its own segment shows it", () =>
    expectStates(`
      client > server  S   0:0         | SYN_SENT    | UNKNOWN
      server > client  S.  0:0  ack 1  | SYN_SENT    | SYN_RECEIVED
      client > server  .   1:1  ack 1  | ESTABLISHED | ESTABLISHED
    `));

  it("takes data on the third segment for its ACK", () =>
    expectStates(`
      client > server  S   0:0           | SYN_SENT    | UNKNOWN
      server > client  S.  0:0   ack 1   | SYN_SENT    | SYN_RECEIVED
      client > server  P.  1:51  ack 1   | ESTABLISHED | ESTABLISHED
    `));

  it("takes a FIN on the third segment for its ACK too", () =>
    expectStates(`
      client > server  S   0:0          | SYN_SENT   | UNKNOWN
      server > client  S.  0:0   ack 1  | SYN_SENT   | SYN_RECEIVED
      client > server  F.  1:1   ack 1  | FIN_WAIT_1 | CLOSE_WAIT
    `));

  it("stays in SYN_SENT however often the SYN is repeated", () =>
    expectStates(`
         client > server  S  0:0  | SYN_SENT | UNKNOWN
      +1 client > server  S  0:0  | SYN_SENT | UNKNOWN
      +2 client > server  S  0:0  | SYN_SENT | UNKNOWN
      +4 client > server  S  0:0  | SYN_SENT | UNKNOWN
    `));

  it("does not open by a SYN-ACK of another number", () =>
    expectStates(`
      client > server  S   0:0             | SYN_SENT | UNKNOWN
      server > client  S.  0:0  ack 12345  | SYN_SENT | -
    `));

  it("does not open by an ACK of the other end without SYN (RFC 9293 §3.10.7.3)", () =>
    expectStates(`
      client > server  S  0:0                             | SYN_SENT | UNKNOWN
      server > client  .  seq=77777000  ack=33333000      | SYN_SENT | -
    `));

  it("does not complete by an ACK that acknowledges something else than the SYN-ACK", () =>
    expectStates(`
      client > server  S   0:0              | SYN_SENT | UNKNOWN
      server > client  S.  0:0  ack 1       | SYN_SENT | SYN_RECEIVED
      client > server  .   1:1  ack=4000000000  | -    | SYN_RECEIVED
    `));

  it("says so", async () => {
    const connection = await scenario(`
      @0     client > server  S   0:0         <mss 1460,sackOK,ts 1 0,wscale 7>
      @0.030 server > client  S.  0:0  ack 1  <mss 1400,wscale 9>
      @0.034 client > server  .   1:1  ack 1
    `).connection();
    expect(connection).toMatchObject({
      opening: "three-way",
      closing: "none",
      closedBy: null,
      roles: "syn",
      directions: "both",
      client: { ip: "10.0.0.1", port: 40000, isn: 1_000_000, mss: 1460, windowScale: 7, sackPermitted: true },
      server: { ip: "192.0.2.1", port: 80, isn: 6_000_000, mss: 1400, windowScale: 9, sackPermitted: false },
    });
    expect(connection.client).toMatchObject({ timestamps: true, syn: 1, synAck: 0, packets: 2 });
    expect(connection.server).toMatchObject({ timestamps: false, syn: 0, synAck: 1, packets: 1 });
    expect(connection.synRttSeconds).toBeCloseTo(0.03, 9);
    expect(connection.ackRttSeconds).toBeCloseTo(0.004, 9);
  });

  it("tells null from zero where an option was not offered", async () => {
    const connection = await scenario(`
      client > server  S   0:0         <wscale 0>
      server > client  S.  0:0  ack 1
    `).connection();
    expect(connection.client).toMatchObject({ mss: null, windowScale: 0 });
    expect(connection.server).toMatchObject({ mss: null, windowScale: null });
  });
});

describe("a SYN-ACK again", () => {
  it("by timer after the client's ACK: the server is still SYN_RECEIVED, until the next ACK", () =>
    expectStates(`
         client > server  S   0:0         | SYN_SENT    | UNKNOWN
         server > client  S.  0:0  ack 1  | SYN_SENT    | SYN_RECEIVED
         client > server  .   1:1  ack 1  | ESTABLISHED | ESTABLISHED
      +1 server > client  S.  0:0  ack 1  | ESTABLISHED | SYN_RECEIVED
         client > server  .   1:1  ack 1  | ESTABLISHED | ESTABLISHED
      +2 server > client  S.  0:0  ack 1  | ESTABLISHED | SYN_RECEIVED
         client > server  P.  1:9  ack 1  | ESTABLISHED | ESTABLISHED
    `));

  it("directly behind a repeated SYN answers that, and is no timer's", () =>
    expectStates(`
         client > server  S   0:0         | SYN_SENT    | UNKNOWN
         server > client  S.  0:0  ack 1  | SYN_SENT    | SYN_RECEIVED
         client > server  .   1:1  ack 1  | ESTABLISHED | ESTABLISHED
      +1 client > server  S   0:0         | ESTABLISHED | ESTABLISHED
         server > client  S.  0:0  ack 1  | ESTABLISHED | ESTABLISHED
    `));

  it("also where every frame is captured twice", () =>
    expectStates(`
              client > server  S   0:0         | SYN_SENT    | UNKNOWN
              server > client  S.  0:0  ack 1  | SYN_SENT    | SYN_RECEIVED
              client > server  .   1:1  ack 1  | ESTABLISHED | ESTABLISHED
      +1      client > server  S   0:0         | ESTABLISHED | ESTABLISHED
      +0.0002 copy                             | ESTABLISHED | ESTABLISHED
              server > client  S.  0:0  ack 1  | ESTABLISHED | ESTABLISHED
      +0.0002 copy                             | ESTABLISHED | ESTABLISHED
    `));

  it("not directly: data of the client came between", () =>
    expectStates(`
         client > server  S   0:0          | SYN_SENT    | UNKNOWN
         server > client  S.  0:0   ack 1  | SYN_SENT    | SYN_RECEIVED
         client > server  .   1:1   ack 1  | ESTABLISHED | ESTABLISHED
      +1 client > server  S   0:0          | ESTABLISHED | ESTABLISHED
         client > server  P.  1:11  ack 1  | ESTABLISHED | ESTABLISHED
      +1 server > client  S.  0:0   ack 1  | ESTABLISHED | SYN_RECEIVED
    `));

  it("before the client's ACK changes nothing", () =>
    expectStates(`
         client > server  S   0:0         | SYN_SENT    | UNKNOWN
         server > client  S.  0:0  ack 1  | SYN_SENT    | SYN_RECEIVED
      +1 server > client  S.  0:0  ack 1  | SYN_SENT    | SYN_RECEIVED
         client > server  .   1:1  ack 1  | ESTABLISHED | ESTABLISHED
    `));

  it("as a copy of the same frame is no event: same IP identification within 1 ms", () =>
    expectStates(`
              client > server  S   0:0                  | SYN_SENT    | UNKNOWN
              server > client  S.  0:0  ack 1  ipid 77  | SYN_SENT    | SYN_RECEIVED
      +0.0002 client > server  .   1:1  ack 1  ipid 88  | ESTABLISHED | ESTABLISHED
      +0.0002 server > client  S.  0:0  ack 1  ipid 77  | ESTABLISHED | ESTABLISHED
      +0.0002 client > server  .   1:1  ack 1  ipid 88  | ESTABLISHED | ESTABLISHED
    `));

  it("as a copy of the same frame is no event: same timestamp within 1 ms", () =>
    expectStates(`
              client > server  S   0:0         <ts 5 0>          | SYN_SENT    | UNKNOWN
              server > client  S.  0:0  ack 1  ipid 0  <ts 9 5>  | SYN_SENT    | SYN_RECEIVED
      +0.0002 client > server  .   1:1  ack 1  <ts 6 9>          | ESTABLISHED | ESTABLISHED
      +0.0002 server > client  S.  0:0  ack 1  ipid 0  <ts 9 5>  | ESTABLISHED | ESTABLISHED
    `));
});

describe("what was not captured is read from what follows", () => {
  it("SYN alone, then the client's first segment with ACK proves the SYN-ACK", () =>
    expectStates(`
      client > server  S  0:0         | SYN_SENT    | UNKNOWN
      client > server  .  1:1  ack 1  | ESTABLISHED | ESTABLISHED
    `));

  it("a SYN-ACK tells that the other end has sent a SYN", () =>
    expectStates(`
      server > client  S.  0:0  ack 1  | SYN_SENT | SYN_RECEIVED
    `));

  it("SYN-ACK alone, then the server's payload proves the client's ACK", () =>
    expectStates(`
      server > client  S.  0:0   ack 1  | SYN_SENT    | SYN_RECEIVED
      server > client  P.  1:11  ack 1  | ESTABLISHED | ESTABLISHED
    `));

  it("SYN-ACK alone, then the server's higher acknowledgement proves the client's ACK", () =>
    expectStates(`
      server > client  S.  0:0  ack 1    | SYN_SENT    | SYN_RECEIVED
      server > client  .   1:1  ack 101  | ESTABLISHED | ESTABLISHED
    `));

  it("SYN-ACK alone, then the server's FIN proves the client's ACK", () =>
    expectStates(`
      server > client  S.  0:0  ack 1  | SYN_SENT   | SYN_RECEIVED
      server > client  F.  1:1  ack 1  | CLOSE_WAIT | FIN_WAIT_1
    `));

  it("SYN-ACK alone, then a bare acknowledgement of the same number proves nothing", () =>
    expectStates(`
      server > client  S.  0:0  ack 1  | SYN_SENT | SYN_RECEIVED
      server > client  .   1:1  ack 1  | SYN_SENT | SYN_RECEIVED
    `));

  it("the third segment lost: payload of the server shows both ends established", () =>
    expectStates(`
      client > server  S   0:0           | SYN_SENT    | UNKNOWN
      server > client  S.  0:0   ack 1   | SYN_SENT    | SYN_RECEIVED
      server > client  P.  1:11  ack 1   | ESTABLISHED | ESTABLISHED
    `));

  it("the SYN captured after its SYN-ACK", () =>
    expectStates(`
      server > client  S.  0:0  ack 1  | SYN_SENT    | SYN_RECEIVED
      client > server  S   0:0         | SYN_SENT    | SYN_RECEIVED
      client > server  .   1:1  ack 1  | ESTABLISHED | ESTABLISHED
    `));

  it.each([
    ["client frames only", "client", "client > server S 0:0 \n client > server . 1:1 ack 1"],
    ["server frames only", "server", "server > client S. 0:0 ack 1 \n server > client P. 1:11 ack 1"],
  ])("%s: opening three-way, no round-trip times", async (_name, directions, text) => {
    const connection = await scenario(text).connection();
    expect(connection).toMatchObject({
      opening: "three-way",
      directions,
      synRttSeconds: null,
      ackRttSeconds: null,
      client: { isn: directions === "client" ? 1_000_000 : null },
    });
    expect(connection.server.isn === null).toBe(directions === "client");
  });
});

describe("simultaneous open", () => {
  it("both ends are SYN_RECEIVED from the second SYN on (RFC 9293 figure 7)", () =>
    expectStates(`
      client > server  S   0:0         | SYN_SENT     | UNKNOWN
      server > client  S   0:0         | SYN_RECEIVED | SYN_RECEIVED
      client > server  S.  0:0  ack 1  | SYN_RECEIVED | ESTABLISHED
      server > client  S.  0:0  ack 1  | ESTABLISHED  | ESTABLISHED
      client > server  .   1:1  ack 1  | ESTABLISHED  | ESTABLISHED
    `));

  it("an end that sends a segment without SYN is ESTABLISHED", () =>
    expectStates(`
      client > server  S  0:0         | SYN_SENT     | UNKNOWN
      server > client  S  0:0         | SYN_RECEIVED | SYN_RECEIVED
      client > server  .  1:1  ack 1  | ESTABLISHED  | ESTABLISHED
    `));

  it("says so; its client is who sent the first SYN, and it has no round-trip times", async () => {
    const connection = await scenario(`
      client > server  S   0:0
      server > client  S   0:0
      client > server  S.  0:0  ack 1
      server > client  S.  0:0  ack 1
    `).connection();
    expect(connection).toMatchObject({
      opening: "simultaneous",
      roles: "syn",
      synRttSeconds: null,
      ackRttSeconds: null,
      client: { ip: "10.0.0.1", syn: 1, synAck: 1, isn: 1_000_000 },
      server: { ip: "192.0.2.1", syn: 1, synAck: 1, isn: 6_000_000 },
    });
  });
});

describe("fast open (RFC 7413)", () => {
  const FAST_OPEN = `
    client > server  S   0:100           <mss 1460,tfo 8>
    server > client  S.  0:0    ack 101  <mss 1460>
  `;

  it("payload of the server may come before the client's ACK and opens nothing", () =>
    expectStates(`
      client > server  S   0:100             <tfo 8>  | SYN_SENT    | UNKNOWN
      server > client  S.  0:0      ack 101                          | SYN_SENT    | SYN_RECEIVED
      server > client  P.  1:51     ack 101                          | SYN_SENT    | SYN_RECEIVED
      client > server  .   101:101  ack 51                           | ESTABLISHED | ESTABLISHED
    `));

  it("is named when the SYN-ACK acknowledges payload of the SYN", async () => {
    const text = `${FAST_OPEN} client > server . 101:101 ack 1`;
    expect(await scenario(text).connection()).toMatchObject({
      opening: "fast-open",
      client: { payloadBytes: 100 },
    });
  });

  it("is not named when only the SYN was acknowledged", async () => {
    const connection = await scenario(`
      client > server  S   0:100           <mss 1460,tfo 8>
      server > client  S.  0:0    ack 1
      client > server  P.  1:101  ack 1
    `).connection();
    expect(connection).toMatchObject({ opening: "three-way", client: { state: "ESTABLISHED" } });
  });

  it("is not named before the handshake is complete", async () => {
    expect(await scenario(FAST_OPEN).connection()).toMatchObject({ opening: "incomplete" });
  });
});

describe("opening incomplete", () => {
  it.each([
    ["SYN alone", "client > server S 0:0"],
    ["SYN-ACK alone", "server > client S. 0:0 ack 1"],
    ["refused", "client > server S 0:0 \n server > client R. seq=0 ack 1"],
  ])("%s", async (_name, text) => {
    expect(await scenario(text).connection()).toMatchObject({ opening: "incomplete" });
  });
});

describe("the round-trip times of the handshake", () => {
  it("are taken from the latest SYN before the SYN-ACK", async () => {
    const connection = await scenario(`
      @0    client > server  S   0:0
      @1    client > server  S   0:0
      @1.05 server > client  S.  0:0  ack 1
      @1.06 client > server  .   1:1  ack 1
    `).connection();
    expect(connection.synRttSeconds).toBeCloseTo(0.05, 9);
    expect(connection.ackRttSeconds).toBeCloseTo(0.01, 9);
  });

  it("are taken from the SYN whose timestamp the SYN-ACK echoes", async () => {
    const connection = await scenario(`
      @0    client > server  S   0:0         <ts 100 0>
      @1    client > server  S   0:0         <ts 1100 0>
      @1.05 server > client  S.  0:0  ack 1  <ts 7 100>
      @1.06 client > server  .   1:1  ack 1
    `).connection();
    expect(connection.synRttSeconds).toBeCloseTo(1.05, 9);
  });

  it("are taken from the first SYN-ACK, and from the latest before the ACK", async () => {
    const connection = await scenario(`
      @0    client > server  S   0:0
      @0.1  server > client  S.  0:0  ack 1
      @1.1  server > client  S.  0:0  ack 1
      @1.15 client > server  .   1:1  ack 1
    `).connection();
    expect(connection.synRttSeconds).toBeCloseTo(0.1, 9);
    expect(connection.ackRttSeconds).toBeCloseTo(0.05, 9);
  });

  it("do not change when the ACK is repeated", async () => {
    const connection = await scenario(`
      @0    client > server  S   0:0
      @0.1  server > client  S.  0:0  ack 1
      @0.15 client > server  .   1:1  ack 1
      @1.1  server > client  S.  0:0  ack 1
      @1.15 client > server  .   1:1  ack 1
    `).connection();
    expect(connection.ackRttSeconds).toBeCloseTo(0.05, 9);
  });

  it("ignore a SYN-ACK that does not acknowledge the SYN", async () => {
    const connection = await scenario(`
      @0    client > server  S   0:0
      @0.1  server > client  S.  seq=500  ack=999
      @0.2  server > client  S.  0:0  ack 1
      @0.3  client > server  .   1:1  ack 1
    `).connection();
    expect(connection.synRttSeconds).toBeCloseTo(0.2, 9);
  });

  it("are never negative where the SYN-ACK was captured first", async () => {
    const connection = await scenario(`
      @0    server > client  S.  0:0  ack 1
      @0.1  client > server  S   0:0
      @0.2  client > server  .   1:1  ack 1
    `).connection();
    expect(connection.synRttSeconds).toBeNull();
    expect(connection.ackRttSeconds).toBeCloseTo(0.2, 9);
  });
});
