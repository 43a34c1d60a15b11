// The blocks of a pcapng file, one after another in memory: sections, interfaces, packets with times in
// nanoseconds, statistics. Only whole blocks are ever in there. Knows no file and no protocol.
// https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/
import { copyBytes } from "./copy-bytes.ts";
import type { PacketBlock } from "./packet-block.ts";
import type { CaptureStatistics, Channel } from "./packet-source.ts";
import { OPTION_COMMENT } from "./pcapng-options.ts";
import type { TimeBase } from "./time-base.ts";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const INTERFACE_STATISTICS = 5;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

const OPTION_APPLICATION = 4; // shb_userappl
const OPTION_INTERFACE_NAME = 2; // if_name
const OPTION_INTERFACE_DESCRIPTION = 3; // if_description
const OPTION_TIME_RESOLUTION = 9; // if_tsresol
const OPTION_RECEIVED = 4; // isb_ifrecv
const OPTION_DROPPED_BY_INTERFACE = 5; // isb_ifdrop
const OPTION_DROPPED_BY_KERNEL = 7; // isb_osdrop
const OPTION_DELIVERED = 8; // isb_usrdeliv
const NANOSECONDS = new Uint8Array([9]);

/** An option's length is 16 bits; longer comments serve nobody. */
const LONGEST_COMMENT = 60_000;
/** An Enhanced Packet Block without its packet and options. */
const PACKET_BLOCK = 32;
const WORD = 0x1_0000_0000;

export class PcapngBlocks {
  /** Bytes 0 to `length` are blocks. */
  bytes: Uint8Array;
  length = 0;
  private view: DataView;
  private readonly text = new TextEncoder();
  /** The moment of a packet as its block has it, from `moment`. */
  private high = 0;
  private low = 0;

  /** @param room bytes to begin with; grows as needed */
  constructor(room: number) {
    this.bytes = new Uint8Array(room);
    this.view = new DataView(this.bytes.buffer);
  }

  clear(): void {
    this.length = 0;
  }

  /** `comment` may be "". */
  section(application: string, comment: string): void {
    const options: Option[] = comment === "" ? [] : [[OPTION_COMMENT, this.encode(comment)]];
    options.push([OPTION_APPLICATION, this.encode(application)]);
    const at = this.begin(SECTION_HEADER, 16, options);
    this.view.setUint32(at, BYTE_ORDER_MAGIC, true);
    this.view.setUint16(at + 4, 1, true);
    this.view.setUint16(at + 6, 0, true);
    // Of a length that nobody has counted.
    this.view.setBigInt64(at + 8, -1n, true);
  }

  /** The section's next interface; the first is number 0. `description` may be null. */
  interface({ linkType, snapLength, interfaceName }: Channel, description: string | null): void {
    const options: Option[] = [];
    if (interfaceName !== null) options.push([OPTION_INTERFACE_NAME, this.encode(interfaceName)]);
    if (description !== null) options.push([OPTION_INTERFACE_DESCRIPTION, this.encode(description)]);
    options.push([OPTION_TIME_RESOLUTION, NANOSECONDS]);
    const at = this.begin(INTERFACE_DESCRIPTION, 8, options);
    this.view.setUint16(at, linkType, true);
    this.view.setUint16(at + 2, 0, true);
    this.view.setUint32(at + 4, snapLength, true);
  }

  /** Packet `index` of the block, captured on interface `number` of the section. */
  packet(number: number, base: TimeBase, block: PacketBlock, index: number): void {
    const captured = block.captured[index] as number;
    const total = PACKET_BLOCK + padded(captured);
    this.makeRoom(total);
    this.moment(base, block.time[index] as number);
    const { view, bytes, length: at } = this;
    view.setUint32(at, ENHANCED_PACKET, true);
    view.setUint32(at + 4, total, true);
    this.packetHead(at + 8, number, captured, block.original[index] as number);
    copyBytes(block.bytes, block.view, block.offset[index] as number, bytes, view, at + 28, captured);
    for (let pad = at + 28 + captured; pad < at + total - 4; pad++) bytes[pad] = 0;
    view.setUint32(at + total - 4, total, true);
    this.length = at + total;
  }

  /** A packet from elsewhere, `time` in nanoseconds since the base; `comment` may be "". */
  keptPacket(
    number: number,
    base: TimeBase,
    time: number,
    packet: Uint8Array,
    original: number,
    comment: string,
  ): void {
    const captured = packet.length;
    const options: Option[] = comment === "" ? [] : [[OPTION_COMMENT, this.encode(comment)]];
    const at = this.begin(ENHANCED_PACKET, 20 + padded(captured), options);
    this.moment(base, time);
    this.packetHead(at, number, captured, original);
    this.bytes.set(packet, at + 20);
    this.bytes.fill(0, at + 20 + captured, at + 20 + padded(captured));
  }

