// VXLAN (RFC 7348) with its group policy extension, and VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe).
import { enterLayer } from "./ether-type.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { decodeNsh } from "./nsh.ts";
import { TOO_DEEP, TUNNEL_CONTROL, TUNNEL_CUT_SHORT, TUNNEL_PAYLOAD_UNKNOWN, UDP } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { LAYER_VXLAN } from "./tunnel-table.ts";

export const PORT_VXLAN = 4789;
/** What Linux used before the port was assigned, and still does where none is given. */
export const PORT_VXLAN_LINUX = 8472;
export const PORT_VXLAN_GPE = 4790;

const HAS_NETWORK = 0x08;
const HAS_NEXT_PROTOCOL = 0x04;
const IS_OAM = 0x01;

/** The network's bit is set, and the byte behind the network's number is 0 as it must be. */
export function looksLikeVxlan(view: DataView, offset: number, end: number): boolean {
  return offset + 8 <= end && (view.getUint8(offset) & HAS_NETWORK) !== 0 && view.getUint8(offset + 7) === 0;
}

export function decodeVxlan(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return TUNNEL_CUT_SHORT;
  enterNetwork(view, offset, segment);
  return decodeEthernet(view, offset + 8, end, wireEnd, segment);
}

export function decodeVxlanGpe(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (offset + 8 > end) return TUNNEL_CUT_SHORT;
  const flags = view.getUint8(offset);
  if ((flags & HAS_NETWORK) === 0) return UDP;
  if ((flags & IS_OAM) !== 0) return TUNNEL_CONTROL;
  enterNetwork(view, offset, segment);
  const next = (flags & HAS_NEXT_PROTOCOL) !== 0 ? view.getUint8(offset + 3) : 3;
  return decodeNextProtocol(view, next, offset + 8, end, wireEnd, segment);
}

/** The numbers that VXLAN-GPE and NSH share. */
export function decodeNextProtocol(
  view: DataView,
  next: number,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  if (!enterLayer(segment)) return TOO_DEEP;
  if (next === 1) return decodeIpv4(view, offset, end, wireEnd, segment);
  if (next === 2) return decodeIpv6(view, offset, end, wireEnd, segment);
  if (next === 3) return decodeEthernet(view, offset, end, wireEnd, segment);
  if (next === 4) return decodeNsh(view, offset, end, wireEnd, segment);
  return TUNNEL_PAYLOAD_UNKNOWN;
}

function enterNetwork(view: DataView, offset: number, segment: Segment): void {
  segment.tunnel = segment.tunnels.enter(segment.tunnel, LAYER_VXLAN, view.getUint32(offset + 4) >>> 8);
}
