// What is known of the inputs, as the contract tells it.
import { linkTypeName } from "../capture/link-types.ts";
import type { CaptureStatistics, PacketSource } from "../capture/packet-source.ts";
import { MomentText } from "../record/address-text.ts";
import type { CaptureLosses, CaptureRecord } from "../record/report-record.ts";

/** `firstTime` and `lastTime` in nanoseconds of the timeline; infinite, the first one greater: no packet yet. */
export function captureRecord(
  source: PacketSource,
  packets: number,
  firstTime: number,
  lastTime: number,
): CaptureRecord {
  const moments = new MomentText(source.timeBase);
  const limits = source.channels.map((channel) => channel.snapLength).filter((length) => length > 0);
  const any = firstTime <= lastTime;
  return {
    files: source.inputs.map(({ name, format, compression, comments }) => ({
      name,
      format,
      compression,
      comments: [...comments],
    })),
    linkTypes: [...new Set(source.channels.map((channel) => linkTypeName(channel.linkType)))],
    snapLength: limits.length > 0 ? Math.min(...limits) : null,
    packets,
    firstTime: any ? moments.format(firstTime) : null,
    lastTime: any ? moments.format(lastTime) : null,
    ...(source.statistics && lossesOf(source.statistics())),
  };
}

/** Of all interfaces together. */
export function lossesOf(statistics: readonly CaptureStatistics[]): CaptureLosses {
  const sum = (count: (one: CaptureStatistics) => number) =>
    statistics.reduce((all, one) => all + count(one), 0);
  return {
    received: sum(({ received }) => received),
    droppedByKernel: sum(({ droppedByKernel }) => droppedByKernel),
    droppedByInterface: sum(({ droppedByInterface }) => droppedByInterface),
  };
}
