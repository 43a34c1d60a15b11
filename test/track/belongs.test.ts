// Which connection a segment belongs to: attempts, reuse of the four addresses, held SYNs, late
// segments, and tags (SEMANTICS §1).
import { describe, expect, it } from "vitest";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { expectStates, scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED, SERVER_CLOSED } from "../notation/start-states.ts";

/** How many packets each connection holds, and its verdict: enough to see what went where. */
function shares(connections: ConnectionRecord[]): [number, string][] {
  return connections.map((each) => [each.client.packets + each.server.packets, each.verdict]);
}

async function sharesOf(text: string): Promise<[number, string][]> {
  return shares(await scenario(text).connections());
}

describe("1: a SYN with the number of its sender's own SYN is the same attempt", () => {
  it.each(["+1", "+30", "+74", "+100", "+149"])("%s later", async (later) => {
    const text = `client > server S 0:0 \n ${later} client > server S 0:0`;
    expect(await sharesOf(text)).toEqual([[2, "unanswered"]]);
  });

  it("it puts a client that had given up back to SYN_SENT", () =>
    expectStates(`
           client > server  S  0:0  | SYN_SENT | UNKNOWN
      +76  arp                      | CLOSED   | UNKNOWN
      +10  client > server  S  0:0  | SYN_SENT | UNKNOWN
    `));

  it("it revives an attempt that an RST had ended", async () => {
    expect(
      await sharesOf(`
        client > server  S   0:0
        server > client  R.  seq=0  ack 1
        +0.5 client > server  S   0:0
        server > client  S.  0:0  ack 1
        client > server  .   1:1  ack 1`),
    ).toEqual([[5, "open"]]);
  });

  it("where the SYN was not captured: the number that the SYN-ACK acknowledges, minus 1", async () => {
    const connections = await scenario(`
      server > client  S.  0:0  ack 1
      client > server  S   0:0
      client > server  .   1:1  ack 1
    `).connections();
    expect(shares(connections)).toEqual([[3, "open"]]);
    expect(connections[0]).toMatchObject({ roles: "syn", client: { port: 40000, isn: 6_000_000 } });
  });
});

describe("2: another number, and the earlier SYN never got a SYN-ACK", () => {
  it("is a new attempt, a new connection", async () => {
    const connections = await scenario(`
         client > server  S  0:0
      +1 client > server  S  isn 5000000  0:0
      +1 client > server  S  0:0
    `).connections();
    expect(shares(connections)).toEqual([
      [1, "connecting"],
      [2, "unanswered"],
    ]);
    expect(connections.map(({ previous }) => previous)).toEqual([null, 1]);
  });

  it("a copy of what belongs to the attempt before belongs to it as well", async () => {
    const text = `
      client > server  S   0:0
      client > server  S   seq=999999
      client > server  P.  1:11  ack=7001
      +0.0002 copy
    `;
    expect(await sharesOf(text)).toEqual([
      [3, "open"],
      [1, "connecting"],
    ]);
  });

  it("after it was refused too", async () => {
    const connections = await scenario(`
      client > server  S   0:0
      server > client  R.  seq=0  ack 1
      +1 client > server  S   isn 500  0:0
      server > client  R.  seq=0  ack 1
    `).connections();
    expect(shares(connections)).toEqual([
      [2, "refused"],
      [2, "refused"],
    ]);
    expect(connections[1]?.previous).toBe(1);
  });
});

