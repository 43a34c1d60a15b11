// Ethernet II and IEEE 802.3 frames. A frame's padding and check sequence are left to the IP
// length inside to tell from payload.
import { decodeEtherType, ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from "./ether-type.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { decodeLlc } from "./llc.ts";
import { ETHERNET_CUT_SHORT } from "./outcome.ts";
import type { Segment } from "./segment.ts";

/** Below this the field after the addresses is a length (IEEE 802.3 §3.2.6). */
const FIRST_ETHERTYPE = 0x0600;

export function decodeEthernet(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 14;
  if (payload > end) return ETHERNET_CUT_SHORT;
  const type = view.getUint16(offset + 12);
  if (type === ETHERTYPE_IPV4) return decodeIpv4(view, payload, end, wireEnd, segment);
  if (type === ETHERTYPE_IPV6) return decodeIpv6(view, payload, end, wireEnd, segment);
  if (type >= FIRST_ETHERTYPE) return decodeEtherType(view, type, payload, end, wireEnd, segment);
  return decodeLlc(view, payload, Math.min(end, payload + type), Math.min(wireEnd, payload + type), segment);
}
