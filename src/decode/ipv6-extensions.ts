// The IPv6 header's fields and the walk over its extension headers (RFC 8200 §4), shared by
// packets and by the quotes in ICMPv6 errors.
import { IPV6_EXTENSION_CUT_SHORT, IPV6_TOO_MANY_EXTENSIONS } from "./outcome.ts";
import type { Segment } from "./segment.ts";

export const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION_OPTIONS = 60;
const MOBILITY = 135;
const HOST_IDENTITY = 139;
const SHIM6 = 140;

const MOST_EXTENSIONS = 16;

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
