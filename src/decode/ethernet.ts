// Ethernet II and IEEE 802.3 frames. A frame's padding and check sequence are left to the IP
// length inside to tell from payload.
import { nextOfTypeOrLength } from "./ether-type.ts";
import { NEXT_IPV4 } from "./next-layer.ts";
import { ETHERNET_CUT_SHORT } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

export function decodeEthernet(view: DataView, cursor: PacketCursor): number {
  const payload = cursor.at + 14;
  if (payload > cursor.end) return ETHERNET_CUT_SHORT;
  cursor.at = payload;
  const type = view.getUint16(payload - 2);
  return type === 0x0800 ? NEXT_IPV4 : nextOfTypeOrLength(type, cursor);
}
