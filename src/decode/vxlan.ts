// VXLAN (RFC 7348) with its group policy extension, and VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe).
import { NEXT_ETHERNET } from "./next-layer.ts";
import { nextOfServiceProtocol } from "./nsh.ts";
import { TUNNEL_CONTROL, TUNNEL_CUT_SHORT, UDP } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_VXLAN } from "./tunnel-table.ts";

const HAS_NETWORK = 0x08;
const HAS_NEXT_PROTOCOL = 0x04;
const IS_OAM = 0x01;

export function decodeVxlan(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return TUNNEL_CUT_SHORT;
  // The bit that the number is valid, and the byte behind the number, which must be 0.
  if ((view.getUint8(header) & HAS_NETWORK) === 0 || view.getUint8(header + 7) !== 0) return UDP;
  enterNetwork(view, header, segment);
  cursor.at = header + 8;
  return NEXT_ETHERNET;
}

export function decodeVxlanGpe(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return TUNNEL_CUT_SHORT;
  const flags = view.getUint8(header);
  if ((flags & HAS_NETWORK) === 0) return UDP;
  if ((flags & IS_OAM) !== 0) return TUNNEL_CONTROL;
  enterNetwork(view, header, segment);
  cursor.at = header + 8;
  return (flags & HAS_NEXT_PROTOCOL) !== 0 ? nextOfServiceProtocol(view.getUint8(header + 3)) : NEXT_ETHERNET;
}

function enterNetwork(view: DataView, header: number, segment: Segment): void {
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_VXLAN, view.getUint32(header + 4) >>> 8);
}
