// Provider backbone bridging, IEEE 802.1ah: a customer's Ethernet frame behind a service tag.
import { NEXT_ETHERNET } from "./next-layer.ts";
import { TAG_CUT_SHORT } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_PBB } from "./tunnel-table.ts";

export function decodePbb(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const tag = cursor.at;
  cursor.at = tag + 4;
  if (cursor.at > cursor.end) return TAG_CUT_SHORT;
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_PBB, view.getUint32(tag) & 0x00ffffff);
  return NEXT_ETHERNET;
}
