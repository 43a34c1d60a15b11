// Time: what ends a state, what does not, and packets that come out of order (SEMANTICS §1, "Clock").
import { describe, expect, it } from "vitest";
import { expectStates, scenario } from "../notation/scenario.ts";
import { CLIENT_CLOSED, CLOSED_BY_CLIENT, ESTABLISHED, SERVER_CLOSED } from "../notation/start-states.ts";

describe("TIME_WAIT", () => {
  it("lasts 2MSL by the time of the packets, of any protocol", () =>
    expectStates(`${CLOSED_BY_CLIENT}
      +59.9 arp  | TIME_WAIT | CLOSED
      +0.2  arp  | CLOSED    | CLOSED
    `));

  it("lasts twice the msl that was asked for", () =>
    expectStates(
      `${CLOSED_BY_CLIENT}
        +9.9 arp  | TIME_WAIT | CLOSED
        +0.2 arp  | CLOSED    | CLOSED`,
      {},
      { msl: 5 },
    ));

  it("begins anew when it acknowledges the other's FIN again", () =>
    expectStates(`${CLOSED_BY_CLIENT}
      +40 server > client  F.  1:1  ack 2  | TIME_WAIT | LAST_ACK
          client > server  .   2:2  ack 2  | TIME_WAIT | CLOSED
      +59 arp                              | TIME_WAIT | CLOSED
      +2  arp                              | CLOSED    | CLOSED
    `));

  it("of both ends after a crossing close", () =>
    expectStates(`${ESTABLISHED}
            client > server  F.  1:1  ack 1
            server > client  F.  1:1  ack 1
            client > server  .   2:2  ack 2
            server > client  .   2:2  ack 2  | TIME_WAIT | TIME_WAIT
      +59   arp                              | TIME_WAIT | TIME_WAIT
      +1.1  arp                              | CLOSED    | CLOSED
    `));

  it("ends although only packets of other connections go on", async () => {
    const [first] = await scenario(`${CLOSED_BY_CLIENT}
      +61 client:40001 > server  S  0:0
    `).connections();
    expect(first?.client.state).toBe("CLOSED");
  });
});

describe("SYN_SENT", () => {
  it("is given up 75 s after the last unanswered SYN", () =>
    expectStates(`
            client > server  S  0:0  | SYN_SENT | UNKNOWN
      +3    client > server  S  0:0  | SYN_SENT | UNKNOWN
      +74.9 arp                      | SYN_SENT | UNKNOWN
      +0.2  arp                      | CLOSED   | UNKNOWN
    `));

  it("is not given up where it was answered", () =>
    expectStates(`
           client > server  S   0:0         | SYN_SENT | UNKNOWN
           server > client  S.  0:0  ack 1  | SYN_SENT | SYN_RECEIVED
      +100 arp                              | SYN_SENT | SYN_RECEIVED
    `));
});

describe("SYN_SENT, answered and asked again", () => {
  it("is given up 75 s after a SYN that followed the last SYN-ACK", () =>
    expectStates(`
            client > server  S   0:0         | SYN_SENT | UNKNOWN
            server > client  S.  0:0  ack 1  | SYN_SENT | SYN_RECEIVED
      +1    client > server  S   0:0         | SYN_SENT | SYN_RECEIVED
      +74.9 arp                              | SYN_SENT | SYN_RECEIVED
      +0.2  arp                              | CLOSED   | SYN_RECEIVED
    `));

  it("and goes on with what the client sends all the same", () =>
    expectStates(`
            client > server  S   0:0         | SYN_SENT    | UNKNOWN
            server > client  S.  0:0  ack 1  | SYN_SENT    | SYN_RECEIVED
      +1    client > server  S   0:0         | SYN_SENT    | SYN_RECEIVED
      +80   client > server  .   1:1  ack 1  | ESTABLISHED | ESTABLISHED
    `));

  it("after the client's RST and the same SYN again", () =>
    expectStates(`
            client > server  S   0:0         | SYN_SENT | UNKNOWN
            server > client  S.  0:0  ack 1  | SYN_SENT | SYN_RECEIVED
            client > server  R   1:1         | CLOSED   | LISTEN
      +1    client > server  S   0:0         | SYN_SENT | LISTEN
      +75   arp                              | CLOSED   | LISTEN
    `));
});

