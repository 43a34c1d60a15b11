// The same as finding-checks.ts, for findings about services, hosts and the capture.
import { ACK, KIND_TCP, SYN } from "../../src/decode/segment.ts";
import type { ConnectionRecord, SubjectFinding } from "../../src/record/connection-record.ts";
import type { WitnessedCapture, WitnessedSegment } from "./witness.ts";

export function checkSubject(
  finding: SubjectFinding,
  { segments: all, outcomes }: WitnessedCapture,
  connections: readonly ConnectionRecord[],
): boolean {
  const tcp = all.filter(({ kind }) => kind === KIND_TCP);
  const cited = tcp.filter(({ frame }) => finding.packets.includes(frame));
  const listed = connections.filter(({ id }) => finding.connections.includes(id));
  switch (finding.id) {
    case "truncated-packets": {
      // Where not even the header is whole, only decoding's word stands for it.
      const count = all.filter(({ truncated }) => truncated).length;
      const cutShort = [...outcomes.values()].filter(({ kind }) => kind === "cut-short").length;
      return count <= Number(finding["count"]) && Number(finding["count"]) <= count + cutShort;
    }
    case "offload":
      return cited.every(
        ({ payload, lengthZero, source, destination }) =>
          lengthZero || payload > smallestMss(connections, source, destination),
      );
    case "duplicate-frames":
      return cited.every((segment) => tcp.some((other) => isCopy(segment, other)));
    case "time-went-back":
      return Number(finding["mostSeconds"]) >= 0.001 && Number(finding["count"]) > 0;
    case "port-scan": {
      const targets = new Set(
        listed.map(({ server, client }) => [server, client].map(({ ip, port }) => `${ip} ${port}`).join()),
      );
      return targets.size >= (finding["kind"] === "ports" ? 15 : 25) && cited.length > 0;
    }
    case "syn-flood":
      return tcp.filter(({ flags }) => (flags & (SYN | ACK)) === SYN).length >= 100;
    case "close-wait-excess":
      return listed.length >= 10 && listed.every(({ client, server }) => client.fin + server.fin > 0);
    case "accept-queue-overflow":
      return listed.length >= 2 && listed.every(({ server }) => server.synAck >= 2);
    case "port-exhaustion":
      return new Set(connections.map(({ client }) => client.port)).size >= 13_000;
    default:
      return false;
  }
}

/** Which the two ends announced to each other. */
function smallestMss(connections: readonly ConnectionRecord[], source: string, destination: string): number {
  const announced = connections
    .filter(({ client, server }) =>
      [client, server].every(({ port }) => source.endsWith(`:${port}`) || destination.endsWith(`:${port}`)),
    )
    .flatMap(({ client, server }) => [client.mss, server.mss])
    .filter((mss) => mss !== null);
  return Math.min(...announced);
}

/** Another frame with the same numbers: within 100 ms the same identification, or within 1 ms the same timestamp. */
function isCopy(segment: WitnessedSegment, other: WitnessedSegment): boolean {
  return (
    segment.frame !== other.frame &&
    segment.source === other.source &&
    segment.destination === other.destination &&
    segment.sequence === other.sequence &&
    segment.acknowledgement === other.acknowledgement &&
    segment.flags === other.flags &&
    segment.payload === other.payload &&
    (segment.ipId !== 0 && segment.ipId === other.ipId
      ? Math.abs(segment.time - other.time) < 100e6
      : Math.abs(segment.time - other.time) < 1e6 && segment.timestampValue === other.timestampValue)
  );
}
