// IEEE 802.11 data frames, and the radio headers that captures put before them: radiotap, Prism,
// AVS, PPI. All of the radio headers are little-endian, but AVS.
import { decodeLlc } from "./llc.ts";
import {
  LINK_TYPE_UNSUPPORTED,
  WLAN_CUT_SHORT,
  WLAN_ENCRYPTED,
  WLAN_FRAGMENT,
  WLAN_NOT_DATA,
} from "./outcome.ts";
import type { Segment } from "./segment.ts";

const TO_DISTRIBUTION = 0x01;
const FROM_DISTRIBUTION = 0x02;
const PROTECTED = 0x40;
const HT_CONTROL = 0x80;

const SUBTYPE_WITHOUT_DATA = 0x40;
const SUBTYPE_QOS = 0x80;
const QOS_AGGREGATE = 0x80;

/** `padding` is 4 where the driver aligned the payload behind the header to four bytes, else 0. */
export function decodeIeee80211(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  padding: number,
  segment: Segment,
): number {
  if (offset + 2 > end) return WLAN_CUT_SHORT;
  const control = view.getUint8(offset);
  // Version 0, type 2: data.
  if ((control & 0x0f) !== 0x08 || (control & SUBTYPE_WITHOUT_DATA) !== 0) return WLAN_NOT_DATA;
  const flags = view.getUint8(offset + 1);
  const fourAddresses =
    (flags & (TO_DISTRIBUTION | FROM_DISTRIBUTION)) === (TO_DISTRIBUTION | FROM_DISTRIBUTION);
  let length = fourAddresses ? 30 : 24;
  const qos = length;
  if ((control & SUBTYPE_QOS) !== 0) length += (flags & HT_CONTROL) !== 0 ? 6 : 2;
  if (padding !== 0) length = (length + 3) & ~3;
  const payload = offset + length;
  if (payload > end) return WLAN_CUT_SHORT;
  if ((flags & PROTECTED) !== 0) return WLAN_ENCRYPTED;
  if ((view.getUint8(offset + 22) & 0x0f) !== 0) return WLAN_FRAGMENT;
  if ((control & SUBTYPE_QOS) !== 0 && (view.getUint8(offset + qos) & QOS_AGGREGATE) !== 0) {
    return decodeAggregate(view, payload, end, wireEnd, segment);
  }
  return decodeLlc(view, payload, end, wireEnd, segment);
}

/**
 * An A-MSDU holds several packets: addresses, length, packet, padding. One captured packet gives
 * one segment here: the first.
 */
function decodeAggregate(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 14;
  if (payload > end) return WLAN_CUT_SHORT;
  const next = payload + view.getUint16(offset + 12);
  return decodeLlc(view, payload, Math.min(end, next), Math.min(wireEnd, next), segment);
}

const RADIOTAP_TSFT = 1;
const RADIOTAP_FLAGS = 2;
const RADIOTAP_PADDED = 0x20;

export function decodeRadiotap(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return WLAN_CUT_SHORT;
  const frame = offset + view.getUint16(offset + 2, true);
  if (frame > end || frame < offset + 8) return WLAN_CUT_SHORT;
  // The fields stand behind one or more words that say which of them are there; the flags come
  // second, behind a timestamp of 8 bytes aligned to 8.
  const present = view.getUint8(offset + 4);
  let field = offset + 8;
  while (field + 4 <= frame && (view.getUint8(field - 1) & 0x80) !== 0) field += 4;
  if ((present & RADIOTAP_TSFT) !== 0) field = offset + ((field - offset + 7) & ~7) + 8;
  const padded =
    (present & RADIOTAP_FLAGS) !== 0 && field < frame && (view.getUint8(field) & RADIOTAP_PADDED) !== 0;
  return decodeIeee80211(view, frame, end, wireEnd, padded ? 4 : 0, segment);
}

/** Prism's header gives its length in the machine's byte order; AVS frames share its link type. */
export function decodePrism(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return WLAN_CUT_SHORT;
  if (view.getUint16(offset) === 0x8021) return decodeAvs(view, offset, end, wireEnd, segment);
  const length = Math.min(view.getUint32(offset + 4, true), view.getUint32(offset + 4));
  if (length < 8 || length > end - offset) return WLAN_CUT_SHORT;
  return decodeIeee80211(view, offset + length, end, wireEnd, 0, segment);
}

export function decodeAvs(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return WLAN_CUT_SHORT;
  const length = view.getUint32(offset + 4);
  if (length < 8 || length > end - offset) return WLAN_CUT_SHORT;
  return decodeIeee80211(view, offset + length, end, wireEnd, 0, segment);
}

/** PPI names the link type of what is inside; only 802.11 was ever put there. */
export function decodePpi(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return WLAN_CUT_SHORT;
  const length = view.getUint16(offset + 2, true);
  if (length < 8 || length > end - offset) return WLAN_CUT_SHORT;
  if (view.getUint32(offset + 4, true) !== 105) return LINK_TYPE_UNSUPPORTED;
  return decodeIeee80211(view, offset + length, end, wireEnd, 0, segment);
}
