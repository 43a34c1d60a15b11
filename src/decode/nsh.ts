// Network service header (RFC 8300): the path of services that a packet is steered along.
import { enterTunnel } from "./ip-protocol.ts";
import { TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_NSH } from "./tunnel-table.ts";
import { decodeNextProtocol } from "./vxlan.ts";

export function decodeNsh(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return TUNNEL_CUT_SHORT;
  const length = (view.getUint8(offset + 1) & 0x3f) << 2;
  if (length < 8) return TUNNEL_PAYLOAD_UNKNOWN;
  if (offset + length > end) return TUNNEL_CUT_SHORT;
  // Each direction has a path of its own, so the path is no part of the identity.
  enterTunnel(segment, LAYER_NSH);
  return decodeNextProtocol(view, view.getUint8(offset + 3), offset + length, end, wireEnd, segment);
}
