// Linux cooked capture, versions 1 and 2: what libpcap writes for the interface `any`.
import { FIRST_ETHERTYPE, nextOfEtherType } from "./ether-type.ts";
import { NEXT_IEEE80211, NEXT_LLC, NEXT_PPP, NEXT_RADIOTAP } from "./next-layer.ts";
import { LINK_CUT_SHORT, NETLINK, OTHER_ETHERTYPE } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";

// Devices (ARPHRD_) for which the protocol field is no EtherType.
const DEVICE_80211 = 801;
const DEVICE_RADIOTAP = 803;
const DEVICE_NETLINK = 824;

export function decodeCooked(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  cursor.at = header + 16;
  if (cursor.at > cursor.end) return LINK_CUT_SHORT;
  return nextOfCooked(view.getUint16(header + 2), view.getUint16(header + 14));
}

export function decodeCookedV2(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  cursor.at = header + 20;
  if (cursor.at > cursor.end) return LINK_CUT_SHORT;
  return nextOfCooked(view.getUint16(header + 8), view.getUint16(header));
}

function nextOfCooked(device: number, protocol: number): number {
  if (device === DEVICE_NETLINK) return NETLINK;
  if (device === DEVICE_RADIOTAP) return NEXT_RADIOTAP;
  if (device === DEVICE_80211) return NEXT_IEEE80211;
  if (protocol >= FIRST_ETHERTYPE) return nextOfEtherType(protocol);
  // Below, the kernel has numbers of its own (ETH_P_802_2, ETH_P_PPP_MP).
  if (protocol === 0x0004) return NEXT_LLC;
  return protocol === 0x0007 ? NEXT_PPP : OTHER_ETHERTYPE;
}
