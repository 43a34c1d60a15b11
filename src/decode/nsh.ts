// Network service header (RFC 8300): the path of services that a packet is steered along.
import { enterTunnel } from "./ip-protocol.ts";
import { NEXT_ETHERNET, NEXT_IPV4, NEXT_IPV6, NEXT_NSH } from "./next-layer.ts";
import { TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_NSH } from "./tunnel-table.ts";

export function decodeNsh(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return TUNNEL_CUT_SHORT;
  const length = (view.getUint8(header + 1) & 0x3f) << 2;
  if (length < 8) return TUNNEL_PAYLOAD_UNKNOWN;
  if (header + length > cursor.end) return TUNNEL_CUT_SHORT;
  // Each direction has a path of its own, so the path is no part of the identity.
  enterTunnel(segment, LAYER_NSH);
  cursor.at = header + length;
  return nextOfServiceProtocol(view.getUint8(header + 3));
}

/** The numbers that NSH and VXLAN-GPE share. */
export function nextOfServiceProtocol(protocol: number): number {
  switch (protocol) {
    case 1:
      return NEXT_IPV4;
    case 2:
      return NEXT_IPV6;
    case 3:
      return NEXT_ETHERNET;
    case 4:
      return NEXT_NSH;
    default:
      return TUNNEL_PAYLOAD_UNKNOWN;
  }
}
