// Every packet that comes, into pcapng files, while it is analysed. Nothing here waits for the disk: what
// it is too slow for is dropped, and counted. Knows no connection.
import type { PacketBlock } from "../../capture/packet-block.ts";
import type { Channel, PacketSource } from "../../capture/packet-source.ts";
import { PcapngBlocks, packetBlockBytes, wholeBlocks } from "../../capture/pcapng-blocks.ts";
import type { Follower } from "../follower.ts";
import { type FilePart, RotatingFiles, type WriteFailure } from "./rotating-files.ts";

export interface RotatingCaptureOptions {
  /** Of the file; of several, what their names begin and end with. */
  readonly path: string;
  /** "program 1.0", for the section header. */
  readonly application: string;
  /** A file is no longer than this, unless one packet is. */
  readonly rotateBytes?: number;
  /** A file's packets came within so many seconds. */
  readonly rotateSeconds?: number;
  /** As many files stay; the oldest of this run go. */
  readonly keep?: number;
  /** What the disk may be behind. Default 32 MiB. */
  readonly bufferBytes?: number;
  /** Hears at once that nothing can be written any more. */
  readonly onFailure?: (failure: WriteFailure) => void;
  /** Hears at once that the disk is too slow, at the first packet that is dropped for it. */
  readonly onSlow?: () => void;
}

const BUFFER = 32 * 1024 * 1024;
/** Handed to the disk at once; less at a tick. */
const CHUNK = 1 << 18;
/** Of a file's end, for the statistics of each interface. */
const STATISTICS_BLOCK = 76;
/** What a packet's channel may be. */
const CHANNELS = 256;

export class RotatingCapture implements Follower {
  /** For want of time, or of a disk. */
  dropped = 0;
  readonly files: RotatingFiles;
  private readonly source: PacketSource;
  private readonly options: RotatingCaptureOptions;
  private readonly bufferBytes: number;
  private readonly rotateBytes: number;
  private readonly rotateMilliseconds: number;
  /** What gathers, and what is on its way to the disk; they change places. */
  private gathering = new PcapngBlocks(2 * CHUNK);
  private leaving = new PcapngBlocks(2 * CHUNK);
  private parts: FilePart[] = [];
  private partFrom = 0;
  private partBegins: bigint | null = null;
  private writing: Promise<void> | null = null;
  /** By channel of the source: which interface of the file it is. */
  private readonly interfaces = new Int16Array(CHANNELS).fill(-1);
  private interfaceCount = 0;
  /** By channel: packets of this run. */
  private readonly delivered = new Float64Array(CHANNELS);
  private fileBytes = 0;
  private filePackets = 0;
  private fileBegan = 0;
  private lastTime = 0;
  private failed = false;
  private begun = false;