describe("no other timer ends a state", () => {
  it.each([
    ["ESTABLISHED", `${ESTABLISHED} +86400 arp | ESTABLISHED | ESTABLISHED`],
    ["FIN_WAIT_1", `${ESTABLISHED} client > server F. 1:1 ack 1 \n +86400 arp | FIN_WAIT_1 | CLOSE_WAIT`],
    ["FIN_WAIT_2, CLOSE_WAIT", `${CLIENT_CLOSED} +86400 arp | FIN_WAIT_2 | CLOSE_WAIT`],
    ["LAST_ACK", `${SERVER_CLOSED} client > server F. 1:1 ack 2 \n +50 arp | LAST_ACK | TIME_WAIT`],
    [
      "SYN_RECEIVED",
      "client > server S 0:0 \n server > client S. 0:0 ack 1 \n +149 arp | SYN_SENT | SYN_RECEIVED",
    ],
  ])("%s stays", (_name, text) => expectStates(text));

  it("LAST_ACK stays while the other end's TIME_WAIT ends", () =>
    expectStates(`${SERVER_CLOSED}
             client > server  F.  1:1  ack 2  | LAST_ACK | TIME_WAIT
      +86400 arp                              | LAST_ACK | CLOSED
    `));
});

describe("stateSinceSeconds", () => {
  it("counts from the packet that brought the state to the end of the input", async () => {
    const connection = await scenario(`
      @0    client > server  S   0:0
      @0.1  server > client  S.  0:0  ack 1
      @0.2  client > server  .   1:1  ack 1
      @1    client > server  F.  1:1  ack 1
      @2    server > client  .   1:1  ack 2
      @7    arp
    `).connection();
    expect(connection.client).toMatchObject({ state: "FIN_WAIT_2" });
    expect(connection.client.stateSinceSeconds).toBeCloseTo(5, 6);
    expect(connection.server).toMatchObject({ state: "CLOSE_WAIT" });
    expect(connection.server.stateSinceSeconds).toBeCloseTo(6, 6);
  });

  it("does not begin anew with segments that change no state", async () => {
    const connection = await scenario(`${ESTABLISHED}
      +3 client > server  P.  1:11   ack 1
      +3 client > server  P.  11:21  ack 1
    `).connection();
    expect(connection.client.stateSinceSeconds).toBeCloseTo(6, 6);
  });

  it("is zero at the moment of the change", async () => {
    expect((await scenario(ESTABLISHED).connection()).server.stateSinceSeconds).toBe(0);
  });

  it("begins anew with a SYN that follows after the client had given up", async () => {
    const text = "client > server S 0:0 \n +86 client > server S 0:0 \n +1 arp";
    const { client } = await scenario(text).connection();
    expect(client).toMatchObject({ state: "SYN_SENT" });
    expect(client.stateSinceSeconds).toBeCloseTo(1, 6);
  });

  it("counts from when the client gave up, whatever ends the attempt then", async () => {
    const { client } = await scenario(`
      @0  client > server  S  0:0
      @80 router > client  icmp 3/1 quotes client > server S 0:0
      @81 arp
    `).connection();
    expect(client).toMatchObject({ state: "CLOSED" });
    expect(client.stateSinceSeconds).toBeCloseTo(6, 6);
  });

  it("counts from the first RST in the window where several wait", async () => {
    const { client, server } = await scenario(`${ESTABLISHED}
      @1 server > client  R  501:501
      @2 server > client  R  601:601
      @3 arp
    `).connection();
    expect([client.state, server.state]).toEqual(["CLOSED", "CLOSED"]);
    expect([client.stateSinceSeconds, server.stateSinceSeconds]).toEqual([2, 2]);
  });

  it("does not begin anew for an end that was CLOSED before such an RST", async () => {
    const { client, server } = await scenario(`${CLOSED_BY_CLIENT}
      @5  server > client  R  501:501
      @10 arp
    `).connection();
    expect([client.state, server.state]).toEqual(["CLOSED", "CLOSED"]);
    expect(client.stateSinceSeconds).toBeCloseTo(5, 6);
    expect(server.stateSinceSeconds).toBeGreaterThan(9.9);
  });

  it("stops when the connection is over: 2MSL after the last packet", async () => {
    const connection = await scenario(`${CLOSED_BY_CLIENT} +5000 arp`).connection();
    expect(connection.server.state).toBe("CLOSED");
    expect(connection.server.stateSinceSeconds).toBeCloseTo(60, 1);
  });
});

