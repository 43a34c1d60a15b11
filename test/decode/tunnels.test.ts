import { describe, expect, it } from "vitest";
import { Segment } from "../../src/decode/segment.ts";
import {
  bytes,
  erspan,
  ethernet,
  ethernet8023,
  geneve,
  gre,
  gtpU,
  icmp,
  ipv4,
  ipv6,
  type Layer,
  l2tp,
  llcSnap,
  mpls,
  pbb,
  ppp,
  pppoe,
  tcp,
  teredo,
  udp,
  uint16,
  uint32,
  vlan,
  vxlan,
} from "../notation/frames.ts";
import { addresses, decode } from "./decode-frame.ts";

const syn = tcp({ flags: "S", payload: 5 });
const packet4 = ipv4({ source: "192.168.1.1", destination: "192.168.1.2" }, syn);
const packet6 = ipv6({}, syn);
const frame4 = ethernet(packet4);
const frame6 = ethernet(packet6);

/** CAPWAP data: a header of 8 bytes, with these 24 bits behind the preamble. */
const capwap = (bits: number, payload: Uint8Array, preamble = 0, fragment = 0) =>
  udp(
    { destinationPort: 5247 },
    bytes(uint32(preamble * 0x1000000 + bits), uint16(0), uint16(fragment << 3), payload),
  );
const HEADER_OF_8 = 2 << 19;
const NATIVE_80211 = (1 << 9) | 0x0100;
const wlan = bytes(0x08, 1, new Uint8Array(22), llcSnap(packet4));
/** As Cisco's access points write it: frame control and sequence number swapped. */
const swappedWlan = bytes(1, 0x08, new Uint8Array(20), 0x76, 0x30, llcSnap(packet4));

const from4 = "192.168.1.1:40000 > 192.168.1.2:80";
const from6 = "2001:db8:0:0:0:0:0:1:40000 > 2001:db8:0:0:0:0:0:2:80";

/** `content` between two routers, announced by `protocol` where its builder does not say. */
const routed = (content: Layer, protocol?: number) =>
  ethernet(
    ipv4(protocol === undefined ? { source: "172.16.0.1" } : { source: "172.16.0.1", protocol }, content),
  );

/** Frames whose MAC address begins with what could be an IP version. */
const likeIpv4 = Uint8Array.from(frame4, (byte, at) => (at === 0 ? 0x45 : byte));
const likeIpv6 = Uint8Array.from(frame4, (byte, at) => (at === 0 ? 0x60 : byte));