describe("3: another number, and the old connection is over", () => {
  it("from TIME_WAIT with a higher number: a new connection, linked to the old one", async () => {
    const connections = await scenario(`${CLOSED_BY_CLIENT}
      +1.27 client > server  S   isn 2000000  0:0
      server > client  S.  isn 9000000  0:0  ack 1
      client > server  .   1:1  ack 1
    `).connections();
    expect(shares(connections)).toEqual([
      [7, "closed"],
      [3, "open"],
    ]);
    expect(connections.map(({ id, previous }) => [id, previous])).toEqual([
      [1, null],
      [2, 1],
    ]);
    expect(connections[1]?.client.isn).toBe(2_000_000);
  });

  it("the old connection keeps its states when its addresses are used anew", async () => {
    const [first] = await scenario(`${CLOSED_BY_CLIENT}
      +1.27 client > server  S   isn 2000000  0:0
    `).connections();
    expect([first?.client.state, first?.server.state]).toEqual(["TIME_WAIT", "CLOSED"]);
  });

  it("from TIME_WAIT with a lower number but a later timestamp (RFC 6191)", async () => {
    const connections = await scenario(`
      client > server  S   0:0         <ts 100 0>
      server > client  S.  0:0  ack 1  <ts 900 100>
      client > server  .   1:1  ack 1  <ts 101 900>
      client > server  F.  1:1  ack 1  <ts 102 900>
      server > client  F.  1:1  ack 2  <ts 902 102>
      client > server  .   2:2  ack 2  <ts 103 902>
      +2 client > server  S   isn 500  0:0  <ts 2103 0>
    `).connections();
    expect(shares(connections)).toEqual([
      [6, "closed"],
      [1, "connecting"],
    ]);
  });

  it("by the end that is CLOSED while the other is in TIME_WAIT", async () => {
    const text = `${SERVER_CLOSED}
      client > server  F.  1:1  ack 2
      server > client  .   2:2  ack 2
      +1 client > server  S   isn 2000000  0:0`;
    expect(await sharesOf(text)).toEqual([
      [7, "closed"],
      [1, "connecting"],
    ]);
  });

  it("after an RST, with a higher number", async () => {
    const text = `${ESTABLISHED}
      server > client  R   1:1
      +1 client > server  S   isn 2000000  0:0`;
    expect(await sharesOf(text)).toEqual([
      [4, "reset"],
      [1, "connecting"],
    ]);
  });

  it("after 2MSL, with any number", async () => {
    const text = `${CLOSED_BY_CLIENT}
      +61 client > server  S   isn 500  0:0`;
    expect(await sharesOf(text)).toEqual([
      [7, "closed"],
      [1, "connecting"],
    ]);
  });
});

describe("4: otherwise the SYN is held with the old connection", () => {
  it("in ESTABLISHED no state changes", () =>
    expectStates(`${ESTABLISHED}
      client > server  S  seq=500                         | ESTABLISHED | ESTABLISHED
      server > client  .  1:1  ack 1                      | ESTABLISHED | ESTABLISHED
    `));

  it("it is counted there; a stale duplicate when its sender goes on with the old numbers", async () => {
    const connections = await scenario(`${ESTABLISHED}
      client > server  S   seq=500
      server > client  .   1:1   ack 1
      client > server  P.  1:11  ack 1
    `).connections();
    expect(shares(connections)).toEqual([[6, "open"]]);
    expect(connections[0]?.client).toMatchObject({ syn: 2, isn: 1_000_000, payloadBytes: 10 });
  });

  it("in TIME_WAIT with a lower number and no timestamp", async () => {
    const text = `${CLOSED_BY_CLIENT} +1 client > server S seq=500`;
    expect(await sharesOf(text)).toEqual([[8, "closed"]]);
  });

  it("becomes a new connection when a SYN-ACK acknowledges exactly this SYN", async () => {
    const connections = await scenario(`${ESTABLISHED}
      +5 client > server  S   isn 500  0:0
      server > client  S.  isn 9000000  0:0  ack 1
      client > server  .   1:1  ack 1
    `).connections();
    expect(shares(connections)).toEqual([
      [3, "open"],
      [3, "open"],
    ]);
    expect(connections[0]?.client).toMatchObject({ syn: 1, packets: 2 });
    expect(connections[1]).toMatchObject({
      previous: 1,
      firstPacket: 4,
      client: { isn: 500, syn: 1, packets: 2 },
      server: { isn: 9_000_000 },
    });
    expect(connections[1]?.synRttSeconds).toBeCloseTo(0.01, 9);
  });

  it("becomes a new connection, with its repeats, when an RST acknowledges exactly this SYN", async () => {
    const connections = await scenario(`${ESTABLISHED}
      +5 client > server  S   isn 500  0:0
      +1 client > server  S   0:0
      server > client  R.  seq=0  ack 1
    `).connections();
    expect(shares(connections)).toEqual([
      [3, "open"],
      [3, "refused"],
    ]);
    expect(connections[1]).toMatchObject({ firstPacket: 4, client: { syn: 2 }, server: { rst: 1 } });
  });

  it("half-open discovery: challenge ACK, RST, and the SYN again (RFC 9293 §3.5.1)", async () => {
    const connections = await scenario(`${ESTABLISHED}
      +5 client > server  S   seq=77000000
      server > client  .   1:1   ack 1
      client > server  R   1:1
      +1 client > server  S   isn 77000000  0:0
      server > client  S.  isn 9000000  0:0  ack 1
      client > server  .   1:1  ack 1
    `).connections();
    expect(shares(connections)).toEqual([
      [5, "reset"],
      [4, "open"],
    ]);
    expect(connections[1]).toMatchObject({
      firstPacket: 4,
      previous: 1,
      client: { isn: 77_000_000, syn: 2 },
    });
  });

  it("a copy of the held SYN's frame is not the SYN again", async () => {
    const text = `
      client > server  R   0:0
      server > client  S.  0:0  ack 0
      client > server  S   seq=500
      +0.0002 copy
    `;
    expect(await sharesOf(text)).toEqual([[4, "aborted"]]);
    expect(await sharesOf(`${text} +1 client > server S seq=500`)).toEqual([
      [2, "aborted"],
      [3, "unanswered"],
    ]);
  });

  it("half-open discovery, state by state", () =>
    expectStates(`${ESTABLISHED}
      +5 client > server  S   seq=77000000            | ESTABLISHED | ESTABLISHED
         server > client  .   1:1   ack 1             | ESTABLISHED | ESTABLISHED
         client > server  R   1:1                     | CLOSED      | CLOSED
      +1 client > server  S   isn 77000000  0:0       | SYN_SENT    | UNKNOWN
         server > client  S.  isn 9000000  0:0  ack 1 | SYN_SENT    | SYN_RECEIVED
         client > server  .   1:1  ack 1              | ESTABLISHED | ESTABLISHED
    `));
});

