// What the judges with fewer figures say: sums over all connections between the same four
// addresses. Knows no judge; each of them fills in what it has an opinion on.
import type { ConnectionRecord, EndpointRecord } from "../../src/record/connection-record.ts";
import type { Difference } from "./difference.ts";
import { groupBy } from "./group-by.ts";
import { endpointName, pairName } from "./judged-connection.ts";

export interface PairFigures {
  readonly pair: string;
  /** null when the judge does not list every connection. */
  readonly connections: number | null;
  /** `<endpoint or "both ends"> <figure>` → what the judge says. */
  readonly figures: ReadonlyMap<string, string>;
}

const BOTH = "both ends";

/** How each figure is had from our endpoints; those of the whole connection stand apart. */
const SUMS: Readonly<Record<string, (end: EndpointRecord) => number>> = {
  packets: (end) => end.packets,
  syn: (end) => end.syn,
  synAck: (end) => end.synAck,
  anySyn: (end) => end.syn + end.synAck,
  fin: (end) => end.fin,
  rst: (end) => end.rst,
};

const PRESENCE: readonly (readonly [string, (end: EndpointRecord) => boolean])[] = [
  ["F", (end) => end.fin > 0],
  ["S", (end) => end.syn + end.synAck > 0],
  ["R", (end) => end.rst > 0],
];

export function compareFigures(
  capture: string,
  judge: string,
  records: readonly ConnectionRecord[],
  judged: readonly PairFigures[],
): Difference[] {
  const ours = groupBy(records, ({ client, server }) => pairName(client, server));
  return judged.flatMap(({ pair, connections, figures }) => {
    const own = ours.get(pair) ?? [];
    const compared = new Map<string, readonly [string, string]>();
    if (connections !== null) compared.set("connections", [String(connections), String(own.length)]);
    else if (own.length === 0) compared.set("connections", ["some", "none"]);
    if (own.length > 0)
      for (const [field, theirs] of figures) compared.set(field, [theirs, figure(own, field, theirs)]);
    return [...compared]
      .filter(([, [theirs, our]]) => theirs !== our)
      .map(([field, [theirs, our]]) => ({
        capture,
        judge,
        connection: pair,
        field,
        theirs,
        ours: our,
      }));
  });
}

function figure(records: readonly ConnectionRecord[], field: string, theirs: string): string {
  if (field === "client") return unique(records.map(({ client }) => endpointName(client)));
  if (field === "communityId") return unique(records.map(({ communityId }) => communityId));
  // A state of the judge's allows several verdicts of ours: `|` between them.
  if (field === "verdict") {
    const verdicts = unique(records.map(({ verdict }) => verdict));
    return theirs.split("|").includes(verdicts) ? theirs : verdicts;
  }
  const name = field.slice(0, field.lastIndexOf(" "));
  const of = field.slice(field.lastIndexOf(" ") + 1);
  const ends = records
    .flatMap(({ client, server }) => [client, server])
    .filter((end) => name === BOTH || endpointName(end) === name);
  if (of === "flags") {
    return PRESENCE.filter(([, present]) => ends.some(present))
      .map(([letter]) => letter)
      .join("");
  }
  const sum = SUMS[of];
  if (sum === undefined) throw new Error(`no such figure of ours: ${field}`);
  return String(ends.reduce((total, end) => total + sum(end), 0));
}

function unique(values: readonly string[]): string {
  return [...new Set(values)].sort().join("|");
}
