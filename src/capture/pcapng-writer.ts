// Writes packets as they were captured into a pcapng file: their bytes, lengths, link types,
// interfaces, and times in nanoseconds. The file appears under its name when it is whole. Knows no
// protocol; comments are given.
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import type { PacketBlock } from "./packet-block.ts";
import type { Channel, PacketSource } from "./packet-source.ts";
import { OPTION_COMMENT } from "./pcapng-options.ts";

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

const OPTION_APPLICATION = 4; // shb_userappl
const OPTION_INTERFACE_NAME = 2; // if_name
const OPTION_INTERFACE_DESCRIPTION = 3; // if_description
const OPTION_TIME_RESOLUTION = 9; // if_tsresol
const NANOSECONDS = new Uint8Array([9]);

/** An option's length is 16 bits; longer comments serve nobody. */
const LONGEST_COMMENT = 60_000;
/** Written out at once. */
const CHUNK = 1 << 18;

export class PcapngWriter {
  /** Packets written. */
  packets = 0;
  readonly #file: FileHandle;
  readonly #path: string;
  /** Where it grows until it is whole; null: at its own place, because that is a pipe or a device. */
  readonly #partial: string | null;
  readonly #text = new TextEncoder();
  /** By channel of the source: which interface of the file it is. */
  readonly #interfaces = new Map<number, number>();
  #bytes = new Uint8Array(2 * CHUNK);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  private constructor(file: FileHandle, path: string, partial: string | null) {
    this.#file = file;
    this.#path = path;
    this.#partial = partial;
  }

  /** Rejects with the system's error where the file cannot be written. An existing file is replaced in the end. */
  static async create(path: string): Promise<PcapngWriter> {
    const found = await stat(path).catch(() => null);
    const partial =
      found === null || found.isFile() || found.isDirectory() ? `${path}.${process.pid}.part` : null;
    // A folder's name is refused now, not when everything is read.
    if (found !== null && (found.isFile() || found.isDirectory())) await (await open(path, "r+")).close();
    return new PcapngWriter(await open(partial ?? path, "w"), path, partial);
  }

  /** Once, before the first packet. */
  section(application: string, comment: string): void {
    this.#block(
      SECTION_HEADER,
      16,
      [
        [OPTION_COMMENT, this.#encode(comment)],
        [OPTION_APPLICATION, this.#encode(application)],
      ],
      (view, at) => {
        view.setUint32(at, BYTE_ORDER_MAGIC, true);
        view.setUint16(at + 4, 1, true);
        view.setUint16(at + 6, 0, true);
        // Of a length that nobody has counted.
        view.setBigInt64(at + 8, -1n, true);
      },
    );
  }

  /** Packet `index` of a block of the source; `comment` may be "". */
  packet(source: PacketSource, block: PacketBlock, index: number, comment: string): void {
    const channel = block.channel[index] as number;
    const number = this.#interfaces.get(channel) ?? this.#interface(source, channel);
    const captured = block.captured[index] as number;
    const from = block.offset[index] as number;
    const time = BigInt.asUintN(64, source.timeBase.epochNanos(block.time[index] as number));
    const options: Option[] = comment === "" ? [] : [[OPTION_COMMENT, this.#encode(comment)]];
    this.packets++;
    this.#block(ENHANCED_PACKET, 20 + padded(captured), options, (view, at, bytes) => {
      view.setUint32(at, number, true);
      view.setUint32(at + 4, Number(time >> 32n), true);
      view.setUint32(at + 8, Number(time & 0xffff_ffffn), true);
      view.setUint32(at + 12, captured, true);
      view.setUint32(at + 16, block.original[index] as number, true);
      bytes.set(block.bytes.subarray(from, from + captured), at + 20);
      bytes.fill(0, at + 20 + captured, at + 20 + padded(captured));
    });
  }

  /** Writes out what has gathered, when it is much. */
  async flush(): Promise<void> {
    if (this.#at >= CHUNK) await this.#writeOut();
  }

  /** Everything is written and the file has its name. */
  async finish(): Promise<void> {
    await this.#writeOut();
    await this.#file.close();
    if (this.#partial !== null) await rename(this.#partial, this.#path);
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    await this.#file.close();
    if (this.#partial !== null) await rm(this.#partial, { force: true });
  }

  async #writeOut(): Promise<void> {
    for (let at = 0; at < this.#at; ) {
      const { bytesWritten } = await this.#file.write(this.#bytes, at, this.#at - at);
      at += bytesWritten;
    }
    this.#at = 0;
  }

  #interface({ channels, inputs }: PacketSource, channel: number): number {
    const { linkType, snapLength, interfaceName, input } = channels[channel] as Channel;
    const options: Option[] = [];
    if (interfaceName !== null) options.push([OPTION_INTERFACE_NAME, this.#encode(interfaceName)]);
    const from = inputs[input]?.name;
    if (inputs.length > 1 && from !== undefined) {
      options.push([OPTION_INTERFACE_DESCRIPTION, this.#encode(from)]);
    }
    options.push([OPTION_TIME_RESOLUTION, NANOSECONDS]);
    this.#block(INTERFACE_DESCRIPTION, 8, options, (view, at) => {
      view.setUint16(at, linkType, true);
      view.setUint16(at + 2, 0, true);
      view.setUint32(at + 4, snapLength, true);
    });
    const number = this.#interfaces.size;
    this.#interfaces.set(channel, number);
    return number;
  }

  #encode(text: string): Uint8Array {
    const bytes = this.#text.encode(text);
    if (bytes.length <= LONGEST_COMMENT) return bytes;
    // Cut between characters.
    let end = LONGEST_COMMENT;
    while (((bytes[end] as number) & 0xc0) === 0x80) end--;
    return bytes.subarray(0, end);
  }

  /** `fill` writes the body's fixed part, `length` bytes, a multiple of 4. */
  #block(
    type: number,
    length: number,
    options: readonly Option[],
    fill: (view: DataView, at: number, bytes: Uint8Array) => void,
  ): void {
    const optionsLength =
      options.length === 0 ? 0 : options.reduce((sum, [, value]) => sum + 4 + padded(value.length), 4);
    const total = 12 + length + optionsLength;
    this.#makeRoom(total);
    const view = this.#view;
    let at = this.#at;
    view.setUint32(at, type, true);
    view.setUint32(at + 4, total, true);
    fill(view, at + 8, this.#bytes);
    at += 8 + length;
    for (const [code, value] of options) {
      view.setUint16(at, code, true);
      view.setUint16(at + 2, value.length, true);
      this.#bytes.set(value, at + 4);
      this.#bytes.fill(0, at + 4 + value.length, at + 4 + padded(value.length));
      at += 4 + padded(value.length);
    }
    if (options.length > 0) {
      view.setUint32(at, 0, true); // opt_endofopt
      at += 4;
    }
    view.setUint32(at, total, true);
    this.#at = at + 4;
  }

  #makeRoom(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const longer = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + length));
    longer.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = longer;
    this.#view = new DataView(longer.buffer);
  }
}

type Option = readonly [code: number, value: Uint8Array];

function padded(length: number): number {
  return (length + 3) & ~3;
}
