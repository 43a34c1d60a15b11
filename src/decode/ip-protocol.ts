// What follows an IP header, by protocol number (IANA "Assigned Internet Protocol Numbers"), and
// the few of them that take no more than a line or two.
import {
  NEXT_AUTHENTICATION,
  NEXT_ETHERIP,
  NEXT_ETHERNET,
  NEXT_GRE,
  NEXT_ICMP,
  NEXT_ICMPV6,
  NEXT_IPV4,
  NEXT_IPV6,
  NEXT_L2TPV3,
  NEXT_MPLS,
  NEXT_TCP,
  NEXT_UDP,
} from "./next-layer.ts";
import {
  AH_CUT_SHORT,
  ESP,
  IGMP,
  IPCOMP,
  IPV4_CUT_SHORT,
  IPV6_NO_NEXT_HEADER,
  NOT_IP,
  OTHER_IP_PROTOCOL,
  ROUTING_PROTOCOL,
  SCTP,
  TUNNEL_CUT_SHORT,
} from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_4IN6, LAYER_6IN4, LAYER_6IN6, LAYER_ETHERIP, LAYER_IPIP, NO_VALUE } from "./tunnel-table.ts";

export const PROTOCOL_TCP = 6;

/** IP of the version that its first byte says. */
export function decodeIp(view: DataView, cursor: PacketCursor): number {
  if (cursor.at >= cursor.end) return IPV4_CUT_SHORT;
  const version = view.getUint8(cursor.at) >> 4;
  return version === 4 ? NEXT_IPV4 : version === 6 ? NEXT_IPV6 : NOT_IP;
}

/** What the packet whose header the segment holds carries; a packet in it enters a tunnel. */
export function nextOfIpProtocol(protocol: number, segment: Segment): number {
  switch (protocol) {
    case PROTOCOL_TCP:
      return NEXT_TCP;
    case 17:
      return NEXT_UDP;
    case 1:
      return NEXT_ICMP;
    case 58:
      return NEXT_ICMPV6;
    case 4:
    case 94: // IPIP before RFC 2003 gave it number 4
      enterTunnel(segment, segment.ipVersion === 4 ? LAYER_IPIP : LAYER_4IN6);
      return NEXT_IPV4;
    case 41:
      enterTunnel(segment, segment.ipVersion === 4 ? LAYER_6IN4 : LAYER_6IN6);
      return NEXT_IPV6;
    case 47:
      return NEXT_GRE;
    case 51: // in IPv4; in IPv6 it is walked with the extension headers
      return NEXT_AUTHENTICATION;
    case 97:
      return NEXT_ETHERIP;
    case 115:
      return NEXT_L2TPV3;
    case 137:
      return NEXT_MPLS;
    case 143: // as SRv6 carries it (RFC 8986 §10.1)
      return NEXT_ETHERNET;
    case 2:
      return IGMP;
    case 132:
      return SCTP;
    case 50:
      return ESP;
    case 108:
      return IPCOMP;
    case 59:
      return IPV6_NO_NEXT_HEADER;
    case 3: // GGP
    case 8: // EGP
    case 9: // IGP
    case 88: // EIGRP
    case 89: // OSPF
    case 103: // PIM
    case 112: // VRRP, CARP
    case 124: // IS-IS over IPv4
      return ROUTING_PROTOCOL;
    default:
      return OTHER_IP_PROTOCOL;
  }
}

/** One more layer around, without a value. */
export function enterTunnel(segment: Segment, kind: number): void {
  segment.tunnel = segment.tunnels.enter(segment.tunnel, kind, NO_VALUE);
}

/** RFC 4302 §2: it signs, and hides nothing. */
export function decodeAuthentication(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return AH_CUT_SHORT;
  cursor.at = header + ((view.getUint8(header + 1) + 2) << 2);
  if (cursor.at > cursor.end) return AH_CUT_SHORT;
  segment.protocol = view.getUint8(header);
  return nextOfIpProtocol(segment.protocol, segment);
}

/** An Ethernet frame behind a version and reserved bits (RFC 3378 §3). */
export function decodeEtherIp(cursor: PacketCursor, segment: Segment): number {
  cursor.at += 2;
  if (cursor.at > cursor.end) return TUNNEL_CUT_SHORT;
  enterTunnel(segment, LAYER_ETHERIP);
  return NEXT_ETHERNET;
}
