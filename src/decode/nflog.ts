// NFLOG: the Linux packet filter's log, as type-length-value attributes around the packet.
import { NEXT_IP } from "./next-layer.ts";
import { LINK_CUT_SHORT, NFLOG_NO_PAYLOAD } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

const PAYLOAD = 9;

export function decodeNflog(view: DataView, cursor: PacketCursor): number {
  const end = cursor.end;
  let at = cursor.at + 4; // family, version, group
  if (at + 4 > end) return LINK_CUT_SHORT;
  // Lengths and types are in the byte order of the machine that captured. The first attribute is
  // short, so the order in which its length is the smaller number is the right one.
  const littleEndian = view.getUint16(at, true) <= view.getUint16(at);
  while (at + 4 <= end) {
    const length = view.getUint16(at, littleEndian);
    if (length < 4) return NFLOG_NO_PAYLOAD;
    if ((view.getUint16(at + 2, littleEndian) & 0x7fff) === PAYLOAD) {
      cursor.at = at + 4;
      cursor.limit(at + length);
      return NEXT_IP;
    }
    at += (length + 3) & ~3;
  }
  return end < cursor.wireEnd ? LINK_CUT_SHORT : NFLOG_NO_PAYLOAD;
}
