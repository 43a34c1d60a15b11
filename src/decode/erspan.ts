// ERSPAN: mirrored Ethernet frames in GRE (draft-foschiano-erspan). Type I has no header of its
// own and no GRE sequence number, which is how it is told from type II.
import { enterLayer } from "./ether-type.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeIp } from "./ip-protocol.ts";
import { TOO_DEEP, TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_ERSPAN, NO_VALUE } from "./tunnel-table.ts";

const SESSION = 0x03ff;

/** Type I. */
export function decodeErspanUnsequenced(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_ERSPAN, NO_VALUE);
  return decodeEthernet(view, offset, end, wireEnd, segment);
}

/** Type II. */
export function decodeErspan2(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (!enterLayer(segment)) return TOO_DEEP;
  const frame = offset + 8;
  if (frame > end) return TUNNEL_CUT_SHORT;
  enterSession(view, offset, segment);
  return decodeEthernet(view, frame, end, wireEnd, segment);
}

/** Type III: 12 bytes, and 8 more of the platform's where the last bit says so. */
export function decodeErspan3(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 12 > end) return TUNNEL_CUT_SHORT;
  const kind = view.getUint16(offset + 10);
  const frame = offset + ((kind & 0x0001) !== 0 ? 20 : 12);
  if (frame > end) return TUNNEL_CUT_SHORT;
  enterSession(view, offset, segment);
  const frameType = (kind >> 10) & 0x1f;
  if (frameType === 0) return decodeEthernet(view, frame, end, wireEnd, segment);
  if (frameType === 2) return decodeIp(view, frame, end, wireEnd, segment);
  return TUNNEL_PAYLOAD_UNKNOWN;
}

function enterSession(view: DataView, offset: number, segment: Segment): void {
  const session = view.getUint16(offset + 2) & SESSION;
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_ERSPAN, session);
}
