// Frames in bytes, layer around layer: ethernet(ipv4(tcp({ flags: "S" }))). Every length and
// checksum is right unless the test asks for another. Knows nothing of the code under test.

export interface TcpFields {
  sourcePort?: number;
  destinationPort?: number;
  sequence?: number;
  acknowledgement?: number;
  /** As tcpdump writes them: "S", "S.", ".", "P.", "F.", "R", "R."; "" is none. */
  flags?: string;
  window?: number;
  urgent?: number;
  options?: readonly TcpOption[];
  /** Overrides the data offset, in words. */
  dataOffset?: number;
  /** Bytes, or how many. */
  payload?: Uint8Array | number;
}

export type TcpOption =
  | { mss: number }
  | { windowScale: number }
  | "sackPermitted"
  | { sack: readonly (readonly [number, number])[] }
  | { timestamps: readonly [value: number, echo: number] }
  | { fastOpen: number }
  | { fastOpenExperimental: number }
  | { multipath: number }
  | "nop"
  | "end"
  | { raw: readonly number[] };

export interface Ipv4Fields {
  source?: string;
  destination?: string;
  /** Read off the payload where the layer builder knows it; see `layer`. */
  protocol?: number;
  id?: number;
  ttl?: number;
  /** In bytes. */
  fragmentOffset?: number;
  moreFragments?: boolean;
  doNotFragment?: boolean;
  /** Bytes of IP options, padded to words. */
  options?: readonly number[];
  /** Overrides the total length. */
  totalLength?: number;
}

export interface Ipv6Fields {
  source?: string;
  destination?: string;
  protocol?: number;
  hopLimit?: number;
  /** Extension headers, outermost first. */
  extensions?: readonly Ipv6Extension[];
  /** Overrides the payload length. */
  payloadLength?: number;
}

/** `body` is what follows the two bytes of next header and length; padded to eight. */
export type Ipv6Extension =
  | { hopByHop: readonly number[] }
  | { destinationOptions: readonly number[] }
  | { routing: readonly number[] }
  | { fragment: { id: number; offset?: number; more?: boolean } }
  | { authentication: readonly number[] };

const FLAGS: Record<string, number> = {
  F: 0x01,
  S: 0x02,
  R: 0x04,
  P: 0x08,
  ".": 0x10,
  U: 0x20,
  E: 0x40,
  W: 0x80,
};

/** Bytes of a layer that know by which IP protocol number or EtherType they are announced. */
export type Layer = Uint8Array & { readonly layer?: LayerName };

type LayerName =
  | "tcp"
  | "udp"
  | "icmp"
  | "icmpv6"
  | "ipv4"
  | "ipv6"
  | "gre"
  | "vlan"
  | "mpls"
  | "pppoe"
  | "pbb"
  | "ethernet";

const PROTOCOLS: Partial<Record<LayerName, number>> = {
  tcp: 6,
  udp: 17,
  icmp: 1,
  icmpv6: 58,
  ipv4: 4,
  ipv6: 41,
  gre: 47,
  mpls: 137,
  ethernet: 143,
};

const ETHERTYPES: Partial<Record<LayerName, number>> = {
  ipv4: 0x0800,
  ipv6: 0x86dd,
  vlan: 0x8100,
  mpls: 0x8847,
  pppoe: 0x8864,
  pbb: 0x88e7,
  ethernet: 0x6558,
};

function protocolOf(layer: Layer): number {
  return PROTOCOLS[layer.layer ?? "tcp"] ?? 253;
}

function etherTypeOf(layer: Layer): number {
  return ETHERTYPES[layer.layer ?? "ipv4"] ?? 0x88b5;
}

/** The pieces one behind the other: numbers are bytes. */
export function bytes(...pieces: readonly (number | Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => (typeof piece === "number" ? [piece] : [...piece])));
}

export function uint16(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}

export function uint32(value: number): number[] {
  return [...uint16(value >>> 16), ...uint16(value & 0xffff)];
}

function named(name: LayerName, content: Uint8Array): Layer {
  return Object.assign(content, { layer: name });
}

// Addresses

export function addressBytes(address: string): number[] {
  if (!address.includes(":")) return address.split(".").map(Number);
  const [head = "", tail] = address.split("::");
  const words = (text: string) =>
    text === "" ? [] : text.split(":").flatMap((word) => uint16(Number.parseInt(word, 16)));
  const before = words(head);
  const after = words(tail ?? "");
  return [...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after];
}

function macBytes(address: string): number[] {
  return address.split(":").map((part) => Number.parseInt(part, 16));
}

