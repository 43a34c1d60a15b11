import { describe, expect, it } from "vitest";
import { bytes, ethernet, ipv4, tcp, uint16, vxlan } from "../notation/frames.ts";
import { addresses, decode } from "./decode-frame.ts";

const data = tcp({ flags: "P.", payload: 100 });

/** The frame with one byte of its IPv4 header (behind Ethernet) changed. */
const changed = (at: number, value: number) =>
  Uint8Array.from(ethernet(ipv4({}, data)), (byte, index) => (index === 14 + at ? value : byte));

describe("IPv4", () => {
  it("gives addresses, identification and time to live", () => {
    const { segment } = decode(ethernet(ipv4({ source: "203.0.113.9", id: 0xbeef, ttl: 57 }, data)));
    expect(addresses(segment)).toBe("203.0.113.9:40000 > 10.0.0.2:80");
    expect(segment.ipVersion).toBe(4);
    expect(segment.ipId).toBe(0xbeef);
    expect(segment.timeToLive).toBe(57);
    expect([segment.moreFragments, segment.lengthZero, segment.truncated]).toEqual([false, false, false]);
  });

  it("steps over options", () => {
    const routerAlert = [0x94, 4, 0, 0];
    expect(decode(ethernet(ipv4({ options: routerAlert }, data))).segment.payload).toBe(100);
  });

  it("takes the last address of a source route that is not yet done (RFC 791 §3.1)", () => {
    const route = (pointer: number) => [1, 131, 11, pointer, 10, 9, 9, 1, 10, 9, 9, 2];
    const on = decode(ethernet(ipv4({ options: route(4) }, data))).segment;
    expect(addresses(on)).toBe("10.0.0.1:40000 > 10.9.9.2:80");
    const done = decode(ethernet(ipv4({ options: route(12) }, data))).segment;
    expect(addresses(done)).toBe("10.0.0.1:40000 > 10.0.0.2:80");
  });

  it.each<[string, Uint8Array, string]>([
    ["version 5", changed(0, 0x55), "ipv4-version-wrong"],
    ["a header of four words", changed(0, 0x44), "ipv4-header-length-too-small"],
    [
      "a total length below the header's",
      ethernet(ipv4({ totalLength: 19 }, data)),
      "ipv4-total-length-too-small",
    ],
    ["a packet without room for TCP", ethernet(ipv4({ totalLength: 39 }, data)), "tcp-length-too-small"],
  ])("names what is wrong: %s", (_name, frame, outcome) => {
    const { outcome: found } = decode(frame);
    expect([found.name, found.kind]).toEqual([outcome, "malformed"]);
  });
});

describe("payload is counted by the IP header's length", () => {
  it("where the capture was snapped", () => {
    const { segment } = decode(ethernet(ipv4({}, data)), { captured: 60 });
    expect(segment.payload).toBe(100);
    expect(segment.truncated).toBe(true);
  });

  it("where the record claims that no more was on the wire", () => {
    const { segment } = decode(ethernet(ipv4({}, data)), { captured: 60, original: 60 });
    expect(segment.payload).toBe(100);
    expect(segment.truncated).toBe(true);
  });

  it("where bytes follow the packet", () => {
    const trailer = bytes(ethernet(ipv4({}, data)), new Uint8Array(30));
    expect(decode(trailer).segment.payload).toBe(100);
  });

  it("and by the frame's where the card is to cut it later, so that the length says 0", () => {
    const { segment } = decode(ethernet(ipv4({ totalLength: 0 }, tcp({ payload: 60000 }))), {
      captured: 100,
    });
    expect(segment.lengthZero).toBe(true);
    expect(segment.payload).toBe(60000);
  });

  it("but a record that claims 2 GB on the wire is not believed", () => {
    const frame = ethernet(ipv4({ totalLength: 0 }, data));
    expect(decode(frame, { original: 0x7fffffff }).segment.payload).toBe(100);
  });
});

describe("IPv4 fragments", () => {
  it("the first has the TCP header and its own share of the payload", () => {
    const { result, segment } = decode(ethernet(ipv4({ id: 77, moreFragments: true }, data)));
    expect(result).toBe("tcp");
    expect([segment.payload, segment.moreFragments, segment.fragmentId]).toEqual([100, true, 77]);
  });

  it("a later one has addresses, identification and bytes", () => {
    const rest = Object.assign(new Uint8Array(64), { layer: "tcp" as const });
    const { result, segment } = decode(ethernet(ipv4({ id: 77, fragmentOffset: 120 }, rest)));
    expect(result).toBe("fragment");
    expect(addresses(segment)).toBe("10.0.0.1:0 > 10.0.0.2:0");
    expect([segment.payload, segment.fragmentId, segment.fragmentOffset]).toEqual([64, 77, 120]);
    expect(segment.moreFragments).toBe(false);
  });

  it("a later one of something else is not TCP's", () => {
    const rest = new Uint8Array(64);
    expect(decode(ethernet(ipv4({ protocol: 17, fragmentOffset: 120 }, rest))).result).toBe("ip-fragment");
  });

  it.each([
    ["without the whole header", tcp({}).subarray(0, 8)],
    ["without all of the options", tcp({ options: [{ timestamps: [1, 2] }] }).subarray(0, 24)],
  ])("a tiny first one is named: %s", (_name, piece) => {
    const { outcome } = decode(ethernet(ipv4({ moreFragments: true }, piece)));
    expect(outcome.name).toBe("tcp-header-fragmented");
  });

  it("a tunnel's first one holds the beginning of the packet inside, and nobody snapped it", () => {
    const inside = ethernet(ipv4({ source: "192.168.0.1" }, tcp({ payload: 1400 })));
    const first = vxlan(5, inside).subarray(0, 800);
    const frame = ethernet(ipv4({ moreFragments: true, protocol: 17 }, first));
    const { result, segment, tunnel } = decode(frame);
    expect([result, segment.payload, segment.truncated]).toEqual(["tcp", 1400, false]);
    expect(segment.moreFragments).toBe(false);
    expect(tunnel).toEqual(["vxlan:5"]);
    expect(decode(frame, { captured: 200 }).segment.truncated).toBe(true);
  });
});

describe("a header that does not fit the captured bytes is cut short", () => {
  it.each([
    [13, "ethernet-cut-short"],
    [14, "ipv4-cut-short"],
    [33, "ipv4-cut-short"],
    [34, "tcp-cut-short"],
    [49, "tcp-cut-short"],
    [50, "tcp"],
  ])("after %i bytes: %s", (captured, result) => {
    expect(decode(ethernet(ipv4({}, data)), { captured }).result).toBe(result);
  });

  it("also where IP options reach further", () => {
    const frame = ethernet(ipv4({ options: uint16(0x0101) }, data));
    expect(decode(frame, { captured: 36 }).result).toBe("ipv4-cut-short");
  });
});
