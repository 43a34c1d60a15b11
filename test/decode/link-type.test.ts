import { describe, expect, it } from "vitest";
import {
  bytes,
  cooked,
  cookedV2,
  ethernet,
  ethernet8023,
  ipv4,
  ipv6,
  type Layer,
  llcSnap,
  ppp,
  pppoe,
  tcp,
  uint16,
  uint32,
  vlan,
} from "../notation/frames.ts";
import { addresses, decode } from "./decode-frame.ts";

const syn = tcp({ flags: "S", payload: 5 });
const packet4 = ipv4({}, syn);
const packet6 = ipv6({}, syn);
const arp: Layer = new Uint8Array(28);

const from4 = "10.0.0.1:40000 > 10.0.0.2:80";
const from6 = "2001:db8:0:0:0:0:0:1:40000 > 2001:db8:0:0:0:0:0:2:80";

/** Little-endian, as the machine that captured wrote it. */
const little32 = (value: number) => uint32(value).reverse();

/** An 802.11 header: `control` and `flags`, addresses, and the QoS field where the subtype has one. */
function wlan(control: number, flags: number, payload: Uint8Array, qos: number[] = []): Uint8Array {
  const fourth = (flags & 3) === 3 ? new Uint8Array(6) : [];
  return bytes(control, flags, 0, 0, new Uint8Array(18), 0, 0, fourth, qos, payload);
}

const DATA = 0x08;
const QOS_DATA = 0x88;

function radiotap(present: number, fields: readonly number[], frame: Uint8Array): Uint8Array {
  return bytes(0, 0, 8 + fields.length, 0, little32(present), fields, frame);
}

function nflog(bigEndian: boolean, ...attributes: [type: number, value: Uint8Array][]): Uint8Array {
  const number = (value: number) => (bigEndian ? uint16(value) : uint16(value).reverse());
  const content = attributes.map(([type, value]) =>
    bytes(number(4 + value.length), number(type), value, new Uint8Array((4 - (value.length % 4)) % 4)),
  );
  return bytes(2, 0, 0, 0, ...content);
}

