// What must hold of any capture once it is over: the screen says what the report says, each difference in a line.
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import { STATES } from "../../../src/record/vocabulary.ts";
import type { ConnectionRow, FindingGroup, Frame, ServiceRow } from "../../../src/session/screen/frame.ts";
import { bodyOf, type Fed, request } from "./feed-of.ts";

const ALL = 2000;

export function disagreements(fed: Fed): string[] {
  return [
    ...rowsDiffer(fed),
    ...statesDiffer(fed),
    ...servicesDiffer(fed),
    ...findingsDiffer(fed),
    ...statusDiffers(fed),
  ];
}

function rowsDiffer({ feed, records, result }: Fed): string[] {
  const wrong: string[] = [];
  const listed = new Set(
    result.findings.flatMap(({ id, connections }) => connections.map((one) => `${id} ${one}`)),
  );
  for (let offset = 0; offset < records.length; offset += ALL) {
    const { rows, total } = bodyOf(feed, "connections", request({ order: "id", offset, count: ALL }));
    if (total !== records.length) wrong.push(`${total} connections, not ${records.length}`);
    // (The last window is as long as the others.)
    const from = Math.max(0, Math.min(offset, records.length - ALL));
    for (const [index, row] of rows.entries()) {
      const record = records[from + index] as ConnectionRecord;
      const isShared = record.findings.length === 0 && listed.has(`${row.finding?.id} ${row.id}`);
      const own = isShared ? { ...row, finding: null } : row;
      const [shown, told] = [JSON.stringify(factsOfRow(own)), JSON.stringify(factsOfRecord(record))];
      if (shown !== told) wrong.push(`#${record.id}: ${shown}, not ${told}`);
    }
  }
  return wrong;
}

function factsOfRow({
  id,
  client,
  server,
  verdict,
  handshakeSeconds,
  bytes,
  finding,
  tunnel,
}: ConnectionRow) {
  const end = ({ ip, port, state }: ConnectionRow["client"]) => [ip, port, state];
  return [
    id,
    end(client),
    end(server),
    verdict,
    handshakeSeconds?.toFixed(12) ?? null,
    bytes,
    finding,
    tunnel,
  ];
}

function factsOfRecord(record: ConnectionRecord): ReturnType<typeof factsOfRow> {
  const { id, client, server, verdict, synRttSeconds, ackRttSeconds, findings, tunnel } = record;
  const end = ({ ip, port, state }: ConnectionRecord["client"]) => [ip, port, state];
  const handshake = synRttSeconds === null || ackRttSeconds === null ? null : synRttSeconds + ackRttSeconds;
  const isItsOwnPeer = client.ip === server.ip && client.port === server.port;
  const bytes = client.payloadBytes + (isItsOwnPeer ? 0 : server.payloadBytes);
  const [worst] = findings;
  const finding =
    worst === undefined ? null : { id: worst.id, severity: worst.severity, more: findings.length - 1 };
  return [id, end(client), end(server), verdict, handshake?.toFixed(12) ?? null, bytes, finding, tunnel];
}

function statesDiffer({ feed, records, atEnd }: Fed): string[] {
  const states = bodyOf(feed, "states", request({ view: "states" }));
  const now = records.filter(({ id }) => atEnd.has(id));
  return STATES.flatMap((state) => {
    const client = now.filter((record) => record.client.state === state).length;
    const server = now.filter((record) => record.server.state === state).length;
    const history = states.history[state].at(-1);
    const told = [states.client[state], states.server[state], history].join(" ");
    const wanted = [client, server, client + server].join(" ");
    return told === wanted ? [] : [`${state}: ${told}, not ${wanted}`];
  });
}