// Checksums (RFC 1071)

function internetChecksum(content: Uint8Array | readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < content.length; at += 2) {
    sum += ((content[at] as number) << 8) | (content[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** Where the checksum stands in each protocol that sums the addresses too. */
const CHECKSUM_AT: Record<number, number> = { 6: 16, 17: 6, 58: 2 };

function withTransportChecksum(
  content: Uint8Array,
  protocol: number,
  addresses: readonly number[],
): Uint8Array {
  const at = CHECKSUM_AT[protocol];
  if (at === undefined || content.length < at + 2) return content;
  const summed = Uint8Array.from(content);
  summed.set([0, 0], at);
  const pseudo = [...addresses, ...uint32(content.length), ...uint32(protocol)];
  const checksum = internetChecksum([...pseudo, ...summed]);
  summed.set(uint16(protocol === 17 && checksum === 0 ? 0xffff : checksum), at);
  return summed;
}

// Transport

export function tcp(fields: TcpFields = {}): Layer {
  const options = tcpOptions(fields.options ?? []);
  const payload = typeof fields.payload === "number" ? new Uint8Array(fields.payload) : fields.payload;
  const flags = [...(fields.flags ?? ".")].reduce((bits, letter) => bits | (FLAGS[letter] ?? 0), 0);
  return named(
    "tcp",
    bytes(
      uint16(fields.sourcePort ?? 40000),
      uint16(fields.destinationPort ?? 80),
      uint32(fields.sequence ?? 1000),
      uint32(fields.acknowledgement ?? (flags & 0x10 ? 5000 : 0)),
      (fields.dataOffset ?? 5 + options.length / 4) << 4,
      flags,
      uint16(fields.window ?? 65535),
      uint16(0),
      uint16(fields.urgent ?? 0),
      options,
      payload ?? [],
    ),
  );
}

/** The options' bytes, padded to whole words with ends of options. */
function tcpOptions(options: readonly TcpOption[]): number[] {
  const content = options.flatMap(tcpOption);
  while (content.length % 4 !== 0) content.push(0);
  return content;
}

function tcpOption(option: TcpOption): number[] {
  if (option === "nop") return [1];
  if (option === "end") return [0];
  if (option === "sackPermitted") return [4, 2];
  if ("mss" in option) return [2, 4, ...uint16(option.mss)];
  if ("windowScale" in option) return [3, 3, option.windowScale];
  if ("sack" in option) return [5, 2 + 8 * option.sack.length, ...option.sack.flat().flatMap(uint32)];
  if ("timestamps" in option) return [8, 10, ...option.timestamps.flatMap(uint32)];
  if ("fastOpen" in option) return [34, 2 + option.fastOpen, ...new Array<number>(option.fastOpen).fill(7)];
  if ("fastOpenExperimental" in option) {
    const cookie = new Array<number>(option.fastOpenExperimental).fill(7);
    return [254, 4 + cookie.length, 0xf9, 0x89, ...cookie];
  }
  if ("multipath" in option)
    return [30, option.multipath, ...new Array<number>(option.multipath - 2).fill(0)];
  return [...option.raw];
}

export function udp(ports: { sourcePort?: number; destinationPort?: number }, payload: Uint8Array): Layer {
  const source = uint16(ports.sourcePort ?? 50000);
  return named(
    "udp",
    bytes(source, uint16(ports.destinationPort ?? 53), uint16(8 + payload.length), 0, 0, payload),
  );
}

/** An ICMP error or any message with the usual eight bytes; `quote` is what follows them. */
export function icmp(message: { type: number; code?: number; rest?: number }, quote: Uint8Array): Layer {
  const rest = uint32(message.rest ?? 0);
  const content = bytes(message.type, message.code ?? 0, 0, 0, rest, quote);
  content.set(uint16(internetChecksum(content)), 2);
  return named("icmp", content);
}

export function icmpv6(message: { type: number; code?: number; rest?: number }, quote: Uint8Array): Layer {
  return named("icmpv6", bytes(message.type, message.code ?? 0, 0, 0, uint32(message.rest ?? 0), quote));
}

// IP

export function ipv4(fields: Ipv4Fields, payload: Layer): Layer {
  const options = [...(fields.options ?? [])];
  while (options.length % 4 !== 0) options.push(0);
  const headerLength = 20 + options.length;
  const addresses = [
    ...addressBytes(fields.source ?? "10.0.0.1"),
    ...addressBytes(fields.destination ?? "10.0.0.2"),
  ];
  const protocol = fields.protocol ?? protocolOf(payload);
  const whole = fields.fragmentOffset === undefined && fields.moreFragments !== true;
  const content = whole ? withTransportChecksum(payload, protocol, addresses) : payload;
  const fragment =
    (fields.doNotFragment ? 0x4000 : 0) |
    (fields.moreFragments ? 0x2000 : 0) |
    ((fields.fragmentOffset ?? 0) >>> 3);
  const header = bytes(
    0x40 | (headerLength >>> 2),
    0,
    uint16(fields.totalLength ?? headerLength + payload.length),
    uint16(fields.id ?? 1),
    uint16(fragment),
    fields.ttl ?? 64,
    protocol,
    0,
    0,
    addresses,
    options,
  );
  header.set(uint16(internetChecksum(header)), 10);
  return named("ipv4", bytes(header, content));
}

export function ipv6(fields: Ipv6Fields, payload: Layer): Layer {
  const addresses = [
    ...addressBytes(fields.source ?? "2001:db8::1"),
    ...addressBytes(fields.destination ?? "2001:db8::2"),
  ];
  const protocol = fields.protocol ?? protocolOf(payload);
  let next = protocol;
  let content = withTransportChecksum(payload, protocol, addresses);
  for (const extension of [...(fields.extensions ?? [])].reverse()) {
    const [number, header] = ipv6Extension(extension, next);
    content = bytes(header, content);
    next = number;
  }
  return named(
    "ipv6",
    bytes(
      uint32(0x60000000),
      uint16(fields.payloadLength ?? content.length),
      next,
      fields.hopLimit ?? 64,
      addresses,
      content,
    ),
  );
}

function ipv6Extension(extension: Ipv6Extension, next: number): [number, number[]] {
  if ("fragment" in extension) {
    const { id, offset = 0, more = false } = extension.fragment;
    return [44, [next, 0, ...uint16((offset & 0xfff8) | (more ? 1 : 0)), ...uint32(id)]];
  }
  if ("authentication" in extension) {
    const body = [...extension.authentication];
    while ((body.length + 2) % 4 !== 0) body.push(0);
    return [51, [next, (body.length + 2) / 4 - 2, ...body]];
  }
  const [number, given] =
    "hopByHop" in extension
      ? [0, extension.hopByHop]
      : "routing" in extension
        ? [43, extension.routing]
        : [60, extension.destinationOptions];
  const body = [...given];
  const room = (8 - ((body.length + 2) % 8)) % 8;
  // PadN, or Pad1 where one byte is missing; a routing header comes in the right size.
  if (room === 1) body.push(0);
  else if (room > 1) body.push(1, room - 2, ...new Array<number>(room - 2).fill(0));
  return [number, [next, (body.length + 2) / 8 - 1, ...body]];
}

// Links

/** Ethernet II, padded to the 60 bytes that a card delivers. `type` is read off the payload. */
export function ethernet(payload: Layer, fields: { type?: number; pad?: boolean } = {}): Layer {
  const frame = bytes(
    macBytes("02:00:00:00:00:02"),
    macBytes("02:00:00:00:00:01"),
    uint16(fields.type ?? etherTypeOf(payload)),
    payload,
  );
  const padding = fields.pad === false ? 0 : Math.max(0, 60 - frame.length);
  return named("ethernet", bytes(frame, new Uint8Array(padding)));
}

/** IEEE 802.3 with its length instead of a type. */
export function ethernet8023(payload: Uint8Array): Layer {
  const addresses = bytes(macBytes("02:00:00:00:00:02"), macBytes("02:00:00:00:00:01"));
  const padding = new Uint8Array(Math.max(0, 46 - payload.length));
  return named("ethernet", bytes(addresses, uint16(payload.length), payload, padding));
}

export function llcSnap(payload: Layer, type = etherTypeOf(payload)): Uint8Array {
  return bytes(0xaa, 0xaa, 0x03, 0, 0, 0, uint16(type), payload);
}

/** Behind the EtherType that announces the tag: use as ethernet(vlan(100, ipv4(…))). */
export function vlan(id: number, payload: Layer, type = etherTypeOf(payload)): Layer {
  return named("vlan", bytes(uint16(id), uint16(type), payload));
}

/** Labels, outermost first. */
export function mpls(labels: readonly number[], payload: Uint8Array): Layer {
  const stack = labels.map((label, index) =>
    uint32(label * 4096 + (index === labels.length - 1 ? 0x100 : 0) + 64),
  );
  return named("mpls", bytes(stack.flat(), payload));
}

/** A customer's frame behind its service number. */
export function pbb(service: number, frame: Uint8Array): Layer {
  return named("pbb", bytes(uint32(service & 0xffffff), frame));
}

export function ppp(payload: Layer, protocol = payload.layer === "ipv6" ? 0x57 : 0x21): Uint8Array {
  return bytes(uint16(protocol), payload);
}

export function pppoe(session: number, payload: Layer): Layer {
  const content = ppp(payload);
  return named("pppoe", bytes(0x11, 0, uint16(session), uint16(content.length), content));
}

/** Linux cooked capture, version 1. */
export function cooked(payload: Layer, fields: { type?: number; device?: number } = {}): Uint8Array {
  const address = [2, 0, 0, 0, 0, 1, 0, 0];
  return bytes(
    uint16(0),
    uint16(fields.device ?? 1),
    uint16(6),
    address,
    uint16(fields.type ?? etherTypeOf(payload)),
    payload,
  );
}

/** Linux cooked capture, version 2. */
export function cookedV2(payload: Layer, fields: { type?: number; device?: number } = {}): Uint8Array {
  const type = uint16(fields.type ?? etherTypeOf(payload));
  const device = uint16(fields.device ?? 1);
  return bytes(type, 0, 0, uint32(2), device, 0, 6, [2, 0, 0, 0, 0, 1, 0, 0], payload);
}

// Tunnels

export interface GreFields {
  checksum?: boolean;
  key?: number;
  sequence?: number;
  type?: number;
}

export function gre(fields: GreFields, payload: Layer): Layer {
  const flags =
    (fields.checksum ? 0x8000 : 0) |
    (fields.key === undefined ? 0 : 0x2000) |
    (fields.sequence === undefined ? 0 : 0x1000);
  return named(
    "gre",
    bytes(
      uint16(flags),
      uint16(fields.type ?? etherTypeOf(payload)),
      fields.checksum ? uint32(0) : [],
      fields.key === undefined ? [] : uint32(fields.key),
      fields.sequence === undefined ? [] : uint32(fields.sequence),
      payload,
    ),
  );
}

/** A mirrored frame; type I has no header and no sequence number. */
export function erspan(type: 1 | 2 | 3, session: number, frame: Uint8Array): Layer {
  if (type === 1) return gre({ type: 0x88be }, frame);
  if (type === 2) {
    return gre({ type: 0x88be, sequence: 1 }, bytes(uint16(0x1000), uint16(session), uint32(0), frame));
  }
  const header = bytes(uint16(0x2000), uint16(session), uint32(0), uint16(0), uint16(0));
  return gre({ type: 0x22eb, sequence: 1 }, bytes(header, frame));
}

export function vxlan(network: number, frame: Uint8Array, port = 4789): Layer {
  return udp({ destinationPort: port }, bytes(0x08, 0, 0, 0, uint32(network << 8), frame));
}

export function geneve(network: number, payload: Layer, options: readonly number[] = []): Layer {
  const header = bytes(options.length / 4, 0, uint16(etherTypeOf(payload)), uint32(network << 8), options);
  return udp({ destinationPort: 6081 }, bytes(header, payload));
}

/** User data; `sequence` adds the optional fields, `extension` an extension header of four bytes. */
export function gtpU(
  endpoint: number,
  packet: Uint8Array,
  fields: { sequence?: number; extension?: boolean } = {},
): Layer {
  const optional = fields.sequence !== undefined || fields.extension === true;
  const flags = 0x30 | (fields.sequence === undefined ? 0 : 0x02) | (fields.extension ? 0x04 : 0);
  const extension = fields.extension ? [0x85, 1, 0, 9, 0] : [0];
  const rest = optional ? [...uint16(fields.sequence ?? 0), 0, ...extension] : [];
  const length = uint16(rest.length + packet.length);
  return udp({ destinationPort: 2152 }, bytes(flags, 255, length, uint32(endpoint), rest, packet));
}

export function teredo(packet: Uint8Array, ports = { sourcePort: 3797, destinationPort: 3544 }): Layer {
  return udp(ports, packet);
}

/** A data message of L2TP version 2, with its length. */
export function l2tp(session: number, payload: Layer): Layer {
  const content = bytes(0xff, 0x03, ppp(payload));
  const header = [...uint16(0x4002), ...uint16(8 + content.length), ...uint16(9), ...uint16(session)];
  return udp({ sourcePort: 1701, destinationPort: 1701 }, bytes(header, content));
}
