// Provider backbone bridging, IEEE 802.1ah: a customer's Ethernet frame behind a service tag.
import { decodeEthernet } from "./ethernet.ts";
import { TAG_CUT_SHORT } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_PBB } from "./tunnel-table.ts";

export function decodePbb(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 4 > end) return TAG_CUT_SHORT;
  const service = view.getUint32(offset) & 0x00ffffff;
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_PBB, service);
  return decodeEthernet(view, offset + 4, end, wireEnd, segment);
}