describe("every tunnel and tag leads to the innermost segment", () => {
  const cases: [name: string, frame: Uint8Array, tunnel: string[], expected?: string][] = [
    ["802.1Q", ethernet(vlan(100, packet4)), ["vlan:100"]],
    ["802.1Q with IPv6", ethernet(vlan(100, packet6)), ["vlan:100"], from6],
    ["802.1Q with priority bits", ethernet(vlan(0xe064, packet4)), ["vlan:100"]],
    ["802.1Q with an 802.3 frame", ethernet(vlan(9, llcSnap(packet4), 46 + 8)), ["vlan:9"]],
    ["priority without VLAN", ethernet(vlan(0, packet4)), []],
    ["802.1ad", ethernet(vlan(7, vlan(100, packet4)), { type: 0x88a8 }), ["vlan:7", "vlan:100"]],
    ["Q-in-Q 0x9100", ethernet(vlan(7, vlan(100, packet4)), { type: 0x9100 }), ["vlan:7", "vlan:100"]],
    ["Q-in-Q 0x9200", ethernet(vlan(7, packet4), { type: 0x9200 }), ["vlan:7"]],
    ["VN-Tag", ethernet(bytes(uint32(1), uint16(0x0800), packet4), { type: 0x8926 }), []],
    ["HSR", ethernet(bytes(uint32(1), uint16(0x0800), packet4), { type: 0x892f }), []],
    [
      "Cisco metadata",
      ethernet(bytes(uint32(0x01010001), 0, 9, uint16(0x0800), packet4), { type: 0x8909 }),
      [],
    ],
    ["MPLS", ethernet(mpls([16], packet4)), ["mpls"]],
    ["MPLS, three labels, IPv6", ethernet(mpls([16, 17, 18], packet6)), ["mpls"], from6],
    ["MPLS with Ethernet and control word", ethernet(mpls([16], bytes(uint32(0), frame4))), ["mpls"]],
    ["MPLS with Ethernet alone", ethernet(mpls([16], frame4)), ["mpls"]],
    ["MPLS with Ethernet to 45:…", ethernet(mpls([16], likeIpv4)), ["mpls"]],
    ["MPLS with Ethernet to 60:…", ethernet(mpls([16], likeIpv6)), ["mpls"]],
    ["MPLS with a tagged frame", ethernet(mpls([16], ethernet(vlan(5, packet4)))), ["mpls", "vlan:5"]],
    ["PBB", ethernet(pbb(0x123456, frame4)), ["pbb:1193046"]],
    ["PPPoE", ethernet(pppoe(7, packet4)), ["pppoe:7"]],
    ["PPPoE with IPv6 in a VLAN", ethernet(vlan(3, pppoe(7, packet6))), ["vlan:3", "pppoe:7"], from6],
    ["GRE", routed(gre({}, packet4)), ["gre"]],
    [
      "GRE with checksum, key and sequence",
      routed(gre({ checksum: true, key: 7, sequence: 1 }, packet6)),
      ["gre:7"],
      from6,
    ],
    ["GRE with a key above 2^31", routed(gre({ key: 0xfffffff0 }, packet4)), ["gre:4294967280"]],
    [
      "GRE with a source route",
      routed(
        bytes(uint16(0x4000), uint16(0x0800), uint32(0), uint16(0x0800), 0, 4, uint32(1), uint32(0), packet4),
        47,
      ),
      ["gre"],
    ],
    ["GRE bridging", routed(gre({}, frame4)), ["gre"]],
    ["GRE bridging with a small key", routed(gre({ key: 7 }, frame4)), ["gre:7"]],
    ["NVGRE", routed(gre({ key: 5001 * 256 + 77 }, frame4)), ["nvgre:5001"]],
    ["GRE with MPLS", routed(gre({}, mpls([16], packet4))), ["gre", "mpls"]],
    ["GRE with PPP", routed(gre({ type: 0x880b }, ppp(packet4))), ["gre"]],
    ["GRE with WCCP's redirect header", routed(gre({ type: 0x883e }, bytes(uint32(0), packet4))), ["gre"]],
    ["GRE with WCCP version 1", routed(gre({ type: 0x883e }, packet4)), ["gre"]],
    ["GRE in UDP", routed(udp({ destinationPort: 4754 }, gre({}, packet4))), ["gre"]],
    [
      "PPTP",
      routed(
        bytes(
          uint16(0x3081),
          uint16(0x880b),
          uint16(9),
          uint16(3),
          uint32(1),
          uint32(2),
          0xff,
          3,
          ppp(packet4),
        ),
        47,
      ),
      ["pptp"],
    ],
    ["ERSPAN I", routed(erspan(1, 0, frame4)), ["erspan"]],
    ["ERSPAN II", routed(erspan(2, 300, frame4)), ["erspan:300"]],
    ["ERSPAN III", routed(erspan(3, 301, frame6)), ["erspan:301"], from6],
    ["VXLAN", routed(vxlan(42, frame4)), ["vxlan:42"]],
    ["VXLAN in a VLAN", ethernet(vlan(100, ipv4({}, vxlan(42, frame6)))), ["vlan:100", "vxlan:42"], from6],
    [
      "VXLAN over IPv6, with a tag inside",
      ethernet(ipv6({}, vxlan(42, ethernet(vlan(8, packet4))))),
      ["vxlan:42", "vlan:8"],
    ],
    ["VXLAN on Linux's old port", routed(vxlan(42, frame4, 8472)), ["vxlan:42"]],
    [
      "VXLAN-GPE with IPv4",
      routed(udp({ destinationPort: 4790 }, bytes(0x0c, 0, 0, 1, uint32(42 << 8), packet4))),
      ["vxlan:42"],
    ],
    [
      "VXLAN-GPE with a service header",
      routed(
        udp(
          { destinationPort: 4790 },
          bytes(0x0c, 0, 0, 4, uint32(42 << 8), 0x0f, 0xc6, 1, 3, uint32(0x101), new Uint8Array(16), frame4),
        ),
      ),
      ["vxlan:42", "nsh"],
    ],
    ["Geneve with options", routed(geneve(43, frame4, [1, 2, 3, 1, 5, 6, 7, 8])), ["geneve:43"]],
    ["Geneve with IPv6", routed(geneve(43, packet6)), ["geneve:43"], from6],
    ["GTP-U", routed(gtpU(0x1234, packet4)), ["gtp"]],
    [
      "GTP-U with sequence and extension",
      routed(gtpU(0x1234, packet6, { sequence: 9, extension: true })),
      ["gtp"],
      from6,
    ],
    ["IPIP", routed(packet4), ["ipip"]],
    ["6in4", routed(packet6), ["6in4"], from6],
    ["4in6", ethernet(ipv6({}, packet4)), ["4in6"]],
    ["6in6", ethernet(ipv6({}, packet6)), ["6in6"], from6],
    ["EtherIP", routed(bytes(0x30, 0, frame4), 97), ["etherip"]],
    ["Ethernet straight in IP", routed(frame4), []],
    ["MPLS straight in IP", routed(mpls([16], packet4)), ["mpls"]],
    ["MPLS in UDP", routed(udp({ destinationPort: 6635 }, mpls([16], packet4))), ["mpls"]],
    [
      "authentication header",
      routed(bytes(6, 4, 0, 0, new Uint8Array(20), syn), 51),
      [],
      "172.16.0.1:40000 > 10.0.0.2:80",
    ],
    ["Teredo", routed(teredo(packet6)), ["teredo"], from6],
    ["Teredo with origin", routed(teredo(bytes(0, 0, 1, 2, 3, 4, 5, 6, packet6))), ["teredo"], from6],
    [
      "Teredo with authentication and origin",
      routed(teredo(bytes(0, 1, 2, 1, new Uint8Array(12), 0, 0, 1, 2, 3, 4, 5, 6, packet6))),
      ["teredo"],
      from6,
    ],
    [
      "Teredo between peers",
      routed(udp({ sourcePort: 5001, destinationPort: 5002 }, ipv6({ source: "2001:0:1::1" }, syn))),
      ["teredo"],
      "2001:0:1:0:0:0:0:1:40000 > 2001:db8:0:0:0:0:0:2:80",
    ],
    ["L2TP", routed(l2tp(9, packet4)), ["l2tp"]],
    [
      "L2TP with sequence and offset",
      routed(
        udp(
          { destinationPort: 1701 },
          bytes(uint16(0x0a02), uint32(1), uint32(0), uint16(3), 0, 0, 0, ppp(packet6)),
        ),
      ),
      ["l2tp"],
      from6,
    ],
    [
      "L2TPv3, cookie of 8 bytes",
      routed(bytes(uint32(77), new Uint8Array(8).fill(1), frame4), 115),
      ["l2tp"],
    ],
    ["L2TPv3, no cookie", routed(bytes(uint32(77), frame4), 115), ["l2tp"]],
    [
      "AYIYA",
      routed(
        udp(
          { destinationPort: 5072 },
          bytes(0x42, 0x52, 0x11, 41, uint32(0), new Uint8Array(16), new Uint8Array(20), packet6),
        ),
      ),
      ["ayiya"],
      from6,
    ],
    ["CAPWAP with 802.11", routed(capwap(HEADER_OF_8 | NATIVE_80211, wlan)), ["capwap"]],
    [
      "CAPWAP with 802.11 as Cisco swaps it",
      routed(capwap(HEADER_OF_8 | NATIVE_80211, swappedWlan)),
      ["capwap"],
    ],
    ["CAPWAP with Ethernet", routed(capwap(HEADER_OF_8, frame4)), ["capwap"]],
    ["Aruba's GRE", routed(gre({ type: 0x8240 }, wlan)), ["gre"]],
    ["FabricPath", ethernet(bytes(0, 1, frame4), { type: 0x8903 }), []],
    [
      "an answer from a tunnel's port",
      routed(udp({ sourcePort: 4789, destinationPort: 55555 }, bytes(8, 0, 0, 0, uint32(42 << 8), frame4))),
      ["vxlan:42"],
    ],
    ["IEEE 802.3 inside VXLAN", routed(vxlan(42, ethernet8023(llcSnap(packet4)))), ["vxlan:42"]],
    [
      "three deep",
      routed(vxlan(1, ethernet(ipv4({}, gre({ key: 2 }, ipv4({}, packet4)))))),
      ["vxlan:1", "gre:2", "ipip"],
    ],
  ];
  it.each(cases)("%s", (_name, frame, tunnel, expected = from4) => {
    const decoded = decode(frame);
    expect(decoded.result).toBe("tcp");
    expect(addresses(decoded.segment)).toBe(expected);
    expect(decoded.segment.payload).toBe(5);
    expect(decoded.tunnel).toEqual(tunnel);
  });
});

