// THE entry of decoding: the bytes of one captured packet → the segment in it. Leads from layer to
// layer; knows nothing of connections.
import { decodeAyiya } from "./ayiya.ts";
import { decodeCapwap } from "./capwap.ts";
import { decodeCiscoHdlc } from "./cisco-hdlc.ts";
import { decodeErspan1, decodeErspan2, decodeErspan3 } from "./erspan.ts";
import { decodeFabricPath, decodeLongTag, decodeShortTag } from "./ether-type.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeGeneve } from "./geneve.ts";
import { decodeGre } from "./gre.ts";
import { decodeGtpU } from "./gtp-u.ts";
import { decodeIcmp, decodeIcmpv6 } from "./icmp.ts";
import { decodeIeee80211, decodeRadiotap } from "./ieee80211.ts";
import { decodeAuthentication, decodeEtherIp, decodeIp } from "./ip-protocol.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { decodeL2tp, decodeL2tpv3 } from "./l2tp.ts";
import { decodeLinkType } from "./link-type.ts";
import { decodeLlc, decodeSnap } from "./llc.ts";
import { decodeMpls } from "./mpls.ts";
import {
  NEXT_AUTHENTICATION,
  NEXT_AYIYA,
  NEXT_CAPWAP,
  NEXT_CISCO_HDLC,
  NEXT_ERSPAN_1,
  NEXT_ERSPAN_2,
  NEXT_ERSPAN_3,
  NEXT_ETHERIP,
  NEXT_ETHERNET,
  NEXT_FABRIC_PATH,
  NEXT_GENEVE,
  NEXT_GRE,
  NEXT_GTP_U,
  NEXT_ICMP,
  NEXT_ICMPV6,
  NEXT_IEEE80211,
  NEXT_IP,
  NEXT_IPV4,
  NEXT_IPV6,
  NEXT_L2TP,
  NEXT_L2TPV3,
  NEXT_LLC,
  NEXT_LONG_TAG,
  NEXT_MPLS,
  NEXT_NSH,
  NEXT_PBB,
  NEXT_PPP,
  NEXT_PPPOE,
  NEXT_RADIOTAP,
  NEXT_SHORT_TAG,
  NEXT_SNAP,
  NEXT_TCP,
  NEXT_TEREDO,
  NEXT_UDP,
  NEXT_VLAN,
  NEXT_VXLAN,
  NEXT_VXLAN_GPE,
} from "./next-layer.ts";
import { decodeNsh } from "./nsh.ts";
import { TOO_DEEP } from "./outcome.ts";
import { PacketCursor } from "./packet-cursor.ts";
import { decodePbb } from "./pbb.ts";
import { decodePpp, decodePppoe } from "./ppp.ts";
import type { Segment } from "./segment.ts";
import { decodeTcp } from "./tcp.ts";
import { decodeTeredo } from "./teredo.ts";
import { decodeUdp } from "./udp.ts";
import { decodeVlan } from "./vlan.ts";
import { decodeVxlan, decodeVxlanGpe } from "./vxlan.ts";

const LINKTYPE_ETHERNET = 1;

/** No frame is larger on the wire: a record that claims more is not believed. */
const LARGEST_FRAME = 1 << 20;

/** The most headers inside one another; VXLAN over a VLAN takes eight. */
const MOST_LAYERS = 32;

/** One is enough: decoding is not interrupted. */
const cursor = new PacketCursor();

/**
 * Decodes the packet whose `captured` bytes begin at `offset`; `original` is its length on the
 * wire in bytes, `linkType` a LINKTYPE_ number of tcpdump.org/linktypes.html.
 *
 * Returns DECODED with `segment` filled (segment.kind says with what), or the outcome that says
 * why not (outcome.ts), with segment.kind 0. Never throws, and reads nothing outside
 * [offset, offset + captured), whatever the bytes say; they must lie inside `view`.
 */
