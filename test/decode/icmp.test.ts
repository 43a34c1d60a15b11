import { describe, expect, it } from "vitest";
import { ethernet, icmp, icmpv6, ipv4, ipv6, type Layer, tcp, udp, vlan } from "../notation/frames.ts";
import { address, addresses, decode } from "./decode-frame.ts";

const syn = tcp({
  sourcePort: 40001,
  destinationPort: 443,
  sequence: 0x90000000,
  flags: "S",
  window: 64240,
  options: [{ mss: 1460 }],
});
const lost4 = ipv4({ source: "10.0.0.1", destination: "198.51.100.7", ttl: 1, id: 42 }, syn);
const lost6 = ipv6({ source: "2001:db8::1", destination: "2001:db8::7" }, syn);
const theirs4 = "10.0.0.1:40001 > 198.51.100.7:443";

const error4 = (type: number, code: number, quote: Uint8Array) =>
  ethernet(ipv4({ source: "192.0.2.1", destination: "10.0.0.1" }, icmp({ type, code }, quote)));
const error6 = (type: number, code: number, quote: Uint8Array) =>
  ethernet(ipv6({ source: "2001:db8::ff", destination: "2001:db8::1" }, icmpv6({ type, code }, quote)));

describe("ICMP errors lead to the connection by the header that they quote", () => {
  it.each([
    ["host unreachable", 3, 1],
    ["port unreachable", 3, 3],
    ["fragmentation needed", 3, 4],
    ["source quench", 4, 0],
    ["redirect", 5, 1],
    ["time to live exceeded", 11, 0],
    ["parameter problem", 12, 0],
  ])("%s (%i, %i)", (_name, type, code) => {
    const { result, segment } = decode(error4(type, code, lost4));
    expect(result).toBe("icmp-error");
    expect([segment.icmpType, segment.icmpCode]).toEqual([type, code]);
    expect(addresses(segment)).toBe(theirs4);
    expect(address([segment.router0, segment.router1, segment.router2, segment.router3])).toBe("192.0.2.1");
    expect([segment.quotedSequence, segment.sequence >>> 0]).toEqual([true, 0x90000000]);
    expect([segment.flags, segment.mss, segment.timeToLive, segment.ipId]).toEqual([0x02, 1460, 1, 42]);
  });

  it.each([
    ["unreachable", 1, 4],
    ["packet too big", 2, 0],
    ["hop limit exceeded", 3, 0],
    ["parameter problem", 4, 1],
  ])("ICMPv6 %s (%i, %i)", (_name, type, code) => {
    const { result, segment } = decode(error6(type, code, lost6));
    expect(result).toBe("icmp-error");
    expect([segment.icmpType, segment.icmpCode, segment.ipVersion]).toEqual([type, code, 6]);
    expect(addresses(segment)).toBe("2001:db8:0:0:0:0:0:1:40001 > 2001:db8:0:0:0:0:0:7:443");
    expect(address([segment.router0, segment.router1, segment.router2, segment.router3])).toBe(
      "2001:db8:0:0:0:0:0:ff",
    );
    expect(segment.sequence >>> 0).toBe(0x90000000);
  });

  it("with only the 8 bytes of TCP that routers must quote", () => {
    const { result, segment } = decode(error4(3, 1, lost4.subarray(0, 28)));
    expect(result).toBe("icmp-error");
    expect([segment.quotedSequence, segment.sequence >>> 0]).toEqual([true, 0x90000000]);
    expect([segment.flags, segment.acknowledgement, segment.window, segment.payload, segment.mss]).toEqual([
      0, 0, 0, 0, -1,
    ]);
  });

  it("with less: the ports alone", () => {
    const { result, segment } = decode(error4(3, 1, lost4.subarray(0, 25)));
    expect([result, segment.quotedSequence, segment.sequence]).toEqual(["icmp-error", false, 0]);
    expect(addresses(segment)).toBe(theirs4);
  });

  it("past the quote's IP options", () => {
    const quote = ipv4({ source: "10.0.0.1", destination: "198.51.100.7", options: [0x94, 4, 0, 0] }, syn);
    expect(addresses(decode(error4(3, 1, quote)).segment)).toBe(theirs4);
  });

  it("past the quote's IPv6 extension headers", () => {
    const quote = ipv6(
      { destination: "2001:db8::7", extensions: [{ hopByHop: [] }, { fragment: { id: 1 } }] },
      syn,
    );
    const { result, segment } = decode(error6(1, 0, quote));
    expect([result, segment.ports & 0xffff, segment.moreFragments]).toEqual(["icmp-error", 443, false]);
  });

  it("inside a VLAN", () => {
    const { result, tunnel } = decode(ethernet(vlan(7, ipv4({}, icmp({ type: 3, code: 1 }, lost4)))));
    expect([result, tunnel]).toEqual(["icmp-error", ["vlan:7"]]);
  });
});

describe("ICMP that leads to no connection has a name", () => {
  const cases: [name: string, frame: Uint8Array, outcome: string][] = [
    ["ping", ethernet(ipv4({}, icmp({ type: 8 }, new Uint8Array(32)))), "icmp"],
    ["ICMPv6 ping", ethernet(ipv6({}, icmpv6({ type: 128 }, new Uint8Array(32)))), "icmpv6"],
    ["neighbour solicitation", ethernet(ipv6({}, icmpv6({ type: 135 }, new Uint8Array(24)))), "icmpv6"],
    ["an error about UDP", error4(3, 3, ipv4({}, udp({}, new Uint8Array(8)))), "icmp-error-not-tcp"],
    [
      "an error about UDP over IPv6",
      error6(1, 4, ipv6({}, udp({}, new Uint8Array(8)))),
      "icmp-error-not-tcp",
    ],
    ["an error about a tunnel", error4(3, 3, ipv4({}, ipv4({}, syn))), "icmp-error-not-tcp"],
    [
      "an error about a later fragment",
      error4(11, 1, ipv4({ protocol: 6, fragmentOffset: 64 }, new Uint8Array(16))),
      "icmp-quote-fragment",
    ],
    ["a quote of IPv6 in ICMP", error4(3, 1, lost6), "icmp-quote-malformed"],
    [
      "a quote of IPv4 in ICMPv6",
      error6(1, 0, Uint8Array.from([...lost4, ...new Uint8Array(8)])),
      "icmp-quote-malformed",
    ],
    ["a quote without ports", error4(3, 1, lost4.subarray(0, 23)), "icmp-quote-cut-short"],
    ["a quote without a whole IP header", error4(3, 1, lost4.subarray(0, 19)), "icmp-quote-cut-short"],
    [
      "a header without its last byte",
      ethernet(ipv4({ protocol: 1 }, new Uint8Array(7) as Layer)),
      "icmp-cut-short",
    ],
  ];
  it.each(cases)("%s", (_name, frame, outcome) => {
    const { result, segment } = decode(frame);
    expect([result, segment.kind]).toEqual([outcome, 0]);
  });
});