describe("packets out of order", () => {
  it("duration is from the first to the last in time", async () => {
    const connection = await scenario(`
      @5  client > server  P.  1:11   ack 1
      @3  client > server  P.  11:21  ack 1
      @8  client > server  P.  21:31  ack 1
      @7  client > server  P.  31:41  ack 1
    `).connection();
    expect(connection).toMatchObject({
      start: "2023-11-14T22:13:23.000000000Z",
      end: "2023-11-14T22:13:28.000000000Z",
      durationSeconds: 5,
      firstPacket: 1,
      lastPacket: 4,
    });
  });

  it("a SYN-ACK with an earlier time than its SYN gives no negative round-trip time", async () => {
    const connection = await scenario(`
      @1     client > server  S   0:0
      @0.9   server > client  S.  0:0  ack 1
      @0.95  client > server  .   1:1  ack 1
    `).connection();
    expect(connection.synRttSeconds ?? 0).toBeGreaterThanOrEqual(0);
    expect(connection.ackRttSeconds).toBeCloseTo(0.05, 9);
    expect(connection.client.stateSinceSeconds).toBeGreaterThanOrEqual(0);
  });

  it("now never goes back: an old packet does not put off the end of TIME_WAIT", () =>
    expectStates(`${CLOSED_BY_CLIENT}
      @50  arp  | TIME_WAIT | CLOSED
      @10  arp  | TIME_WAIT | CLOSED
      @61  arp  | CLOSED    | CLOSED
    `));
});

describe("start, end and packet numbers", () => {
  it("count every packet of the input, late segments and copies included", async () => {
    const connection = await scenario(`
      @0     arp
      @1     client > server  S   0:0
      @1.5   arp
      @2     server > client  R.  seq=0  ack 1  ipid 5
      @2.0005 server > client  R.  seq=0  ack 1  ipid 5
    `).connection();
    expect(connection).toMatchObject({
      firstPacket: 2,
      lastPacket: 5,
      start: "2023-11-14T22:13:21.000000000Z",
      end: "2023-11-14T22:13:22.000500000Z",
      server: { packets: 2, rst: 2 },
    });
    expect(connection.durationSeconds).toBeCloseTo(1.0005, 9);
  });
});

describe("evicted", () => {
  it("single unanswered SYNs go first; reported with the verdict so far, counted and said", async () => {
    const { connections, result } = await scenario(`${ESTABLISHED}
      client:41000 > server  S   0:0
      client:42000 > server  S   0:0
      client:42000 > server  .   1:1  ack 1
    `).run({ maxConnections: 2 });
    expect(connections.map(({ client, evicted, verdict }) => [client.port, evicted, verdict])).toEqual([
      [40000, false, "open"],
      [41000, true, "connecting"],
      [42000, false, "open"],
    ]);
    expect(result.summary.evicted).toBe(1);
  });

  it("is told as the connection before where its place is needed for its own addresses", async () => {
    const connections = await scenario(`
         client > server  S  seq=1000
      +1 client > server  S  seq=2000
    `).connections({ maxConnections: 1 });
    expect(connections.map(({ evicted, previous }) => [evicted, previous])).toEqual([
      [true, null],
      [false, 1],
    ]);
  });

  it("a later segment makes a new record, its opening unseen", async () => {
    const connections = await scenario(`
      client:41000 > server  S   0:0
      client:41000 > server  .   1:1  ack 1
      +1 client:42000 > server  S   0:0
      client:42000 > server  .   1:1  ack 1
      +1 client:43000 > server  S   0:0
      client:43000 > server  .   1:1  ack 1
      +1 client:41000 > server  P.  1:11  ack 1
    `).connections({ maxConnections: 2 });
    const longestIdle = connections.filter(({ client }) => client.port === 41000);
    expect(longestIdle.map(({ evicted, opening }) => [evicted, opening])).toEqual([
      [true, "three-way"],
      [false, "unseen"],
    ]);
  });
});
