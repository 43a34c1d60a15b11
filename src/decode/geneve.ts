// Geneve (RFC 8926).
import { decodeEtherType } from "./ether-type.ts";
import { TUNNEL_CONTROL, TUNNEL_CUT_SHORT, UDP } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_GENEVE } from "./tunnel-table.ts";

export const PORT_GENEVE = 6081;

const IS_CONTROL = 0x80;

export function decodeGeneve(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return TUNNEL_CUT_SHORT;
  const versionAndLength = view.getUint8(offset);
  if (versionAndLength >> 6 !== 0 || view.getUint8(offset + 7) !== 0) return UDP;
  if ((view.getUint8(offset + 1) & IS_CONTROL) !== 0) return TUNNEL_CONTROL;
  const payload = offset + 8 + ((versionAndLength & 0x3f) << 2);
  if (payload > end) return TUNNEL_CUT_SHORT;
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_GENEVE, view.getUint32(offset + 4) >>> 8);
  return decodeEtherType(view, view.getUint16(offset + 2), payload, end, wireEnd, segment);
}