describe("what a tunnel carries besides has a name", () => {
  const cases: [name: string, frame: Uint8Array, outcome: string][] = [
    ["a GRE keepalive", routed(gre({ type: 0 }, new Uint8Array(0))), "tunnel-control"],
    [
      "a GRE version that does not exist",
      routed(bytes(uint16(0x0003), uint16(0x0800), packet4), 47),
      "gre-version-unknown",
    ],
    [
      "a PPTP acknowledgement",
      routed(bytes(uint16(0x2081), uint16(0x880b), uint32(3), uint32(1)), 47),
      "tunnel-control",
    ],
    [
      "a GTP echo",
      routed(udp({ destinationPort: 2152 }, bytes(0x32, 1, 0, 4, uint32(0), uint32(0)))),
      "tunnel-control",
    ],
    ["GTP with something else than IP", routed(gtpU(1, new Uint8Array(20))), "tunnel-payload-unknown"],
    [
      "an L2TP control message",
      routed(udp({ destinationPort: 1701 }, bytes(uint16(0xc802), uint16(12), uint32(0), uint32(0)))),
      "tunnel-control",
    ],
    [
      "a Geneve control message",
      routed(udp({ destinationPort: 6081 }, bytes(0, 0x80, 0x65, 0x58, uint32(0)))),
      "tunnel-control",
    ],
    ["an MPLS associated channel", ethernet(mpls([13], bytes(uint32(0x10000000)))), "tunnel-control"],
    [
      "MPLS with something unknown",
      ethernet(mpls([16], new Uint8Array(30).fill(0xee))),
      "mpls-payload-unknown",
    ],
    [
      "UDP to a tunnel's port that is no tunnel",
      routed(udp({ destinationPort: 4789 }, new Uint8Array(60))),
      "udp",
    ],
    ["UDP", routed(udp({ destinationPort: 53 }, new Uint8Array(30))), "udp"],
    ["IPsec in UDP", routed(udp({ destinationPort: 4500 }, bytes(uint32(77), new Uint8Array(30)))), "esp"],
    [
      "key exchange of IPsec",
      routed(udp({ destinationPort: 4500 }, bytes(uint32(0), new Uint8Array(30)))),
      "udp",
    ],
    ["IPsec", routed(new Uint8Array(30), 50), "esp"],
    ["IPComp", routed(new Uint8Array(30), 108), "ipcomp"],
    ["CAPWAP in DTLS", routed(capwap(0, new Uint8Array(30), 1)), "tunnel-encrypted"],
    ["a CAPWAP keepalive", routed(capwap(HEADER_OF_8 | 0x08, new Uint8Array(20))), "tunnel-control"],
    ["a later fragment of CAPWAP", routed(capwap(HEADER_OF_8 | 0x80, wlan, 0, 100)), "tunnel-fragment"],
    ["IGMP", routed(new Uint8Array(8), 2), "igmp"],
    ["OSPF", routed(new Uint8Array(24), 89), "routing-protocol"],
    ["SCTP", routed(new Uint8Array(24), 132), "sctp"],
    ["an unused protocol", routed(new Uint8Array(24), 253), "other-ip-protocol"],
    ["ping inside VXLAN", routed(vxlan(1, ethernet(ipv4({}, icmp({ type: 8 }, new Uint8Array(8)))))), "icmp"],
  ];
  it.each(cases)("%s", (_name, frame, outcome) => {
    expect(decode(frame).result).toBe(outcome);
  });

  it("nesting without end", () => {
    let packet: Layer = packet4;
    for (let depth = 0; depth < 40; depth++) packet = ipv4({}, packet);
    expect(decode(ethernet(packet)).result).toBe("too-deep");
    let tags: Layer = packet4;
    for (let depth = 0; depth < 40; depth++) tags = vlan(1, tags);
    expect(decode(ethernet(tags)).result).toBe("too-deep");
  });
});

