// The notation is a language of the tests: what it says in bytes, and how it complains.
import { describe, expect, it } from "vitest";
import { type NotedSegment, parseScenario } from "./parse-scenario.ts";

function segments(text: string): NotedSegment[] {
  return parseScenario(text).flatMap(({ packet }) => (packet.kind === "segment" ? [packet.segment] : []));
}

describe("numbers", () => {
  it("are relative to the initial number of their end", () => {
    const [syn, synAck, data] = segments(`
      client > server  S   isn 4294967295  0:0
      server > client  S.  isn 300         0:0   ack 1
      client > server  P.  1:11  ack 1
    `);
    expect(syn).toMatchObject({ sequence: 4_294_967_295, acknowledgement: 0, payload: 0 });
    expect(synAck).toMatchObject({ sequence: 300, acknowledgement: 0 });
    expect(data).toMatchObject({ sequence: 0, acknowledgement: 301, payload: 10 });
  });

  it("are absolute with an equals sign", () => {
    expect(segments("client > server  P.  seq=7  ack=9  len 5")).toMatchObject([
      { sequence: 7, acknowledgement: 9, payload: 5 },
    ]);
  });
});

describe("times", () => {
  it("are relative with +, absolute with @, else 10 ms after the line before", () => {
    const lines = parseScenario("arp \n arp \n +1.5 arp \n @0.25 arp \n arp");
    expect(lines.map(({ time }) => time / 1e6)).toEqual([0, 10, 1510, 250, 260]);
  });
});

describe("a frame", () => {
  it("comes again by copy, with the same IP identification", () => {
    const [first, copy, next] = segments(
      "client > server . 1:1 ack 1 \n copy \n client > server . 1:1 ack 1",
    );
    expect(copy).toBe(first);
    expect(next?.ipId).not.toBe(first?.ipId);
  });

  it("takes options, window, time to live, tags and fragments", () => {
    expect(
      segments(
        "client > server S 0:0 <mss 1460,wscale 7,sackOK,ts 1 0,tfo 8> win 10 ttl 3 ipid 4 vlan 5/6 frag 0-24",
      ),
    ).toMatchObject([
      {
        flags: "S",
        window: 10,
        timeToLive: 3,
        ipId: 4,
        vlans: [5, 6],
        fragment: { from: 0, to: 24 },
        options: { mss: 1460, windowScale: 7, sackPermitted: true, timestamps: [1, 0], fastOpenCookie: 8 },
      },
    ]);
  });

  it("has ends by name, by port, by address", () => {
    const text = "client2:5 > server S 0:0 \n [2001:db8::7]:1 > 10.9.8.7:2 S 0:0";
    expect(segments(text).map(({ source, destination }) => [source.ip, source.port, destination.ip])).toEqual(
      [
        ["10.0.0.2", 5, "192.0.2.1"],
        ["2001:db8::7", 1, "10.9.8.7"],
      ],
    );
  });
});

describe("errors name the line", () => {
  it.each([
    ["flags", "\nclient > server X 0:0", "line 2: "],
    ["a missing acknowledgement", "client > server . 1:1", "line 1: flags and acknowledgement disagree"],
    [
      "an acknowledgement too many",
      "client > server S 0:0 ack 1",
      "line 1: flags and acknowledgement disagree",
    ],
    ["no number", "client > server S", "line 1: no sequence number"],
    ["a word", "arp\narp what", 'line 2: "what" is not understood'],
    ["an end", "clientele > server S 0:0", 'line 1: "clientele" is no known host'],
    ["a copy of nothing", "copy", "line 1: nothing stands before this copy"],
    ["an option", "client > server S 0:0 <mss 5,what>", 'line 1: option "what"'],
  ])("%s", (_name, text, message) => {
    expect(() => parseScenario(text)).toThrow(message);
  });
});
