// ARCNET, with IP as RFC 1201 and as RFC 1051 carries it.
import { NEXT_IPV4, NEXT_IPV6 } from "./next-layer.ts";
import { ARP, LINK_CUT_SHORT, OTHER_ETHERTYPE } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

const LONG_PACKET = 0xff;

/** `at` is the protocol's number, behind source, destination and, on Linux, an offset. */
export function decodeArcnet(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  if (header + 4 > cursor.end) return LINK_CUT_SHORT;
  const protocol = view.getUint8(header);
  if (protocol === 240) {
    cursor.at = header + 1;
    return NEXT_IPV4;
  }
  // Split flag and sequence number; twice where the packet would have an awkward length.
  cursor.at = header + (view.getUint8(header + 1) === LONG_PACKET ? 8 : 4);
  switch (protocol) {
    case 212:
      return NEXT_IPV4;
    case 196:
      return NEXT_IPV6;
    case 213:
    case 241:
      return ARP;
    default:
      return OTHER_ETHERTYPE;
  }
}
