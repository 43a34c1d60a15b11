// An endpoint's address and port as text, whole or shortened where it tells least: in the middle of
// the address. The port always stays. Knows nothing of tables.
import { endpointText } from "../../record/address-text.ts";
import { cutMiddle } from "../terminal/width.ts";

interface Address {
  readonly ip: string;
  readonly port: number;
}

/** "10.9.0.1:80" in at most `columns`: whole groups of an IPv6 address as far as they go, "[2001:db8:…:7334]:443". */
export function fitEndpoint(endpoint: Address, columns: number, ellipsis: string): string {
  const text = endpointText(endpoint);
  if (text.length <= columns) return text;
  if (endpoint.ip.includes(":")) {
    const groups = endpoint.ip.split(":");
    for (let shown = groups.length - 1; shown >= 2; shown--) {
      // One more in front: the prefix says whose host it is, the last group which.
      const front = groups.slice(0, Math.ceil(shown / 2)).join(":");
      const back = groups.slice(groups.length - Math.floor(shown / 2)).join(":");
      const cut = `[${front}:${ellipsis}:${back}]:${endpoint.port}`;
      if (cut.length <= columns) return cut;
    }
  }
  const portLength = text.length - text.lastIndexOf(":");
  const room = columns - ellipsis.length - portLength;
  return cutMiddle(text, columns, ellipsis, portLength + Math.max(0, room >> 1));
}
