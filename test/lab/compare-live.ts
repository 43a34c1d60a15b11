// What live told while it happened, against its own connections in the end and against what is read from
// the packets that it kept. One line for each disagreement.
import type { ConnectionRecord, Finding, SubjectFinding } from "../../src/record/connection-record.ts";
import type { EventKind, LifecycleEvent } from "../../src/record/event-record.ts";
import { endpointName, type SeenConnection } from "./compare-states.ts";
import type { LiveRecorder, Told } from "./live-recorder.ts";

type ConnectionEvent = Extract<LifecycleEvent, { connection: number }>;

/** SEMANTICS §3, half-open-handshake. */
const HALF_OPEN_SECONDS = 3;
/** From a packet until it is told of: the kernel's batch, and a machine that has much to do. */
const GRACE_MILLISECONDS = 1500;

/** Found while an end waits, and replaced when what it waits for comes after all (SEMANTICS §3). */
const REPLACED: ReadonlySet<string> = new Set(["half-open-handshake", "syn-unanswered"]);

/**
 * What the machine's own kernel says, and what goes on by the clock after the last packet: a file ends with
 * that. (A sentence repeats the figures.)
 */
const NOT_FROM_PACKETS: ReadonlySet<string> = new Set([
  "process",
  "kernelState",
  "stateSinceSeconds",
  "summary",
  "seconds",
  "idleSeconds",
  "oldestSeconds",
  "silentSeconds",
  "waitedSeconds",
  "gaveUp",
  "givesUpSeconds",
  "nextSeconds",
  "withinSeconds", // of a scan: in hundredths, which begin with the timeline
]);

/** How the connections stood at a moment (nanoseconds since 1970) by what had been told soon after it. */
export function toldStates(told: readonly Told[], until: bigint): SeenConnection[] {
  const byId = new Map<number, SeenConnection>();
  const tooLate = Number(until / 1_000_000n) + GRACE_MILLISECONDS;
  for (const { event, heard } of told) {
    if (event.connection === null || epochNanos(event.time) > until || heard > tooLate) continue;
    byId.set(event.connection, { id: event.connection, client: event.client, server: event.server });
  }
  return [...byId.values()];
}