describe("every link type leads to the segment", () => {
  const cases: [name: string, linkType: number, frame: Uint8Array, expected?: string][] = [
    ["Ethernet", 1, ethernet(packet4)],
    ["Ethernet, IPv6", 1, ethernet(packet6), from6],
    ["IEEE 802.3 with LLC and SNAP", 1, ethernet8023(llcSnap(packet4))],
    ["IEEE 802.3 with LLC's own IP", 1, ethernet8023(bytes(0x06, 0x06, 0x03, packet4))],
    ["IEEE 802.3 with an NLPID", 1, ethernet8023(bytes(0xfe, 0xfe, 0x03, 0xcc, packet4))],
    ["SNAP of the bridge tunnel", 1, ethernet8023(bytes(0xaa, 0xaa, 3, 0, 0, 0xf8, 0x08, 0, packet4))],
    ["NULL, little-endian", 0, bytes(little32(2), packet4)],
    ["NULL, big-endian", 0, bytes(uint32(2), packet4)],
    ["NULL with PPP in it", 0, bytes(0xff, 0x03, ppp(packet4))],
    ["NULL with an EtherType", 0, bytes(little32(0x0800), packet4)],
    ["LOOP", 108, bytes(uint32(2), packet4)],
    ["SLIP", 8, bytes(new Uint8Array(16), packet4)],
    ["PPP", 9, ppp(packet4)],
    ["PPP with HDLC framing", 9, bytes(0xff, 0x03, ppp(packet4))],
    ["PPP with IPv6", 9, bytes(0xff, 0x03, ppp(packet6)), from6],
    ["PPP with a protocol number of one byte", 9, bytes(0x21, packet4)],
    ["PPP, multilink, in one piece", 9, bytes(0xff, 0x03, 0, 0x3d, 0xc0, 0, 0, 7, ppp(packet4))],
    ["PPP with MPLS", 9, bytes(0x02, 0x81, uint32(0x00010140), packet4)],
    ["PPP_HDLC", 50, bytes(0xff, 0x03, ppp(packet4))],
    ["PPP_HDLC that is Cisco's", 50, bytes(0x0f, 0, uint16(0x0800), packet4)],
    ["PPP_ETHER", 51, pppoe(7, packet4)],
    ["PPP_PPPD", 166, bytes(0, 0x03, ppp(packet4))],
    ["PPP_WITH_DIR", 204, bytes(1, 0xff, 0x03, ppp(packet4))],
    ["FDDI", 10, bytes(0x50, new Uint8Array(12), llcSnap(packet4))],
    ["RAW, 12", 12, packet4],
    ["RAW, 14", 14, packet6, from6],
    ["RAW, 101", 101, packet4],
    ["RAW, 101, IPv6", 101, packet6, from6],
    ["ATM_RFC1483", 100, llcSnap(packet4)],
    ["C_HDLC", 104, bytes(0x0f, 0, uint16(0x0800), packet4)],
    ["C_HDLC_WITH_DIR", 205, bytes(1, 0x0f, 0, uint16(0x86dd), packet6), from6],
    ["FRELAY, IPv4", 107, bytes(0x18, 0x41, 0x03, 0xcc, packet4)],
    ["FRELAY, IPv6", 107, bytes(0x18, 0x41, 0x03, 0x8e, packet6), from6],
    ["FRELAY, SNAP", 107, bytes(0x18, 0x41, 0x03, 0, 0x80, 0, 0, 0, uint16(0x0800), packet4)],
    ["FRELAY, PPP", 107, bytes(0x18, 0x41, 0x03, 0xcf, ppp(packet4))],
    ["FRELAY, Cisco's", 107, bytes(0x18, 0x41, uint16(0x0800), packet4)],
    ["FRELAY, address of four bytes", 107, bytes(0x18, 0x40, 0x40, 0x41, 0x03, 0xcc, packet4)],
    ["FRELAY_WITH_DIR", 206, bytes(0, 0x18, 0x41, 0x03, 0xcc, packet4)],
    ["ENC", 109, bytes(little32(2), uint32(1), uint32(0), packet4)],
    ["PFLOG", 117, bytes(61, 2, new Uint8Array(62), packet4)],
    ["LINUX_SLL", 113, cooked(packet4)],
    ["LINUX_SLL with LLC", 113, cooked(llcSnap(packet4), { type: 4 })],
    ["LINUX_SLL2", 276, cookedV2(packet6), from6],
    ["IPV4", 228, packet4],
    ["IPV6", 229, packet6, from6],
    ["IEEE802_11", 105, wlan(DATA, 1, llcSnap(packet4))],
    ["IEEE802_11, QoS", 105, wlan(QOS_DATA, 2, llcSnap(packet4), [0, 0])],
    ["IEEE802_11, QoS with HT control", 105, wlan(QOS_DATA, 0x82, llcSnap(packet4), [0, 0, 1, 2, 3, 4])],
    ["IEEE802_11, four addresses", 105, wlan(DATA, 3, llcSnap(packet4))],
    ["IEEE802_11, aggregate", 105, wlan(QOS_DATA, 1, aggregate(llcSnap(packet4)), [0x80, 0])],
    ["IEEE802_11_RADIOTAP", 127, radiotap(0, [], wlan(DATA, 1, llcSnap(packet4)))],
    [
      "IEEE802_11_RADIOTAP, payload aligned",
      127,
      radiotap(
        0x03,
        [...new Array<number>(8).fill(9), 0x20],
        wlan(QOS_DATA, 1, llcSnap(packet4), [0, 0, 0, 0]),
      ),
    ],
    [
      "IEEE802_11_PRISM",
      119,
      bytes(uint32(0x41), little32(144), new Uint8Array(136), wlan(DATA, 1, llcSnap(packet4))),
    ],
    [
      "IEEE802_11_AVS",
      163,
      bytes(uint32(0x80211001), uint32(64), new Uint8Array(56), wlan(DATA, 1, llcSnap(packet4))),
    ],
    ["PPI", 192, bytes(0, 0, 8, 0, little32(105), wlan(DATA, 1, llcSnap(packet4)))],
    ["ARCNET_BSD as RFC 1051", 7, bytes(1, 2, 240, packet4)],
    ["ARCNET_LINUX as RFC 1201", 129, bytes(1, 2, 0, 0, 212, 0, uint16(9), packet4)],
    [
      "ARCNET_LINUX, of an awkward length",
      129,
      bytes(1, 2, 0, 0, 196, 0xff, uint16(0xffff), 0, 0, uint16(9), packet6),
      from6,
    ],
    ["IPOIB", 242, bytes(new Uint8Array(40), uint16(0x0800), 0, 0, packet4)],
    ["NFLOG, little-endian", 239, nflog(false, [1, new Uint8Array(4)], [10, bytes(65, 0)], [9, packet4])],
    ["NFLOG, big-endian", 239, nflog(true, [1, new Uint8Array(4)], [9, packet6]), from6],
  ];
  it.each(cases)("%s (%i)", (_name, linkType, frame, expected = from4) => {
    const { result, segment } = decode(frame, { linkType });
    expect(result).toBe("tcp");
    expect(addresses(segment)).toBe(expected);
    expect(segment.payload).toBe(5);
  });

  it.each([10, 23, 24, 26, 28, 30])("NULL with AF_INET6 as %i", (family) => {
    expect(addresses(decode(bytes(little32(family), packet6), { linkType: 0 }).segment)).toBe(from6);
    expect(addresses(decode(bytes(uint32(family), packet6), { linkType: 108 }).segment)).toBe(from6);
  });
});

