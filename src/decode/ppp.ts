// PPP (RFC 1661), with or without HDLC framing (RFC 1662), multilink packets in one piece
// (RFC 1990), and PPPoE (RFC 2516).
import { decodeCiscoHdlc } from "./cisco-hdlc.ts";
import { enterLayer } from "./ether-type.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { decodeMpls } from "./mpls.ts";
import { PPP_COMPRESSED, PPP_CUT_SHORT, PPP_NOT_IP, PPPOE_DISCOVERY, TOO_DEEP } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_PPPOE } from "./tunnel-table.ts";

/** From PPPoE's version and type on; its length bounds what is inside. */
export function decodePppoe(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 6;
  if (payload > end) return PPP_CUT_SHORT;
  if (view.getUint8(offset + 1) !== 0) return PPPOE_DISCOVERY;
  const session = view.getUint16(offset + 2);
  const inside = payload + view.getUint16(offset + 4);
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_PPPOE, session);
  return decodePpp(view, payload, Math.min(end, inside), Math.min(wireEnd, inside), segment);
}

export function decodePpp(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (!enterLayer(segment)) return TOO_DEEP;
  if (offset + 2 > end) return PPP_CUT_SHORT;
  let at = offset;
  const start = view.getUint16(at);
  // Address and control of HDLC; Cisco's framing shares the link types of PPP.
  if (start === 0x0f00 || start === 0x8f00) return decodeCiscoHdlc(view, at, end, wireEnd, segment);
  if (start === 0xff03) at += 2;
  else if (view.getUint8(at) === 0x03) at += 1; // the address was taken for the direction
  if (at + 2 > end) return PPP_CUT_SHORT;
  // A protocol number of one byte is odd (RFC 1661 §6.5).
  let protocol = view.getUint8(at++);
  if ((protocol & 1) === 0) protocol = (protocol << 8) | view.getUint8(at++);
  switch (protocol) {
    case 0x0021:
      return decodeIpv4(view, at, end, wireEnd, segment);
    case 0x0057:
      return decodeIpv6(view, at, end, wireEnd, segment);
    case 0x0281:
    case 0x0283:
      return decodeMpls(view, at, end, wireEnd, segment);
    case 0x003d: // multilink: only what begins and ends here is a whole packet
      if (at + 4 > end) return PPP_CUT_SHORT;
      if (view.getUint8(at) >> 6 !== 3) return PPP_COMPRESSED;
      return decodePpp(view, at + 4, end, wireEnd, segment);
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
