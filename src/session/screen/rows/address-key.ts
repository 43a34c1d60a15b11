// Addresses and ports in the order in which they are shown, as one number: IPv4 first, whole; behind it as much of
// IPv6 as fits.
import { isIpv4 } from "../../../record/address-text.ts";

const BEHIND_IPV4 = 2 ** 48;

/** `a` to `d`: the address, as the tracker keeps it. Of IPv6 its first 52 bits, without the port. */
export function addressKey(a: number, b: number, c: number, d: number, port: number): number {
  if (isIpv4(a, b, c)) return (d >>> 0) * 65_536 + port;
  return BEHIND_IPV4 + (a >>> 0) * 2 ** 20 + (b >>> 12);
}

/** Two such keys may be alike though the addresses, or the ports, are not. */
export function isShortened(key: number): boolean {
  return key >= BEHIND_IPV4;
}
