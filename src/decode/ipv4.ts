// IPv4 (RFC 791), with options and fragments.
import { decodeFragment } from "./ip-fragment.ts";
import { nextOfIpProtocol, PROTOCOL_TCP } from "./ip-protocol.ts";
import { NEXT_TCP } from "./next-layer.ts";
import {
  IPV4_CUT_SHORT,
  IPV4_HEADER_LENGTH_TOO_SMALL,
  IPV4_TOTAL_LENGTH_TOO_SMALL,
  IPV4_VERSION_WRONG,
} from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import type { Segment } from "./segment.ts";

const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

export function decodeIpv4(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const offset = cursor.at;
  const end = cursor.end;
  if (offset + 20 > end) return IPV4_CUT_SHORT;
  const versionAndLength = view.getUint8(offset);
  let payload = offset + 20;
  if (versionAndLength !== 0x45) {
    if (versionAndLength >> 4 !== 4) return IPV4_VERSION_WRONG;
    const headerLength = (versionAndLength & 0x0f) << 2;
    if (headerLength < 20) return IPV4_HEADER_LENGTH_TOO_SMALL;
    payload = offset + headerLength;
    if (payload > end) return IPV4_CUT_SHORT;
  }
  const totalLength = view.getUint16(offset + 2);
  let packetEnd = cursor.wireEnd;
  if (totalLength !== 0) {
    packetEnd = offset + totalLength;
    if (packetEnd < payload) return IPV4_TOTAL_LENGTH_TOO_SMALL;
  }
  segment.lengthZero = totalLength === 0;
  segment.truncated = packetEnd > end && !cursor.insideFragment;
  segment.ipVersion = 4;
  segment.ipId = view.getUint16(offset + 4);
  segment.timeToLive = view.getUint8(offset + 8);
  segment.source0 = 0;
  segment.source1 = 0;
  segment.source2 = 0xffff;
  segment.source3 = view.getInt32(offset + 12);
  segment.destination0 = 0;
  segment.destination1 = 0;
  segment.destination2 = 0xffff;
  segment.destination3 = view.getInt32(offset + 16);
  if (payload !== offset + 20) readSourceRoute(view, offset + 20, payload, segment);

  cursor.at = payload;
  cursor.wireEnd = packetEnd;
  if (packetEnd < end) cursor.end = packetEnd;
  const protocol = view.getUint8(offset + 9);
  const fragment = view.getUint16(offset + 6);
  segment.protocol = protocol;
  segment.fragmentOffset = (fragment & FRAGMENT_OFFSET) << 3;
  segment.moreFragments = (fragment & MORE_FRAGMENTS) !== 0;
  if ((fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) === 0) {
    return protocol === PROTOCOL_TCP ? NEXT_TCP : nextOfIpProtocol(protocol, segment);
  }
  segment.fragmentId = segment.ipId;
  return decodeFragment(cursor, segment);
}

/**
 * A packet on its way along a source route is addressed to the next stop; the end that it is
 * meant for stands last in the route (RFC 791 §3.1, loose and strict).
 */
function readSourceRoute(view: DataView, offset: number, end: number, segment: Segment): void {
  let at = offset;
  while (at + 1 < end) {
    const option = view.getUint8(at);
    if (option === 0) return;
    if (option === 1) {
      at++;
      continue;
    }
    const length = view.getUint8(at + 1);
    if (length < 2 || at + length > end) return;
    if ((option === 131 || option === 137) && length >= 7 && view.getUint8(at + 2) <= length - 3) {
      segment.destination3 = view.getInt32(at + 3 + (((length - 7) >> 2) << 2));
      return;
    }
    at += length;
  }
}
