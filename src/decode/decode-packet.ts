// THE entry of decoding: the bytes of one captured packet → the segment in it. Knows the link
// types by number, and nothing of connections.
import { decodeCiscoHdlc } from "./cisco-hdlc.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeFrameRelay } from "./frame-relay.ts";
import { decodeAvs, decodeIeee80211, decodePpi, decodePrism, decodeRadiotap } from "./ieee80211.ts";
import { decodeIp } from "./ip-protocol.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { decodeCooked, decodeCookedV2 } from "./linux-cooked.ts";
import { decodeLlc } from "./llc.ts";
import { decodeEnc, decodeLoopback, decodePflog } from "./loopback.ts";
import { decodeNflog } from "./nflog.ts";
import { LINK_CUT_SHORT, LINK_TYPE_UNSUPPORTED, NETLINK } from "./outcome.ts";
import { decodePpp, decodePppoe } from "./ppp.ts";
import type { Segment } from "./segment.ts";

export const LINKTYPE_ETHERNET = 1;

/** No frame is larger on the wire: a record that claims more is not believed. */
const LARGEST_FRAME = 1 << 20;

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
  segment.nesting = 0;
  const end = offset + captured;
  const wireEnd = original > captured && original <= LARGEST_FRAME ? offset + original : end;
  if (linkType === LINKTYPE_ETHERNET) return decodeEthernet(view, offset, end, wireEnd, segment);
  return decodeLinkType(view, offset, end, wireEnd, linkType, segment);
}

// From here on every decoder takes the same: where its header begins, where the captured bytes of
// it end, where it ended on the wire (by the innermost length that said so), and the segment.

function decodeLinkType(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  linkType: number,
  segment: Segment,
): number {
  switch (linkType) {
    case 0: // NULL
    case 108: // LOOP
      return decodeLoopback(view, offset, end, wireEnd, segment);
    case 8: // SLIP: direction and 15 bytes of header compression
      return decodeIp(view, offset + 16, end, wireEnd, segment);
    case 9: // PPP
    case 50: // PPP_HDLC, also called PPP_SERIAL
      return decodePpp(view, offset, end, wireEnd, segment);
    case 10: // FDDI: frame control and two addresses
      return decodeLlc(view, offset + 13, end, wireEnd, segment);
    case 12: // RAW as DLT of most systems
    case 14: // RAW as DLT of OpenBSD
    case 101: // RAW
      return decodeIp(view, offset, end, wireEnd, segment);
    case 51: // PPP_ETHER
      return decodePppoe(view, offset, end, wireEnd, segment);
    case 100: // ATM_RFC1483
      return decodeLlc(view, offset, end, wireEnd, segment);
    case 104: // C_HDLC
      return decodeCiscoHdlc(view, offset, end, wireEnd, segment);
    case 105: // IEEE802_11
      return decodeIeee80211(view, offset, end, wireEnd, 0, segment);
    case 107: // FRELAY
      return decodeFrameRelay(view, offset, end, wireEnd, segment);
    case 109: // ENC of OpenBSD
      return decodeEnc(view, offset, end, wireEnd, segment);
    case 113: // LINUX_SLL
      return decodeCooked(view, offset, end, wireEnd, segment);
    case 117: // PFLOG
      return decodePflog(view, offset, end, wireEnd, segment);
    case 119: // IEEE802_11_PRISM
      return decodePrism(view, offset, end, wireEnd, segment);
    case 127: // IEEE802_11_RADIOTAP
      return decodeRadiotap(view, offset, end, wireEnd, segment);
    case 163: // IEEE802_11_AVS
      return decodeAvs(view, offset, end, wireEnd, segment);
    case 166: // PPP_PPPD: the address byte is the direction
    case 204: // PPP_WITH_DIR
      if (offset >= end) return LINK_CUT_SHORT;
      return decodePpp(view, offset + 1, end, wireEnd, segment);
    case 192: // PPI
      return decodePpi(view, offset, end, wireEnd, segment);
    case 205: // C_HDLC_WITH_DIR
      return decodeCiscoHdlc(view, offset + 1, end, wireEnd, segment);
    case 206: // FRELAY_WITH_DIR
      return decodeFrameRelay(view, offset + 1, end, wireEnd, segment);
    case 228: // IPV4
      return decodeIpv4(view, offset, end, wireEnd, segment);
    case 229: // IPV6
      return decodeIpv6(view, offset, end, wireEnd, segment);
    case 239: // NFLOG
      return decodeNflog(view, offset, end, wireEnd, segment);
    case 253: // NETLINK
      return NETLINK;
    case 276: // LINUX_SLL2
      return decodeCookedV2(view, offset, end, wireEnd, segment);
    default:
      return LINK_TYPE_UNSUPPORTED;
  }
}
