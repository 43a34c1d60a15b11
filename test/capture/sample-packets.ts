// A few packets to write and read back.
import type { WrittenPacket } from "../notation/write-pcap.ts";
import { hex, type ReadPacket } from "./read-packets.ts";

/** 2020-09-13 12:26:40 UTC. */
export const START = 1_600_000_000_000_000_000n;

/** `length` bytes that differ from packet to packet and repeat every 251. */
export function pattern(length: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => ((at + seed) % 251) ^ seed);
}

/** Five packets, microseconds apart, one of them cut; two are longer than a 64 KiB buffer. */
export const SAMPLE: readonly WrittenPacket[] = [
  { time: START + 1_000n, bytes: pattern(60, 1) },
  { time: START + 2_000n, bytes: pattern(70_000, 2) },
  { time: START + 2_000n, bytes: pattern(1500, 3), original: 9000 },
  { time: START + 5_000_000_000n, bytes: pattern(70_000, 4) },
  { time: START + 6_000_001_000n, bytes: pattern(0, 5), original: 42 },
];

/** What reading should give for packets as they were written. */
export function asRead(
  packets: Iterable<WrittenPacket>,
  linkType = 1,
  interfaceName: string | null = null,
): ReadPacket[] {
  return [...packets].map(({ time, bytes, original }) => ({
    time,
    bytes: hex(bytes),
    original: original ?? bytes.length,
    linkType,
    interfaceName,
  }));
}
