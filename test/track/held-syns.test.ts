// Held SYNs (SEMANTICS §1, rule 4): several at a time, with all their copies, and where the old
// connection goes on or ends.
import { describe, expect, it } from "vitest";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { scenario } from "../notation/scenario.ts";
import { CLOSED_BY_CLIENT, ESTABLISHED } from "../notation/start-states.ts";

function shares(connections: ConnectionRecord[]): [number, string][] {
  return connections.map((each) => [each.client.packets + each.server.packets, each.verdict]);
}

describe("a held SYN that begins a connection", () => {
  const RETRIED = `
    client > server  S   0:0          <ts 100 0>
    server > client  S.  0:0  ack 1   <ts 900 100>
    client > server  .   1:1  ack 1   <ts 101 900>
    @5   client > server  S   isn 500  0:0  <ts 5100 0,mss 1000>
    @6   client > server  S   0:0           <ts 6100 0,mss 1000>
    @8   client > server  S   0:0           <ts 8100 0,mss 1000>
  `;

  it("brings every copy of it, each with its time, timestamp and packet number", async () => {
    const [first, second] = await scenario(`${RETRIED}
      @8.1 server > client  S.  isn 9000000  0:0  ack 1  <ts 9900 6100>
           client > server  .   1:1  ack 1               <ts 8200 9900>
    `).connections();
    expect(first).toMatchObject({ lastPacket: 3, client: { packets: 2, syn: 1 } });
    expect(second).toMatchObject({ firstPacket: 4, lastPacket: 8, previous: 1, roles: "syn" });
    // tshark marks both repeats as retransmissions of the new conversation.
    expect(second?.client).toMatchObject({ packets: 4, syn: 3, retransmissions: 2, mss: 1000 });
    expect(second?.synRttSeconds).toBeCloseTo(2.1, 9);
    expect(second?.durationSeconds).toBeCloseTo(3.11, 9);
  });

  it("begins its state with its first copy", async () => {
    const connection = (await scenario(`${RETRIED} @9 server > client R. seq=0 ack=501`).connections())[1];
    expect(connection).toMatchObject({ verdict: "refused", client: { state: "CLOSED", syn: 3 } });
  });

  it("counts more copies than are kept", async () => {
    const repeats = Array.from({ length: 20 }, () => "+1 client > server S 0:0").join("\n");
    const [, second] = await scenario(`${ESTABLISHED}
      +5 client > server  S  isn 500  0:0
      ${repeats}
      server > client  R.  seq=0  ack 1
    `).connections();
    expect(second).toMatchObject({ verdict: "refused", client: { packets: 21, syn: 21 }, firstPacket: 4 });
    expect(second?.durationSeconds).toBeCloseTo(20.01, 9);
  });

  it("inside a VLAN", async () => {
    const connections = await scenario(`
      client > server  S   0:0                vlan 10
      server > client  S.  0:0  ack 1         vlan 20
      client > server  .   1:1  ack 1         vlan 10
      +5 client > server  S   isn 500  0:0    vlan 10
      server > client  S.  seq=7000  ack 1    vlan 20
      client > server  .   1:1  ack=7001      vlan 10
      server > client  .   seq=7001  ack 1    vlan 20
    `).connections();
    expect(shares(connections)).toEqual([
      [3, "open"],
      [4, "open"],
    ]);
  });

  it("where the table is full, the connection that held it gives way and is told as the one before", async () => {
    const connections = await scenario(`${ESTABLISHED}
      +5 client > server  S   isn 500  0:0
      server > client  S.  seq=7000  ack 1
      client > server  .   1:1  ack=7001
    `).connections({ maxConnections: 1 });
    expect(connections.map(({ evicted, previous }) => [evicted, previous])).toEqual([
      [true, null],
      [false, 1],
    ]);
    expect(shares(connections)).toEqual([
      [3, "open"],
      [3, "open"],
    ]);
  });
});

describe("two held SYNs", () => {
  const TWO = `${ESTABLISHED}
    +5 client > server  S   seq=500
    +1 client > server  S   seq=600
  `;

  it.each([
    ["first", 501, 4],
    ["second", 601, 5],
  ])(
    "the %s is answered: that one begins, the other stays with the old connection",
    async (_, ack, packet) => {
      const connections = await scenario(`${TWO}
      server > client  S.  seq=9000000  ack=${ack}
      client > server  .   seq=${ack}   ack=9000001
    `).connections();
      expect(shares(connections)).toEqual([
        [4, "open"],
        [3, "open"],
      ]);
      expect(connections[1]).toMatchObject({ firstPacket: packet, client: { isn: ack - 1, syn: 1 } });
    },
  );

  it("neither is answered: both are counted with the old connection", async () => {
    const connections = await scenario(`${TWO} +1 client > server P. 1:11 ack 1`).connections();
    expect(shares(connections)).toEqual([[6, "open"]]);
    expect(connections[0]?.client).toMatchObject({ syn: 3, isn: 1_000_000 });
  });

  it("more than are held count at once and change no number", async () => {
    const connections = await scenario(`
      client > server  P.  1:11  ack 1
      client > server  S   seq=500
      client > server  S   seq=600
      client > server  S   seq=700
      client > server  S   seq=800
      client > server  S   seq=900
    `).connections();
    expect(shares(connections)).toEqual([[6, "partial"]]);
    expect(connections[0]?.client).toMatchObject({ isn: null, syn: 5, state: "ESTABLISHED" });
  });
});

it("a held SYN is a packet of the connection that is over: that is reported 2MSL after it", async () => {
  const text = `${CLOSED_BY_CLIENT}
    +50 client > server  S  seq=500
    +55 server > client  .  2:2  ack 2`;
  expect(shares(await scenario(text).connections())).toEqual([[9, "closed"]]);
});

describe("a SYN with another number in a simultaneous open that is established", () => {
  it("is held", async () => {
    const connections = await scenario(`
      client > server  S   0:0
      server > client  S   0:0
      client > server  S.  0:0  ack 1
      server > client  S.  0:0  ack 1
      +3 client > server  S   seq=500
    `).connections();
    expect(shares(connections)).toEqual([[5, "open"]]);
  });
});
