// Packets in memory as a source: then as much time as has passed since, then the end.
import { BLOCK_PACKETS, PacketBlock } from "../../capture/packet-block.ts";
import type { PacketSource } from "../../capture/packet-source.ts";
import { KEPT_BYTES, type KeptPacket } from "../evidence/evidence-store.ts";

export class KeptSource implements PacketSource {
  readonly timeBase;
  readonly inputs;
  readonly channels;
  readonly damage = [];
  private readonly packets: readonly KeptPacket[];
  private readonly moment: number;
  private readonly block = new PacketBlock();
  private at = 0;
  private isPast = false;

  /**
   * @param origin where they come from
   * @param moment up to which time passes, in nanoseconds of the timeline
   */
  constructor(
    packets: readonly KeptPacket[],
    { timeBase, inputs, channels }: Pick<PacketSource, "timeBase" | "inputs" | "channels">,
    moment: number,
  ) {
    this.packets = packets;
    this.timeBase = timeBase;
    this.inputs = inputs;
    this.channels = channels;
    this.moment = moment;
    const block = this.block;
    block.bytes = new Uint8Array(Math.min(packets.length, BLOCK_PACKETS) * KEPT_BYTES);
    block.view = new DataView(block.bytes.buffer);
  }

  settledUntil(): number {
    return this.isPast ? this.moment : Number.NEGATIVE_INFINITY;
  }

  async nextBlock(): Promise<PacketBlock | null> {
    if (this.isPast) return null;
    const { block, packets } = this;
    const count = Math.min(BLOCK_PACKETS, packets.length - this.at);
    this.isPast = count === 0;
    block.from = 0;
    block.to = count;
    for (let index = 0; index < count; index++) {
      const packet = packets[this.at++] as KeptPacket;
      const offset = index * KEPT_BYTES;
      block.bytes.set(packet.bytes, offset);
      block.offset[index] = offset;
      block.captured[index] = packet.bytes.length;
      block.original[index] = packet.original;
      block.time[index] = packet.time;
      block.channel[index] = packet.channel;
    }
    // (A long ladder is made while the line is busy.)
    await new Promise<void>((resolve) => void setImmediate(resolve));
    return block;
  }

  /** A small table is enough. */
  progress(): { bytes: number; total: number } {
    const total = this.packets.length * KEPT_BYTES;
    return { bytes: total, total };
  }

  async close(): Promise<void> {}
}
