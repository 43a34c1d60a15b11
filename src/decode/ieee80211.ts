// IEEE 802.11 data frames, and the radio headers that captures put before them: radiotap, Prism,
// AVS, PPI. All of the radio headers are little-endian, but AVS.
import { NEXT_IEEE80211, NEXT_LLC } from "./next-layer.ts";
import {
  LINK_TYPE_UNSUPPORTED,
  WLAN_CUT_SHORT,
  WLAN_ENCRYPTED,
  WLAN_FRAGMENT,
  WLAN_NOT_DATA,
} from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

/** To and from the distribution system at once: between access points. */
const FOUR_ADDRESSES = 0x03;
const PROTECTED = 0x40;
const HT_CONTROL = 0x80;

const SUBTYPE_WITHOUT_DATA = 0x40;
const SUBTYPE_QOS = 0x80;
const QOS_AGGREGATE = 0x80;

export function decodeIeee80211(view: DataView, cursor: PacketCursor): number {
  return decodeDataFrame(view, cursor, false);
}

/** `padded`: the driver aligned the payload behind the header to four bytes. */
function decodeDataFrame(view: DataView, cursor: PacketCursor, padded: boolean): number {
  const header = cursor.at;
  if (header + 2 > cursor.end) return WLAN_CUT_SHORT;
  // Cisco's tunnels swap the bytes of the frame control, and those of the sequence number.
  const swapped = !isData(view.getUint8(header)) && isData(view.getUint8(header + 1));
  const control = view.getUint8(swapped ? header + 1 : header);
  const flags = view.getUint8(swapped ? header : header + 1);
  if (!isData(control) || (control & SUBTYPE_WITHOUT_DATA) !== 0) return WLAN_NOT_DATA;
  const qos = header + ((flags & FOUR_ADDRESSES) === FOUR_ADDRESSES ? 30 : 24);
  const hasQos = (control & SUBTYPE_QOS) !== 0;
  let payload = qos;
  if (hasQos) payload += (flags & HT_CONTROL) !== 0 ? 6 : 2;
  if (padded) payload = header + ((payload - header + 3) & ~3);
  if (payload > cursor.end) return WLAN_CUT_SHORT;
  if ((flags & PROTECTED) !== 0) return WLAN_ENCRYPTED;
  if ((view.getUint8(swapped ? header + 23 : header + 22) & 0x0f) !== 0) return WLAN_FRAGMENT;
  cursor.at = payload;
  if (hasQos && (view.getUint8(qos) & QOS_AGGREGATE) !== 0) return decodeAggregate(view, cursor);
  return NEXT_LLC;
}

/** Version 0, type 2. */
function isData(control: number): boolean {
  return (control & 0x0f) === 0x08;
}

/**
 * An A-MSDU holds several packets: addresses, length, packet, padding. One captured packet gives
 * one segment here: the first.
 */
function decodeAggregate(view: DataView, cursor: PacketCursor): number {
  const payload = cursor.at + 14;
  if (payload > cursor.end) return WLAN_CUT_SHORT;
  cursor.limit(payload + view.getUint16(payload - 2));
  cursor.at = payload;
  return NEXT_LLC;
}

const RADIOTAP_TSFT = 1;
const RADIOTAP_FLAGS = 2;
const RADIOTAP_PADDED = 0x20;

export function decodeRadiotap(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return WLAN_CUT_SHORT;
  const frame = header + view.getUint16(header + 2, true);
  if (frame > cursor.end || frame < header + 8) return WLAN_CUT_SHORT;
  // The fields stand behind one or more words that say which of them are there; the flags come
  // second, behind a timestamp of 8 bytes aligned to 8.
  const present = view.getUint8(header + 4);
  let field = header + 8;
  while (field + 4 <= frame && (view.getUint8(field - 1) & 0x80) !== 0) field += 4;
  if ((present & RADIOTAP_TSFT) !== 0) field = header + ((field - header + 7) & ~7) + 8;
  const hasFlags = (present & RADIOTAP_FLAGS) !== 0 && field < frame;
  cursor.at = frame;
  return decodeDataFrame(view, cursor, hasFlags && (view.getUint8(field) & RADIOTAP_PADDED) !== 0);
}

/** Prism's header gives its length in the machine's byte order; AVS frames share its link type. */
export function decodePrism(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return WLAN_CUT_SHORT;
  if (view.getUint16(header) === 0x8021) return decodeAvs(view, cursor);
  return skipRadioHeader(cursor, Math.min(view.getUint32(header + 4, true), view.getUint32(header + 4)));
}

export function decodeAvs(view: DataView, cursor: PacketCursor): number {
  if (cursor.at + 8 > cursor.end) return WLAN_CUT_SHORT;
  return skipRadioHeader(cursor, view.getUint32(cursor.at + 4));
}

/** PPI names the link type of what is inside; only 802.11 was ever put there. */
export function decodePpi(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return WLAN_CUT_SHORT;
  if (view.getUint32(header + 4, true) !== 105) return LINK_TYPE_UNSUPPORTED;
  return skipRadioHeader(cursor, view.getUint16(header + 2, true));
}

function skipRadioHeader(cursor: PacketCursor, length: number): number {
  if (length < 8 || length > cursor.end - cursor.at) return WLAN_CUT_SHORT;
  cursor.at += length;
  return NEXT_IEEE80211;
}
