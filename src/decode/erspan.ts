// ERSPAN: mirrored Ethernet frames in GRE (draft-foschiano-erspan).
import { enterTunnel } from "./ip-protocol.ts";
import { NEXT_ETHERNET, NEXT_IP } from "./next-layer.ts";
import { TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_ERSPAN } from "./tunnel-table.ts";

/** Type I has no header of its own; it is told from type II by the missing GRE sequence number. */
export function decodeErspan1(segment: Segment): number {
  enterTunnel(segment, LAYER_ERSPAN);
  return NEXT_ETHERNET;
}

export function decodeErspan2(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  cursor.at = header + 8;
  if (cursor.at > cursor.end) return TUNNEL_CUT_SHORT;
  enterSession(view, header, segment);
  return NEXT_ETHERNET;
}

/** 12 bytes, and 8 more of the platform's where the last bit says so. */
export function decodeErspan3(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 12 > cursor.end) return TUNNEL_CUT_SHORT;
  const kind = view.getUint16(header + 10);
  cursor.at = header + ((kind & 0x0001) !== 0 ? 20 : 12);
  if (cursor.at > cursor.end) return TUNNEL_CUT_SHORT;
  enterSession(view, header, segment);
  const frameType = (kind >> 10) & 0x1f;
  return frameType === 0 ? NEXT_ETHERNET : frameType === 2 ? NEXT_IP : TUNNEL_PAYLOAD_UNKNOWN;
}

function enterSession(view: DataView, header: number, segment: Segment): void {
  const session = view.getUint16(header + 2) & 0x03ff;
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_ERSPAN, session);
}
