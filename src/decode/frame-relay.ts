// Frame Relay, as RFC 2427 encapsulates and as Cisco does.
import { nextOfEtherType } from "./ether-type.ts";
import { NEXT_IPV4, NEXT_IPV6, NEXT_PPP, NEXT_SNAP } from "./next-layer.ts";
import { LINK_CUT_SHORT, OTHER_LLC } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

export function decodeFrameRelay(view: DataView, cursor: PacketCursor): number {
  const address = cursor.at;
  const end = cursor.end;
  let at = address;
  // The lowest bit ends the address of two to four bytes; two more must follow.
  do {
    if (at + 3 > end || at === address + 4) return LINK_CUT_SHORT;
  } while ((view.getUint8(at++) & 1) === 0);
  if (view.getUint8(at) !== 0x03) {
    cursor.at = at + 2;
    return nextOfEtherType(view.getUint16(at));
  }
  at++;
  if (view.getUint8(at) === 0) at++; // padding
  if (at >= end) return LINK_CUT_SHORT;
  cursor.at = at + 1;
  switch (view.getUint8(at)) {
    case 0xcc:
      return NEXT_IPV4;
    case 0x8e:
      return NEXT_IPV6;
    case 0x80:
      return NEXT_SNAP;
    case 0xcf:
      return NEXT_PPP;
    default:
      return OTHER_LLC;
  }
}
