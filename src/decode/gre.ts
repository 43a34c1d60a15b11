// GRE (RFC 2784, RFC 2890, routing of RFC 1701), NVGRE (RFC 7637) and PPTP's version 1 (RFC 2637).
import { decodeErspan2 } from "./erspan.ts";
import { decodeEtherType } from "./ether-type.ts";
import { enterTunnel } from "./ip-protocol.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { GRE_VERSION_UNKNOWN, TUNNEL_CONTROL, TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN } from "./outcome.ts";
import { decodePpp } from "./ppp.ts";
import type { Segment } from "./segment.ts";
import { LAYER_GRE, LAYER_NVGRE, LAYER_PPTP, NO_VALUE } from "./tunnel-table.ts";

/** GRE in UDP (RFC 8086). */
export const PORT_GRE = 4754;

const HAS_CHECKSUM = 0x8000;
const HAS_ROUTING = 0x4000;
const HAS_KEY = 0x2000;
const HAS_SEQUENCE = 0x1000;
const HAS_ACKNOWLEDGEMENT = 0x0080; // version 1 only

const PPP = 0x880b;
const ETHERNET_BRIDGING = 0x6558;
const ERSPAN_1_OR_2 = 0x88be;
const ERSPAN_3 = 0x22eb;
const WCCP = 0x883e;

export function decodeGre(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 4 > end) return TUNNEL_CUT_SHORT;
  const flags = view.getUint16(offset);
  const type = view.getUint16(offset + 2);
  const version = flags & 0x07;
  if (version === 1) return decodePptp(view, offset, flags, type, end, wireEnd, segment);
  if (version !== 0) return GRE_VERSION_UNKNOWN;

  let payload = offset + 4;
  if ((flags & (HAS_CHECKSUM | HAS_ROUTING)) !== 0) payload += 4;
  const key = payload;
  if ((flags & HAS_KEY) !== 0) payload += 4;
  if ((flags & HAS_SEQUENCE) !== 0) payload += 4;
  if (payload > end) return TUNNEL_CUT_SHORT;
  if ((flags & HAS_ROUTING) !== 0) {
    payload = skipRouting(view, payload, end);
    if (payload < 0) return TUNNEL_CUT_SHORT;
  }
  if (type === 0) return TUNNEL_CONTROL; // keepalive
  // A mirrored frame's identity is its session; the key and the GRE around it add nothing.
  if (type === ERSPAN_1_OR_2 && (flags & HAS_SEQUENCE) !== 0) {
    return decodeErspan2(view, payload, end, wireEnd, segment);
  }
  if (type === ERSPAN_1_OR_2 || type === ERSPAN_3) {
    return decodeEtherType(view, type, payload, end, wireEnd, segment);
  }
  if ((flags & HAS_KEY) !== 0) enterKey(view, key, type, segment);
  else segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_GRE, NO_VALUE);
  if (type === WCCP) return decodeWccp(view, payload, end, wireEnd, segment);
  return decodeEtherType(view, type, payload, end, wireEnd, segment);
}

/**
 * NVGRE's key is a network of 24 bits and a flow of 8; the flow differs between the directions
 * (RFC 7637 §3.2). A small key of bridged GRE is an ordinary one.
 */
function enterKey(view: DataView, offset: number, type: number, segment: Segment): void {
  const key = view.getUint32(offset);
  if (type === ETHERNET_BRIDGING && key >>> 8 !== 0) {
    segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_NVGRE, key >>> 8);
  } else {
    segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_GRE, key);
  }
}

/** Source route entries up to an empty one (RFC 1701 §"Routing"); −1 where they are cut. */
function skipRouting(view: DataView, offset: number, end: number): number {
  let at = offset;
  while (at + 4 <= end) {
    const length = view.getUint8(at + 3);
    const last = length === 0 && view.getUint16(at) === 0;
    at += 4 + length;
    if (last) return at;
  }
  return -1;
}

/** A redirect header of 4 bytes stands before the packet in version 2 of WCCP, none in version 1. */
function decodeWccp(view: DataView, offset: number, end: number, wireEnd: number, segment: Segment): number {
  if (offset >= end) return TUNNEL_CUT_SHORT;
  const packet = view.getUint8(offset) >> 4 === 4 ? offset : offset + 4;
  return decodeIpv4(view, packet, end, wireEnd, segment);
}

/** The key is payload length and call id; the id is given by the receiver, so it is left out. */
function decodePptp(
  view: DataView,
  offset: number,
  flags: number,
  type: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (type !== PPP) return TUNNEL_PAYLOAD_UNKNOWN;
  if ((flags & HAS_SEQUENCE) === 0) return TUNNEL_CONTROL; // acknowledges only
  const payload = offset + ((flags & HAS_ACKNOWLEDGEMENT) !== 0 ? 16 : 12);
  if (payload > end) return TUNNEL_CUT_SHORT;
  enterTunnel(segment, LAYER_PPTP);
  return decodePpp(view, payload, end, wireEnd, segment);
}
