// pcap_findalldevs: C's lists of devices and of their addresses, copied into plain objects. Knows the
// layouts of pcap_if_t and of the socket addresses; decides nothing.
import ipaddr from "ipaddr.js";
import { type Libpcap, messageIn, type Pointer, roomForMessage } from "./libpcap.ts";

export interface ListedAddress {
  readonly ip: string;
  /** Bits of the netmask; null where there is none. */
  readonly prefixLength: number | null;
}

export interface ListedDevice {
  readonly name: string;
  readonly description: string | null;
  readonly up: boolean;
  readonly running: boolean;
  readonly loopback: boolean;
  readonly wireless: boolean;
  /** ARPHRD_ number, as Linux tells it beside the other addresses; null elsewhere and for what has no such address. */
  readonly hardware: number | null;
  /** IPv4 and IPv6 only. */
  readonly addresses: readonly ListedAddress[];
}

const PCAP_IF_LOOPBACK = 0x01;
const PCAP_IF_UP = 0x02;
const PCAP_IF_RUNNING = 0x04;
const PCAP_IF_WIRELESS = 0x08;
const PCAP_IF_CONNECTION_STATUS = 0x30;
const PCAP_IF_DISCONNECTED = 0x20;

/** `struct pcap_if`: next, name, description, addresses, flags. */
const DEVICE_BYTES = 40;
/** `struct pcap_addr`: next, address, netmask, broadcast, destination. */
const ADDRESS_BYTES = 40;

const AF_INET = 2;
const AF_INET6: Readonly<Partial<Record<NodeJS.Platform, number>>> = {
  linux: 10,
  darwin: 30,
  freebsd: 28,
  openbsd: 24,
};
const AF_PACKET = 17;
/** `sll_hatype` in `struct sockaddr_ll`. */
const HARDWARE_AT = 8;
/** Where the address lies in sockaddr_in and sockaddr_in6, and how long it is. */
const IPV4 = { at: 4, length: 4 };
const IPV6 = { at: 8, length: 16 };

/** In libpcap's order. Throws Error with libpcap's words. */
export function listDevices(libpcap: Libpcap): ListedDevice[] {
  const first = new BigUint64Array(1);
  const error = roomForMessage();
  if (libpcap.pcap_findalldevs(first, error) !== 0) throw new Error(messageIn(error));
  const head = first[0] as Pointer;
  try {
    return [...listed(libpcap, head, DEVICE_BYTES)].map((fields) => readDevice(libpcap, fields));
  } finally {
    if (head !== 0n) libpcap.pcap_freealldevs(head);
  }
}

/** The structures of a list whose first field points to the next. */
function* listed(libpcap: Libpcap, head: Pointer, length: number): Generator<BigUint64Array> {
  for (let at = head; at !== 0n; ) {
    const fields = new BigUint64Array(libpcap.read(at, length).buffer);
    yield fields;
    at = fields[0] as Pointer;
  }
}

function readDevice(libpcap: Libpcap, fields: BigUint64Array): ListedDevice {
  const [, name, description, addresses, flagsField] = fields as unknown as Pointer[] as [
    Pointer,
    Pointer,
    Pointer,
    Pointer,
    bigint,
  ];
  const flags = Number(flagsField & 0xffffffffn);
  const socketAddresses = [...listed(libpcap, addresses, ADDRESS_BYTES)];
  const disconnected = (flags & PCAP_IF_CONNECTION_STATUS) === PCAP_IF_DISCONNECTED;
  return {
    name: libpcap.readText(name),
    description: description === 0n ? null : libpcap.readText(description),
    up: (flags & PCAP_IF_UP) !== 0,
    running: (flags & PCAP_IF_RUNNING) !== 0 && !disconnected,
    loopback: (flags & PCAP_IF_LOOPBACK) !== 0,
    wireless: (flags & PCAP_IF_WIRELESS) !== 0,
    hardware: hardwareAmong(libpcap, socketAddresses),
    addresses: socketAddresses.flatMap((address) => readAddress(libpcap, address) ?? []),
  };
}

function hardwareAmong(libpcap: Libpcap, addresses: readonly BigUint64Array[]): number | null {
  if (process.platform !== "linux") return null;
  for (const [, address] of addresses) {
    if (address === undefined || address === 0n || familyOf(libpcap, address) !== AF_PACKET) continue;
    const [low = 0, high = 0] = libpcap.read(address, HARDWARE_AT + 2).subarray(HARDWARE_AT);
    return low | (high << 8);
  }
  return null;
}

function readAddress(libpcap: Libpcap, [, address, netmask]: BigUint64Array): ListedAddress | null {
  if (address === undefined || address === 0n) return null;
  const place = placeOf(familyOf(libpcap, address));
  if (place === null) return null;
  const bytesAt = (socketAddress: Pointer) => {
    return [...libpcap.read(socketAddress, place.at + place.length).subarray(place.at)];
  };
  return {
    ip: ipaddr.fromByteArray(bytesAt(address)).toString(),
    // (A netmask of another family, or of none, is shorter: it must not be read as one.)
    prefixLength:
      netmask === undefined || netmask === 0n || placeOf(familyOf(libpcap, netmask)) !== place
        ? null
        : ipaddr.fromByteArray(bytesAt(netmask)).prefixLengthFromSubnetMask(),
  };
}

function placeOf(family: number): typeof IPV4 | null {
  if (family === AF_INET) return IPV4;
  return family === AF_INET6[process.platform] ? IPV6 : null;
}

/** The first two bytes of a `struct sockaddr`: the family, or, on BSD and macOS, its length and the family. */
function familyOf(libpcap: Libpcap, socketAddress: Pointer): number {
  const [first = 0, second = 0] = libpcap.read(socketAddress, 2);
  return process.platform === "linux" ? first | (second << 8) : second;
}
