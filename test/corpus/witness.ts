// The segments of a capture as a plain list, without the tracker: what the packets themselves say
// where a judge and our connections disagree. Slow and simple on purpose.
import ipaddr from "ipaddr.js";
import { openCapture } from "../../src/capture/open-capture.ts";
import { decodePacket } from "../../src/decode/decode-packet.ts";
import { DECODED, OUTCOMES, type Outcome } from "../../src/decode/outcome.ts";
import { Segment } from "../../src/decode/segment.ts";
import { endpointName } from "./judged-connection.ts";

export interface WitnessedSegment {
  /** Number of the packet in the capture, from 1. */
  readonly frame: number;
  /** Nanoseconds since the first packet. */
  readonly time: number;
  /** KIND_TCP, KIND_ICMP_ERROR or KIND_FRAGMENT of segment.ts. */
  readonly kind: number;
  readonly tunnel: string;
  readonly source: string;
  readonly destination: string;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  readonly payload: number;
  readonly ipId: number;
  readonly timestampValue: number | null;
  readonly timestampEcho: number | null;
  /** Bytes in the capture, and as the record claims on the wire. */
  readonly captured: number;
  readonly original: number;
  /** Captured shorter than the IP header says. */
  readonly truncated: boolean;
  readonly moreFragments: boolean;
  readonly lengthZero: boolean;
  /** An MPTCP option is present. */
  readonly multipath: boolean;
}

export interface WitnessedCapture {
  readonly segments: readonly WitnessedSegment[];
  /** What decoding said of each frame; the first has number 1. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
}

export async function witness(file: string): Promise<WitnessedCapture> {
  const source = await openCapture(file);
  const segment = new Segment();
  const segments: WitnessedSegment[] = [];
  const outcomes = new Map<number, Outcome>();
  let frame = 0;
  for (let block = await source.nextBlock(); block !== null; block = await source.nextBlock()) {
    for (let i = block.from; i < block.to; i++) {
      frame++;
      const [captured, original] = [block.captured[i] ?? 0, block.original[i] ?? 0];
      const linkType = source.channels[block.channel[i] ?? 0]?.linkType ?? -1;
      const outcome = decodePacket(block.view, block.offset[i] ?? 0, captured, original, linkType, segment);
      outcomes.set(frame, OUTCOMES[outcome] as Outcome);
      if (outcome !== DECODED) continue;
      segments.push({
        frame,
        time: block.time[i] ?? 0,
        kind: segment.kind,
        tunnel: segment.tunnels.describe(segment.tunnel).join(" "),
        source: endpointName({
          ip: address(segment.source0, segment.source1, segment.source2, segment.source3, segment.ipVersion),
          port: segment.ports >>> 16,
        }),
        destination: endpointName({
          ip: address(
            segment.destination0,
            segment.destination1,
            segment.destination2,
            segment.destination3,
            segment.ipVersion,
          ),
          port: segment.ports & 0xffff,
        }),
        sequence: segment.sequence >>> 0,
        acknowledgement: segment.acknowledgement >>> 0,
        flags: segment.flags,
        window: segment.window,
        payload: segment.payload,
        ipId: segment.ipId,
        timestampValue: segment.hasTimestamps ? segment.timestampValue >>> 0 : null,
        timestampEcho: segment.hasTimestamps ? segment.timestampEcho >>> 0 : null,
        captured,
        original,
        truncated: segment.truncated,
        moreFragments: segment.moreFragments,
        lengthZero: segment.lengthZero,
        multipath: segment.multipath,
      });
    }
  }
  await source.close();
  return { segments, outcomes };
}

function address(word0: number, word1: number, word2: number, word3: number, version: number): string {
  const bytes = [word0, word1, word2, word3].flatMap((word) => [
    word >>> 24,
    (word >>> 16) & 255,
    (word >>> 8) & 255,
    word & 255,
  ]);
  return ipaddr.fromByteArray(version === 4 ? bytes.slice(12) : bytes).toString();
}