describe("the two directions of a connection have one tunnel id", () => {
  const segment = new Segment();
  const idOf = (frame: Uint8Array) => {
    expect(decode(frame, { segment }).result).toBe("tcp");
    return segment.tunnel;
  };
  const cases: [name: string, there: Uint8Array, back: Uint8Array][] = [
    ["GTP-U: each end chooses its own TEID", routed(gtpU(1, packet4)), routed(gtpU(2, packet4))],
    [
      "MPLS: each router chooses its own labels",
      ethernet(mpls([16], packet4)),
      ethernet(mpls([99, 100], packet4)),
    ],
    ["L2TP: each end chooses its own session id", routed(l2tp(1, packet4)), routed(l2tp(2, packet4))],
    [
      "NVGRE: the flow differs",
      routed(gre({ key: 0x12345601 }, frame4)),
      routed(gre({ key: 0x12345677 }, frame4)),
    ],
    ["priority tag on one side", ethernet(vlan(0, packet4)), frame4],
    [
      "outer addresses",
      ethernet(ipv4({ source: "1.1.1.1" }, packet4)),
      ethernet(ipv4({ source: "2.2.2.2" }, packet4)),
    ],
  ];
  it.each(cases)("%s", (_name, there, back) => {
    expect(idOf(there)).toBe(idOf(back));
  });

  it("but not in different networks", () => {
    const ids = [
      idOf(frame4),
      idOf(ethernet(vlan(1, packet4))),
      idOf(ethernet(vlan(2, packet4))),
      idOf(routed(vxlan(1, frame4))),
      idOf(routed(vxlan(2, frame4))),
      idOf(routed(geneve(1, frame4))),
      idOf(routed(gre({}, packet4))),
      idOf(routed(gre({ key: 1 }, packet4))),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("without its VLANs a stack is that of the untagged frame", () => {
    const tagged = idOf(ethernet(vlan(1, ipv4({}, vxlan(5, ethernet(vlan(2, packet4)))))));
    const plain = idOf(routed(vxlan(5, frame4)));
    expect(tagged).not.toBe(plain);
    expect(segment.tunnels.withoutTags(tagged)).toBe(plain);
    expect(segment.tunnels.withoutTags(plain)).toBe(plain);
    expect(segment.tunnels.withoutTags(0)).toBe(0);
  });
});
