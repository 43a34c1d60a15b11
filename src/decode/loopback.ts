// Loopback and filter pseudo devices of the BSDs: an address family stands before the packet.
import { FIRST_ETHERTYPE, nextOfEtherType } from "./ether-type.ts";
import { NEXT_IP, NEXT_IPV4, NEXT_IPV6, NEXT_PPP } from "./next-layer.ts";
import { LINK_CUT_SHORT, LOOPBACK_FAMILY_UNKNOWN } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

/** NULL has the byte order of the machine that captured, LOOP that of the network. */
export function decodeLoopback(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  if (header + 4 > cursor.end) return LINK_CUT_SHORT;
  const written = view.getUint32(header);
  // PPP devices of some systems call themselves loopback.
  if (written === 0xff030021 || written === 0xff030057) return NEXT_PPP;
  const family = written > 0xffff ? view.getUint32(header, true) : written;
  cursor.at = header + 4;
  switch (family) {
    case 2:
      return NEXT_IPV4;
    case 10: // AF_INET6 of Linux,
    case 23: // of Windows,
    case 24: // of NetBSD and OpenBSD,
    case 26: // of Solaris,
    case 28: // of FreeBSD,
    case 30: // of macOS
      return NEXT_IPV6;
    default:
      // Some write an EtherType instead.
      return family >= FIRST_ETHERTYPE && family <= 0xffff
        ? nextOfEtherType(family)
        : LOOPBACK_FAMILY_UNKNOWN;
  }
}

/** OpenBSD's enc: family, SPI and flags, in the byte order of the machine. */
export function decodeEnc(cursor: PacketCursor): number {
  cursor.at += 12;
  return cursor.at > cursor.end ? LINK_CUT_SHORT : NEXT_IP;
}

/** The packet filter's log: the first byte is the header's length, padded to four. */
export function decodePflog(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  if (header >= cursor.end) return LINK_CUT_SHORT;
  cursor.at = header + ((view.getUint8(header) + 3) & ~3);
  return cursor.at > cursor.end ? LINK_CUT_SHORT : NEXT_IP;
}
