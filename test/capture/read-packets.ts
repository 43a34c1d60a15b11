// Everything that a source hands out, copied into plain objects that can be compared.
import { createHash } from "node:crypto";
import type { CaptureDamage, PacketSource } from "../../src/capture/packet-source.ts";

export interface ReadPacket {
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly time: bigint;
  /** In hexadecimal, or length and SHA-1 of more than 100: compared and shown as text. */
  readonly bytes: string;
  readonly original: number;
  readonly linkType: number;
  readonly interfaceName: string | null;
}

export interface ReadCapture {
  readonly packets: ReadPacket[];
  readonly damage: readonly CaptureDamage[];
}

/** Reads to the end and closes. Checks of every block what its declaration promises. */
export async function readAll(source: PacketSource): Promise<ReadCapture> {
  const packets: ReadPacket[] = [];
  try {
    for (let block = await source.nextBlock(); block !== null; block = await source.nextBlock()) {
      if (block.to <= block.from) throw new Error("a block without packets");
      for (let i = block.from; i < block.to; i++) {
        const from = block.offset[i]!;
        const to = from + block.captured[i]!;
        if (from < 0 || to < from || to > block.bytes.length) throw new Error(`packet outside the buffer`);
        if (block.original[i]! < block.captured[i]!) throw new Error("original shorter than captured");
        if (!Number.isFinite(block.time[i])) throw new Error(`time is ${block.time[i]}`);
        const channel = source.channels[block.channel[i]!];
        if (channel === undefined) throw new Error(`no channel ${block.channel[i]}`);
        packets.push({
          time: source.timeBase.epochNanos(block.time[i]!),
          bytes: hex(block.bytes.subarray(from, to)),
          original: block.original[i]!,
          linkType: channel.linkType,
          interfaceName: channel.interfaceName,
        });
      }
    }
  } finally {
    await source.close();
  }
  return { packets, damage: source.damage };
}

export function hex(bytes: Uint8Array): string {
  if (bytes.length > 100) return `${bytes.length} bytes, ${createHash("sha1").update(bytes).digest("hex")}`;
  return Buffer.from(bytes).toString("hex");
}
