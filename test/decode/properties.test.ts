// What holds for any bytes: nothing is thrown, nothing outside the packet is read, and a packet
// that was cut says so or gives what it still can.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePacket } from "../../src/decode/decode-packet.ts";
import { Segment } from "../../src/decode/segment.ts";
import {
  bytes,
  cooked,
  cookedV2,
  erspan,
  ethernet,
  ethernet8023,
  geneve,
  gre,
  gtpU,
  icmp,
  icmpv6,
  ipv4,
  ipv6,
  l2tp,
  llcSnap,
  mpls,
  pbb,
  ppp,
  pppoe,
  tcp,
  teredo,
  vlan,
  vxlan,
} from "../notation/frames.ts";
import { decode, type FrameOptions } from "./decode-frame.ts";

const syn = tcp({
  flags: "S",
  options: [{ mss: 1460 }, "sackPermitted", { timestamps: [7, 8] }, { windowScale: 7 }],
  payload: 9,
});
const packet4 = ipv4({ options: [1, 1, 1] }, syn);
const packet6 = ipv6(
  { extensions: [{ hopByHop: [] }, { destinationOptions: [] }, { fragment: { id: 5 } }] },
  syn,
);
const frame = ethernet(packet4);

/** The innermost is always `syn`; [link type, bytes]. */
const WHOLE: Record<string, [number, Uint8Array]> = {
  ethernet: [1, frame],
  "ethernet, IPv6": [1, ethernet(packet6)],
  "802.3": [1, ethernet8023(llcSnap(packet4))],
  vlan: [1, ethernet(vlan(5, vlan(6, packet4)), { type: 0x88a8 })],
  mpls: [1, ethernet(mpls([16, 17], packet4))],
  "mpls, pseudowire": [1, ethernet(mpls([16], bytes(0, 0, 0, 0, frame)))],
  pbb: [1, ethernet(pbb(77, frame))],
  pppoe: [1, ethernet(pppoe(1, packet6))],
  gre: [1, ethernet(ipv4({}, gre({ key: 1, sequence: 2, checksum: true }, packet6)))],
  "erspan 2": [1, ethernet(ipv4({}, erspan(2, 9, frame)))],
  "erspan 3": [1, ethernet(ipv4({}, erspan(3, 9, frame)))],
  vxlan: [1, ethernet(ipv4({}, vxlan(42, frame)))],
  geneve: [1, ethernet(ipv6({}, geneve(42, frame, [1, 2, 3, 4])))],
  "gtp-u": [1, ethernet(ipv4({}, gtpU(1, packet4, { sequence: 1, extension: true })))],
  teredo: [1, ethernet(ipv4({}, teredo(bytes(0, 0, 1, 2, 3, 4, 5, 6, packet6))))],
  l2tp: [1, ethernet(ipv4({}, l2tp(3, packet4)))],
  "6in4": [1, ethernet(ipv4({}, packet6))],
  cooked: [113, cooked(packet4)],
  "cooked 2": [276, cookedV2(vlan(3, packet6))],
  raw: [101, packet6],
  loopback: [0, bytes(2, 0, 0, 0, packet4)],
  ppp: [9, bytes(0xff, 0x03, ppp(packet4))],
  "802.11": [105, bytes(0x88, 1, new Uint8Array(22), 0, 0, llcSnap(packet4))],
  radiotap: [127, bytes(0, 0, 9, 0, 2, 0, 0, 0, 0, 0x08, 1, new Uint8Array(22), llcSnap(packet4))],
  nflog: [239, bytes(2, 0, 0, 0, 6, 0, 10, 0, 65, 0, 0, 0, 4 + packet4.length, 0, 9, 0, packet4)],
  "frame relay": [107, bytes(0x18, 0x41, 3, 0xcc, packet4)],
  "icmp error": [1, ethernet(ipv4({}, icmp({ type: 3, code: 1 }, packet4)))],
  "icmpv6 error": [1, ethernet(ipv6({}, icmpv6({ type: 1 }, packet6)))],
};

