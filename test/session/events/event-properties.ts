// What holds for the events of any capture, beside what is reported of it in the end.
import type { ConnectionRecord, SubjectFinding } from "../../../src/record/connection-record.ts";
import type { LifecycleEvent } from "../../../src/record/event-record.ts";
import type { Told } from "./events-of.ts";

type OfConnection = Exclude<LifecycleEvent, { connection: null }>;

/** Verdicts that an event tells. */
const TOLD_VERDICTS: readonly string[] = ["closed", "reset", "aborted", "refused", "unreachable"];

/** Where the events contradict each other or what is reported; empty where they do not. */
export function contradictions({ events, connections, result }: Told): string[] {
  const wrong = events.flatMap(({ seq }, index) =>
    seq === index + 1 ? [] : [`seq ${seq} is the ${index + 1}th`],
  );
  const byConnection = new Map<number, OfConnection[]>();
  const subjects = new Set<string>();
  for (const event of events) {
    if (event.connection === null) subjects.add(subjectOf(event.finding));
    else {
      const of = byConnection.get(event.connection) ?? [];
      byConnection.set(event.connection, of);
      of.push(event);
    }
  }
  for (const record of connections) {
    for (const problem of ofConnection(record, byConnection.get(record.id) ?? []))
      wrong.push(`#${record.id} ${record.verdict}: ${problem}`);
  }
  const ids = new Set(connections.map(({ id }) => id));
  for (const id of byConnection.keys()) if (!ids.has(id)) wrong.push(`#${id} is no connection`);
  for (const finding of result.findings)
    if (!subjects.has(subjectOf(finding))) wrong.push(`${finding.id} is not told`);
  return wrong;
}

function* ofConnection(record: ConnectionRecord, events: readonly OfConnection[]): Generator<string> {
  yield* statesOf(record, events);
  const count = (kind: OfConnection["kind"]) => events.filter((event) => event.kind === kind).length;
  const { opening, verdict } = record;
  const isOpened = opening === "three-way" || opening === "fast-open";
  // (Once more where it was reset and the same SYN began it again; a crossing open may not be complete.)
  if (isOpened && count("open") === 0) yield "not told as opened";
  const isBegunAgain = count("reset") > 0 && verdict !== "reset";
  if (!isOpened && opening !== "simultaneous" && !isBegunAgain && count("open") > 0) yield "told as opened";
  const ends = events.flatMap((event) => {
    if (event.kind === "reset") return [event.verdict];
    if (event.kind === "close") return ["closed"];
    return event.kind === "refused" || event.kind === "unreachable" ? [event.kind] : [];
  });
  if (count("close") > 1) yield "told twice as closed";
  // An RST that nobody obeyed was told, and an ICMP error that did not hold: the last one is the verdict.
  if (TOLD_VERDICTS.includes(verdict) && ends.at(-1) !== verdict) yield `told as ${ends.join()}`;
  if (count("evict") !== (record.evicted ? 1 : 0)) yield "evicted";
  const told = events.flatMap((event) => (event.kind === "finding" ? [event.finding.id] : []));
  if (new Set(told).size < told.length) yield `told twice: ${told.join()}`;
  for (const { id } of record.findings) if (!told.includes(id)) yield `${id} not told`;
}

/** Each state follows from the one before, and the last one is what is reported. (By address: who is the client may turn out later.) */
function* statesOf(record: ConnectionRecord, events: readonly OfConnection[]): Generator<string> {
  const last = events.at(-1);
  for (const { ip, port, state } of [record.client, record.server]) {
    const end = [last?.client, last?.server].find((each) => each?.ip === ip && each.port === port);
    const told = end?.state ?? "UNKNOWN";
    if (told !== state) yield `${ip} told as ${told}, reported as ${state}`;
  }
  const states = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== "state") continue;
    const { ip, port, state } = event[event.endpoint];
    const before = states.get(`${ip} ${port}`) ?? "UNKNOWN";
    if (event.from !== before) yield `packet ${event.packet}: from ${event.from}, was ${before}`;
    if (event.to !== state) yield `packet ${event.packet}: to ${event.to}, stands as ${state}`;
    if (!(event.afterSeconds >= 0)) yield `packet ${event.packet}: after ${event.afterSeconds} s`;
    states.set(`${ip} ${port}`, event.to);
  }
}

function subjectOf(finding: SubjectFinding): string {
  const { kind, ip, port } = finding.subject;
  return `${finding.id} ${kind} ${ip} ${port} ${finding["client"] ?? ""}`;
}
