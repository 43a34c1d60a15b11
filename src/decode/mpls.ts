// MPLS labels (RFC 3032), and what stands behind them, which nothing in them says: IP, or Ethernet
// as a pseudowire, with or without control word (RFC 4448, RFC 4385 §3).
import { enterTunnel } from "./ip-protocol.ts";
import { NEXT_ETHERNET, NEXT_IPV4, NEXT_IPV6 } from "./next-layer.ts";
import { MPLS_CUT_SHORT, MPLS_PAYLOAD_UNKNOWN, TUNNEL_CONTROL } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_MPLS } from "./tunnel-table.ts";

const BOTTOM_OF_STACK = 0x0100;
/** A control word, an Ethernet header and two bytes more are looked at. */
const RECOGNISABLE = 20;
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
  const ethernet = isEthernet(view, payload, cursor.end);
  if (nibble === 4 && (!ethernet || fillsPacket(ipv4Length(view, cursor), cursor))) return NEXT_IPV4;
  if (nibble === 6 && (!ethernet || fillsPacket(ipv6Length(view, cursor), cursor))) return NEXT_IPV6;
  if (ethernet) return NEXT_ETHERNET;
  // A pseudowire's control word begins with four zero bits, its own messages with 0001.
  if (nibble === 0 && isEthernet(view, payload + 4, cursor.end)) {
    cursor.at = payload + 4;
    return NEXT_ETHERNET;
  }
  if (nibble === 1) return TUNNEL_CONTROL;
  const tooLittleToTell = payload + RECOGNISABLE > cursor.end && cursor.end < cursor.wireEnd;
  return tooLittleToTell ? MPLS_CUT_SHORT : MPLS_PAYLOAD_UNKNOWN;
}

// A MAC address may begin with 4 or 6 as well, and an IP header may have an EtherType's number in
// the place of one: the length in the header decides.

function ipv4Length(view: DataView, cursor: PacketCursor): number {
  return cursor.at + 20 > cursor.end ? 0 : view.getUint16(cursor.at + 2);
}

function ipv6Length(view: DataView, cursor: PacketCursor): number {
  return cursor.at + 40 > cursor.end ? 0 : 40 + view.getUint16(cursor.at + 4);
}

/** The packet ends where the frame does, but for a check sequence or the padding of a short one. */
function fillsPacket(length: number, cursor: PacketCursor): boolean {
  const room = cursor.wireEnd - cursor.at;
  return length >= 20 && (room <= 46 ? length <= room : length === room || length === room - 4);
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
