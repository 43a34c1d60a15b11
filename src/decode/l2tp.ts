// L2TP: version 2 in UDP (RFC 2661 §3.1), version 3 over IP (RFC 3931 §4.1.1). Session ids are
// given by the receiver, so the directions differ and the id is left out of the identity.
import { enterTunnel } from "./ip-protocol.ts";
import { NEXT_ETHERNET, NEXT_PPP } from "./next-layer.ts";
import { TUNNEL_CONTROL, TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN, UDP } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_L2TP } from "./tunnel-table.ts";

const IS_CONTROL = 0x8000;
const HAS_LENGTH = 0x4000;
const HAS_SEQUENCE = 0x0800;
const HAS_OFFSET = 0x0200;

export function decodeL2tp(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 6 > cursor.end) return TUNNEL_CUT_SHORT;
  const flags = view.getUint16(header);
  if ((flags & 0x000f) !== 2) return UDP;
  if ((flags & IS_CONTROL) !== 0) return TUNNEL_CONTROL;
  let payload = header + 6;
  if ((flags & HAS_LENGTH) !== 0) payload += 2;
  if ((flags & HAS_SEQUENCE) !== 0) payload += 4;
  if ((flags & HAS_OFFSET) !== 0) {
    if (payload + 2 > cursor.end) return TUNNEL_CUT_SHORT;
    payload += 2 + view.getUint16(payload);
  }
  if (payload > cursor.end) return TUNNEL_CUT_SHORT;
  enterTunnel(segment, LAYER_L2TP);
  cursor.at = payload;
  return NEXT_PPP;
}

/**
 * The header says neither how long its cookie is nor what it carries: Ethernet is looked for
 * behind cookies of 0, 4 and 8 bytes, without and with the sublayer of 4 bytes (§4.6).
 */
export function decodeL2tpv3(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 4 > cursor.end) return TUNNEL_CUT_SHORT;
  if (view.getUint32(header) === 0) return TUNNEL_CONTROL;
  for (let frame = header + 4; frame <= header + 16; frame += 4) {
    if (frame + 15 > cursor.end) return TUNNEL_CUT_SHORT;
    if (!looksLikeIpInEthernet(view, frame)) continue;
    enterTunnel(segment, LAYER_L2TP);
    cursor.at = frame;
    return NEXT_ETHERNET;
  }
  return TUNNEL_PAYLOAD_UNKNOWN;
}

function looksLikeIpInEthernet(view: DataView, frame: number): boolean {
  const type = view.getUint16(frame + 12);
  const version = view.getUint8(frame + 14) >> 4;
  return (type === 0x0800 && version === 4) || (type === 0x86dd && version === 6) || type === 0x8100;
}
