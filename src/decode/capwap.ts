// CAPWAP data (RFC 5415 §4): what wireless access points tunnel to their controller.
import { enterTunnel } from "./ip-protocol.ts";
import { NEXT_ETHERNET, NEXT_IEEE80211 } from "./next-layer.ts";
import {
  TUNNEL_CONTROL,
  TUNNEL_CUT_SHORT,
  TUNNEL_ENCRYPTED,
  TUNNEL_FRAGMENT,
  TUNNEL_PAYLOAD_UNKNOWN,
  UDP,
} from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_CAPWAP } from "./tunnel-table.ts";

const PREAMBLE_DTLS = 1;
const IS_NATIVE = 0x0100;
const KEEP_ALIVE = 0x0008;
const BINDING_80211 = 1;

export function decodeCapwap(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return TUNNEL_CUT_SHORT;
  const preamble = view.getUint8(header);
  if (preamble === PREAMBLE_DTLS) return TUNNEL_ENCRYPTED;
  if (preamble !== 0) return UDP;
  // Header length (5 bits, in words), radio (5), binding (5), and nine flags.
  const length = (view.getUint8(header + 1) >> 3) << 2;
  const binding = (view.getUint16(header + 2) >> 9) & 0x1f;
  const flags = view.getUint16(header + 2) & 0x01ff;
  if (length < 8) return UDP;
  if ((flags & KEEP_ALIVE) !== 0) return TUNNEL_CONTROL;
  if (view.getUint16(header + 6) >> 3 !== 0) return TUNNEL_FRAGMENT;
  cursor.at = header + length;
  if (cursor.at > cursor.end) return TUNNEL_CUT_SHORT;
  enterTunnel(segment, LAYER_CAPWAP);
  if ((flags & IS_NATIVE) === 0) return NEXT_ETHERNET;
  return binding === BINDING_80211 ? NEXT_IEEE80211 : TUNNEL_PAYLOAD_UNKNOWN;
}
