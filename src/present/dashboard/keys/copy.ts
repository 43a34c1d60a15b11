// `y`: what is copied of a row, and how it gets into the clipboard of whoever sits at the terminal: OSC 52, which
// terminals obey over ssh too.
import { endpointText } from "../../../record/address-text.ts";
import type { ServiceRow } from "../../../session/screen/frame.ts";
import { clean } from "../../terminal/clean.ts";
import type { Drawing } from "../drawing.ts";

export interface Copied {
  /** Addresses on the first line, a filter on the second. */
  readonly text: string;
  /** What it is, for a notice. */
  readonly what: string;
  readonly program: "tcpdump" | "Wireshark";
}

interface End {
  readonly ip: string;
  readonly port: number;
}

export function copyOfConnection({
  client,
  server,
  tunnel,
}: {
  readonly client: End;
  readonly server: End;
  readonly tunnel: readonly string[];
}): Copied {
  const what = `${endpointText(client)} ${endpointText(server)}`;
  const vlans = tunnel.map((layer) => /^vlan:(\d+)$/.exec(layer)?.[1]);
  // libpcap looks behind VLAN tags when it is told to; into other tunnels only Wireshark looks.
  const isWithin = vlans.every((vlan) => vlan !== undefined);
  const filter = isWithin
    ? [...vlans.map((vlan) => `vlan ${vlan}`), captureFilter(client, server)].join(" and ")
    : displayFilter(client, server);
  return { text: `${what}\n${filter}`, what, program: isWithin ? "tcpdump" : "Wireshark" };
}

export function copyOfService(service: Pick<ServiceRow, "ip" | "port">): Copied {
  const what = endpointText(service);
  return { text: `${what}\nhost ${service.ip} and tcp port ${service.port}`, what, program: "tcpdump" };
}

export function copyNotice({ what, program }: Copied, drawing: Drawing): string {
  return drawing.words.prompts.copied.withFilter(clean(what), program);
}

/** Both directions. Where the ends share an address or a port, once each would let others through. */
function captureFilter(client: End, server: End): string {
  const hosts =
    client.ip === server.ip
      ? `src host ${client.ip} and dst host ${server.ip}`
      : `host ${client.ip} and host ${server.ip}`;
  const ports =
    client.port === server.port
      ? `tcp src port ${client.port} and tcp dst port ${server.port}`
      : `tcp port ${client.port} and tcp port ${server.port}`;
  return `${hosts} and ${ports}`;
}

function displayFilter(client: End, server: End): string {
  const address = (ip: string) => `${ip.includes(":") ? "ipv6" : "ip"}.addr == ${ip}`;
  return [
    address(client.ip),
    address(server.ip),
    `tcp.port == ${client.port}`,
    `tcp.port == ${server.port}`,
  ].join(" && ");
}

/** What stands between the program and the terminal. */
export interface Multiplexers {
  readonly tmux: boolean;
  readonly screen: boolean;
}

export function multiplexersIn(environment: Readonly<Record<string, string | undefined>>): Multiplexers {
  return { tmux: (environment["TMUX"] ?? "") !== "", screen: (environment["STY"] ?? "") !== "" };
}

/** What xterm takes; others take as much or more. */
const LONGEST_SEQUENCE = 74_994;
/** GNU screen passes on strings of 256 bytes, newer ones of 768. */
const SCREEN_PIECE = 240;

/** What makes the terminal copy `text`; null: it is longer than terminals take. */
export function clipboardSequence(text: string, { tmux, screen }: Multiplexers): string | null {
  const sequence = `\x1b]52;c;${Buffer.from(text, "utf8").toString("base64")}\x07`;
  if (sequence.length > LONGEST_SEQUENCE) return null;
  // tmux copies itself with `set-clipboard on`, and lets the terminal do it with `allow-passthrough on`; neither
  // is known here, and to do it twice does no harm.
  if (tmux) return `${sequence}\x1bPtmux;${sequence.replaceAll("\x1b", "\x1b\x1b")}\x1b\\`;
  if (screen)
    return pieces(sequence)
      .map((piece) => `\x1bP${piece}\x1b\\`)
      .join("");
  return sequence;
}

function pieces(sequence: string): string[] {
  return Array.from({ length: Math.ceil(sequence.length / SCREEN_PIECE) }, (_, index) =>
    sequence.slice(index * SCREEN_PIECE, (index + 1) * SCREEN_PIECE),
  );
}
