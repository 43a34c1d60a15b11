// The link type with which libpcap would capture on a device, without opening it: what Linux tells
// everybody about its hardware. Elsewhere it is not known before.
import { readFileSync } from "node:fs";

const ETHERNET = 1;
const RAW = 101;

/** LINKTYPE_ by ARPHRD_ number (linux/if_arp.h), as libpcap's map_arphrd_to_dlt chooses it. */
const BY_HARDWARE = new Map([
  [1, ETHERNET],
  [772, ETHERNET], // Loopback: an Ethernet header of zeros
  [32, 113], // InfiniBand: cooked
  [512, 113], // PPP: what the interface hands out has no header, so it is cooked
  [768, RAW], // IP in IP
  [769, RAW], // IPv6 in IP
  [776, RAW], // SIT
  [778, RAW], // GRE over IP
  [823, RAW], // GRE over IPv6
  [65534, RAW], // tun and the like: no header at all
  [801, 105], // 802.11
  [802, 119], // 802.11 with Prism headers
  [803, 127], // 802.11 with radiotap headers
]);

/** LINKTYPE_ numbers of libpcap's own devices. */
const PSEUDO_DEVICES = new Map([
  ["any", 276],
  ["nflog", 239],
]);

/**
 * A LINKTYPE_ number; null where only opening the device would tell.
 * @param hardware ARPHRD_ number, null where the list of devices does not tell it
 */
export function linkTypeOfDevice(name: string, hardware: number | null): number | null {
  if (process.platform !== "linux") return null;
  const own = PSEUDO_DEVICES.get(name);
  if (own !== undefined) return own;
  if (hardware !== null) return BY_HARDWARE.get(hardware) ?? null;
  // What has no hardware address, such as tun. A plain name of an interface, or it names no folder.
  if (!/^[^/]+$/.test(name) || name.startsWith(".")) return null;
  try {
    return BY_HARDWARE.get(Number(readFileSync(`/sys/class/net/${name}/type`, "utf8"))) ?? null;
  } catch {
    return null;
  }
}
