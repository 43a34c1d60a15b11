// GTP-U, the tunnel of mobile networks (3GPP TS 29.281 §5), version 1 and user data only.
import { enterTunnel } from "./ip-protocol.ts";
import { NEXT_IPV4, NEXT_IPV6 } from "./next-layer.ts";
import { TUNNEL_CONTROL, TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN, UDP } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";
import { LAYER_GTP } from "./tunnel-table.ts";

const USER_DATA = 255;
const HAS_EXTENSION = 0x04;
/** Extension, sequence number or N-PDU number: with any of them all three fields are there. */
const HAS_OPTIONAL_FIELDS = 0x07;

export function decodeGtpU(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const header = cursor.at;
  const end = cursor.end;
  if (header + 8 > end) return TUNNEL_CUT_SHORT;
  const flags = view.getUint8(header);
  if (flags >> 4 !== 0x3) return UDP; // version 1, protocol type GTP
  if (view.getUint8(header + 1) !== USER_DATA) return TUNNEL_CONTROL;
  let packet = header + 8;
  if ((flags & HAS_OPTIONAL_FIELDS) !== 0) {
    packet += 4;
    if (packet > end) return TUNNEL_CUT_SHORT;
    let extension = (flags & HAS_EXTENSION) !== 0 ? view.getUint8(packet - 1) : 0;
    while (extension !== 0) {
      if (packet >= end) return TUNNEL_CUT_SHORT;
      const length = view.getUint8(packet) << 2;
      if (length === 0) return TUNNEL_PAYLOAD_UNKNOWN;
      packet += length;
      if (packet > end) return TUNNEL_CUT_SHORT;
      extension = view.getUint8(packet - 1);
    }
  }
  if (packet >= end) return TUNNEL_CUT_SHORT;
  const version = view.getUint8(packet) >> 4;
  if (version !== 4 && version !== 6) return TUNNEL_PAYLOAD_UNKNOWN;
  // Each end chooses the identifier under which it receives, so the directions differ.
  enterTunnel(segment, LAYER_GTP);
  cursor.at = packet;
  return version === 4 ? NEXT_IPV4 : NEXT_IPV6;
}
