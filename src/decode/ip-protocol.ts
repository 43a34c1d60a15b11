// What follows an IP header, by protocol number (IANA "Assigned Internet Protocol Numbers").
import { enterLayer } from "./ether-type.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeGre } from "./gre.ts";
import { decodeIcmp, decodeIcmpv6 } from "./icmp.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { decodeL2tpv3 } from "./l2tp.ts";
import { decodeMpls } from "./mpls.ts";
import {
  AH_CUT_SHORT,
  ESP,
  IGMP,
  IPV4_CUT_SHORT,
  IPV6_NO_NEXT_HEADER,
  NOT_IP,
  OTHER_IP_PROTOCOL,
  ROUTING_PROTOCOL,
  SCTP,
  TOO_DEEP,
  TUNNEL_CUT_SHORT,
} from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { decodeTcp } from "./tcp.ts";
import { LAYER_4IN6, LAYER_6IN4, LAYER_6IN6, LAYER_ETHERIP, LAYER_IPIP, NO_VALUE } from "./tunnel-table.ts";
import { decodeUdp } from "./udp.ts";

export const PROTOCOL_TCP = 6;

/** IP of the version that its first byte says. */
export function decodeIp(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset >= end) return IPV4_CUT_SHORT;
  const version = view.getUint8(offset) >> 4;
  if (version === 4) return decodeIpv4(view, offset, end, wireEnd, segment);
  if (version === 6) return decodeIpv6(view, offset, end, wireEnd, segment);
  return NOT_IP;
}

export function decodeIpProtocol(
  view: DataView,
  protocol: number,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (!enterLayer(segment)) return TOO_DEEP;
  const outerVersion = segment.ipVersion;
  switch (protocol) {
    case PROTOCOL_TCP:
      return decodeTcp(view, offset, end, wireEnd, segment);
    case 17:
      return decodeUdp(view, offset, end, wireEnd, segment);
    case 1:
      return decodeIcmp(view, offset, end, wireEnd, segment);
    case 58:
      return decodeIcmpv6(view, offset, end, wireEnd, segment);
    case 4:
    case 94: // IPIP before RFC 2003 gave it number 4
      enterTunnel(segment, outerVersion === 4 ? LAYER_IPIP : LAYER_4IN6);
      return decodeIpv4(view, offset, end, wireEnd, segment);
    case 41:
      enterTunnel(segment, outerVersion === 4 ? LAYER_6IN4 : LAYER_6IN6);
      return decodeIpv6(view, offset, end, wireEnd, segment);
    case 47:
      return decodeGre(view, offset, end, wireEnd, segment);
    case 51: {
      // IPv4 only; in IPv6 it was walked with the extension headers.
      if (offset + 8 > end) return AH_CUT_SHORT;
      const next = view.getUint8(offset);
      const inside = offset + ((view.getUint8(offset + 1) + 2) << 2);
      if (inside > end) return AH_CUT_SHORT;
      segment.protocol = next;
      return decodeIpProtocol(view, next, inside, end, wireEnd, segment);
    }
    case 97: // EtherIP: version and reserved bits (RFC 3378 §3)
      if (offset + 2 > end) return TUNNEL_CUT_SHORT;
      enterTunnel(segment, LAYER_ETHERIP);
      return decodeEthernet(view, offset + 2, end, wireEnd, segment);
    case 115:
      return decodeL2tpv3(view, offset, end, wireEnd, segment);
    case 137:
      return decodeMpls(view, offset, end, wireEnd, segment);
    case 143: // Ethernet, as SRv6 carries it (RFC 8986 §10.1)
      return decodeEthernet(view, offset, end, wireEnd, segment);
    case 2:
      return IGMP;
    case 132:
      return SCTP;
    case 50:
      return ESP;
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

/** One more layer around, with no value that both directions share. */
export function enterTunnel(segment: Segment, kind: number): void {
  segment.tunnel = segment.tunnels.enter(segment.tunnel, kind, NO_VALUE);
}
