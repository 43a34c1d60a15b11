// AYIYA (draft-massar-v6ops-ayiya): signed IPv6 in UDP, as SixXS ran it.
import { enterTunnel } from "./ip-protocol.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { TUNNEL_CONTROL, TUNNEL_CUT_SHORT, UDP } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_AYIYA } from "./tunnel-table.ts";

export const PORT_AYIYA = 5072;

const FORWARD = 1;

export function decodeAyiya(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return TUNNEL_CUT_SHORT;
  const identityLength = 1 << (view.getUint8(offset) >> 4);
  const signatureLength = (view.getUint8(offset + 1) >> 4) << 2;
  const next = view.getUint8(offset + 3);
  if (next !== 4 && next !== 41 && next !== 59) return UDP;
  if (next === 59 || (view.getUint8(offset + 2) & 0x0f) !== FORWARD) return TUNNEL_CONTROL;
  const packet = offset + 8 + identityLength + signatureLength;
  if (packet >= end) return TUNNEL_CUT_SHORT;
  enterTunnel(segment, LAYER_AYIYA);
  if (next === 4) return decodeIpv4(view, packet, end, wireEnd, segment);
  return decodeIpv6(view, packet, end, wireEnd, segment);
}