export function decodePacket(
  view: DataView,
  offset: number,
  captured: number,
  original: number,
  linkType: number,
  segment: Segment,
): number {
  segment.kind = 0;
  segment.tunnel = 0;
  cursor.at = offset;
  cursor.end = offset + captured;
  cursor.wireEnd = original > captured && original <= LARGEST_FRAME ? offset + original : cursor.end;
  cursor.insideFragment = false;
  let layer =
    linkType === LINKTYPE_ETHERNET ? decodeEthernet(view, cursor) : decodeLinkType(view, cursor, linkType);
  // Nearly every packet is through here without the loop below: half the time (measured).
  if (layer === NEXT_IPV4) layer = decodeIpv4(view, cursor, segment);
  if (layer === NEXT_TCP) return decodeTcp(view, cursor, segment);
  for (let layers = 0; layer < 0; layers++) {
    if (layers === MOST_LAYERS) return TOO_DEEP;
    layer = decodeLayer(view, layer, segment);
  }
  return layer;
}

function decodeLayer(view: DataView, layer: number, segment: Segment): number {
  switch (layer) {
    case NEXT_ETHERNET:
      return decodeEthernet(view, cursor);
    case NEXT_IPV4:
      return decodeIpv4(view, cursor, segment);
    case NEXT_IPV6:
      return decodeIpv6(view, cursor, segment);
    case NEXT_TCP:
      return decodeTcp(view, cursor, segment);
    case NEXT_VLAN:
      return decodeVlan(view, cursor, segment);
    case NEXT_SHORT_TAG:
      return decodeShortTag(view, cursor);
    case NEXT_LONG_TAG:
      return decodeLongTag(view, cursor);
    case NEXT_PBB:
      return decodePbb(view, cursor, segment);
    case NEXT_MPLS:
      return decodeMpls(view, cursor, segment);
    case NEXT_LLC:
      return decodeLlc(view, cursor);
    case NEXT_SNAP:
      return decodeSnap(view, cursor);
    case NEXT_PPP:
      return decodePpp(view, cursor);
    case NEXT_PPPOE:
      return decodePppoe(view, cursor, segment);
    case NEXT_CISCO_HDLC:
      return decodeCiscoHdlc(view, cursor);
    case NEXT_IEEE80211:
      return decodeIeee80211(view, cursor);
    case NEXT_RADIOTAP:
      return decodeRadiotap(view, cursor);
    case NEXT_IP:
      return decodeIp(view, cursor);
    case NEXT_AUTHENTICATION:
      return decodeAuthentication(view, cursor, segment);
    case NEXT_UDP:
      return decodeUdp(view, cursor);
    case NEXT_ICMP:
      return decodeIcmp(view, cursor, segment);
    case NEXT_ICMPV6:
      return decodeIcmpv6(view, cursor, segment);
    case NEXT_GRE:
      return decodeGre(view, cursor, segment);
    case NEXT_ERSPAN_1:
      return decodeErspan1(segment);
    case NEXT_ERSPAN_2:
      return decodeErspan2(view, cursor, segment);
    case NEXT_ERSPAN_3:
      return decodeErspan3(view, cursor, segment);
    case NEXT_ETHERIP:
      return decodeEtherIp(cursor, segment);
    case NEXT_VXLAN:
      return decodeVxlan(view, cursor, segment);
    case NEXT_VXLAN_GPE:
      return decodeVxlanGpe(view, cursor, segment);
    case NEXT_GENEVE:
      return decodeGeneve(view, cursor, segment);
    case NEXT_NSH:
      return decodeNsh(view, cursor, segment);
    case NEXT_GTP_U:
      return decodeGtpU(view, cursor, segment);
    case NEXT_TEREDO:
      return decodeTeredo(view, cursor, segment);
    case NEXT_L2TP:
      return decodeL2tp(view, cursor, segment);
    case NEXT_L2TPV3:
      return decodeL2tpv3(view, cursor, segment);
    case NEXT_CAPWAP:
      return decodeCapwap(view, cursor, segment);
    case NEXT_FABRIC_PATH:
      return decodeFabricPath(cursor);
    case NEXT_AYIYA:
      return decodeAyiya(view, cursor, segment);
    default:
      return TOO_DEEP;
  }
}
