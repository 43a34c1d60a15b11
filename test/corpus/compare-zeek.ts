// Our connections against the rows of Zeek's conn.log: who opened, how many packets, which kinds of
// segment each end sent, and whether the end of the story is the same.
import type { ConnectionRecord, EndpointRecord, Verdict } from "../../src/record/connection-record.ts";
import type { Difference } from "./difference.ts";
import { groupBy } from "./group-by.ts";
import { endpointName } from "./judged-connection.ts";
import type { ZeekConnection, ZeekEnd, ZeekLog } from "./zeek-truth.ts";

/**
 * The verdicts that agree with each of Zeek's conn_state (FACTS §1.3). Zeek calls an end established
 * once it has sent a SYN-ACK, asks no FIN to be acknowledged, and forgets an RST behind two FINs.
 */
const VERDICTS: Readonly<Record<string, readonly Verdict[]>> = {
  S0: ["unanswered", "connecting", "unreachable", "open"],
  S1: ["open", "half-open"],
  S2: ["half-closed", "closing"],
  S3: ["half-closed", "closing"],
  SF: ["closed", "closing", "reset"],
  REJ: ["refused", "aborted"],
  RSTO: ["reset", "aborted"],
  RSTR: ["reset", "aborted"],
  RSTOS0: ["aborted", "connecting", "unanswered"],
  RSTRH: ["reset", "aborted", "partial"],
  SH: ["closing", "half-closed"],
  SHR: ["closing", "half-closed"],
  OTH: ["open", "partial", "closing", "half-closed", "half-open", "aborted"],
};

export function compareWithZeek(
  capture: string,
  records: readonly ConnectionRecord[],
  log: ZeekLog,
): Difference[] {
  const pairOf = ({ addresses }: ZeekConnection) =>
    addresses === null ? "" : [addresses.orig, addresses.resp].sort().join(" ");
  const theirs = groupBy(log.connections, pairOf);
  // Some baselines are cut down to the state: they stand for all connections of the capture.
  const ours = theirs.has("")
    ? new Map([["", [...records]]])
    : groupBy(records, ({ client, server }) => [endpointName(client), endpointName(server)].sort().join(" "));
  return [...new Set([...theirs.keys(), ...ours.keys()])].flatMap((pair) =>
    comparePair(capture, log, pair, ours.get(pair) ?? [], theirs.get(pair) ?? []),
  );
}

function comparePair(
  capture: string,
  log: ZeekLog,
  pair: string,
  ours: readonly ConnectionRecord[],
  theirs: readonly ZeekConnection[],
): Difference[] {
  const differences: Difference[] = [];
  const remarks = `${log.test}: ${log.command}: ${theirs.map(({ history }) => history).join(" ")}`;
  const compare = (field: string, their: string, our: string) => {
    if (their === our) return;
    differences.push({
      capture,
      judge: "zeek",
      connection: pair,
      field,
      theirs: their,
      ours: our,
      remarks,
    });
  };
  compare("connections", String(theirs.length), String(ours.length));
  if (ours.length === 0 || theirs.length === 0) return differences;

  for (const end of pair === "" ? [] : new Set(pair.split(" "))) {
    const their = endsNamed(theirs, end);
    const our = ours.flatMap(({ client, server }) => [client, server].filter((e) => endpointName(e) === end));
    if (their.every(({ packets }) => packets !== null)) {
      compare(
        `${end} packets`,
        sum(their, ({ packets }) => packets ?? 0),
        sum(our, ({ packets }) => packets),
      );
    }
    compare(`${end} sent`, kindsTheySaw(their), kindsWeSaw(our, their));
  }
  const [row, record] = [theirs[0], ours[0]];
  if (theirs.length === 1 && ours.length === 1 && row && record) {
    if (row.addresses !== null) compare("client", row.addresses.orig, endpointName(record.client));
    if (row.state !== null && !VERDICTS[row.state]?.includes(record.verdict)) {
      compare("verdict", row.state, record.verdict);
    }
  }
  return differences;
}

function endsNamed(connections: readonly ZeekConnection[], name: string): ZeekEnd[] {
  return connections.flatMap(({ addresses, orig, resp }) => [
    ...(addresses?.orig === name ? [orig] : []),
    ...(addresses?.resp === name ? [resp] : []),
  ]);
}

/** Kinds that a record of ours tells too, in the order S H F R D. */
function kindsTheySaw(ends: readonly ZeekEnd[]): string {
  const sent = new Set(ends.flatMap((end) => [...end.sent]));
  if (sent.has("I")) for (const kind of "FR") sent.add(kind);
  return [..."SHFRD"].filter((kind) => sent.has(kind)).join("");
}

function kindsWeSaw(ends: readonly EndpointRecord[], theirs: readonly ZeekEnd[]): string {
  // One letter a packet: payload that rides on a FIN or a SYN shows as F or S alone.
  const withFlags = !theirs.some(({ sent }) => sent.has("D")) && theirs.some(({ sent }) => sent.has("F"));
  const has = (counter: "syn" | "synAck" | "fin" | "rst" | "payloadBytes") =>
    ends.some((end) => end[counter] > 0);
  const kinds = {
    S: has("syn"),
    H: has("synAck"),
    F: has("fin"),
    R: has("rst"),
    D: has("payloadBytes") && !withFlags,
  };
  return [..."SHFRD"].filter((kind) => kinds[kind as keyof typeof kinds]).join("");
}

function sum<Item>(items: readonly Item[], figure: (item: Item) => number): string {
  return String(items.reduce((total, item) => total + figure(item), 0));
}
