// Cisco's HDLC: address, control, EtherType.
import { nextOfEtherType } from "./ether-type.ts";
import { LINK_CUT_SHORT } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

export function decodeCiscoHdlc(view: DataView, cursor: PacketCursor): number {
  const payload = cursor.at + 4;
  if (payload > cursor.end) return LINK_CUT_SHORT;
  cursor.at = payload;
  return nextOfEtherType(view.getUint16(payload - 2));
}
