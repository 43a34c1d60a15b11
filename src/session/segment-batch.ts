// Packets of a block become segments, a batch at a time. Counts packets, and why some gave no segment;
// knows no connection.
import type { PacketBlock } from "../capture/packet-block.ts";
import type { ChannelFilter } from "../capture/packet-filter.ts";
import type { Channel, PacketSource } from "../capture/packet-source.ts";
import { decodePacket } from "../decode/decode-packet.ts";
import {
  DECODED,
  FILTERED_OUT,
  ICMP_ERROR_ABOUT_TCP,
  LATER_TCP_FRAGMENT,
  OUTCOMES,
  OUTSIDE_SPAN,
  TCP_CUT_SHORT,
} from "../decode/outcome.ts";
import { KIND_FRAGMENT, KIND_TCP, Segment } from "../decode/segment.ts";
import type { TunnelTable } from "../decode/tunnel-table.ts";
import type { CaptureFacts } from "../detect/subjects/capture-facts.ts";
import type { EngineOptions, TimeBound } from "./engine-options.ts";

/** Packets decoded before the first of them is tracked. */
export const BATCH = 64;

export class SegmentBatch {
  readonly segments: readonly Segment[];
  /** All packets so far, those left out too. */
  packets = 0;
  tcpPackets = 0;
  /** Of all packets, as long as they were on the wire. */
  bytes = 0;
  firstTime = Number.POSITIVE_INFINITY;
  lastTime = Number.NEGATIVE_INFINITY;
  private readonly source: PacketSource;
  private readonly filter: ChannelFilter | null;
  private readonly capture: CaptureFacts;
  private readonly outcomes = new Float64Array(OUTCOMES.length);
  private since = Number.NEGATIVE_INFINITY;
  private until = Number.POSITIVE_INFINITY;

  /** `capture` hears how packets were captured. */
  constructor(source: PacketSource, options: EngineOptions, tunnels: TunnelTable, capture: CaptureFacts) {
    this.source = source;
    this.filter = options.filter?.over(source.channels) ?? null;
    this.capture = capture;
    this.segments = Array.from({ length: BATCH }, () => new Segment(tunnels));
  }

  /** Before a block is decoded. Throws FilterError where the filter means nothing for one of its link types. */
  prepare(block: PacketBlock, { since, until }: EngineOptions): void {
    if (this.packets === 0) {
      if (since) this.since = this.resolve(since);
      if (until) this.until = this.resolve(until);
    }
    this.filter?.prepare(block);
  }

  /** Decodes packets `from` to `to` of the block; returns how many of them stand in `segments`. */
  decode(block: PacketBlock, from: number, to: number): number {
    const { segments, outcomes, filter, capture } = this;
    const { channels } = this.source;
    const { view, offset, captured, original, time, channel } = block;
    let count = 0;
    let bytes = 0;
    for (let index = from; index < to; index++) {
      this.packets++;
      bytes += original[index] as number;
      const now = time[index] as number;
      if (now < this.firstTime) this.firstTime = now;
      if (now > this.lastTime) this.lastTime = now;
      if (now < this.since || now >= this.until) {
        outcomes[OUTSIDE_SPAN] = (outcomes[OUTSIDE_SPAN] as number) + 1;
        continue;
      }
      if (filter !== null && !filter.matches(block, index)) {
        outcomes[FILTERED_OUT] = (outcomes[FILTERED_OUT] as number) + 1;
        continue;
      }
      const segment = segments[count++] as Segment;
      segment.time = now;
      segment.packet = this.packets;
      const origin = channels[channel[index] as number] as Channel;
      capture.seeTime(segment, channel[index] as number);
      const outcome = decodePacket(
        view,
        offset[index] as number,
        captured[index] as number,
        original[index] as number,
        origin.linkType,
        segment,
      );
      if (outcome !== DECODED) {
        outcomes[outcome] = (outcomes[outcome] as number) + 1;
        if (outcome === TCP_CUT_SHORT)
          capture.seeTruncated(segment, captured[index] as number, origin.snapLength);
      } else if (segment.kind === KIND_TCP) {
        this.tcpPackets++;
        if (segment.lengthZero) capture.seeLengthZero(segment);
        if (segment.truncated) capture.seeTruncated(segment, captured[index] as number, origin.snapLength);
      } else {
        const name = segment.kind === KIND_FRAGMENT ? LATER_TCP_FRAGMENT : ICMP_ERROR_ABOUT_TCP;
        outcomes[name] = (outcomes[name] as number) + 1;
      }
    }
    this.bytes += bytes;
    return count;
  }

  /** Outcome name → packets that gave no segment for that reason; those that did not occur are left out. */
  outcomeCounts(): Record<string, number> {
    const occurred = OUTCOMES.filter(({ code }) => (this.outcomes[code] as number) > 0);
    return Object.fromEntries(occurred.map(({ code, name }) => [name, this.outcomes[code] as number]));
  }

  private resolve(bound: TimeBound): number {
    if ("offsetSeconds" in bound) return bound.offsetSeconds * 1e9;
    return Number(bound.epochNanos - this.source.timeBase.epochNanos(0));
  }
}

/**
 * What is looked at in the middle must not have decoded more than one packet ahead, whatever blocks and
 * batches the packets came in.
 */
export function endBeforeLook({ time }: PacketBlock, from: number, to: number, look: number): number {
  for (let index = from + 1; index < to; index++) {
    if ((time[index - 1] as number) >= look || (time[index] as number) >= look) return index;
  }
  return to;
}
