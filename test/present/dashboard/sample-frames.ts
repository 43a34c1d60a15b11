// Frames as a session sends them, made by hand: each test changes what it is about.
import type { State } from "../../../src/record/connection-record.ts";
import type { EventKind } from "../../../src/record/event-record.ts";
import { EVENT_KINDS, STATES } from "../../../src/record/vocabulary.ts";
import type {
  Body,
  ConnectionRow,
  ConnectionsBody,
  FindingGroup,
  FindingsBody,
  Frame,
  Rate,
  ReplayStatus,
  ServiceRow,
  ServicesBody,
  StatesBody,
  Status,
} from "../../../src/session/screen/frame.ts";
import type { FromSession, SessionPort, ToSession } from "../../../src/session/screen/protocol.ts";
import { finding, subjectFinding } from "../sample-records.ts";

export function status(change: Partial<Status> = {}): Status {
  return {
    source: { kind: "live", interfaces: ["eth0"] },
    now: "2026-03-02T14:03:12.5Z",
    elapsedSeconds: 252,
    packets: 3_100_000,
    tcpPackets: 3_000_000,
    packetsPerSecond: 12_400,
    bytesPerSecond: 3_875_000,
    received: 3_100_000,
    droppedByKernel: 0,
    droppedByInterface: 0,
    connections: 812,
    tracked: 240,
    evicted: 0,
    memoryBytes: 120_000_000,
    findings: { info: 1, warning: 2, error: 1 },
    newestFinding: null,
    damaged: [],
    replay: null,
    ...change,
  };
}

export function replayStatus(change: Partial<ReplayStatus> = {}): ReplayStatus {
  return {
    positionSeconds: 12.5,
    lengthSeconds: 90,
    speed: 1,
    isPlaying: true,
    isAtEnd: false,
    canRewind: true,
    isSeeking: false,
    pacesHeard: 0,
    ...change,
  };
}

/** A client of 10.9.0.2:8080 whose server does not close. */
export function row(id: number, change: Partial<ConnectionRow> = {}): ConnectionRow {
  return {
    id,
    client: { ip: "10.9.0.1", port: 40_000 + (id % 20_000), state: "FIN_WAIT_2", process: null },
    server: { ip: "10.9.0.2", port: 8080, state: "CLOSE_WAIT", process: null },
    verdict: "half-closed",
    inStateSeconds: 62,
    handshakeSeconds: 0.0002,
    packets: 12,
    bytes: 1433,
    finding: { id: "close-wait-excess", severity: "error", more: 0 },
    tunnel: [],
    isOver: false,
    isDoubtful: false,
    ...change,
  };
}

/** Rows `offset` and on of `total`; the connection in place n has the id total − n. */
export function connectionsBody(total = 40, change: Partial<ConnectionsBody> = {}): ConnectionsBody {
  const offset = change.offset ?? 0;
  const rows =
    change.rows ?? Array.from({ length: Math.min(90, total - offset) }, (_, at) => row(total - offset - at));
  return { view: "connections", total, matching: total, offset, anchorAt: null, ...change, rows };
}

export function byState<T>(value: (state: State, index: number) => T): Record<State, T> {
  return Object.fromEntries(STATES.map((state, index) => [state, value(state, index)])) as Record<State, T>;
}

export function statesBody(change: Partial<StatesBody> = {}): StatesBody {
  const rate = (index: number): Rate => ({
    perSecond: index,
    total: index * 100,
    history: Array.from({ length: 60 }, (_, at) => (at * index) % 7),
  });
  const kinds = EVENT_KINDS.map((kind, index) => [kind, rate(index)]);
  return {
    view: "states",
    client: byState((_, index) => index * 3),
    server: byState((state, index) => (state === "CLOSE_WAIT" ? 120 : index)),
    history: byState((_, index) => Array.from({ length: 60 }, (_, at) => (at * index) % 11)),
    historySeconds: 1,
    rates: Object.fromEntries(kinds) as Record<EventKind, Rate>,
    ...change,
  };
}

export function serviceRow(port: number, change: Partial<ServiceRow> = {}): ServiceRow {
  return {
    ip: "10.9.0.2",
    port,
    attempts: 120,
    open: 12,
    refused: 0,
    unanswered: 1,
    reset: 2,
    closeWaitNow: 12,
    closeWaitPeak: 12,
    handshakeMedianSeconds: 0.0002,
    handshake95Seconds: 0.0011,
    finding: { id: "close-wait-excess", severity: "error", count: 12 },
    process: { pid: 4711, name: "node", containerId: null, uid: 1000 },
    ...change,
  };
}

export function servicesBody(change: Partial<ServicesBody> = {}): ServicesBody {
  const rows = change.rows ?? [8080, 80, 443].map((port) => serviceRow(port));
  return {
    view: "services",
    total: rows.length,
    matching: rows.length,
    offset: 0,
    anchorAt: null,
    ...change,
    rows,
  };
}

const LEAKING = { kind: "service", ip: "10.9.0.2", port: 8080 } as const;
const LEAK = {
  holder: "service",
  client: null,
  now: 12,
  most: 12,
  oldestSeconds: 62,
  growing: true,
  connectionsTotal: 12,
} as const;

export function findingGroup(key: string, change: Partial<FindingGroup> = {}): FindingGroup {
  return {
    key,
    id: key,
    severity: "error",
    count: 12,
    ageSeconds: 3,
    finding: finding("close-wait-stuck", { seconds: 62, ageSeconds: 60 }),
    connections: [812, 807],
    subject: null,
    select: `finding:${key}`,
    ...change,
  };
}

export function findingsBody(change: Partial<FindingsBody> = {}): FindingsBody {
  const rows = change.rows ?? [
    findingGroup("close-wait-excess", {
      finding: subjectFinding("close-wait-excess", LEAK, { subject: LEAKING, connections: [812, 807] }),
      subject: LEAKING,
      select: "server.host:10.9.0.2 server.port:8080",
    }),
    findingGroup("close-wait-stuck", { severity: "warning", count: 3 }),
  ];
  const notInFeed = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, 0])) as Record<EventKind, number>;
  return {
    view: "findings",
    total: rows.length,
    matching: rows.length,
    offset: 0,
    anchorAt: null,
    feed: [],
    notInFeed,
    ...change,
    rows,
  };
}

export function frame(body: Body | null, change: Partial<Frame> = {}): Frame {
  return { answers: 1, status: status(), body, detail: null, ...change };
}

/** A session that keeps what it is sent and says what it is told to say. */
export class FakeSession implements SessionPort {
  readonly sent: ToSession[] = [];
  readonly #hearers: ((message: FromSession) => void)[] = [];

  send(message: ToSession): void {
    this.sent.push(message);
  }

  listen(hear: (message: FromSession) => void): void {
    this.#hearers.push(hear);
  }

  say(message: FromSession): void {
    for (const hear of this.#hearers) hear(message);
  }

  /** The last view that was asked for. */
  get view() {
    return this.sent.findLast((message) => message.type === "view");
  }
}
