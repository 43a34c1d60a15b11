// Where this machine has libpcap, for tests that ask it themselves.
import koffi from "koffi";

const NAMES = ["libpcap.so.1", "libpcap.so.0.8", "/usr/lib/libpcap.A.dylib"];

/** What to load; null where there is none. */
export const libpcapFile: string | null = NAMES.find(isThere) ?? null;

function isThere(name: string): boolean {
  try {
    koffi.load(name);
    return true;
  } catch {
    return false;
  }
}
