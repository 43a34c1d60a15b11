// Fragments, alike in IPv4 and IPv6 once identification, offset and addresses stand in the
// segment. Nothing is put together here: the first fragment has the TCP header, and of a later one
// only the length counts.
import { nextOfIpProtocol, PROTOCOL_TCP } from "./ip-protocol.ts";
import { DECODED, IP_FRAGMENT } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import { KIND_FRAGMENT, type Segment } from "./segment.ts";

export function decodeFragment(cursor: PacketCursor, segment: Segment): number {
  if (segment.fragmentOffset === 0) {
    if (!segment.truncated) cursor.insideFragment = true;
    return nextOfIpProtocol(segment.protocol, segment);
  }
  if (segment.protocol !== PROTOCOL_TCP) return IP_FRAGMENT;
  segment.ports = 0;
  segment.payload = cursor.wireEnd - cursor.at;
  segment.kind = KIND_FRAGMENT;
  return DECODED;
}
