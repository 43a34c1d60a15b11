// UDP, only for the tunnels that run in it. A datagram whose port promises a tunnel, but whose
// bytes do not look like one, is plain UDP: ports are borrowed all the time.
import {
  NEXT_AYIYA,
  NEXT_CAPWAP,
  NEXT_GENEVE,
  NEXT_GRE,
  NEXT_GTP_U,
  NEXT_L2TP,
  NEXT_MPLS,
  NEXT_TEREDO,
  NEXT_VXLAN,
  NEXT_VXLAN_GPE,
} from "./next-layer.ts";
import { ESP, UDP, UDP_CUT_SHORT } from "./outcome.ts";
import type { PacketCursor } from "./packet-cursor.ts";
import { looksLikeTeredo } from "./teredo.ts";

export function decodeUdp(view: DataView, cursor: PacketCursor): number {
  const header = cursor.at;
  if (header + 8 > cursor.end) return UDP_CUT_SHORT;
  const length = view.getUint16(header + 4);
  if (length >= 8) cursor.limit(header + length);
  cursor.at = header + 8;
  // The destination decides; the source names tunnels that answer from their own port.
  let next = nextOfPort(view.getUint16(header + 2), view, cursor);
  if (next === UDP) next = nextOfPort(view.getUint16(header), view, cursor);
  if (next === UDP && looksLikeTeredo(view, cursor)) return NEXT_TEREDO;
  return next;
}

function nextOfPort(port: number, view: DataView, cursor: PacketCursor): number {
  switch (port) {
    case 4789:
    case 8472: // what Linux used before the port was assigned, and still does where none is given
      return NEXT_VXLAN;
    case 4790:
      return NEXT_VXLAN_GPE;
    case 6081:
      return NEXT_GENEVE;
    case 2152:
      return NEXT_GTP_U;
    case 3544:
      return NEXT_TEREDO;
    case 1701:
      return NEXT_L2TP;
    case 5072:
      return NEXT_AYIYA;
    case 5247:
      return NEXT_CAPWAP;
    case 4754: // RFC 8086
      return NEXT_GRE;
    case 6635: // RFC 7510
      return NEXT_MPLS;
    case 4500: // IPsec through address translation; four zero bytes would be key exchange (RFC 3948)
      return cursor.end - cursor.at > 4 && view.getUint32(cursor.at) !== 0 ? ESP : UDP;
    default:
      return UDP;
  }
}
