// The TCP header (RFC 9293 §3.1). Knows no connection and judges no checksum.
import {
  DECODED,
  TCP_CUT_SHORT,
  TCP_DATA_OFFSET_TOO_LARGE,
  TCP_DATA_OFFSET_TOO_SMALL,
  TCP_HEADER_FRAGMENTED,
  TCP_LENGTH_TOO_SMALL,
} from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import { KIND_TCP, type Segment } from "./segment.ts";
import { clearTcpOptions, decodeTcpOptions } from "./tcp-options.ts";

/** NOP, NOP, timestamps: how nearly every segment with timestamps lays out its options. */
const ALIGNED_TIMESTAMPS = 0x0101080a;

/** Of the captured bytes only the first 16 are needed: up to the window. */
export function decodeTcp(view: DataView, cursor: PacketCursor, segment: Segment): number {
  const offset = cursor.at;
  const end = cursor.end;
  const length = cursor.wireEnd - offset;
  if (length < 20) return segment.moreFragments ? TCP_HEADER_FRAGMENTED : TCP_LENGTH_TOO_SMALL;
  if (offset + 16 > end) return TCP_CUT_SHORT;
  const headerLength = (view.getUint8(offset + 12) >> 4) << 2;
  if (headerLength < 20) return TCP_DATA_OFFSET_TOO_SMALL;
  if (headerLength > length) {
    return segment.moreFragments ? TCP_HEADER_FRAGMENTED : TCP_DATA_OFFSET_TOO_LARGE;
  }
  segment.ports = view.getInt32(offset);
  segment.sequence = view.getInt32(offset + 4);
  segment.acknowledgement = view.getInt32(offset + 8);
  segment.flags = view.getUint8(offset + 13);
  segment.window = view.getUint16(offset + 14);
  segment.payload = length - headerLength;
  clearTcpOptions(segment);
  const optionsEnd = offset + headerLength;
  if (headerLength > 20 && end > offset + 20) {
    if (headerLength === 32 && optionsEnd <= end && view.getInt32(offset + 20) === ALIGNED_TIMESTAMPS) {
      segment.hasTimestamps = true;
      segment.timestampValue = view.getInt32(offset + 24);
      segment.timestampEcho = view.getInt32(offset + 28);
    } else {
      decodeTcpOptions(view, offset + 20, optionsEnd, end, segment);
    }
  }
  segment.kind = KIND_TCP;
  return DECODED;
}
