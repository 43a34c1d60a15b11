// AYIYA (draft-massar-v6ops-ayiya): signed IPv6 in UDP, as SixXS ran it.
import { enterTunnel } from "./ip-protocol.ts";
import { NEXT_IPV4, NEXT_IPV6 } from "./next-layer.ts";
import { TUNNEL_CONTROL, TUNNEL_CUT_SHORT, UDP } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_AYIYA } from "./tunnel-table.ts";

const FORWARD = 1;

export function decodeAyiya(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return TUNNEL_CUT_SHORT;
  const identityLength = 1 << (view.getUint8(header) >> 4);
  const signatureLength = (view.getUint8(header + 1) >> 4) << 2;
  const next = view.getUint8(header + 3);
  if (next !== 4 && next !== 41 && next !== 59) return UDP;
  if (next === 59 || (view.getUint8(header + 2) & 0x0f) !== FORWARD) return TUNNEL_CONTROL;
  cursor.at = header + 8 + identityLength + signatureLength;
  if (cursor.at > cursor.end) return TUNNEL_CUT_SHORT;
  enterTunnel(segment, LAYER_AYIYA);
  return next === 4 ? NEXT_IPV4 : NEXT_IPV6;
}
