// Writes pcapng, for tests: one section, Enhanced Packet Blocks unless asked otherwise. Sections of
// several orders are made by joining the results. Knows nothing of the reader that it tests.
import type { WrittenPacket } from "./write-pcap.ts";

export interface WrittenPcapngPacket extends WrittenPacket {
  /** Index into `interfaces`; default 0. */
  readonly interface?: number;
  /** Which block carries it: Enhanced (default), Simple (no time, first interface), or the old one. */
  readonly block?: "enhanced" | "simple" | "old";
}

export interface WrittenInterface {
  /** LINKTYPE_ number. */
  readonly linkType: number;
  /** Default 262144; 0 is no limit. */
  readonly snapLength?: number;
  /** The byte of if_tsresol: 6 is microseconds (default), 9 nanoseconds, 0x80 + n is 2⁻ⁿ s. */
  readonly resolution?: number;
  /** if_tsoffset in seconds, which a reader adds to every time of the interface. */
  readonly offset?: number | bigint;
  readonly name?: string;
}

export interface PcapngOptions {
  readonly bigEndian?: boolean;
  /** Default: one Ethernet interface without options. */
  readonly interfaces?: readonly WrittenInterface[];
  /** opt_comment of the section header. */
  readonly comment?: string;
}

const SECOND = 1_000_000_000n;

/** The bytes of one pcapng section that holds the interfaces and then the packets. */
export function writePcapng(packets: Iterable<WrittenPcapngPacket>, options: PcapngOptions = {}): Uint8Array {
  const little = !options.bigEndian;
  const interfaces = options.interfaces ?? [{ linkType: 1 }];
  const blocks = [sectionHeader(little, options.comment)];
  for (const description of interfaces) blocks.push(interfaceBlock(little, description));
  for (const packet of packets) blocks.push(packetBlock(little, interfaces, packet));
  return join(blocks);
}

/** A block of any type around a body, padded to 32 bits, with its length at both ends. */
export function pcapngBlock(little: boolean, type: number, body: Uint8Array): Uint8Array {
  const length = 12 + pad(body.length);
  const block = new Uint8Array(length);
  const view = new DataView(block.buffer);
  view.setUint32(0, type, little);
  view.setUint32(4, length, little);
  block.set(body, 8);
  view.setUint32(length - 4, length, little);
  return block;
}

/** An option: code, length, value, padding. */
export function pcapngOption(little: boolean, code: number, value: Uint8Array): Uint8Array {
  const option = new Uint8Array(4 + pad(value.length));
  const view = new DataView(option.buffer);
  view.setUint16(0, code, little);
  view.setUint16(2, value.length, little);
  option.set(value, 4);
  return option;
}

function sectionHeader(little: boolean, comment: string | undefined): Uint8Array {
  const fixed = new Uint8Array(16);
  const view = new DataView(fixed.buffer);
  view.setUint32(0, 0x1a2b3c4d, little);
  view.setUint16(4, 1, little);
  view.setBigInt64(8, -1n, little);
  const parts: Uint8Array[] = [fixed];
  if (comment !== undefined) {
    parts.push(pcapngOption(little, 1, new TextEncoder().encode(comment)), new Uint8Array(4));
  }
  return pcapngBlock(little, 0x0a0d0d0a, join(parts));
}

function interfaceBlock(little: boolean, description: WrittenInterface): Uint8Array {
  const fixed = new Uint8Array(8);
  const view = new DataView(fixed.buffer);
  view.setUint16(0, description.linkType, little);
  view.setUint32(4, description.snapLength ?? 262144, little);
  const parts: Uint8Array[] = [fixed];
  if (description.name !== undefined) {
    parts.push(pcapngOption(little, 2, new TextEncoder().encode(description.name)));
  }
  if (description.resolution !== undefined) {
    parts.push(pcapngOption(little, 9, Uint8Array.of(description.resolution)));
  }
  if (description.offset !== undefined) {
    const value = new Uint8Array(8);
    new DataView(value.buffer).setBigInt64(0, BigInt(description.offset), little);
    parts.push(pcapngOption(little, 14, value));
  }
  if (parts.length > 1) parts.push(new Uint8Array(4));
  return pcapngBlock(little, 1, join(parts));
}

function packetBlock(
  little: boolean,
  interfaces: readonly WrittenInterface[],
  packet: WrittenPcapngPacket,
): Uint8Array {
  const original = packet.original ?? packet.bytes.length;
  if (packet.block === "simple") {
    const fixed = new Uint8Array(4);
    new DataView(fixed.buffer).setUint32(0, original, little);
    return pcapngBlock(little, 3, join([fixed, packet.bytes]));
  }
  const index = packet.interface ?? 0;
  const description = interfaces[index] ?? { linkType: 1 };
  const ticks = ticksOf(packet.time - BigInt(description.offset ?? 0) * SECOND, description.resolution ?? 6);
  const fixed = new Uint8Array(20);
  const view = new DataView(fixed.buffer);
  if (packet.block === "old") view.setUint16(0, index, little);
  else view.setUint32(0, index, little);
  view.setUint32(4, Number((ticks >> 32n) & 0xffffffffn), little);
  view.setUint32(8, Number(ticks & 0xffffffffn), little);
  view.setUint32(12, packet.bytes.length, little);
  view.setUint32(16, original, little);
  return pcapngBlock(little, packet.block === "old" ? 2 : 6, join([fixed, packet.bytes]));
}

/** Nanoseconds in units of if_tsresol, cut off (base 10) or rounded up (base 2, so that it comes back). */
function ticksOf(nanos: bigint, resolution: number): bigint {
  const exponent = BigInt(resolution & 0x7f);
  const perSecond = resolution & 0x80 ? 1n << exponent : 10n ** exponent;
  const product = nanos * perSecond;
  const ticks = product / SECOND;
  return resolution & 0x80 && product % SECOND > 0n ? ticks + 1n : ticks;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function pad(length: number): number {
  return (length + 3) & ~3;
}