describe("every other segment belongs to the newest connection", () => {
  const REUSED = `${CLOSED_BY_CLIENT}
    +1 client > server  S  seq=2000000`;

  it("but while that one is only a SYN, an ACK that does not acknowledge it belongs to the one before", async () => {
    const text = `${REUSED} \n server > client  .  2:2  ack 2`;
    expect(await sharesOf(text)).toEqual([
      [8, "closed"],
      [1, "connecting"],
    ]);
  });

  it("an RST that does not acknowledge it too", async () => {
    const text = `${REUSED} \n server > client  R.  2:2  ack 2`;
    expect(await sharesOf(text)).toEqual([
      [8, "closed"],
      [1, "connecting"],
    ]);
  });

  it("and an RST of the SYN's sender with another number", async () => {
    const text = `${REUSED} \n client > server  R  2:2`;
    expect(await sharesOf(text)).toEqual([
      [8, "closed"],
      [1, "connecting"],
    ]);
  });

  it("an RST that acknowledges the SYN belongs to it", async () => {
    const text = `${REUSED} \n server > client  R.  seq=0  ack=2000001`;
    expect(await sharesOf(text)).toEqual([
      [7, "closed"],
      [2, "refused"],
    ]);
  });

  it.each([
    ["of its sender", "client > server P. seq=2000101 len 10 ack=9000001", "open"],
    ["of the other end", "server > client . seq=9000001 ack=2000101", "connecting"],
  ])(
    "a segment %s behind its number belongs to it, though what began it was not captured",
    async (_whose, line, verdict) => {
      expect(await sharesOf(`${REUSED} \n ${line}`)).toEqual([
        [7, "closed"],
        [2, verdict],
      ]);
    },
  );

  it("a segment near the old numbers does not, whichever are higher", async () => {
    const text = `${CLOSED_BY_CLIENT}
      server > client  R   2:2
      +1 client > server  S   seq=500
      server > client  .   2:2  ack 2
      client > server  .   2:2  ack 2`;
    expect(await sharesOf(text)).toEqual([
      [10, "closed"],
      [1, "connecting"],
    ]);
  });

  it("once it was answered, everything", async () => {
    const text = `${REUSED}
      server > client  S.  seq=9000000  ack=2000001
      client > server  .   seq=2000001  ack=9000001
      server > client  .   2:2  ack 2`;
    expect(await sharesOf(text)).toEqual([
      [7, "closed"],
      [4, "open"],
    ]);
  });
});