function aggregate(content: Uint8Array): Uint8Array {
  return bytes(new Uint8Array(12), uint16(content.length), content, 0, 0);
}

describe("what a link carries besides has a name", () => {
  const cases: [name: string, linkType: number, frame: Layer, outcome: string][] = [
    ["an unknown link type", 147, packet4, "link-type-unsupported"],
    [
      "PPI around something else than 802.11",
      192,
      bytes(0, 0, 8, 0, little32(1), packet4),
      "link-type-unsupported",
    ],
    ["netlink", 253, new Uint8Array(32), "netlink"],
    ["netlink on the interface any", 113, cooked(arp, { type: 4, device: 824 }), "netlink"],
    ["ARP", 1, ethernet(arp, { type: 0x0806 }), "arp"],
    ["ARP on the interface any", 113, cooked(arp, { type: 0x0806 }), "arp"],
    ["LLDP", 1, ethernet(arp, { type: 0x88cc }), "lldp"],
    ["PPPoE discovery", 1, ethernet(arp, { type: 0x8863 }), "pppoe-discovery"],
    [
      "PPPoE discovery in a session frame",
      1,
      ethernet(bytes(0x11, 0x09, 0, 0, 0, 0), { type: 0x8864 }),
      "pppoe-discovery",
    ],
    ["MACsec", 1, ethernet(arp, { type: 0x88e5 }), "macsec"],
    ["ARP on ARCNET", 7, bytes(1, 2, 213, 0, 0, 9, arp), "arp"],
    ["something else on ARCNET", 7, bytes(1, 2, 250, 0, 0, 9, arp), "other-ethertype"],
    ["another EtherType", 1, ethernet(arp, { type: 0x88b5 }), "other-ethertype"],
    ["spanning tree", 1, ethernet8023(bytes(0x42, 0x42, 0x03, new Uint8Array(35))), "other-llc"],
    ["Cisco's discovery", 1, ethernet8023(bytes(0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0, packet4)), "other-llc"],
    ["IPX without LLC", 1, ethernet8023(bytes(0xff, 0xff, new Uint8Array(30))), "other-llc"],
    ["PPP link control", 9, bytes(0xff, 0x03, 0xc0, 0x21, 1, 1, 0, 4), "ppp-not-ip"],
    ["PPP with compressed TCP", 9, bytes(0xff, 0x03, 0, 0x2d, 1, 1, 0, 4), "ppp-compressed"],
    ["a piece of a multilink packet", 9, bytes(0, 0x3d, 0x80, 0, 0, 7, ppp(packet4)), "ppp-compressed"],
    ["AppleTalk on loopback", 0, bytes(little32(16), packet4), "loopback-family-unknown"],
    ["a beacon", 105, wlan(0x80, 0, new Uint8Array(40)), "wlan-not-data"],
    ["an empty data frame", 105, wlan(0x48, 1, new Uint8Array(0)), "wlan-not-data"],
    ["an encrypted frame", 105, wlan(DATA, 0x41, llcSnap(packet4)), "wlan-encrypted"],
    ["NFLOG without a packet", 239, nflog(false, [1, new Uint8Array(4)]), "nflog-no-payload"],
    [
      "a raw packet of IP version 5",
      101,
      Uint8Array.from(packet4, (byte, at) => (at === 0 ? 0x55 : byte)),
      "not-ip",
    ],
  ];
  it.each(cases)("%s", (_name, linkType, frame, outcome) => {
    const decoded = decode(frame, { linkType });
    expect(decoded.result).toBe(outcome);
    expect(decoded.segment.kind).toBe(0);
  });

  it("a later fragment of an 802.11 frame", () => {
    const frame = wlan(DATA, 1, llcSnap(packet4));
    frame[22] = 0x31;
    expect(decode(frame, { linkType: 105 }).result).toBe("wlan-fragment");
  });
});

describe("Ethernet", () => {
  it("never counts the padding of short frames as payload", () => {
    const frame = ethernet(ipv4({}, tcp({ flags: "." })));
    expect(frame).toHaveLength(60);
    expect(decode(frame).segment.payload).toBe(0);
  });

  it("bounds an 802.3 frame by its length", () => {
    const inside = llcSnap(ipv4({}, tcp({ payload: 3 })));
    expect(decode(ethernet8023(inside)).segment.payload).toBe(3);
  });

  it("reads VLAN tags on cooked links too", () => {
    expect(decode(cooked(vlan(12, packet4)), { linkType: 113 }).tunnel).toEqual(["vlan:12"]);
  });
});
