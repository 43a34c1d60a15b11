// GTP-U, the tunnel of mobile networks (3GPP TS 29.281 §5), version 1 and user data only.
import { decodeIp, enterTunnel } from "./ip-protocol.ts";
import { TUNNEL_CONTROL, TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN, UDP } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_GTP } from "./tunnel-table.ts";

export const PORT_GTP_U = 2152;

const USER_DATA = 255;
const HAS_EXTENSION = 0x04;
/** Extension, sequence number or N-PDU number: with any of them all three fields are there. */
const HAS_OPTIONAL_FIELDS = 0x07;

export function decodeGtpU(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return TUNNEL_CUT_SHORT;
  const flags = view.getUint8(offset);
  if (flags >> 4 !== 0x3) return UDP; // version 1, protocol type GTP
  if (view.getUint8(offset + 1) !== USER_DATA) return TUNNEL_CONTROL;
  let payload = offset + 8;
  if ((flags & HAS_OPTIONAL_FIELDS) !== 0) {
    payload += 4;
    if (payload > end) return TUNNEL_CUT_SHORT;
    let extension = (flags & HAS_EXTENSION) !== 0 ? view.getUint8(payload - 1) : 0;
    while (extension !== 0) {
      if (payload >= end) return TUNNEL_CUT_SHORT;
      const length = view.getUint8(payload) << 2;
      if (length === 0) return TUNNEL_PAYLOAD_UNKNOWN;
      payload += length;
      if (payload > end) return TUNNEL_CUT_SHORT;
      extension = view.getUint8(payload - 1);
    }
  }
  if (payload >= end) return TUNNEL_CUT_SHORT;
  const version = view.getUint8(payload) >> 4;
  if (version !== 4 && version !== 6) return TUNNEL_PAYLOAD_UNKNOWN;
  // Each end chooses the identifier under which it receives, so the directions differ.
  enterTunnel(segment, LAYER_GTP);
  return decodeIp(view, payload, end, wireEnd, segment);
}
