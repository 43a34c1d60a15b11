// Whether an interface is switched off, as Linux tells everybody: libpcap goes on without a word when one
// is, and hands out what comes when it is switched on again.
import { readFileSync } from "node:fs";

/** IFF_UP of linux/if.h. */
const UP = 0x1;

/** False also where it is not to be found out, as of `any`. */
export function isSwitchedOff(name: string): boolean {
  if (process.platform !== "linux" || !/^[^/]+$/.test(name) || name.startsWith(".")) return false;
  try {
    const flags = Number(readFileSync(`/sys/class/net/${name}/flags`, "latin1"));
    return (flags & UP) === 0;
  } catch {
    return false;
  }
}
