// ICMP (RFC 792) and ICMPv6 (RFC 4443) errors that quote the header of a TCP segment. What an
// error means for its connection is not decided here.
import { PROTOCOL_TCP } from "./ip-protocol.ts";
import { readIpv6Header, skipExtensionHeaders } from "./ipv6-extensions.ts";
import {
  DECODED,
  ICMP,
  ICMP_CUT_SHORT,
  ICMP_ERROR_NOT_TCP,
  ICMP_QUOTE_CUT_SHORT,
  ICMP_QUOTE_FRAGMENT,
  ICMP_QUOTE_MALFORMED,
  ICMPV6,
} from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import { KIND_ICMP_ERROR, type Segment } from "./segment.ts";
import { clearTcpOptions, decodeTcpOptions } from "./tcp-options.ts";

/** Type, code, checksum, and four bytes that differ by type; the same in both versions. */
const ICMP_HEADER = 8;

export function decodeIcmp(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const offset = cursor.at;
  const end = cursor.end;
  if (offset + ICMP_HEADER > end) return ICMP_CUT_SHORT;
  switch (view.getUint8(offset)) {
    case 3: // destination unreachable, fragmentation needed among them
    case 4: // source quench
    case 5: // redirect
    case 11: // time exceeded
    case 12: // parameter problem
      break;
    default:
      return ICMP;
  }
  readError(view, offset, segment);
  return decodeQuotedIpv4(view, offset + ICMP_HEADER, end, segment);
}

export function decodeIcmpv6(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const offset = cursor.at;
  const end = cursor.end;
  if (offset + ICMP_HEADER > end) return ICMP_CUT_SHORT;
  const type = view.getUint8(offset);
  // 1 unreachable, 2 packet too big, 3 time exceeded, 4 parameter problem.
  if (type < 1 || type > 4) return ICMPV6;
  readError(view, offset, segment);
  return decodeQuotedIpv6(view, offset + ICMP_HEADER, end, segment);
}

/** The outer header's source sent the error; its fields are needed for the quote next. */
function readError(view: DataView, offset: number, segment: Segment): void {
  segment.icmpType = view.getUint8(offset);
  segment.icmpCode = view.getUint8(offset + 1);
  segment.router0 = segment.source0;
  segment.router1 = segment.source1;
  segment.router2 = segment.source2;
  segment.router3 = segment.source3;
}

function decodeQuotedIpv4(view: DataView, offset: number, end: number, segment: Segment): number {
  if (offset + 20 > end) return ICMP_QUOTE_CUT_SHORT;
  const versionAndLength = view.getUint8(offset);
  const headerLength = (versionAndLength & 0x0f) << 2;
  if (versionAndLength >> 4 !== 4 || headerLength < 20) return ICMP_QUOTE_MALFORMED;
  if (view.getUint8(offset + 9) !== PROTOCOL_TCP) return ICMP_ERROR_NOT_TCP;
  const fragment = view.getUint16(offset + 6);
  if ((fragment & 0x1fff) !== 0) return ICMP_QUOTE_FRAGMENT;
  segment.ipVersion = 4;
  segment.protocol = PROTOCOL_TCP;
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
  const quotedEnd = offset + view.getUint16(offset + 2);
  return decodeQuotedTcp(view, offset + headerLength, end, quotedEnd, segment);
}

function decodeQuotedIpv6(view: DataView, offset: number, end: number, segment: Segment): number {
  if (offset + 40 > end) return ICMP_QUOTE_CUT_SHORT;
  if (view.getUint8(offset) >> 4 !== 6) return ICMP_QUOTE_MALFORMED;
  segment.ipId = 0;
  readIpv6Header(view, offset, segment);
  const tcp = skipExtensionHeaders(view, segment.protocol, offset + 40, end, segment);
  if (tcp < 0) return ICMP_QUOTE_CUT_SHORT;
  if (segment.protocol !== PROTOCOL_TCP) return ICMP_ERROR_NOT_TCP;
  if (segment.fragmentOffset !== 0) return ICMP_QUOTE_FRAGMENT;
  return decodeQuotedTcp(view, tcp, end, offset + 40 + view.getUint16(offset + 4), segment);
}

/**
 * Routers need quote only 8 bytes of TCP (RFC 792): the ports and the sequence number. What the
 * quote does not reach is 0; options are read as far as they were quoted. `quotedEnd` is where the
 * quoted packet ended by its own IP header.
 */
function decodeQuotedTcp(
  view: DataView,
  offset: number,
  end: number,
  quotedEnd: number,
  segment: Segment,
): number {
  if (offset + 4 > end) return ICMP_QUOTE_CUT_SHORT;
  clearTcpOptions(segment);
  segment.truncated = false;
  segment.moreFragments = false;
  segment.ports = view.getInt32(offset);
  segment.quotedSequence = offset + 8 <= end;
  segment.sequence = segment.quotedSequence ? view.getInt32(offset + 4) : 0;
  segment.acknowledgement = offset + 12 <= end ? view.getInt32(offset + 8) : 0;
  segment.flags = 0;
  segment.window = 0;
  segment.payload = 0;
  if (offset + 16 <= end) {
    const headerEnd = offset + ((view.getUint8(offset + 12) >> 4) << 2);
    segment.flags = view.getUint8(offset + 13);
    segment.window = view.getUint16(offset + 14);
    segment.payload = Math.max(0, quotedEnd - headerEnd);
    decodeTcpOptions(view, offset + 20, headerEnd, end, segment);
  }
  segment.kind = KIND_ICMP_ERROR;
  return DECODED;
}
