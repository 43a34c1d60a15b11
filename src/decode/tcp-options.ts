// TCP options (RFC 9293 §3.2 and the IANA list of TCP option kinds).
import type { Segment } from "./segment.ts";

const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;
const MAXIMUM_SEGMENT_SIZE = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const TIMESTAMPS = 8;
const MULTIPATH = 30;
const FAST_OPEN = 34;
const EXPERIMENT_1 = 253;
const EXPERIMENT_2 = 254;
/** Fast Open before it had a number of its own (RFC 7413 §4.1.1, RFC 6994). */
const FAST_OPEN_MAGIC = 0xf989;

/** As if no option had been offered. */
export function clearTcpOptions(segment: Segment): void {
  segment.mss = -1;
  segment.windowScale = -1;
  segment.sackPermitted = false;
  segment.hasTimestamps = false;
  segment.fastOpenCookie = -1;
  segment.multipath = false;
  segment.optionsMalformed = false;
}

/**
 * Reads the options between `offset` and `headerEnd` into a cleared segment, as far as they lie
 * before `end`, where the captured bytes end. An option whose length contradicts the header ends
 * the reading; those before it stay. One whose length is not that of its kind is passed over.
 */
export function decodeTcpOptions(
  view: DataView,
  offset: number,
  headerEnd: number,
  end: number,
  segment: Segment,
): void {
  let at = offset;
  while (at < headerEnd && at < end) {
    const kind = view.getUint8(at);
    if (kind === END_OF_OPTIONS) return;
    if (kind === NO_OPERATION) {
      at++;
      continue;
    }
    if (at + 1 >= end && end < headerEnd) return;
    const length = at + 1 < headerEnd ? view.getUint8(at + 1) : 0;
    if (length < 2 || at + length > headerEnd) {
      segment.optionsMalformed = true;
      return;
    }
    if (at + length > end) return;
    switch (kind) {
      case MAXIMUM_SEGMENT_SIZE:
        if (length === 4) segment.mss = view.getUint16(at + 2);
        break;
      case WINDOW_SCALE:
        if (length === 3) segment.windowScale = view.getUint8(at + 2);
        break;
      case SACK_PERMITTED:
        if (length === 2) segment.sackPermitted = true;
        break;
      case TIMESTAMPS:
        if (length === 10) {
          segment.hasTimestamps = true;
          segment.timestampValue = view.getInt32(at + 2);
          segment.timestampEcho = view.getInt32(at + 6);
        }
        break;
      case MULTIPATH:
        segment.multipath = true;
        break;
      case FAST_OPEN:
        segment.fastOpenCookie = length - 2;
        break;
      case EXPERIMENT_1:
      case EXPERIMENT_2:
        if (length >= 4 && view.getUint16(at + 2) === FAST_OPEN_MAGIC) segment.fastOpenCookie = length - 4;
        break;
    }
    at += length;
  }
}
