// VLAN tags: IEEE 802.1Q, 802.1ad, Q-in-Q. What stands behind the tag's EtherType.
import { nextOfTypeOrLength } from "./ether-type.ts";
import { TAG_CUT_SHORT } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_VLAN } from "./tunnel-table.ts";

export function decodeVlan(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const tag = cursor.at;
  if (tag + 4 > cursor.end) return TAG_CUT_SHORT;
  const vlan = view.getUint16(tag) & 0x0fff;
  // VLAN 0 is a priority without a VLAN (IEEE 802.1Q §9.6): often on one direction only.
  if (vlan !== 0) segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_VLAN, vlan);
  cursor.at = tag + 4;
  return nextOfTypeOrLength(view.getUint16(tag + 2), cursor);
}
