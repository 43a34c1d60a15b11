// Loopback and filter pseudo devices of the BSDs: an address family stands before the packet.
import { decodeEtherType } from "./ether-type.ts";
import { decodeIp } from "./ip-protocol.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { LINK_CUT_SHORT, LOOPBACK_FAMILY_UNKNOWN } from "./outcome.ts";
import { decodePpp } from "./ppp.ts";
import type { Segment } from "./segment.ts";

/** NULL has the byte order of the machine that captured, LOOP that of the network. */
export function decodeLoopback(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 4;
  if (payload > end) return LINK_CUT_SHORT;
  const written = view.getUint32(offset);
  if (written === 0xff030021 || written === 0xff030057) return decodePpp(view, offset, end, wireEnd, segment);
  const family = written > 0xffff ? view.getUint32(offset, true) : written;
  switch (family) {
    case 2:
      return decodeIpv4(view, payload, end, wireEnd, segment);
    case 10: // AF_INET6 of Linux,
    case 23: // of Windows,
    case 24: // of NetBSD and OpenBSD,
    case 26: // of Solaris,
    case 28: // of FreeBSD,
    case 30: // of macOS
      return decodeIpv6(view, payload, end, wireEnd, segment);
    default:
      // Some write an EtherType instead.
      if (family >= 0x0600 && family <= 0xffff) {
        return decodeEtherType(view, family, payload, end, wireEnd, segment);
      }
      return LOOPBACK_FAMILY_UNKNOWN;
  }
}

/** OpenBSD's enc: family, SPI and flags, in the byte order of the machine. */
export function decodeEnc(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 12 > end) return LINK_CUT_SHORT;
  return decodeIp(view, offset + 12, end, wireEnd, segment);
}

/** The packet filter's log: the first byte is the header's length, padded to four. */
export function decodePflog(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset >= end) return LINK_CUT_SHORT;
  const packet = offset + ((view.getUint8(offset) + 3) & ~3);
  if (packet > end) return LINK_CUT_SHORT;
  return decodeIp(view, packet, end, wireEnd, segment);
}
