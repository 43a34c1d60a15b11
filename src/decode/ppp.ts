// PPP (RFC 1661), with or without HDLC framing (RFC 1662), multilink packets in one piece
// (RFC 1990), and PPPoE (RFC 2516).
import { NEXT_CISCO_HDLC, NEXT_IPV4, NEXT_IPV6, NEXT_MPLS, NEXT_PPP } from "./next-layer.ts";
import { PPP_COMPRESSED, PPP_CUT_SHORT, PPP_NOT_IP, PPPOE_DISCOVERY } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_PPPOE } from "./tunnel-table.ts";

/** From PPPoE's version and type on; its length bounds what is inside. */
export function decodePppoe(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  const payload = header + 6;
  if (payload > cursor.end) return PPP_CUT_SHORT;
  if (view.getUint8(header + 1) !== 0) return PPPOE_DISCOVERY;
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_PPPOE, view.getUint16(header + 2));
  cursor.limit(payload + view.getUint16(header + 4));
  cursor.at = payload;
  return NEXT_PPP;
}

export function decodePpp(view: DataView, cursor: PacketCursor): number {
  const end = cursor.end;
  let at = cursor.at;
  if (at + 2 > end) return PPP_CUT_SHORT;
  const start = view.getUint16(at);
  // Cisco's framing shares the link types of PPP.
  if (start === 0x0f00 || start === 0x8f00) return NEXT_CISCO_HDLC;
  if (start === 0xff03) at += 2;
  else if (start >> 8 === 0x03) at += 1; // the address was taken for the direction
  if (at + 2 > end) return PPP_CUT_SHORT;
  // A protocol number of one byte is odd (RFC 1661 §6.5).
  let protocol = view.getUint8(at++);
  if ((protocol & 1) === 0) protocol = (protocol << 8) | view.getUint8(at++);
  cursor.at = at;
  switch (protocol) {
    case 0x0021:
      return NEXT_IPV4;
    case 0x0057:
      return NEXT_IPV6;
    case 0x0281:
    case 0x0283:
      return NEXT_MPLS;
    case 0x003d: // multilink: only what begins and ends here is a whole packet
      if (at + 4 > end) return PPP_CUT_SHORT;
      if (view.getUint8(at) >> 6 !== 3) return PPP_COMPRESSED;
      cursor.at = at + 4;
      return NEXT_PPP;
    case 0x002d: // Van Jacobson, compressed
    case 0x002f: // Van Jacobson, uncompressed
    case 0x0053: // encrypted
    case 0x0055:
    case 0x00fb: // compressed
    case 0x00fd:
      return PPP_COMPRESSED;
    default:
      return PPP_NOT_IP;
  }
}
