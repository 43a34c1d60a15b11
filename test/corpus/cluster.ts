// Which of our connections answer which of a judge's. Between the same four addresses both lists
// are cut where both begin a connection at the same frame; what lies between two cuts is compared
// as a sum, so that a disagreement about ONE boundary hides nothing else.
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { groupBy } from "./group-by.ts";
import { type JudgedConnection, pairName } from "./judged-connection.ts";

export interface Cluster {
  /** The four addresses, without direction. */
  readonly pair: string;
  readonly ours: readonly ConnectionRecord[];
  readonly theirs: readonly JudgedConnection[];
}

export function clusters(
  records: readonly ConnectionRecord[],
  judged: readonly JudgedConnection[],
): Cluster[] {
  const ours = groupBy(records, (record) => pairName(record.client, record.server));
  const theirs = groupBy(judged, ({ ends }) => pairName(ends[0], ends[1]));
  const found: Cluster[] = [];
  for (const pair of new Set([...theirs.keys(), ...ours.keys()])) {
    found.push(...cut(pair, ours.get(pair) ?? [], theirs.get(pair) ?? []));
  }
  return found;
}

function cut(
  pair: string,
  ours: readonly ConnectionRecord[],
  theirs: readonly JudgedConnection[],
): Cluster[] {
  const beginnings = new Set(theirs.map(({ firstFrame }) => firstFrame));
  const cuts = ours.map(({ firstPacket }) => firstPacket).filter((frame) => beginnings.has(frame));
  cuts.sort((a, b) => a - b);
  const piece = (frame: number) =>
    Math.max(
      0,
      cuts.findLastIndex((from) => from <= frame),
    );
  const pieces = Array.from({ length: Math.max(1, cuts.length) }, () => ({
    pair,
    ours: [] as ConnectionRecord[],
    theirs: [] as JudgedConnection[],
  }));
  for (const record of ours) pieces[piece(record.firstPacket)]?.ours.push(record);
  for (const judged of theirs) pieces[piece(judged.firstFrame)]?.theirs.push(judged);
  return pieces;
}
