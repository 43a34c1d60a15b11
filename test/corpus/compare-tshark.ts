// Our connections against tshark's streams, figure by figure.
import type { ConnectionRecord, EndpointRecord } from "../../src/record/connection-record.ts";
import { type Cluster, clusters } from "./cluster.ts";
import type { Difference } from "./difference.ts";
import { COUNTERS, type Counter, endpointName, type JudgedConnection } from "./judged-connection.ts";
import type { ReadCapture } from "./read-capture.ts";
import type { TsharkReading } from "./tshark-truth.ts";

/** Behind 104 days a timeline is not exact to the nanosecond any more; most captures have microseconds. */
const COARSE = 0.5e-6;

/** What a difference that concerns no connection stands under. */
export const WHOLE_CAPTURE = "whole capture";

export function compareReading(capture: string, ours: ReadCapture, theirs: TsharkReading): Difference[] {
  const differences: Difference[] = [];
  const compare = (field: string, their: string, our: string) => {
    if (their !== our)
      differences.push({
        capture,
        judge: "tshark",
        connection: WHOLE_CAPTURE,
        field,
        theirs: their,
        ours: our,
      });
  };
  compare("packets", String(theirs.frames), String(ours.packets));
  compare(
    "readable",
    theirs.whole ? "to the end" : "not to the end",
    ours.whole ? "to the end" : "not to the end",
  );
  return differences;
}

export function compareWithTshark(
  capture: string,
  records: readonly ConnectionRecord[],
  streams: readonly JudgedConnection[],
): Difference[] {
  return clusters(records, streams).flatMap((cluster) => compareCluster(capture, cluster));
}

function compareCluster(capture: string, cluster: Cluster): Difference[] {
  const differences: Difference[] = [];
  const begin = Math.min(
    ...cluster.ours.map(({ firstPacket }) => firstPacket),
    ...cluster.theirs.map(({ firstFrame }) => firstFrame),
  );
  const compare = (field: string, theirs: string, ours: string) => {
    if (theirs === ours) return;
    const connection = `${cluster.pair} #${begin}`;
    differences.push({ capture, judge: "tshark", connection, field, theirs, ours });
  };

  compare(
    "connections",
    beginnings(cluster.theirs.map(({ firstFrame }) => firstFrame)),
    beginnings(cluster.ours.map(({ firstPacket }) => firstPacket)),
  );
  if (cluster.ours.length === 0 || cluster.theirs.length === 0) return differences;

  for (const end of new Set(cluster.pair.split(" "))) {
    for (const counter of COUNTERS) {
      compare(
        `${end} ${counter}`,
        String(theirSum(cluster, end, counter)),
        String(ourSum(cluster, end, counter)),
      );
    }
  }
  const [judged, record] = [cluster.theirs[0], cluster.ours[0]];
  if (cluster.theirs.length === 1 && cluster.ours.length === 1 && judged && record) {
    compare("lastPacket", String(judged.lastFrame), String(record.lastPacket));
    if (judged.client !== null) {
      compare("client", endpointName(judged.ends[judged.client]), endpointName(record.client));
    }
    const ours = handshakeSeconds(record);
    if (
      ours === null ||
      judged.handshakeSeconds === null ||
      Math.abs(ours - judged.handshakeSeconds) > COARSE
    ) {
      compare("handshakeSeconds", seconds(judged.handshakeSeconds), seconds(ours));
    }
  }
  return differences;
}

function beginnings(frames: readonly number[]): string {
  return frames.length === 0 ? "none" : [...frames].sort((a, b) => a - b).join(",");
}

function ourSum(cluster: Cluster, end: string, counter: Counter): number {
  return sum(
    cluster.ours.flatMap(({ client, server }) => [client, server] as EndpointRecord[]),
    end,
    (endpoint) => endpoint[counter],
  );
}

function theirSum(cluster: Cluster, end: string, counter: Counter): number {
  return sum(
    cluster.theirs.flatMap(({ ends }) => ends),
    end,
    ({ counters }) => counters[counter] ?? 0,
  );
}

function sum<End extends { readonly ip: string; readonly port: number }>(
  ends: readonly End[],
  name: string,
  figure: (end: End) => number,
): number {
  return ends.filter((end) => endpointName(end) === name).reduce((total, end) => total + figure(end), 0);
}

/** What tshark calls initial_rtt. */
export function handshakeSeconds(record: ConnectionRecord): number | null {
  const { synRttSeconds, ackRttSeconds } = record;
  return synRttSeconds === null || ackRttSeconds === null ? null : synRttSeconds + ackRttSeconds;
}

function seconds(duration: number | null): string {
  return duration === null ? "null" : duration.toFixed(9);
}
