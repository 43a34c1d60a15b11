// L2TP: version 2 in UDP (RFC 2661 §3.1), version 3 over IP (RFC 3931 §4.1.1).
import { decodeEthernet } from "./ethernet.ts";
import { enterTunnel } from "./ip-protocol.ts";
import { TUNNEL_CONTROL, TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN, UDP } from "./outcome.ts";
import { decodePpp } from "./ppp.ts";
import type { Segment } from "./segment.ts";
import { LAYER_L2TP } from "./tunnel-table.ts";

export const PORT_L2TP = 1701;

const IS_CONTROL = 0x8000;
const HAS_LENGTH = 0x4000;
const HAS_SEQUENCE = 0x0800;
const HAS_OFFSET = 0x0200;

/** Session ids are given by the receiver, so the directions differ and the id is left out. */
export function decodeL2tp(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 6 > end) return TUNNEL_CUT_SHORT;
  const flags = view.getUint16(offset);
  if ((flags & 0x000f) !== 2) return UDP;
  if ((flags & IS_CONTROL) !== 0) return TUNNEL_CONTROL;
  let payload = offset + 6;
  if ((flags & HAS_LENGTH) !== 0) payload += 2;
  if ((flags & HAS_SEQUENCE) !== 0) payload += 4;
  if ((flags & HAS_OFFSET) !== 0) {
    if (payload + 2 > end) return TUNNEL_CUT_SHORT;
    payload += 2 + view.getUint16(payload);
  }
  if (payload >= end) return TUNNEL_CUT_SHORT;
  enterTunnel(segment, LAYER_L2TP);
  return decodePpp(view, payload, end, wireEnd, segment);
}

/**
 * The header does not say how long its cookie is, nor what it carries: Ethernet is looked for
 * behind cookies of 0, 4 and 8 bytes, without and with the sublayer of 4 bytes (§4.6).
 */
export function decodeL2tpv3(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 4 > end) return TUNNEL_CUT_SHORT;
  if (view.getUint32(offset) === 0) return TUNNEL_CONTROL;
  for (let frame = offset + 4; frame <= offset + 16; frame += 4) {
    if (frame + 15 > end) return TUNNEL_PAYLOAD_UNKNOWN;
    if (!looksLikeIpInEthernet(view, frame)) continue;
    enterTunnel(segment, LAYER_L2TP);
    return decodeEthernet(view, frame, end, wireEnd, segment);
  }
  return TUNNEL_PAYLOAD_UNKNOWN;
}

function looksLikeIpInEthernet(view: DataView, frame: number): boolean {
  const type = view.getUint16(frame + 12);
  const first = view.getUint8(frame + 14);
  return (type === 0x0800 && first >> 4 === 4) || (type === 0x86dd && first >> 4 === 6) || type === 0x8100;
}