function servicesDiffer({ feed, records, result }: Fed): string[] {
  const { rows, total } = bodyOf(feed, "services", request({ view: "services", count: ALL }));
  const wrong = total === result.services.length ? [] : [`${total} services, not ${result.services.length}`];
  const byName = new Map(rows.map((row) => [`${row.ip} ${row.port}`, row]));
  for (const service of result.services.slice(0, ALL)) {
    const row = byName.get(`${service.ip} ${service.port}`) as ServiceRow;
    if (row === undefined) {
      if (total <= ALL) wrong.push(`${service.ip} ${service.port} is missing`);
      continue;
    }
    const { verdicts } = service;
    const told = [row.attempts, row.refused, row.unanswered, row.reset, row.closeWaitNow, row.closeWaitPeak];
    const wanted = [
      service.attempts,
      verdicts.refused ?? 0,
      (verdicts.unanswered ?? 0) + (verdicts.unreachable ?? 0),
      (verdicts.reset ?? 0) + (verdicts.aborted ?? 0),
      service.closeWaitNow,
      service.closeWaitPeak,
    ];
    if (told.join(" ") !== wanted.join(" "))
      wrong.push(`${service.ip} ${service.port}: ${told}, not ${wanted}`);
    const found = row.finding === null ? 0 : row.finding.count;
    const counted = row.finding === null ? 0 : (service.findings[row.finding.id] ?? -1);
    if (found !== counted || (row.finding === null) !== (Object.keys(service.findings).length === 0))
      wrong.push(`${service.ip} ${service.port}: ${row.finding?.id} ${found} times, not ${counted}`);
  }
  return [...wrong, ...handshakesDiffer(rows, records)];
}

function handshakesDiffer(rows: readonly ServiceRow[], records: readonly ConnectionRecord[]): string[] {
  const times = new Map<string, number[]>();
  for (const { server, synRttSeconds, ackRttSeconds } of records) {
    if (synRttSeconds === null || ackRttSeconds === null) continue;
    const name = `${server.ip} ${server.port}`;
    times.set(name, [...(times.get(name) ?? []), synRttSeconds + ackRttSeconds]);
  }
  return rows.flatMap((row) => {
    const sorted = (times.get(`${row.ip} ${row.port}`) ?? []).sort((a, b) => a - b);
    return (
      [
        [0.5, row.handshakeMedianSeconds],
        [0.95, row.handshake95Seconds],
      ] as const
    ).flatMap(([share, told]) => {
      const wanted = sorted[Math.ceil(sorted.length * share) - 1] ?? null;
      if (told === null || wanted === null)
        return told === wanted ? [] : [`${row.port}: ${told}, not ${wanted}`];
      // A microsecond is the shortest that many are told in.
      const isNear = Math.abs(told - wanted) <= Math.max(wanted * 0.05, 1e-6);
      return isNear ? [] : [`${row.ip} ${row.port}: ${told} s at ${share}, not ${wanted}`];
    });
  });
}

function findingsDiffer({ feed, records, result }: Fed): string[] {
  const { rows } = bodyOf(feed, "findings", request({ view: "findings", count: ALL }));
  return [...countsDiffer(rows, result), ...sentencesDiffer(rows, records)];
}

/** What was told while a connection went on has given way to what is reported of it. */
function sentencesDiffer(rows: readonly FindingGroup[], records: readonly ConnectionRecord[]): string[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  return rows.flatMap(({ id, subject, finding, connections }) => {
    if (subject !== null) return [];
    const newest = byId.get(connections.at(-1) as number);
    const wanted = newest?.findings.find((one) => one.id === id)?.summary;
    return finding.summary === wanted ? [] : [`${id}: ${finding.summary}, not ${wanted}`];
  });
}

function countsDiffer(rows: readonly FindingGroup[], result: Fed["result"]): string[] {
  const counts: Record<string, number> = {};
  for (const { id, count } of rows) counts[id] = (counts[id] ?? 0) + count;
  const sorted = Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
  const [told, wanted] = [JSON.stringify(sorted), JSON.stringify(result.summary.findings)];
  return told === wanted ? [] : [`findings ${told}, not ${wanted}`];
}

function statusDiffers({ frames, result, records }: Fed): string[] {
  const { status } = frames().at(-1) as Frame;
  const { summary, capture, findings } = result;
  const bySeverity = { info: 0, warning: 0, error: 0 };
  for (const { severity } of [...records.flatMap((record) => record.findings), ...findings])
    bySeverity[severity]++;
  const told = {
    packets: status.packets,
    tcpPackets: status.tcpPackets,
    connections: status.connections,
    evicted: status.evicted,
    now: status.now,
    findings: status.findings,
    damaged: status.damaged.length,
  };
  const wanted = {
    packets: summary.packets,
    tcpPackets: summary.tcpPackets,
    connections: summary.connections,
    evicted: summary.evicted,
    now: capture.lastTime,
    findings: bySeverity,
    damaged: summary.damaged.length,
  };
  return JSON.stringify(told) === JSON.stringify(wanted)
    ? []
    : [`status ${JSON.stringify(told)}, not ${JSON.stringify(wanted)}`];
}
