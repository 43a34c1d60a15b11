// One frame through the decoder, as the tests of this folder want it.
import { decodePacket } from "../../src/decode/decode-packet.ts";
import { OUTCOMES, type Outcome } from "../../src/decode/outcome.ts";
import { KIND_FRAGMENT, KIND_ICMP_ERROR, KIND_TCP, Segment } from "../../src/decode/segment.ts";
import type { Layer } from "../notation/frames.ts";

export interface Decoded {
  outcome: Outcome;
  segment: Segment;
  /** "tcp", "icmp-error", "fragment", or the outcome's name. */
  result: string;
  tunnel: string[];
}

export interface FrameOptions {
  /** LINKTYPE_ number; Ethernet if not said. */
  linkType?: number;
  /** Bytes that the capture kept. */
  captured?: number;
  /** Bytes that the record claims for the wire. */
  original?: number;
  /** What lies before and behind the frame in memory. */
  around?: number;
  segment?: Segment;
}

const KINDS: Record<number, string> = {
  [KIND_TCP]: "tcp",
  [KIND_ICMP_ERROR]: "icmp-error",
  [KIND_FRAGMENT]: "fragment",
};

const MARGIN = 64;

export function decode(frame: Layer, options: FrameOptions = {}): Decoded {
  const captured = options.captured ?? frame.length;
  const memory = new Uint8Array(captured + 2 * MARGIN).fill(options.around ?? 0);
  memory.set(frame.subarray(0, captured), MARGIN);
  const segment = options.segment ?? new Segment();
  const view = new DataView(memory.buffer);
  const original = options.original ?? Math.max(frame.length, captured);
  const code = decodePacket(view, MARGIN, captured, original, options.linkType ?? 1, segment);
  const outcome = OUTCOMES[code];
  if (outcome === undefined) throw new Error(`no outcome has the code ${code}`);
  const result = outcome.name === "decoded" ? (KINDS[segment.kind] ?? "decoded without kind") : outcome.name;
  return { outcome, segment, result, tunnel: segment.tunnels.describe(segment.tunnel) };
}

/** "10.0.0.1:40000 > 10.0.0.2:80", IPv6 in eight groups. */
export function addresses(segment: Segment): string {
  const { source0, source1, source2, source3, destination0, destination1, destination2, destination3 } =
    segment;
  const source = address([source0, source1, source2, source3]);
  const destination = address([destination0, destination1, destination2, destination3]);
  return `${source}:${segment.ports >>> 16} > ${destination}:${segment.ports & 0xffff}`;
}

export function address(words: readonly number[]): string {
  const [first, second, third, fourth = 0] = words;
  if (first === 0 && second === 0 && third === 0xffff) {
    return [24, 16, 8, 0].map((shift) => (fourth >>> shift) & 0xff).join(".");
  }
  return words.flatMap((word) => [(word >>> 16).toString(16), (word & 0xffff).toString(16)]).join(":");
}
