// ICMP errors: which count, and what they change (SEMANTICS §1).
import { describe, expect, it } from "vitest";
import { decodePacket } from "../../src/decode/decode-packet.ts";
import { Segment } from "../../src/decode/segment.ts";
import { ICMP } from "../../src/track/connection-layout.ts";
import { Tracker } from "../../src/track/tracker.ts";
import { encodePacket } from "../notation/encode-packet.ts";
import { expectStates, scenario } from "../notation/scenario.ts";
import { ESTABLISHED } from "../notation/start-states.ts";

const LINKTYPE_ETHERNET = 1;

describe("an error that quotes the SYN before any answer", () => {
  it("presumes that the client gave up; the next SYN puts it back", () =>
    expectStates(`
         client > server  S  0:0                                   | SYN_SENT | UNKNOWN
         router > client  icmp 3/1 quotes client > server S 0:0    | CLOSED   | UNKNOWN
      +1 client > server  S  0:0                                   | SYN_SENT | UNKNOWN
         router > client  icmp 11/0 quotes client > server S 0:0   | CLOSED   | UNKNOWN
    `));

  it.each(["3/0", "3/1", "3/3", "3/10", "3/13", "11/0"])("ICMP %s counts", async (error) => {
    const connection = await scenario(`
      client > server  S  0:0
      router > client  icmp ${error} quotes client > server S 0:0
    `).connection();
    expect(connection).toMatchObject({ verdict: "unreachable", client: { state: "CLOSED" } });
  });

  it.each([
    ["fragmentation needed", "3/4"],
    ["source quench", "4/0"],
    ["redirect", "5/1"],
  ])("%s is not an error", async (_name, error) => {
    const connection = await scenario(`
      client > server  S  0:0
      router > client  icmp ${error} quotes client > server S 0:0
    `).connection();
    expect(connection).toMatchObject({ verdict: "connecting", client: { state: "SYN_SENT" } });
  });

  it.each(["1/0", "1/4", "3/0"])("ICMPv6 %s counts", async (error) => {
    const text = `
      client > server  S  0:0
      router > client  icmp ${error} quotes client > server S 0:0
    `;
    const connection = await scenario(text, { ipVersion: 6 }).connection();
    expect(connection).toMatchObject({
      verdict: "unreachable",
      client: { ip: "2001:db8::1", state: "CLOSED" },
      server: { ip: "2001:db8:1::1", state: "UNKNOWN" },
    });
  });

  it("ICMPv6 packet too big is not an error", async () => {
    const text = `
      client > server  S  0:0
      router > client  icmp 2/0 quotes client > server S 0:0
    `;
    const connection = await scenario(text, { ipVersion: 6 }).connection();
    expect(connection).toMatchObject({ verdict: "connecting", client: { state: "SYN_SENT" } });
  });

  it("as if it had not been when a SYN-ACK follows", () =>
    expectStates(`
      client > server  S   0:0                                  | SYN_SENT    | UNKNOWN
      router > client  icmp 3/1 quotes client > server S 0:0    | CLOSED      | UNKNOWN
      server > client  S.  0:0  ack 1                           | SYN_SENT    | SYN_RECEIVED
      client > server  .   1:1  ack 1                           | ESTABLISHED | ESTABLISHED
    `));
});

describe("an error that does not count", () => {
  it("another sequence number", async () => {
    const connection = await scenario(`
      client > server  S  0:0
      router > client  icmp 3/1 quotes client > server S seq=424242
    `).connection();
    expect(connection).toMatchObject({ verdict: "connecting", client: { state: "SYN_SENT" } });
  });

  it("other addresses make no connection", async () => {
    const connections = await scenario(`
      client > server  S  0:0
      router > client  icmp 3/1 quotes client:41000 > server S 0:0
    `).connections();
    expect(connections.map(({ verdict, client }) => [verdict, client.port])).toEqual([["connecting", 40000]]);
  });

  it("alone makes no connection", async () => {
    expect(await scenario("router > client icmp 3/1 quotes client > server S 0:0").connections()).toEqual([]);
  });

  it("once the SYN was answered", () =>
    expectStates(`
      client > server  S   0:0                                | SYN_SENT    | UNKNOWN
      server > client  S.  0:0  ack 1                         | SYN_SENT    | SYN_RECEIVED
      router > client  icmp 3/1 quotes client > server S 0:0  | SYN_SENT    | SYN_RECEIVED
      client > server  .   1:1  ack 1                         | ESTABLISHED | ESTABLISHED
      router > client  icmp 3/1 quotes client > server S 0:0  | ESTABLISHED | ESTABLISHED
    `));

  it("for a segment of an open connection", () =>
    expectStates(`${ESTABLISHED}
      client > server  P.  1:11  ack 1
      router > client  icmp 3/1 quotes client > server P. 1:11 ack 1  | ESTABLISHED | ESTABLISHED
    `));
});

it("the last of several errors is the one that is kept", () => {
  const { lines } = scenario(`
    client > server  S  0:0
    router > client  icmp 3/1 quotes client > server S 0:0
    router > client  icmp 11/0 quotes client > server S 0:0
  `);
  const tracker = new Tracker({ msl: 30, maxConnections: 8, expectedConnections: 8 });
  const errors: number[] = [];
  tracker.lifecycle.onOver = (view) => errors.push(view.word(ICMP));
  const segment = new Segment();
  for (const { packet, time } of lines) {
    const frame = encodePacket(packet);
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    segment.time = time;
    decodePacket(view, 0, frame.length, frame.length, LINKTYPE_ETHERNET, segment);
    tracker.advance(segment);
    tracker.prefetch([segment], 1);
    tracker.track(segment);
  }
  for (const _ of tracker.lifecycle.finish());
  expect(errors).toEqual([11 << 8]);
});

it("an ICMP error is no packet of the connection", async () => {
  const connection = await scenario(`
    @0 client > server  S  0:0
    @1 client > server  S  0:0
    @3 router > client  icmp 3/1 quotes client > server S 0:0
  `).connection();
  expect(connection).toMatchObject({ durationSeconds: 1, client: { packets: 2 }, server: { packets: 0 } });
});