describe("late segments of a connection that is over", () => {
  it("belong to it for 2MSL after its last packet", async () => {
    const text = `${CLOSED_BY_CLIENT}
      +59 server > client  .  2:2  ack 2
      +59 server > client  .  2:2  ack 2`;
    expect(await sharesOf(text)).toEqual([[9, "closed"]]);
  });

  it("make a new record afterwards, its opening unseen", async () => {
    const connections = await scenario(`${CLOSED_BY_CLIENT}
      +61 server > client  .  2:2  ack 2
    `).connections();
    expect(shares(connections)).toEqual([
      [7, "closed"],
      [1, "partial"],
    ]);
    expect(connections[1]?.opening).toBe("unseen");
  });

  it.each([
    ["reset", `${ESTABLISHED} server > client R 1:1 \n +59 server > client R 1:1`],
    [
      "refused",
      "client > server S 0:0 \n server > client R. seq=0 ack 1 \n +59 server > client R. seq=0 ack 1",
    ],
    ["aborted", "client > server S 0:0 \n client > server R 1:1 \n +59 client > server R 1:1"],
  ])("%s: they belong to it", async (verdict, text) => {
    const connection = await scenario(text).connection();
    expect(connection.verdict).toBe(verdict);
  });

  it("half-open: over 150 s after the last SYN-ACK", async () => {
    const halfOpen = "client > server S 0:0 \n server > client S. 0:0 ack 1";
    expect(await sharesOf(`${halfOpen} \n +149 client > server P. 1:11 ack 1`)).toEqual([[3, "open"]]);
    expect(await sharesOf(`${halfOpen} \n +151 client > server P. 1:11 ack 1`)).toEqual([
      [2, "half-open"],
      [1, "partial"],
    ]);
  });

  it("unanswered: over 150 s after its last SYN", async () => {
    const unanswered = "client > server S 0:0 \n +70 client > server S 0:0";
    expect(await sharesOf(`${unanswered} \n +149 client > server S 0:0`)).toEqual([[3, "unanswered"]]);
    expect(await sharesOf(`${unanswered} \n +151 server > client R. seq=0 ack 1`)).toEqual([
      [2, "unanswered"],
      [1, "partial"],
    ]);
  });

  it.each([
    ["open", ESTABLISHED],
    ["half-closed", SERVER_CLOSED],
    ["closing", `${ESTABLISHED} client > server F. 1:1 ack 1`],
    ["partial", "client > server . 1:1 ack 1"],
  ])("%s: never over", async (_verdict, text) => {
    const connections = await scenario(`${text} \n +86400 server > client . 1:1 ack 1`).connections();
    expect(connections.length).toBe(1);
  });
});

describe("four addresses", () => {
  it("another port is another connection", async () => {
    const text = `client > server S 0:0 \n client:40001 > server S 0:0 \n client > server:81 S 0:0`;
    expect((await sharesOf(text)).length).toBe(3);
  });

  it("both directions are one connection, whoever comes first", async () => {
    expect(await sharesOf("server > client . 1:1 ack 1 \n client > server . 1:1 ack 1")).toEqual([
      [2, "open"],
    ]);
  });

  it("inside other VLANs they are another connection", async () => {
    const connections = await scenario(`
      client > server  S   0:0         vlan 10
      client > server  S   0:0         vlan 20
      server > client  S.  0:0  ack 1  vlan 20
      server > client  S.  0:0  ack 1  vlan 10
      client > server  .   1:1  ack 1  vlan 10
      client > server  .   1:1  ack 1  vlan 20
    `).connections();
    expect(connections.map(({ tunnel, verdict }) => [tunnel, verdict])).toEqual([
      [["vlan:10"], "open"],
      [["vlan:20"], "open"],
    ]);
    expect(shares(connections).map(([packets]) => packets)).toEqual([3, 3]);
  });

  it("a SYN-ACK that acknowledges exactly a pending SYN joins it whatever its tags, and so does what follows", async () => {
    const connections = await scenario(`
      client > server  S   0:0           vlan 10
      server > client  S.  0:0   ack 1   vlan 20
      client > server  .   1:1   ack 1   vlan 10
      server > client  P.  1:11  ack 1   vlan 20
      client > server  .   1:1   ack 11  vlan 10
    `).connections();
    expect(shares(connections)).toEqual([[5, "open"]]);
    expect(connections[0]).toMatchObject({ directions: "both", server: { payloadBytes: 10 } });
  });

  it("tagged in one direction only", async () => {
    const text = `
      client > server  S   0:0         vlan 10
      server > client  S.  0:0  ack 1
      client > server  .   1:1  ack 1  vlan 10
      server > client  R   1:1`;
    expect(await sharesOf(text)).toEqual([[4, "reset"]]);
  });

  it("a SYN-ACK that acknowledges another SYN does not join it", async () => {
    const text = `
      client > server  S   0:0              vlan 10
      server > client  S.  0:0  ack 500000  vlan 20`;
    expect((await sharesOf(text)).length).toBe(2);
  });

  it("IPv6 with the same ports is another connection than IPv4", async () => {
    const text = `
      client > server  S  0:0
      [2001:db8::7]:40000 > [2001:db8::8]:80  S  0:0`;
    const connections = await scenario(text).connections();
    expect(connections.map(({ client }) => client.ip)).toEqual(["10.0.0.1", "2001:db8::7"]);
  });
});
