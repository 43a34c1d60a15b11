import { describe, expect, it } from "vitest";
import { addressBytes, ethernet, type Ipv6Extension, ipv6, tcp, udp, uint32 } from "../notation/frames.ts";
import { addresses, decode } from "./decode-frame.ts";

const data = tcp({ flags: "P.", payload: 100 });
const ends = "2001:db8:0:0:0:0:0:1:40000 > 2001:db8:0:0:0:0:0:2:80";

const fragment = (offset: number, more: boolean): Ipv6Extension => ({
  fragment: { id: 0x80000001, offset, more },
});

/** A routing header of `type` with these addresses, behind the reserved word. */
const routing = (type: number, segmentsLeft: number, ...stops: string[]): Ipv6Extension => ({
  routing: [type, segmentsLeft, ...uint32(0), ...stops.flatMap(addressBytes)],
});

describe("IPv6", () => {
  it("gives addresses and hop limit", () => {
    const { segment } = decode(ethernet(ipv6({ hopLimit: 33 }, data)));
    expect(addresses(segment)).toBe(ends);
    expect([segment.ipVersion, segment.timeToLive, segment.ipId, segment.payload]).toEqual([6, 33, 0, 100]);
  });

  it.each<[string, Ipv6Extension[]]>([
    ["hop-by-hop options", [{ hopByHop: [5, 2, 0, 0] }]],
    ["destination options", [{ destinationOptions: [1, 10, ...new Array<number>(10).fill(0)] }]],
    ["a routing header that is done", [routing(0, 0, "2001:db8::9")]],
    ["an authentication header", [{ authentication: new Array<number>(22).fill(1) }]],
    ["an atomic fragment", [fragment(0, false)]],
    [
      "all of them",
      [
        { hopByHop: [] },
        { destinationOptions: [] },
        routing(0, 0),
        fragment(0, false),
        { authentication: new Array<number>(10).fill(1) },
      ],
    ],
  ])("walks over %s", (_name, extensions) => {
    const { result, segment } = decode(ethernet(ipv6({ extensions }, data)));
    expect(result).toBe("tcp");
    expect(addresses(segment)).toBe(ends);
    expect([segment.payload, segment.moreFragments]).toEqual([100, false]);
  });

  it.each<[string, Ipv6Extension]>([
    ["the last stop of type 0 (RFC 2460 §4.4)", routing(0, 2, "2001:db8::8", "2001:db8::9")],
    ["the home address of type 2 (RFC 6275 §6.4)", routing(2, 1, "2001:db8::9")],
    ["the first segment of type 4 (RFC 8754 §2)", routing(4, 1, "2001:db8::9", "2001:db8::8")],
  ])("is meant for %s while segments are left", (_name, extension) => {
    const { segment } = decode(ethernet(ipv6({ extensions: [extension] }, data)));
    expect(addresses(segment)).toBe("2001:db8:0:0:0:0:0:1:40000 > 2001:db8:0:0:0:0:0:9:80");
  });

  it.each<[string, Uint8Array, string]>([
    ["UDP", ethernet(ipv6({}, udp({}, new Uint8Array(8)))), "udp"],
    ["nothing", ethernet(ipv6({ protocol: 59 }, new Uint8Array(8))), "ipv6-no-next-header"],
    ["IPsec", ethernet(ipv6({ protocol: 50 }, new Uint8Array(24))), "esp"],
    [
      "IPv4 under IPv6's EtherType",
      ethernet(ipv6({}, data)).map((byte, at) => (at === 14 ? 0x45 : byte)),
      "ipv6-version-wrong",
    ],
    [
      "extension headers without end",
      ethernet(ipv6({ extensions: new Array<Ipv6Extension>(17).fill({ destinationOptions: [] }) }, data)),
      "ipv6-too-many-extensions",
    ],
    [
      "an extension header longer than the packet",
      ethernet(ipv6({ protocol: 60 }, Uint8Array.of(6, 9, 0, 0, 0, 0, 0, 0))),
      "ipv6-extension-cut-short",
    ],
  ])("names what it carries instead: %s", (_name, frame, outcome) => {
    expect(decode(frame).result).toBe(outcome);
  });
});

describe("IPv6 lengths", () => {
  it("are the header's where the capture was snapped", () => {
    const { segment } = decode(ethernet(ipv6({}, data)), { captured: 80 });
    expect([segment.payload, segment.truncated]).toEqual([100, true]);
  });

  it("are the frame's where the header says 0 (segmentation left to the card)", () => {
    const { segment } = decode(ethernet(ipv6({ payloadLength: 0 }, data)));
    expect([segment.payload, segment.lengthZero]).toEqual([100, true]);
  });

  it("are the jumbo option's in a jumbogram (RFC 2675)", () => {
    const jumbo: Ipv6Extension = { hopByHop: [0xc2, 4, ...uint32(8 + 20 + 100_000)] };
    const { segment } = decode(ethernet(ipv6({ payloadLength: 0, extensions: [jumbo] }, data)));
    expect([segment.payload, segment.lengthZero, segment.truncated]).toEqual([100_000, false, true]);
  });
});

describe("IPv6 fragments", () => {
  it("the first has the TCP header", () => {
    const { result, segment } = decode(ethernet(ipv6({ extensions: [fragment(0, true)] }, data)));
    expect(result).toBe("tcp");
    expect([segment.payload, segment.moreFragments, segment.fragmentId]).toEqual([100, true, 0x80000001 | 0]);
  });

  it("a later one has its bytes", () => {
    const rest = new Uint8Array(48);
    const { result, segment } = decode(
      ethernet(ipv6({ protocol: 6, extensions: [fragment(120, false)] }, rest)),
    );
    expect(result).toBe("fragment");
    expect([segment.payload, segment.fragmentOffset, segment.ports]).toEqual([48, 120, 0]);
    expect(segment.fragmentId).toBe(0x80000001 | 0);
  });

  it("a later one of something else is not TCP's", () => {
    const frame = ethernet(ipv6({ protocol: 17, extensions: [fragment(120, false)] }, new Uint8Array(48)));
    expect(decode(frame).result).toBe("ip-fragment");
  });

  it("a tiny first one is named", () => {
    const frame = ethernet(ipv6({ protocol: 6, extensions: [fragment(0, true)] }, data.subarray(0, 16)));
    expect(decode(frame).result).toBe("tcp-header-fragmented");
  });
});
