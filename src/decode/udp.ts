// UDP, only for the tunnels that run in it. A datagram whose port promises a tunnel, but whose
// bytes do not look like one, is plain UDP: ports are borrowed all the time.
import { decodeAyiya, PORT_AYIYA } from "./ayiya.ts";
import { decodeGeneve, PORT_GENEVE } from "./geneve.ts";
import { decodeGre, PORT_GRE } from "./gre.ts";
import { decodeGtpU, PORT_GTP_U } from "./gtp-u.ts";
import { decodeL2tp, PORT_L2TP } from "./l2tp.ts";
import { decodeMpls, PORT_MPLS } from "./mpls.ts";
import { ESP, UDP, UDP_CUT_SHORT } from "./outcome.ts";
import type { Segment } from "./segment.ts";
import { decodeTeredo, looksLikeTeredo, PORT_TEREDO } from "./teredo.ts";
import {
  decodeVxlan,
  decodeVxlanGpe,
  looksLikeVxlan,
  PORT_VXLAN,
  PORT_VXLAN_GPE,
  PORT_VXLAN_LINUX,
} from "./vxlan.ts";

export function decodeUdp(
  view: DataView,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  const payload = offset + 8;
  if (payload > end) return UDP_CUT_SHORT;
  const length = view.getUint16(offset + 4);
  const inside = length < 8 ? end : Math.min(end, offset + length);
  const wireInside = length < 8 ? wireEnd : Math.min(wireEnd, offset + length);
  const source = view.getUint16(offset);
  const destination = view.getUint16(offset + 2);
  // The destination is the one that decides; the source names replies of tunnels that answer
  // from their own port.
  const outcome = decodeByPort(view, destination, payload, inside, wireInside, segment);
  if (outcome !== UDP) return outcome;
  const reply = decodeByPort(view, source, payload, inside, wireInside, segment);
  if (reply !== UDP) return reply;
  return looksLikeTeredo(view, payload, inside, wireInside)
    ? decodeTeredo(view, payload, inside, wireInside, segment)
    : UDP;
}

function decodeByPort(
  view: DataView,
  port: number,
  offset: number,
  end: number,
  wireEnd: number,
  segment: Segment,
): number {
  switch (port) {
    case PORT_VXLAN:
    case PORT_VXLAN_LINUX:
      return looksLikeVxlan(view, offset, end) ? decodeVxlan(view, offset, end, wireEnd, segment) : UDP;
    case PORT_VXLAN_GPE:
      return decodeVxlanGpe(view, offset, end, wireEnd, segment);
    case PORT_GENEVE:
      return decodeGeneve(view, offset, end, wireEnd, segment);
    case PORT_GTP_U:
      return decodeGtpU(view, offset, end, wireEnd, segment);
    case PORT_TEREDO:
      return decodeTeredo(view, offset, end, wireEnd, segment);
    case PORT_L2TP:
      return decodeL2tp(view, offset, end, wireEnd, segment);
    case PORT_AYIYA:
      return decodeAyiya(view, offset, end, wireEnd, segment);
    case PORT_GRE:
      return decodeGre(view, offset, end, wireEnd, segment);
    case PORT_MPLS:
      return decodeMpls(view, offset, end, wireEnd, segment);
    case 4500: // IPsec through address translation; four zero bytes would be key exchange (RFC 3948)
      return end - offset > 4 && view.getUint32(offset) !== 0 ? ESP : UDP;
    default:
      return UDP;
  }
}
