// Teredo (RFC 4380 §5.1): IPv6 in UDP through address translation.
import { enterTunnel } from "./ip-protocol.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { TUNNEL_CUT_SHORT, UDP } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_TEREDO } from "./tunnel-table.ts";

export const PORT_TEREDO = 3544;

/** 2001:0000::/32, out of which every Teredo client has its address. */
const TEREDO_PREFIX = 0x20010000;

export function decodeTeredo(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  let packet = offset;
  if (packet + 2 > end) return UDP;
  if (view.getUint16(packet) === 0x0001) {
    // Authentication: client id, value, nonce (8) and confirmation (1).
    if (packet + 4 > end) return TUNNEL_CUT_SHORT;
    packet += 13 + view.getUint8(packet + 2) + view.getUint8(packet + 3);
    if (packet + 2 > end) return TUNNEL_CUT_SHORT;
  }
  if (view.getUint16(packet) === 0x0000) packet += 8; // origin indication
  if (packet >= end || view.getUint8(packet) >> 4 !== 6) return UDP;
  enterTunnel(segment, LAYER_TEREDO);
  return decodeIpv6(view, packet, end, wireEnd, segment);
}

/**
 * Peers and relays talk on ports of their own. What gives them away is a whole IPv6 packet that
 * fills the datagram exactly, with a Teredo address at one end.
 */
export function looksLikeTeredo(view: DataView, offset: number, end: number, wireEnd: number): boolean {
  if (offset + 40 > end || view.getUint8(offset) >> 4 !== 6) return false;
  if (offset + 40 + view.getUint16(offset + 4) !== wireEnd) return false;
  return view.getUint32(offset + 8) === TEREDO_PREFIX || view.getUint32(offset + 24) === TEREDO_PREFIX;
}
