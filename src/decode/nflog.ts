// NFLOG: the Linux packet filter's log, as type-length-value attributes around the packet.
import { decodeIp } from "./ip-protocol.ts";
import { LINK_CUT_SHORT, NFLOG_NO_PAYLOAD } from "./outcome.ts";
import type { Segment } from "./segment.ts";

const PAYLOAD = 9;

export function decodeNflog(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  let at = offset + 4; // family, version, group
  if (at + 4 > end) return LINK_CUT_SHORT;
  // Lengths and types are in the byte order of the machine that captured; no attribute is so long
  // that it would fit in both.
  const littleEndian = view.getUint16(at, true) <= view.getUint16(at);
  while (at + 4 <= end) {
    const length = view.getUint16(at, littleEndian);
    if (length < 4) return NFLOG_NO_PAYLOAD;
    if ((view.getUint16(at + 2, littleEndian) & 0x7fff) === PAYLOAD) {
      return decodeIp(view, at + 4, Math.min(end, at + length), Math.min(wireEnd, at + length), segment);
    }
    at += (length + 3) & ~3;
  }
  return at > end && end < wireEnd ? LINK_CUT_SHORT : NFLOG_NO_PAYLOAD;
}
