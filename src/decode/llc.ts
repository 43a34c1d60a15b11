// IEEE 802.2 LLC and SNAP: how 802.3, 802.11, FDDI and ATM say what they carry (RFC 1042).
import { decodeEtherType } from "./ether-type.ts";
import { decodeIp } from "./ip-protocol.ts";
import { LLC_CUT_SHORT, OTHER_LLC } from "./outcome.ts";
import type { Segment } from "./segment.ts";

export function decodeLlc(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 3 > end) return LLC_CUT_SHORT;
  const accessPoints = view.getUint16(offset);
  // 0x06: IP by its own service access point; 0xfefe: network layer by NLPID, 0xcc is IPv4.
  if (accessPoints === 0x0606) return decodeIp(view, offset + 3, end, wireEnd, segment);
  if (accessPoints === 0xfefe) {
    if (offset + 4 > end) return LLC_CUT_SHORT;
    const nlpid = view.getUint8(offset + 3);
    return nlpid === 0xcc || nlpid === 0x8e ? decodeIp(view, offset + 4, end, wireEnd, segment) : OTHER_LLC;
  }
  if (accessPoints !== 0xaaaa || view.getUint8(offset + 2) !== 0x03) return OTHER_LLC;
  return decodeSnap(view, offset + 3, end, wireEnd, segment);
}

/** From the organization code on. */
export function decodeSnap(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 5;
  if (payload > end) return LLC_CUT_SHORT;
  const organization = (view.getUint16(offset) << 8) | view.getUint8(offset + 2);
  // 0 is RFC 1042, 0x0000f8 the bridge tunnel of IEEE 802.1H: both go on with an EtherType.
  if (organization !== 0 && organization !== 0x0000f8) return OTHER_LLC;
  return decodeEtherType(view, view.getUint16(offset + 3), payload, end, wireEnd, segment);
}
