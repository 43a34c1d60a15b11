// Cisco's HDLC: address, control, EtherType.
import { decodeEtherType } from "./ether-type.ts";
import { LINK_CUT_SHORT } from "./outcome.ts";
import type { Segment } from "./segment.ts";

export function decodeCiscoHdlc(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 4;
  if (payload > end) return LINK_CUT_SHORT;
  return decodeEtherType(view, view.getUint16(offset + 2), payload, end, wireEnd, segment);
}
