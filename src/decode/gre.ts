// GRE (RFC 2784, RFC 2890, routing of RFC 1701), NVGRE (RFC 7637) and PPTP's version 1 (RFC 2637).
import { nextOfEtherType } from "./ether-type.ts";
import { enterTunnel } from "./ip-protocol.ts";
import {
  NEXT_ERSPAN_1,
  NEXT_ERSPAN_2,
  NEXT_ERSPAN_3,
  NEXT_IEEE80211,
  NEXT_IPV4,
  NEXT_PPP,
} from "./next-layer.ts";
import { GRE_VERSION_UNKNOWN, TUNNEL_CONTROL, TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_GRE, LAYER_NVGRE, LAYER_PPTP } from "./tunnel-table.ts";

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
const ARUBA = 0x8200;

export function decodeGre(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 4 > cursor.end) return TUNNEL_CUT_SHORT;
  const flags = view.getUint16(header);
  const type = view.getUint16(header + 2);
  const version = flags & 0x07;
  if (version === 1) return decodePptp(flags, type, cursor, segment);
  if (version !== 0) return GRE_VERSION_UNKNOWN;

  let payload = header + 4;
  if ((flags & (HAS_CHECKSUM | HAS_ROUTING)) !== 0) payload += 4;
  const key = payload;
  if ((flags & HAS_KEY) !== 0) payload += 4;
  if ((flags & HAS_SEQUENCE) !== 0) payload += 4;
  if (payload > cursor.end) return TUNNEL_CUT_SHORT;
  if ((flags & HAS_ROUTING) !== 0) {
    payload = skipRouting(view, payload, cursor.end);
    if (payload < 0) return TUNNEL_CUT_SHORT;
  }
  cursor.at = payload;
  if (type === 0) return TUNNEL_CONTROL; // keepalive
  // A mirrored frame's identity is its session; the GRE around it adds nothing.
  if (type === ERSPAN_3) return NEXT_ERSPAN_3;
  if (type === ERSPAN_1_OR_2) return (flags & HAS_SEQUENCE) !== 0 ? NEXT_ERSPAN_2 : NEXT_ERSPAN_1;
  if ((flags & HAS_KEY) !== 0) enterKey(view.getUint32(key), type, segment);
  else enterTunnel(segment, LAYER_GRE);
  // Aruba's access points: frames of the air, and the number tells which radio.
  if ((type & 0xfe0f) === ARUBA) return NEXT_IEEE80211;
  return type === WCCP ? skipRedirect(view, cursor) : nextOfEtherType(type);
}

/**
 * NVGRE's key is a network of 24 bits and a flow of 8; the flow differs between the directions
 * (RFC 7637 §3.2). A small key of bridged GRE is an ordinary one.
 */
function enterKey(key: number, type: number, segment: Segment): void {
  const virtualNetwork = type === ETHERNET_BRIDGING ? key >>> 8 : 0;
  segment.tunnel =
    virtualNetwork !== 0
      ? segment.tunnels.enter(segment.tunnel, LAYER_NVGRE, virtualNetwork)
      : segment.tunnels.enter(segment.tunnel, LAYER_GRE, key);
}

/** Source route entries up to an empty one (RFC 1701, "Routing"); −1 where they are cut. */
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
function skipRedirect(view: DataView, cursor: PacketCursor): number {
  if (cursor.at >= cursor.end) return TUNNEL_CUT_SHORT;
  if (view.getUint8(cursor.at) >> 4 !== 4) cursor.at += 4;
  return NEXT_IPV4;
}

/** The key is payload length and call id; the id is given by the receiver, so it is left out. */
function decodePptp(flags: number, type: number, cursor: PacketCursor, segment: Segment): number {
  if (type !== PPP) return TUNNEL_PAYLOAD_UNKNOWN;
  if ((flags & HAS_SEQUENCE) === 0) return TUNNEL_CONTROL; // acknowledges only
  cursor.at += (flags & HAS_ACKNOWLEDGEMENT) !== 0 ? 16 : 12;
  if (cursor.at > cursor.end) return TUNNEL_CUT_SHORT;
  enterTunnel(segment, LAYER_PPTP);
  return NEXT_PPP;
}
