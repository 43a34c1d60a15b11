// Teredo (RFC 4380 §5.1): IPv6 in UDP through address translation.
import { enterTunnel } from "./ip-protocol.ts";
import { NEXT_IPV6 } from "./next-layer.ts";
import { TUNNEL_CUT_SHORT, UDP } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_TEREDO } from "./tunnel-table.ts";

/** 2001:0000::/32, out of which every Teredo client has its address. */
const TEREDO_PREFIX = 0x20010000;

export function decodeTeredo(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const end = cursor.end;
  let packet = cursor.at;
  if (packet + 2 > end) return TUNNEL_CUT_SHORT;
  if (view.getUint16(packet) === 0x0001) {
    // Authentication: lengths of client id and value, these, a nonce of 8 bytes and confirmation.
    if (packet + 4 > end) return TUNNEL_CUT_SHORT;
    packet += 13 + view.getUint8(packet + 2) + view.getUint8(packet + 3);
    if (packet + 2 > end) return TUNNEL_CUT_SHORT;
  }
  if (view.getUint16(packet) === 0x0000) packet += 8; // origin indication
  if (packet >= end) return TUNNEL_CUT_SHORT;
  if (view.getUint8(packet) >> 4 !== 6) return UDP;
  enterTunnel(segment, LAYER_TEREDO);
  cursor.at = packet;
  return NEXT_IPV6;
}

/**
 * Peers and relays talk on ports of their own. What gives them away is a whole IPv6 packet that
 * fills the datagram exactly, with a Teredo address at one end.
 */
export function looksLikeTeredo(view: DataView, cursor: PacketCursor): boolean {
  const packet = cursor.at;
  if (packet + 40 > cursor.end || view.getUint8(packet) >> 4 !== 6) return false;
  if (packet + 40 + view.getUint16(packet + 4) !== cursor.wireEnd) return false;
  return view.getUint32(packet + 8) === TEREDO_PREFIX || view.getUint32(packet + 24) === TEREDO_PREFIX;
}
