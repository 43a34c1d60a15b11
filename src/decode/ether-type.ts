// What an EtherType announces, wherever one stands: Ethernet, tags, SNAP, cooked, GRE, Geneve.
import {
  NEXT_ERSPAN_1,
  NEXT_ERSPAN_3,
  NEXT_ETHERNET,
  NEXT_FABRIC_PATH,
  NEXT_IPV4,
  NEXT_IPV6,
  NEXT_LLC,
  NEXT_LONG_TAG,
  NEXT_MPLS,
  NEXT_NSH,
  NEXT_PBB,
  NEXT_PPP,
  NEXT_PPPOE,
  NEXT_SHORT_TAG,
  NEXT_VLAN,
} from "./next-layer.ts";
import { ARP, LLDP, MACSEC, OTHER_ETHERTYPE, PPPOE_DISCOVERY, TAG_CUT_SHORT } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

/** Below this the field is the frame's length (IEEE 802.3 §3.2.6), and LLC follows. */
export const FIRST_ETHERTYPE = 0x0600;

export function nextOfTypeOrLength(type: number, cursor: PacketCursor): number {
  if (type >= FIRST_ETHERTYPE) return nextOfEtherType(type);
  cursor.limit(cursor.at + type);
  return NEXT_LLC;
}

export function nextOfEtherType(type: number): number {
  switch (type) {
    case 0x0800:
      return NEXT_IPV4;
    case 0x86dd:
      return NEXT_IPV6;
    case 0x8100: // IEEE 802.1Q
    case 0x88a8: // IEEE 802.1ad
    case 0x9100: // Q-in-Q before there was a standard
    case 0x9200:
    case 0x9300:
      return NEXT_VLAN;
    case 0x8847: // MPLS unicast
    case 0x8848: // MPLS, upstream-assigned label
      return NEXT_MPLS;
    case 0x8864:
      return NEXT_PPPOE;
    case 0x880b: // PPP, in GRE
      return NEXT_PPP;
    case 0x88e7: // IEEE 802.1ah
      return NEXT_PBB;
    case 0x6558: // transparent Ethernet bridging
      return NEXT_ETHERNET;
    case 0x88be:
      return NEXT_ERSPAN_1;
    case 0x22eb:
      return NEXT_ERSPAN_3;
    case 0x894f:
      return NEXT_NSH;
    case 0x8926: // VN-Tag
    case 0x892f: // HSR
      return NEXT_SHORT_TAG;
    case 0x893f: // IEEE 802.1BR E-tag
    case 0x8909: // Cisco metadata
      return NEXT_LONG_TAG;
    case 0x8903:
      return NEXT_FABRIC_PATH;
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

// Tags that say nothing about the connection: some bytes, then the next EtherType.

export function decodeShortTag(view: DataView, cursor: PacketCursor): number {
  return decodeTag(view, cursor, 6);
}

export function decodeLongTag(view: DataView, cursor: PacketCursor): number {
  return decodeTag(view, cursor, 8);
}

/** Cisco FabricPath: an outer frame of switches, a tag of two bytes, and the customer's frame. */
export function decodeFabricPath(cursor: PacketCursor): number {
  cursor.at += 2;
  return NEXT_ETHERNET;
}

function decodeTag(view: DataView, cursor: PacketCursor, length: number): number {
  const payload = cursor.at + length;
  if (payload > cursor.end) return TAG_CUT_SHORT;
  cursor.at = payload;
  return nextOfTypeOrLength(view.getUint16(payload - 2), cursor);
}
