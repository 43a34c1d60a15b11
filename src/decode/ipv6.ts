// IPv6 (RFC 8200), with jumbograms (RFC 2675).
import { decodeFragment } from "./ip-fragment.ts";
import { nextOfIpProtocol, PROTOCOL_TCP } from "./ip-protocol.ts";
import { HOP_BY_HOP, readIpv6Header, skipExtensionHeaders } from "./ipv6-extensions.ts";
import { NEXT_TCP } from "./next-layer.ts";
import { IPV6_CUT_SHORT, IPV6_VERSION_WRONG } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";

export function decodeIpv6(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const offset = cursor.at;
  const end = cursor.end;
  const payload = offset + 40;
  if (payload > end) return IPV6_CUT_SHORT;
  if (view.getUint8(offset) >> 4 !== 6) return IPV6_VERSION_WRONG;
  const nextHeader = view.getUint8(offset + 6);
  let payloadLength = view.getUint16(offset + 4);
  if (payloadLength === 0 && nextHeader === HOP_BY_HOP) payloadLength = readJumboLength(view, payload, end);
  // Length 0 and no jumbo option: the card is to cut it into segments, as with IPv4.
  const packetEnd = payloadLength !== 0 ? payload + payloadLength : cursor.wireEnd;
  segment.lengthZero = payloadLength === 0;
  segment.truncated = packetEnd > end && !cursor.insideFragment;
  segment.ipId = 0;
  readIpv6Header(view, offset, segment);

  cursor.at = payload;
  cursor.wireEnd = packetEnd;
  if (packetEnd < end) cursor.end = packetEnd;
  if (nextHeader === PROTOCOL_TCP) return NEXT_TCP;
  const upper = skipExtensionHeaders(view, nextHeader, payload, cursor.end, segment);
  if (upper < 0) return -upper;
  cursor.at = upper;
  if (segment.moreFragments || segment.fragmentOffset !== 0) return decodeFragment(cursor, segment);
  return nextOfIpProtocol(segment.protocol, segment);
}

/** The jumbo payload option of a hop-by-hop header, 0 where there is none (RFC 2675 §2). */
function readJumboLength(view: DataView, offset: number, end: number): number {
  if (offset + 8 > end) return 0;
  const optionsEnd = Math.min(end, offset + ((view.getUint8(offset + 1) + 1) << 3));
  let at = offset + 2;
  while (at + 6 <= optionsEnd) {
    const option = view.getUint8(at);
    if (option === 0xc2 && view.getUint8(at + 1) === 4) return view.getUint32(at + 2) & 0x3fffffff;
    at += option === 0 ? 1 : 2 + view.getUint8(at + 1);
  }
  return 0;
}
