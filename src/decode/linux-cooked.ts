// Linux cooked capture, versions 1 and 2: what libpcap writes for the interface `any`.
import { decodeEtherType } from "./ether-type.ts";
import { decodeIeee80211, decodeRadiotap } from "./ieee80211.ts";
import { decodeLlc } from "./llc.ts";
import { LINK_CUT_SHORT, NETLINK, OTHER_ETHERTYPE } from "./outcome.ts";
import { decodePpp } from "./ppp.ts";
import type { Segment } from "./segment.ts";

// Devices (ARPHRD_) for which the protocol field is no EtherType.
const DEVICE_80211 = 801;
const DEVICE_RADIOTAP = 803;
const DEVICE_NETLINK = 824;

export function decodeCooked(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 16;
  if (payload > end) return LINK_CUT_SHORT;
  const device = view.getUint16(offset + 2);
  const protocol = view.getUint16(offset + 14);
  return decodeBehindCooked(view, device, protocol, payload, end, wireEnd, segment);
}

export function decodeCookedV2(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 20;
  if (payload > end) return LINK_CUT_SHORT;
  const device = view.getUint16(offset + 8);
  const protocol = view.getUint16(offset);
  return decodeBehindCooked(view, device, protocol, payload, end, wireEnd, segment);
}

function decodeBehindCooked(
  view: DataView,
  device: number,
  protocol: number,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (device === DEVICE_NETLINK) return NETLINK;
  if (device === DEVICE_RADIOTAP) return decodeRadiotap(view, offset, end, wireEnd, segment);
  if (device === DEVICE_80211) return decodeIeee80211(view, offset, end, wireEnd, 0, segment);
  if (protocol >= 0x0600) return decodeEtherType(view, protocol, offset, end, wireEnd, segment);
  if (protocol === 0x0004) return decodeLlc(view, offset, end, wireEnd, segment); // 802.2
  if (protocol === 0x0007) return decodePpp(view, offset, end, wireEnd, segment);
  return OTHER_ETHERTYPE;
}
