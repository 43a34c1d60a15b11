// What a capture's link type announces: LINKTYPE_ numbers of tcpdump.org/linktypes.html.

import { decodeArcnet } from "./arcnet.ts";
import { nextOfEtherType } from "./ether-type.ts";
import { decodeFrameRelay } from "./frame-relay.ts";
import { decodeAvs, decodePpi, decodePrism } from "./ieee80211.ts";
import { decodeCooked, decodeCookedV2 } from "./linux-cooked.ts";
import { decodeEnc, decodeLoopback, decodePflog } from "./loopback.ts";
import {
  NEXT_CISCO_HDLC,
  NEXT_ETHERNET,
  NEXT_IEEE80211,
  NEXT_IP,
  NEXT_IPV4,
  NEXT_IPV6,
  NEXT_LLC,
  NEXT_PPP,
  NEXT_PPPOE,
  NEXT_RADIOTAP,
} from "./next-layer.ts";
import { decodeNflog } from "./nflog.ts";
import { LINK_CUT_SHORT, LINK_TYPE_UNSUPPORTED, NETLINK } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

export function decodeLinkType(view: DataView, cursor: PacketCursor, linkType: number): number {
  switch (linkType) {
    case 1: // ETHERNET
      return NEXT_ETHERNET;
    case 0: // NULL
    case 108: // LOOP
      return decodeLoopback(view, cursor);
    case 7: // ARCNET_BSD: source and destination
      cursor.at += 2;
      return decodeArcnet(view, cursor);
    case 8: // SLIP: direction and 15 bytes of header compression
      cursor.at += 16;
      return NEXT_IP;
    case 9: // PPP
    case 50: // PPP_HDLC, also called PPP_SERIAL
      return NEXT_PPP;
    case 10: // FDDI: frame control and two addresses
      cursor.at += 13;
      return NEXT_LLC;
    case 12: // RAW as DLT of most systems
    case 14: // RAW as DLT of OpenBSD
    case 101: // RAW
      return NEXT_IP;
    case 51: // PPP_ETHER
      return NEXT_PPPOE;
    case 100: // ATM_RFC1483
      return NEXT_LLC;
    case 104: // C_HDLC
      return NEXT_CISCO_HDLC;
    case 105: // IEEE802_11
      return NEXT_IEEE80211;
    case 107: // FRELAY
      return decodeFrameRelay(view, cursor);
    case 109: // ENC of OpenBSD
      return decodeEnc(cursor);
    case 113: // LINUX_SLL
      return decodeCooked(view, cursor);
    case 117: // PFLOG
      return decodePflog(view, cursor);
    case 119: // IEEE802_11_PRISM
      return decodePrism(view, cursor);
    case 127: // IEEE802_11_RADIOTAP
      return NEXT_RADIOTAP;
    case 129: // ARCNET_LINUX: an offset besides
      cursor.at += 4;
      return decodeArcnet(view, cursor);
    case 163: // IEEE802_11_AVS
      return decodeAvs(view, cursor);
    case 166: // PPP_PPPD: the address byte is the direction
    case 204: // PPP_WITH_DIR
      cursor.at += 1;
      return NEXT_PPP;
    case 192: // PPI
      return decodePpi(view, cursor);
    case 205: // C_HDLC_WITH_DIR
      cursor.at += 1;
      return NEXT_CISCO_HDLC;
    case 206: // FRELAY_WITH_DIR
      cursor.at += 1;
      return decodeFrameRelay(view, cursor);
    case 228: // IPV4
      return NEXT_IPV4;
    case 229: // IPV6
      return NEXT_IPV6;
    case 239: // NFLOG
      return decodeNflog(view, cursor);
    case 242: // IPOIB: a global route header and an EtherType (RFC 4391 §6)
      cursor.at += 44;
      if (cursor.at > cursor.end) return LINK_CUT_SHORT;
      return nextOfEtherType(view.getUint16(cursor.at - 4));
    case 253: // NETLINK
      return NETLINK;
    case 276: // LINUX_SLL2
      return decodeCookedV2(view, cursor);
    default:
      return LINK_TYPE_UNSUPPORTED;
  }
}
