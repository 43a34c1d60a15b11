// MPLS labels (RFC 3032), and what stands behind them, which nothing in them says: IP, or Ethernet
// as a pseudowire, with or without control word (RFC 4448, RFC 4385 §3).
import { enterTunnel } from "./ip-protocol.ts";
import { NEXT_ETHERNET, NEXT_IPV4, NEXT_IPV6 } from "./next-layer.ts";
import { MPLS_CUT_SHORT, MPLS_PAYLOAD_UNKNOWN, TUNNEL_CONTROL } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_MPLS } from "./tunnel-table.ts";

const BOTTOM_OF_STACK = 0x0100;
const GENERIC_ASSOCIATED_CHANNEL = 13;

export function decodeMpls(view: DataView, cursor: PacketCursor, segment: Segment): number {
  let payload = cursor.at;
  let label: number;
  do {
    payload += 4;
    if (payload > cursor.end) return MPLS_CUT_SHORT;
    label = view.getUint32(payload - 4);
  } while ((label & BOTTOM_OF_STACK) === 0);
  if (payload >= cursor.end) return MPLS_CUT_SHORT;
  // Labels are given by the receiver, so the directions differ: one layer without values.
  enterTunnel(segment, LAYER_MPLS);
  if (label >>> 12 === GENERIC_ASSOCIATED_CHANNEL) return TUNNEL_CONTROL;
  cursor.at = payload;

  const nibble = view.getUint8(payload) >> 4;
  if (nibble === 4 && (fitsIpv4(view, cursor) || !isEthernet(view, payload, cursor.end))) return NEXT_IPV4;
  if (nibble === 6 && (fitsIpv6(view, cursor) || !isEthernet(view, payload, cursor.end))) return NEXT_IPV6;
  // A pseudowire's control word begins with four zero bits, its own messages with 0001.
  if (nibble === 0 && isEthernet(view, payload + 4, cursor.end)) {
    cursor.at = payload + 4;
    return NEXT_ETHERNET;
  }
  if (isEthernet(view, payload, cursor.end)) return NEXT_ETHERNET;
  return nibble === 1 ? TUNNEL_CONTROL : MPLS_PAYLOAD_UNKNOWN;
}

/** A MAC address may begin with 4 or 6 as well; the length of an IP header would rarely fit then. */
function fitsIpv4(view: DataView, cursor: PacketCursor): boolean {
  const packet = cursor.at;
  if (packet + 20 > cursor.end || (view.getUint8(packet) & 0x0f) < 5) return false;
  const length = view.getUint16(packet + 2);
  return length >= 20 && packet + length <= cursor.wireEnd;
}

function fitsIpv6(view: DataView, cursor: PacketCursor): boolean {
  const packet = cursor.at;
  return packet + 40 <= cursor.end && packet + 40 + view.getUint16(packet + 4) <= cursor.wireEnd;
}

/** Whether an EtherType that a customer's frame would have stands where it must. */
function isEthernet(view: DataView, offset: number, end: number): boolean {
  if (offset + 16 > end) return false;
  const type = view.getUint16(offset + 12);
  if (type === 0x0800) return view.getUint8(offset + 14) >> 4 === 4;
  if (type === 0x86dd) return view.getUint8(offset + 14) >> 4 === 6;
  if (type === 0x0806) return view.getUint16(offset + 14) === 1;
  return type === 0x8100 || type === 0x88a8 || type === 0x8847 || type === 0x8864;
}
