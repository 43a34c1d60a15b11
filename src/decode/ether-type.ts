// What an EtherType announces, wherever one stands: Ethernet, tags, SNAP, cooked, GRE, Geneve.
import { decodeErspan3, decodeErspanUnsequenced } from "./erspan.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { decodeMpls } from "./mpls.ts";
import { decodeNsh } from "./nsh.ts";
import { ARP, LLDP, MACSEC, OTHER_ETHERTYPE, PPPOE_DISCOVERY, TAG_CUT_SHORT, TOO_DEEP } from "./outcome.ts";
import { decodePbb } from "./pbb.ts";
import { decodePpp, decodePppoe } from "./ppp.ts";
import type { Segment } from "./segment.ts";
import { decodeVlan } from "./vlan.ts";

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_IPV6 = 0x86dd;

/** The most layers inside one another; every way into a further layer passes enterLayer(). */
const MOST_LAYERS = 16;

/** Counts one more layer; false when that is too many. */
export function enterLayer(segment: Segment): boolean {
  return ++segment.nesting <= MOST_LAYERS;
}

export function decodeEtherType(
  view: DataView,
  type: number,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (!enterLayer(segment)) return TOO_DEEP;
  switch (type) {
    case ETHERTYPE_IPV4:
      return decodeIpv4(view, offset, end, wireEnd, segment);
    case ETHERTYPE_IPV6:
      return decodeIpv6(view, offset, end, wireEnd, segment);
    case 0x8100: // IEEE 802.1Q
    case 0x88a8: // IEEE 802.1ad
    case 0x9100: // Q-in-Q before there was a standard
    case 0x9200:
    case 0x9300:
      return decodeVlan(view, offset, end, wireEnd, segment);
    case 0x8847: // MPLS unicast
    case 0x8848: // MPLS, upstream-assigned label
      return decodeMpls(view, offset, end, wireEnd, segment);
    case 0x8864: // PPPoE session
      return decodePppoe(view, offset, end, wireEnd, segment);
    case 0x880b: // PPP, in GRE
      return decodePpp(view, offset, end, wireEnd, segment);
    case 0x88e7: // IEEE 802.1ah
      return decodePbb(view, offset, end, wireEnd, segment);
    case 0x6558: // transparent Ethernet bridging
      return decodeEthernet(view, offset, end, wireEnd, segment);
    case 0x88be:
      return decodeErspanUnsequenced(view, offset, end, wireEnd, segment);
    case 0x22eb:
      return decodeErspan3(view, offset, end, wireEnd, segment);
    case 0x894f:
      return decodeNsh(view, offset, end, wireEnd, segment);
    case 0x8926: // VN-Tag, and
    case 0x892f: // HSR: four bytes and the next type
      return decodeTag(view, offset, 4, end, wireEnd, segment);
    case 0x893f: // IEEE 802.1BR E-tag
    case 0x8909: // Cisco metadata
      return decodeTag(view, offset, 6, end, wireEnd, segment);
    case 0x0806:
    case 0x8035:
      return ARP;
    case 0x88cc:
      return LLDP;
    case 0x8863:
      return PPPOE_DISCOVERY;
    case 0x88e5:
      return MACSEC;
    default:
      return OTHER_ETHERTYPE;
  }
}

/** A tag that says nothing about the connection: `length` bytes, then the next EtherType. */
function decodeTag(
  view: DataView,
  offset: number,
  length: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + length + 2;
  if (payload > end) return TAG_CUT_SHORT;
  return decodeEtherType(view, view.getUint16(offset + length), payload, end, wireEnd, segment);
}
