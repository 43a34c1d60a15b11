// IPv6 (RFC 8200) with extension headers, fragments, jumbograms (RFC 2675) and source routes.
import { decodeIpProtocol, PROTOCOL_TCP } from "./ip-protocol.ts";
import { decodeFragment } from "./ipv4.ts";
import {
  IPV6_CUT_SHORT,
  IPV6_EXTENSION_CUT_SHORT,
  IPV6_TOO_MANY_EXTENSIONS,
  IPV6_VERSION_WRONG,
} from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { decodeTcp } from "./tcp.ts";

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION_OPTIONS = 60;
const MOBILITY = 135;
const HOST_IDENTITY = 139;
const SHIM6 = 140;

const MOST_EXTENSIONS = 16;

export function decodeIpv6(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 40;
  if (payload > end) return IPV6_CUT_SHORT;
  if (view.getUint8(offset) >> 4 !== 6) return IPV6_VERSION_WRONG;
  const nextHeader = view.getUint8(offset + 6);
  let payloadLength = view.getUint16(offset + 4);
  if (payloadLength === 0 && nextHeader === HOP_BY_HOP) payloadLength = readJumboLength(view, payload, end);
  // Length 0 and no jumbo option: the card is to cut it into segments, as with IPv4.
  const packetEnd = payloadLength !== 0 ? payload + payloadLength : wireEnd;
  segment.lengthZero = payloadLength === 0;
  segment.truncated = packetEnd > end;
  segment.ipId = 0;
  readIpv6Header(view, offset, segment);

  const inside = packetEnd < end ? packetEnd : end;
  if (nextHeader === PROTOCOL_TCP) return decodeTcp(view, payload, inside, packetEnd, segment);
  const upper = skipExtensionHeaders(view, nextHeader, payload, inside, segment);
  if (upper < 0) return -upper;
  if (segment.moreFragments || segment.fragmentOffset !== 0) {
    return decodeFragment(view, segment.protocol, upper, inside, packetEnd, segment);
  }
  return decodeIpProtocol(view, segment.protocol, upper, inside, packetEnd, segment);
}

/** Everything in the 40 bytes of a header known to be there, except the length. */
export function readIpv6Header(view: DataView, offset: number, segment: Segment): void {
  segment.ipVersion = 6;
  segment.protocol = view.getUint8(offset + 6);
  segment.timeToLive = view.getUint8(offset + 7);
  segment.source0 = view.getInt32(offset + 8);
  segment.source1 = view.getInt32(offset + 12);
  segment.source2 = view.getInt32(offset + 16);
  segment.source3 = view.getInt32(offset + 20);
  readDestination(view, offset + 24, segment);
  segment.moreFragments = false;
  segment.fragmentOffset = 0;
}

/**
 * Walks the extension headers from `offset` on; the first of them is `nextHeader`. Returns where
 * the upper layer begins, its number in segment.protocol, or an outcome with a minus sign. Behind
 * a fragment header that is not the first, nothing more is walked.
 */
export function skipExtensionHeaders(
  view: DataView,
  nextHeader: number,
  offset: number,
  end: number,
  segment: Segment,
): number {
  let next = nextHeader;
  let at = offset;
  for (let count = 0; count < MOST_EXTENSIONS; count++) {
    switch (next) {
      case HOP_BY_HOP:
      case ROUTING:
      case FRAGMENT:
      case AUTHENTICATION:
      case DESTINATION_OPTIONS:
      case MOBILITY:
      case HOST_IDENTITY:
      case SHIM6:
        break;
      default:
        segment.protocol = next;
        return at;
    }
    if (at + 8 > end) return -IPV6_EXTENSION_CUT_SHORT;
    const units = view.getUint8(at + 1);
    const length = next === FRAGMENT ? 8 : next === AUTHENTICATION ? (units + 2) << 2 : (units + 1) << 3;
    if (at + length > end) return -IPV6_EXTENSION_CUT_SHORT;
    if (next === ROUTING) readFinalDestination(view, at, length, segment);
    const extension = next;
    next = view.getUint8(at);
    if (extension === FRAGMENT) {
      const fragment = view.getUint16(at + 2);
      segment.fragmentOffset = fragment & 0xfff8;
      segment.moreFragments = (fragment & 1) !== 0;
      segment.fragmentId = view.getInt32(at + 4);
      segment.ipId = segment.fragmentId;
      if (segment.fragmentOffset !== 0) {
        segment.protocol = next;
        return at + length;
      }
    }
    at += length;
  }
  return -IPV6_TOO_MANY_EXTENSIONS;
}

/**
 * While segments are left, the header's destination is only the next stop, and the end that the
 * packet is meant for stands in the routing header: last (type 0, RFC 2460 §4.4), as home address
 * (type 2, RFC 6275 §6.4), or first (type 4, segments in reverse, RFC 8754 §2).
 */
function readFinalDestination(view: DataView, offset: number, length: number, segment: Segment): void {
  if (view.getUint8(offset + 3) === 0 || length < 24) return;
  const type = view.getUint8(offset + 2);
  if (type === 0) readDestination(view, offset + 8 + (((length - 24) >> 4) << 4), segment);
  else if (type === 2 || type === 4) readDestination(view, offset + 8, segment);
}

function readDestination(view: DataView, offset: number, segment: Segment): void {
  segment.destination0 = view.getInt32(offset);
  segment.destination1 = view.getInt32(offset + 4);
  segment.destination2 = view.getInt32(offset + 8);
  segment.destination3 = view.getInt32(offset + 12);
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
