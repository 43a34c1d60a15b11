// Writes packets as they were captured into a pcapng file: their bytes, lengths, link types,
// interfaces, and times in nanoseconds. The file appears under its name when it is whole. Knows no
// protocol; comments are given.
import { type FileHandle, rename, rm } from "node:fs/promises";
import { openReplacement } from "./open-new-file.ts";
import type { PacketBlock } from "./packet-block.ts";
import type { Channel, PacketSource } from "./packet-source.ts";
import { PcapngBlocks } from "./pcapng-blocks.ts";

/** Written out at once. */
const CHUNK = 1 << 18;

export class PcapngWriter {
  /** Packets written. */
  packets = 0;
  readonly #file: FileHandle;
  readonly #path: string;
  /** Where it grows until it is whole; null: at its own place, because that is a pipe or a device. */
  readonly #partial: string | null;
  /** By channel of the source: which interface of the file it is. */
  readonly #interfaces = new Map<number, number>();
  readonly #blocks = new PcapngBlocks(2 * CHUNK);

  private constructor(file: FileHandle, path: string, partial: string | null) {
    this.#file = file;
    this.#path = path;
    this.#partial = partial;
  }

  /** Rejects with the system's error where the file cannot be written. An existing file is replaced in the end. */
  static async create(path: string): Promise<PcapngWriter> {
    const { file, partial } = await openReplacement(path, `${path}.${process.pid}.part`);
    return new PcapngWriter(file, path, partial);
  }

  /** Once, before the first packet. */
  section(application: string, comment: string): void {
    this.#blocks.section(application, comment);
  }

  /** Packet `index` of a block of the source; `comment` may be "". */
  packet(source: PacketSource, block: PacketBlock, index: number, comment: string): void {
    const { timeBase } = source;
    const channel = block.channel[index] as number;
    const number = this.#interfaces.get(channel) ?? this.#interface(source, channel);
    this.packets++;
    if (comment === "") {
      this.#blocks.packet(number, timeBase, block, index);
      return;
    }
    const from = block.offset[index] as number;
    const packet = block.bytes.subarray(from, from + (block.captured[index] as number));
    const original = block.original[index] as number;
    this.#blocks.keptPacket(number, timeBase, block.time[index] as number, packet, original, comment);
  }

  /** Writes out what has gathered, when it is much. */
  async flush(): Promise<void> {
    if (this.#blocks.length >= CHUNK) await this.#writeOut();
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
    const { bytes, length } = this.#blocks;
    for (let at = 0; at < length; ) {
      const { bytesWritten } = await this.#file.write(bytes, at, length - at);
      at += bytesWritten;
    }
    this.#blocks.clear();
  }

  #interface({ channels, inputs }: PacketSource, channel: number): number {
    const { input } = channels[channel] as Channel;
    const from = inputs.length > 1 ? (inputs[input]?.name ?? null) : null;
    this.#blocks.interface(channels[channel] as Channel, from);
    const number = this.#interfaces.size;
    this.#interfaces.set(channel, number);
    return number;
  }
}