/** Nanoseconds since 1970. */
function epochNanos(time: string): bigint {
  const [seconds = "", fraction = ""] = time.replace("Z", "").split(".");
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** Whether each connection was told as it is reported in the end. */
export function compareEvents(told: readonly Told[], records: readonly ConnectionRecord[]): string[] {
  const events = told.map(({ event }) => event);
  const gaps = events.filter((event, index) => event.seq !== index + 1).map(({ seq }) => `gap before ${seq}`);
  return [...gaps, ...records.flatMap((record) => compareStory(record, eventsOf(events, record)))];
}

function compareStory(record: ConnectionRecord, events: readonly ConnectionEvent[]): string[] {
  const name = `${record.id} ${endpointName(record, "client")} > ${endpointName(record, "server")}`;
  const expected = expectedKinds(record);
  const kinds = new Set(events.map(({ kind }) => kind));
  const differences: string[] = [];
  for (const kind of ["open", "refused", "unreachable", "half-open", "close", "reset", "retry"] as const) {
    if (expected[kind] !== undefined && expected[kind] !== kinds.has(kind))
      differences.push(
        `${name} (${record.verdict}, ${record.opening}, ${record.closing}): ` +
          `${kinds.has(kind) ? "told" : "not told"} as ${kind}`,
      );
  }
  const last = events.at(-1);
  for (const side of ["client", "server"] as const)
    if (last?.[side].state !== record[side].state)
      differences.push(
        `${name}: the ${side} ${last?.[side].state} as told, ${record[side].state} in the end`,
      );
  for (const event of events) differences.push(...compareFigures(name, record, event));
  differences.push(...compareFindings(name, record, events));
  return differences;
}

/** What must have been told (true), must not (false), or may. */
function expectedKinds(record: ConnectionRecord): Partial<Record<EventKind, boolean>> {
  const { verdict, opening } = record;
  const complete = opening === "three-way" || opening === "simultaneous" || opening === "fast-open";
  const isRepeated = record.findings.some(({ id }) =>
    ["syn-retry", "syn-unanswered", "syn-ack-retry", "fin-retry", "last-ack-stuck"].includes(id),
  );
  return {
    ...(opening !== "unseen" && { open: complete }),
    close: verdict === "closed",
    // What followed may have gone on after all.
    ...(verdict !== "closed" && { reset: verdict === "reset" || verdict === "aborted" }),
    refused: verdict === "refused",
    ...(verdict === "unreachable" && { unreachable: true }),
    ...(record.findings.some(isLongHalfOpen) && { "half-open": true }),
    ...(isRepeated && { retry: true }),
  };
}

/** The event waits as long as a server without a retry; the finding comes with the first retry. */
function isLongHalfOpen(finding: Finding): boolean {
  return finding.id === "half-open-handshake" && Number(finding["waitedSeconds"]) > HALF_OPEN_SECONDS;
}

function compareFigures(name: string, record: ConnectionRecord, event: ConnectionEvent): string[] {
  const figures: [what: string, told: unknown, reported: unknown][] = [];
  if (event.kind === "open")
    figures.push(
      ["opening", event.opening, record.opening],
      ["synRttSeconds", event.synRttSeconds, record.synRttSeconds],
      ["ackRttSeconds", event.ackRttSeconds, record.ackRttSeconds],
    );
  if (event.kind === "close")
    figures.push(["closing", event.closing, record.closing], ["closedBy", event.closedBy, record.closedBy]);
  if (event.kind === "reset" && record.closing === "reset")
    figures.push(["verdict", event.verdict, record.verdict], ["closedBy", event.by, record.closedBy]);
  return figures
    .filter(([, told, reported]) => told !== reported)
    .map(
      ([what, told, reported]) => `${name}: ${event.kind} ${what} ${told} as told, ${reported} in the end`,
    );
}

/** Every finding was told; what was told beyond is what waiting looks like before its end is known. */
function compareFindings(
  name: string,
  record: ConnectionRecord,
  events: readonly ConnectionEvent[],
): string[] {
  const told = new Set(events.flatMap((event) => (event.kind === "finding" ? [event.finding.id] : [])));
  const found = new Set(record.findings.map(({ id }) => id));
  return [
    ...[...found].filter((id) => !told.has(id)).map((id) => `${name}: ${id} not told`),
    ...[...told]
      .filter((id) => !found.has(id) && !REPLACED.has(id))
      .map((id) => `${name}: ${id} told, and not found in the end`),
  ];
}

/** A subject's finding was told too. */
export function compareSubjects(told: readonly Told[], findings: readonly SubjectFinding[]): string[] {
  const named = ({ id, subject }: SubjectFinding) => `${id} ${subject.kind} ${subject.ip} ${subject.port}`;
  const heard = new Set(
    told.flatMap(({ event }) =>
      event.kind === "finding" && event.connection === null ? [named(event.finding)] : [],
    ),
  );
  const found = new Set(findings.map(named));
  return [
    ...[...found].filter((name) => !heard.has(name)).map((name) => `${name} not told`),
    ...[...heard].filter((name) => !found.has(name)).map((name) => `${name} told, and not found in the end`),
  ];
}

/** What differs between live and what is read from the packets that it kept, but for what no packet brings. */
export function compareReports(live: readonly object[], read: readonly object[]): string[] {
  const figures = new Map(read.flatMap((one, index) => figuresOf(String(index + 1), one)));
  const differences: string[] = [];
  for (const [path, value] of live.flatMap((one, index) => figuresOf(String(index + 1), one))) {
    if (figures.get(path) !== value)
      differences.push(`${path}: ${value} live, ${figures.get(path) ?? "nothing"} read`);
    figures.delete(path);
  }
  return [...differences, ...[...figures].map(([path, value]) => `${path}: nothing live, ${value} read`)];
}

function figuresOf(path: string, value: unknown): [path: string, figure: unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value)
    .filter(([name]) => !NOT_FROM_PACKETS.has(name))
    .flatMap(([name, member]) => figuresOf(`${path} ${name}`, member));
}

/** What a packet brought was told soon after it; with `found`, so that each of these was before capturing was to end. */
export function compareTimes(
  { told, asked }: Pick<LiveRecorder, "told" | "asked">,
  found: readonly (Finding | SubjectFinding)[],
): string[] {
  const late = told.filter(({ event, heard }) => {
    return event.packet !== null && heard - milliseconds(event.time) > GRACE_MILLISECONDS;
  });
  const inTime = new Set(
    told.flatMap(({ event, heard }) =>
      event.kind === "finding" && heard < asked && milliseconds(event.time) < asked ? [event.finding.id] : [],
    ),
  );
  return [
    ...late.map(
      ({ event, heard }) => `${event.kind} of packet ${event.packet}: ${heard - milliseconds(event.time)} ms`,
    ),
    ...found.filter(({ id }) => !inTime.has(id)).map(({ id }) => `${id} told in the end only`),
  ];
}

function milliseconds(time: string): number {
  return Number(epochNanos(time) / 1_000_000n);
}

function eventsOf(events: readonly LifecycleEvent[], { id }: ConnectionRecord): ConnectionEvent[] {
  return events.filter((event): event is ConnectionEvent => event.connection === id);
}