  /** What came on interface `number` until `time`; `delivered`: packets of it that were handed on. */
  statistics(
    number: number,
    base: TimeBase,
    time: number,
    delivered: number,
    { received, droppedByInterface, droppedByKernel }: CaptureStatistics,
  ): void {
    const at = this.begin(INTERFACE_STATISTICS, 12, [
      [OPTION_RECEIVED, wide(received)],
      [OPTION_DROPPED_BY_INTERFACE, wide(droppedByInterface)],
      [OPTION_DROPPED_BY_KERNEL, wide(droppedByKernel)],
      [OPTION_DELIVERED, wide(delivered)],
    ]);
    this.moment(base, time);
    this.view.setUint32(at, number, true);
    this.view.setUint32(at + 4, this.high, true);
    this.view.setUint32(at + 8, this.low, true);
  }

  private packetHead(at: number, number: number, captured: number, original: number): void {
    const { view } = this;
    view.setUint32(at, number, true);
    view.setUint32(at + 4, this.high, true);
    view.setUint32(at + 8, this.low, true);
    view.setUint32(at + 12, captured, true);
    view.setUint32(at + 16, original, true);
  }

  /** Nanoseconds since 1970 as two words modulo 2⁶⁴, without leaving what a float64 holds exactly. */
  private moment(base: TimeBase, time: number): void {
    const rest = base.nanos + Math.round(time) + base.correction(time) * 1e6;
    const more = Math.floor(rest / 1e9);
    const second = base.seconds + more;
    const upper = Math.floor(second / 65_536) * 1e9; // × 2¹⁶ nanoseconds
    const upperHigh = Math.floor(upper / 65_536);
    const sum =
      (upper - upperHigh * 65_536) * 65_536 +
      (second - Math.floor(second / 65_536) * 65_536) * 1e9 +
      (rest - more * 1e9);
    const carry = Math.floor(sum / WORD);
    this.high = upperHigh + carry;
    this.low = sum - carry * WORD;
  }

  private encode(text: string): Uint8Array {
    const bytes = this.text.encode(text);
    if (bytes.length <= LONGEST_COMMENT) return bytes;
    // Cut between characters.
    let end = LONGEST_COMMENT;
    while (((bytes[end] as number) & 0xc0) === 0x80) end--;
    return bytes.subarray(0, end);
  }

  /** A block with a body of `length` fixed bytes, a multiple of 4, and options; returns where the body begins. */
  private begin(type: number, length: number, options: readonly Option[]): number {
    const optionsLength =
      options.length === 0 ? 0 : options.reduce((sum, [, value]) => sum + 4 + padded(value.length), 4);
    const total = 12 + length + optionsLength;
    this.makeRoom(total);
    const { view, bytes } = this;
    const body = this.length + 8;
    view.setUint32(this.length, type, true);
    view.setUint32(this.length + 4, total, true);
    let at = body + length;
    for (const [code, value] of options) {
      view.setUint16(at, code, true);
      view.setUint16(at + 2, value.length, true);
      bytes.set(value, at + 4);
      bytes.fill(0, at + 4 + value.length, at + 4 + padded(value.length));
      at += 4 + padded(value.length);
    }
    if (options.length > 0) {
      view.setUint32(at, 0, true); // opt_endofopt
      at += 4;
    }
    view.setUint32(at, total, true);
    this.length = at + 4;
    return body;
  }

  private makeRoom(length: number): void {
    if (this.length + length <= this.bytes.length) return;
    const longer = new Uint8Array(Math.max(this.bytes.length * 2, this.length + length));
    longer.set(this.bytes.subarray(0, this.length));
    this.bytes = longer;
    this.view = new DataView(longer.buffer);
  }
}

type Option = readonly [code: number, value: Uint8Array];

/** Bytes that a packet takes in a file, without comment. */
export function packetBlockBytes(captured: number): number {
  return PACKET_BLOCK + padded(captured);
}

/** How much of `bytes` from `from` on is whole blocks that end before `to`, and the packets in them. */
export function wholeBlocks(
  bytes: Uint8Array,
  from: number,
  to: number,
): { readonly end: number; readonly packets: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let packets = 0;
  let at = from;
  while (at + 8 <= to) {
    const next = at + view.getUint32(at + 4, true);
    if (next > to) break;
    if (view.getUint32(at, true) === ENHANCED_PACKET) packets++;
    at = next;
  }
  return { end: at, packets };
}

function wide(count: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(count), true);
  return bytes;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