  private constructor(source: PacketSource, options: RotatingCaptureOptions) {
    this.source = source;
    this.options = options;
    const { path, rotateBytes, rotateSeconds, keep, bufferBytes = BUFFER } = options;
    this.bufferBytes = bufferBytes;
    this.rotateBytes = rotateBytes ?? Number.POSITIVE_INFINITY;
    this.rotateMilliseconds = (rotateSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    const rotates = rotateBytes !== undefined || rotateSeconds !== undefined;
    this.files = new RotatingFiles({ path, rotates, keep: keep ?? Number.POSITIVE_INFINITY });
  }

  /** The first file is there when this resolves, its head in it. Rejects with the system's error. */
  static async create(source: PacketSource, options: RotatingCaptureOptions): Promise<RotatingCapture> {
    const capture = new RotatingCapture(source, options);
    await capture.files.begin(BigInt(Date.now()) * 1_000_000n);
    capture.head();
    capture.handOver();
    await capture.writing;
    const { failure } = capture.files;
    if (failure !== null) {
      await capture.files.close();
      throw Object.assign(new Error(failure.code), { code: failure.code, syscall: "write" });
    }
    capture.begun = true;
    return capture;
  }

  block(block: PacketBlock): void {
    const { captured, channel } = block;
    const { timeBase } = this.source;
    if (this.rotateMilliseconds !== Number.POSITIVE_INFINITY) this.rotateByTime(block);
    for (let index = block.from; index < block.to; index++) {
      const length = packetBlockBytes(captured[index] as number);
      if (this.failed || this.gathering.length + length > this.bufferBytes) {
        if (this.dropped++ === 0 && !this.failed) this.options.onSlow?.();
        continue;
      }
      const end = this.fileBytes + this.gathering.length - this.partFrom + length;
      if (end > this.rotateBytes - STATISTICS_BLOCK * this.interfaceCount && this.filePackets > 0)
        this.rotate(block, index);
      const origin = channel[index] as number;
      if ((this.interfaces[origin] as number) < 0) this.describe(origin);
      this.gathering.packet(this.interfaces[origin] as number, timeBase, block, index);
      this.filePackets++;
      this.delivered[origin] = (this.delivered[origin] as number) + 1;
      this.lastTime = block.time[index] as number;
      if (this.gathering.length >= CHUNK && this.writing === null) this.handOver();
    }
  }

  /** At least so often what came goes to the disk, where a killed process leaves it. */
  tick(): void {
    this.handOver();
  }

  /** Writes what is left, and what the interfaces say of themselves. */
  async close(): Promise<void> {
    this.statistics();
    do {
      this.handOver();
      await this.writing;
    } while (this.gathering.length > 0 && !this.failed);
    await this.files.close();
  }

  private rotateByTime(block: PacketBlock): void {
    const now = performance.now();
    if (this.filePackets === 0) this.fileBegan = now;
    else if (now - this.fileBegan >= this.rotateMilliseconds) {
      this.rotate(block, block.from);
      this.fileBegan = now;
    }
  }

  /** The file ends here, and packet `index` is the first of the next. */
  private rotate({ time }: PacketBlock, index: number): void {
    this.statistics();
    this.endPart();
    this.partBegins = this.source.timeBase.epochNanos(time[index] as number);
    this.fileBytes = 0;
    this.filePackets = 0;
    this.interfaces.fill(-1);
    this.interfaceCount = 0;
    this.head();
  }

  /** All interfaces that are known by now, as they all were listened to. */
  private head(): void {
    this.gathering.section(this.options.application, "");
    for (let channel = 0; channel < this.source.channels.length; channel++) this.describe(channel);
  }

  private describe(channel: number): void {
    this.gathering.interface(this.source.channels[channel] as Channel, null);
    this.interfaces[channel] = this.interfaceCount++;
  }

  private statistics(): void {
    const { channels, timeBase } = this.source;
    const statistics = this.source.statistics?.() ?? [];
    for (const [channel, { input }] of channels.entries()) {
      const number = this.interfaces[channel] as number;
      const one = statistics[input];
      const delivered = this.delivered[channel] as number;
      if (number >= 0 && one) this.gathering.statistics(number, timeBase, this.lastTime, delivered, one);
    }
  }

  private endPart(): void {
    const { length } = this.gathering;
    if (length > this.partFrom) this.parts.push({ from: this.partFrom, to: length, begins: this.partBegins });
    this.fileBytes += length - this.partFrom;
    this.partFrom = length;
    this.partBegins = null;
  }

  /** Gives what gathered to the disk, where that has nothing to do. */
  private handOver(): void {
    if (this.writing !== null || this.gathering.length === 0 || this.failed) return;
    this.endPart();
    const { gathering, leaving, parts } = this;
    this.gathering = leaving;
    this.leaving = gathering;
    this.parts = [];
    this.partFrom = 0;
    const before = this.files.packets;
    this.writing = this.files.write(gathering.bytes, parts).then(() => {
      this.writing = null;
      const { failure } = this.files;
      if (failure !== null) this.giveUp(failure, gathering, parts, this.files.packets - before);
      gathering.clear();
    });
  }

  /** What was on its way and what gathered since is lost. */
  private giveUp(
    failure: WriteFailure,
    leaving: PcapngBlocks,
    parts: readonly FilePart[],
    written: number,
  ): void {
    this.failed = true;
    for (const { from, to } of parts) this.dropped += packetsIn(leaving, from, to);
    this.dropped += packetsIn(this.gathering, 0, this.gathering.length) - written;
    this.gathering.clear();
    // (Who wants to begin is told by that.)
    if (this.begun) this.options.onFailure?.(failure);
  }
}

function packetsIn({ bytes }: PcapngBlocks, from: number, to: number): number {
  return wholeBlocks(bytes, from, to).packets;
}
