// Packets that were kept, as a pcapng file in memory.
import type { Channel, PacketSource } from "../../capture/packet-source.ts";
import { PcapngBlocks } from "../../capture/pcapng-blocks.ts";
import { KEPT_BYTES, type KeptPacket } from "./evidence-store.ts";

/**
 * @param source whose packets they are
 * @param application "program 1.0", for the section header
 * @param comment of the file, and of its first packet
 */
export function keptCapture(
  packets: readonly KeptPacket[],
  { channels, timeBase }: Pick<PacketSource, "channels" | "timeBase">,
  application: string,
  comment: string,
): Uint8Array {
  const blocks = new PcapngBlocks(16_384);
  blocks.section(application, comment);
  const interfaces = new Map<number, number>();
  for (const { channel } of packets) {
    if (interfaces.has(channel)) continue;
    interfaces.set(channel, interfaces.size);
    blocks.interface({ ...(channels[channel] as Channel), snapLength: KEPT_BYTES }, null);
  }
  for (const [index, { channel, time, bytes, original }] of packets.entries()) {
    const number = interfaces.get(channel) as number;
    blocks.keptPacket(number, timeBase, time, bytes, original, index === 0 ? comment : "");
  }
  return blocks.bytes.slice(0, blocks.length);
}
