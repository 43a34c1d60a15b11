// Hashes of a segment's addresses, ports and tunnel, for the index of connection-table.ts.
import type { Segment } from "../decode/segment.ts";

/** Bits of a stored hash that give the place in the index; the bits above tell tunnels apart. */
export const PLACE_BITS = 25;
export const PLACE_MASK = (1 << PLACE_BITS) - 1;

/** The same for both directions and under different tags; unpredictable for who does not know `seed`. */
export function hashOf(segment: Segment, seed: number): number {
  const ports = segment.ports;
  const a = hashOfEndpoint(
    segment.source0,
    segment.source1,
    segment.source2,
    segment.source3,
    ports >>> 16,
    seed,
  );
  const b = hashOfEndpoint(
    segment.destination0,
    segment.destination1,
    segment.destination2,
    segment.destination3,
    ports & 0xffff,
    seed,
  );
  let h = (a + b) | 0;
  if (segment.tunnel !== 0) h = (h + Math.imul(segment.tunnels.withoutTags(segment.tunnel), 0x9e3779b1)) | 0;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

/** As it stands in the index: connections in other tunnels differ in the bits above the place. */
export function storedHash(hash: number, tunnel: number): number {
  return tunnel === 0 ? hash : hash ^ (Math.imul(tunnel, 0x85ebca6b) & ~PLACE_MASK);
}

/** Of one address (four words; ::ffff:a.b.c.d is the short case) and port. */
export function hashOfEndpoint(
  a: number,
  b: number,
  c: number,
  d: number,
  port: number,
  seed: number,
): number {
  let h = seed ^ Math.imul(d, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ port, 0xc2b2ae35);
  if ((a | b) !== 0 || c !== 0xffff) {
    h = Math.imul(h ^ (h >>> 13) ^ a, 0x27d4eb2f);
    h = Math.imul(h ^ (h >>> 16) ^ b, 0x165667b1);
    h = Math.imul(h ^ (h >>> 14) ^ c, 0x9e3779b1);
  }
  return h ^ (h >>> 16);
}
