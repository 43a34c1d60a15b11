// Records as the engine hands them out, for what is shown to be tried on. Plain stories; each test
// changes what it is about.
import type { Figures } from "../../src/detect/figures.ts";
import type { FindingId } from "../../src/detect/finding.ts";
import type {
  ConnectionRecord,
  EndpointRecord,
  Finding,
  State,
  SubjectFinding,
  Verdict,
} from "../../src/record/connection-record.ts";
import type { CaptureRecord, SummaryRecord } from "../../src/record/report-record.ts";
import { STATES } from "../../src/record/vocabulary.ts";
import type { EngineResult } from "../../src/session/engine-options.ts";

export function endpoint(ip: string, port: number, change: Partial<EndpointRecord> = {}): EndpointRecord {
  return {
    ip,
    port,
    state: "CLOSED",
    stateSinceSeconds: 0,
    isn: 1000,
    mss: 1460,
    windowScale: 7,
    sackPermitted: true,
    timestamps: true,
    packets: 5,
    payloadBytes: 0,
    syn: 0,
    synAck: 0,
    fin: 0,
    rst: 0,
    retransmissions: 0,
    outOfOrder: 0,
    duplicateAcks: 0,
    zeroWindows: 0,
    keepAlives: 0,
    ...change,
  };
}

/** A connection that opened, carried 73 bytes there and 377 back and closed, unless `change` says otherwise. */
export function connection(id: number, change: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return {
    id,
    communityId: "1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
    client: endpoint("10.9.0.1", 40000 + (id % 20000), {
      state: "TIME_WAIT",
      stateSinceSeconds: 60,
      payloadBytes: 73,
      syn: 1,
      fin: 1,
    }),
    server: endpoint("10.9.0.2", 80, { packets: 4, payloadBytes: 377, synAck: 1, fin: 1 }),
    roles: "syn",
    opening: "three-way",
    closing: "four-way",
    closedBy: "client",
    verdict: "closed",
    start: "2021-07-05T08:08:55.000000001Z",
    end: "2021-07-05T08:08:55.041300001Z",
    firstPacket: 1,
    lastPacket: 9,
    durationSeconds: 0.0413,
    synRttSeconds: 0.00015,
    ackRttSeconds: 0.00005,
    tunnel: [],
    directions: "both",
    previous: null,
    evicted: false,
    findings: [],
    ...change,
  };
}

/** A finding with the figures of its kind. */
export function finding<Id extends FindingId>(
  id: Id,
  figures: Figures[Id],
  change: Partial<Finding> = {},
): Finding {
  const packets = change.packets ?? [1];
  return {
    id,
    severity: "warning",
    endpoint: null,
    packets,
    packetsTotal: packets.length,
    summary: `What ${id} says.`,
    ...figures,
    ...change,
  };
}

export function subjectFinding<Id extends FindingId>(
  id: Id,
  figures: Figures[Id],
  change: Partial<SubjectFinding> & Pick<SubjectFinding, "subject" | "connections">,
): SubjectFinding {
  const { subject, connections, ...rest } = change;
  return { ...finding(id, figures, rest), subject, connections };
}

export function unanswered(id: number, change: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return connection(id, {
    client: endpoint("10.9.0.1", 40000 + id, { packets: 3, syn: 3, retransmissions: 2 }),
    server: endpoint("10.9.0.9", 5432, {
      state: "UNKNOWN",
      packets: 0,
      isn: null,
      mss: null,
      windowScale: null,
    }),
    opening: "incomplete",
    closing: "none",
    closedBy: null,
    verdict: "unanswered",
    firstPacket: 12,
    lastPacket: 77,
    durationSeconds: 30,
    synRttSeconds: null,
    ackRttSeconds: null,
    directions: "client",
    ...change,
  });
}

export function refused(id: number, change: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return connection(id, {
    client: endpoint("10.9.0.1", 40000 + id, { packets: 1, syn: 1 }),
    server: endpoint("10.9.0.2", 85, { packets: 1, rst: 1, isn: null, mss: null, windowScale: null }),
    opening: "incomplete",
    closing: "reset",
    closedBy: "server",
    verdict: "refused",
    firstPacket: 20 + id,
    lastPacket: 21 + id,
    durationSeconds: 0.000015,
    synRttSeconds: null,
    ackRttSeconds: null,
    ...change,
  });
}

/** The server's application does not close: it has been in CLOSE_WAIT for `seconds`. */
export function halfClosed(
  id: number,
  seconds: number,
  change: Partial<ConnectionRecord> = {},
): ConnectionRecord {
  return connection(id, {
    client: endpoint("10.9.0.1", 40000 + id, {
      state: "FIN_WAIT_2",
      stateSinceSeconds: seconds,
      payloadBytes: 400,
      fin: 1,
    }),
    server: endpoint("10.9.0.2", 8080, {
      state: "CLOSE_WAIT",
      stateSinceSeconds: seconds,
      payloadBytes: 1033,
    }),
    closing: "incomplete",
    verdict: "half-closed",
    firstPacket: 88 + id,
    lastPacket: 95 + id,
    ...change,
  });
}

export function open(id: number, change: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return connection(id, {
    client: endpoint("10.9.0.1", 40000 + id, {
      state: "ESTABLISHED",
      stateSinceSeconds: 12,
      payloadBytes: 2_400_000,
    }),
    server: endpoint("10.9.0.2", 443, { state: "ESTABLISHED", stateSinceSeconds: 12, payloadBytes: 1_000 }),
    closing: "none",
    closedBy: null,
    verdict: "open",
    durationSeconds: 75.2,
    ...change,
  });
}

export function capture(change: Partial<CaptureRecord> = {}): CaptureRecord {
  return {
    files: [{ name: "tour.pcapng", format: "pcapng", compression: "none", comments: [] }],
    linkTypes: ["ethernet"],
    snapLength: null,
    packets: 412,
    firstTime: "2021-07-05T08:08:55.000000001Z",
    lastTime: "2021-07-05T08:10:10.000000001Z",
    ...change,
  };
}

/** What the engine resolves with after handing out `records`. */
export function resultOf(
  records: readonly ConnectionRecord[],
  change: Partial<EngineResult> = {},
): EngineResult {
  const none = () => Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
  const states = { client: none(), server: none() };
  const verdicts: Partial<Record<Verdict, number>> = {};
  const findings: Record<string, number> = {};
  for (const record of records) {
    verdicts[record.verdict] = (verdicts[record.verdict] ?? 0) + 1;
    states.client[record.client.state]++;
    states.server[record.server.state]++;
    for (const { id } of record.findings) findings[id] = (findings[id] ?? 0) + 1;
  }
  const summary: SummaryRecord = {
    packets: 412,
    tcpPackets: 412,
    connections: records.length,
    verdicts,
    findings,
    states,
    outcomes: {},
    evicted: 0,
    damaged: [],
  };
  return { capture: capture(), summary, findings: [], services: [], ...change };
}