const LINK_TYPES = [
  ...new Set([
    ...Object.values(WHOLE).map(([linkType]) => linkType),
    7,
    8,
    10,
    12,
    50,
    51,
    100,
    104,
    108,
    109,
    117,
    119,
    129,
    163,
    166,
    192,
    204,
    205,
    206,
    228,
    229,
    242,
    276,
  ]),
];

/** Everything that decoding says, so that two runs can be compared. */
function told(content: Uint8Array, options: FrameOptions): unknown {
  const { outcome, segment, tunnel } = decode(content, { ...options, segment: new Segment() });
  const { tunnels: _table, ...fields } = segment;
  return { outcome: outcome.name, tunnel, fields: outcome.code === 0 ? fields : {} };
}

/** Decodes out of memory that ends with the packet: a read too far would throw. */
function decodeTight(content: Uint8Array, linkType: number): number {
  const memory = Uint8Array.from(content);
  return decodePacket(
    new DataView(memory.buffer),
    0,
    memory.length,
    4 * memory.length,
    linkType,
    new Segment(),
  );
}

/** What lies around the packet in memory makes no difference. */
function expectBlindOutside(content: Uint8Array, options: FrameOptions): void {
  const zeros = told(content, { ...options, around: 0 });
  for (const around of [0xff, 0x45, 0x60, 0x08]) expect(told(content, { ...options, around })).toEqual(zeros);
}

describe.each(Object.entries(WHOLE))("%s, cut after each byte", (_name, [linkType, content]) => {
  const whole = decode(content, { linkType });
  const tcpEnd = content.length - 9;

  it("is whole at first", () => {
    expect(whole.result).toMatch(/^(tcp|icmp-error)$/);
    expect([whole.segment.ports, whole.segment.sequence]).toEqual([(40000 << 16) | 80, 1000]);
  });

  it("is cut short, or gives what the whole packet gives", () => {
    for (let captured = 0; captured < content.length; captured++) {
      const { outcome, segment, result } = decode(content, { linkType, captured });
      if (outcome.code !== 0) {
        expect([captured, outcome.kind, segment.kind]).toEqual([captured, "cut-short", 0]);
        continue;
      }
      expect([result, segment.ports]).toEqual([whole.result, whole.segment.ports]);
      if (result === "tcp") {
        expect(segment.payload).toBe(9);
        expect(segment.truncated).toBe(true);
        expect(segment.sequence).toBe(1000);
        if (captured >= tcpEnd) expect([segment.mss, segment.windowScale]).toEqual([1460, 7]);
      }
    }
  });

  it("never looks behind its end", () => {
    for (let captured = 0; captured <= content.length; captured++) {
      expectBlindOutside(content, { linkType, captured });
    }
  });
});

describe("any bytes", () => {
  const linkType = fc.constantFrom(...LINK_TYPES, 147);

  it("random ones give an outcome, whatever lies around them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), linkType, fc.nat(400), (content, link, more) => {
        expectBlindOutside(content, { linkType: link, original: content.length + more });
      }),
      { numRuns: 1000 },
    );
  });

  it("changed packets too", () => {
    const change = fc.tuple(fc.nat(255), fc.nat(255));
    const packet = fc.constantFrom(...Object.values(WHOLE));
    fc.assert(
      fc.property(
        packet,
        fc.array(change, { maxLength: 6 }),
        fc.nat(300),
        ([link, content], changes, captured) => {
          const changed = Uint8Array.from(content);
          for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
          expectBlindOutside(changed, { linkType: link, captured: Math.min(captured, changed.length) });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("a view that ends with the packet is never read past its end", () => {
    const packet = fc.constantFrom(...Object.values(WHOLE));
    fc.assert(
      fc.property(packet, fc.nat(255), fc.nat(255), fc.nat(300), ([link, content], at, value, length) => {
        const changed = content.slice(0, Math.min(length, content.length));
        if (at < changed.length) changed[at] = value;
        expect(() => decodeTight(changed, link)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});
