// IEEE 802.2 LLC and SNAP: how 802.3, 802.11, FDDI and ATM say what they carry (RFC 1042).
import { nextOfEtherType } from "./ether-type.ts";
import { NEXT_IP, NEXT_SNAP } from "./next-layer.ts";
import { LLC_CUT_SHORT, OTHER_LLC } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

export function decodeLlc(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  if (header + 3 > cursor.end) return LLC_CUT_SHORT;
  const accessPoints = view.getUint16(header);
  cursor.at = header + 3;
  // 0x06: IP by its own service access point; 0xfe: network layer by NLPID.
  if (accessPoints === 0x0606) return NEXT_IP;
  if (accessPoints === 0xfefe) {
    if (header + 4 > cursor.end) return LLC_CUT_SHORT;
    const nlpid = view.getUint8(header + 3);
    cursor.at = header + 4;
    return nlpid === 0xcc || nlpid === 0x8e ? NEXT_IP : OTHER_LLC;
  }
  return accessPoints === 0xaaaa && view.getUint8(header + 2) === 0x03 ? NEXT_SNAP : OTHER_LLC;
}

/** From the organization code on. */
export function decodeSnap(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  if (header + 5 > cursor.end) return LLC_CUT_SHORT;
  const organization = (view.getUint16(header) << 8) | view.getUint8(header + 2);
  cursor.at = header + 5;
  // 0 is RFC 1042, 0x0000f8 the bridge tunnel of IEEE 802.1H: both go on with an EtherType.
  if (organization !== 0 && organization !== 0x0000f8) return OTHER_LLC;
  return nextOfEtherType(view.getUint16(header + 3));
}
