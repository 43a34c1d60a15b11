// VLAN tags: IEEE 802.1Q, 802.1ad, Q-in-Q. What stands behind the tag's EtherType.
import { decodeEtherType } from "./ether-type.ts";
import { decodeLlc } from "./llc.ts";
import { TAG_CUT_SHORT } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_VLAN } from "./tunnel-table.ts";

export function decodeVlan(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 4;
  if (payload > end) return TAG_CUT_SHORT;
  const vlan = view.getUint16(offset) & 0x0fff;
  // VLAN 0 is a priority without a VLAN (IEEE 802.1Q §9.6): often on one direction only.
  if (vlan !== 0) segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_VLAN, vlan);
  const type = view.getUint16(offset + 2);
  if (type >= 0x0600) return decodeEtherType(view, type, payload, end, wireEnd, segment);
  return decodeLlc(view, payload, Math.min(end, payload + type), Math.min(wireEnd, payload + type), segment);
}
