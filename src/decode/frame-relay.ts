// Frame Relay, as RFC 2427 encapsulates and as Cisco does.
import { decodeEtherType } from "./ether-type.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { decodeSnap } from "./llc.ts";
import { LINK_CUT_SHORT, OTHER_LLC } from "./outcome.ts";
import { decodePpp } from "./ppp.ts";
import type { Segment } from "./segment.ts";

export function decodeFrameRelay(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  let at = offset;
  // The lowest bit ends the address of two to four bytes.
  do {
    if (at + 3 > end || at - offset === 4) return LINK_CUT_SHORT;
  } while ((view.getUint8(at++) & 1) === 0);
  if (view.getUint8(at) !== 0x03) {
    return decodeEtherType(view, view.getUint16(at), at + 2, end, wireEnd, segment);
  }
  at++;
  if (view.getUint8(at) === 0) at++; // padding
  if (at >= end) return LINK_CUT_SHORT;
  switch (view.getUint8(at)) {
    case 0xcc:
      return decodeIpv4(view, at + 1, end, wireEnd, segment);
    case 0x8e:
      return decodeIpv6(view, at + 1, end, wireEnd, segment);
    case 0x80:
      return decodeSnap(view, at + 1, end, wireEnd, segment);
    case 0xcf:
      return decodePpp(view, at + 1, end, wireEnd, segment);
    default:
      return OTHER_LLC;
  }
}
