// Geneve (RFC 8926).
import { nextOfEtherType } from "./ether-type.ts";
import { TUNNEL_CONTROL, TUNNEL_CUT_SHORT, UDP } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_GENEVE } from "./tunnel-table.ts";

const IS_CONTROL = 0x80;

export function decodeGeneve(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return TUNNEL_CUT_SHORT;
  const versionAndLength = view.getUint8(header);
  if (versionAndLength >> 6 !== 0 || view.getUint8(header + 7) !== 0) return UDP;
  if ((view.getUint8(header + 1) & IS_CONTROL) !== 0) return TUNNEL_CONTROL;
  cursor.at = header + 8 + ((versionAndLength & 0x3f) << 2);
  if (cursor.at > cursor.end) return TUNNEL_CUT_SHORT;
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_GENEVE, view.getUint32(header + 4) >>> 8);
  return nextOfEtherType(view.getUint16(header + 2));
}
