// Turns what tcpdump wrote (nanosecond pcap, this machine's byte order) into pcapng that says nothing
// about the machine it comes from.
import { readFile } from "node:fs/promises";
import { endianness } from "node:os";
import type { WrittenPacket } from "../notation/write-pcap.ts";
import { writePcapng } from "../notation/write-pcapng.ts";

const NANOSECOND_MAGIC = 0xa1b23c4d;

export async function toPcapng(file: string, comment: string): Promise<Uint8Array> {
  const bytes = await readFile(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = endianness() === "LE";
  if (view.getUint32(0, little) !== NANOSECOND_MAGIC) throw new Error(`${file} is not nanosecond pcap`);
  const packets: WrittenPacket[] = [];
  for (let at = 24; at < bytes.length; ) {
    const captured = view.getUint32(at + 8, little);
    const time = BigInt(view.getUint32(at, little)) * 1_000_000_000n + BigInt(view.getUint32(at + 4, little));
    const original = view.getUint32(at + 12, little);
    packets.push({ time, bytes: bytes.subarray(at + 16, at + 16 + captured), original });
    at += 16 + captured;
  }
  const snapLength = view.getUint32(16, little);
  const linkType = view.getUint32(20, little);
  return writePcapng(packets, {
    comment,
    interfaces: [{ linkType, snapLength, resolution: 9, name: "eth0" }],
  });
}
