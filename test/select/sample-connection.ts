// One unremarkable connection, of which a test names only what matters to it.
import type { ConnectionRecord, EndpointRecord, Finding } from "../../src/record/connection-record.ts";

type Changes = Partial<Omit<ConnectionRecord, "client" | "server">> & {
  client?: Partial<EndpointRecord>;
  server?: Partial<EndpointRecord>;
};

function sampleEndpoint(changes: Partial<EndpointRecord> = {}): EndpointRecord {
  return {
    ip: "10.9.0.1",
    port: 40_001,
    state: "ESTABLISHED",
    stateSinceSeconds: 1,
    isn: 1000,
    mss: 1460,
    windowScale: 7,
    sackPermitted: true,
    timestamps: true,
    packets: 5,
    payloadBytes: 100,
    syn: 1,
    synAck: 0,
    fin: 0,
    rst: 0,
    retransmissions: 0,
    outOfOrder: 0,
    duplicateAcks: 0,
    zeroWindows: 0,
    keepAlives: 0,
    ...changes,
  };
}

export function sampleConnection({ client = {}, server = {}, ...changes }: Changes = {}): ConnectionRecord {
  return {
    id: 1,
    communityId: "1:AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    client: sampleEndpoint(client),
    server: sampleEndpoint({ ip: "10.9.0.2", port: 80, syn: 0, synAck: 1, ...server }),
    roles: "syn",
    opening: "three-way",
    closing: "none",
    closedBy: null,
    verdict: "open",
    start: "2021-07-05T08:08:55.000000001Z",
    end: "2021-07-05T08:08:56.000000001Z",
    firstPacket: 1,
    lastPacket: 10,
    durationSeconds: 1,
    synRttSeconds: 0.06,
    ackRttSeconds: 0.04,
    tunnel: [],
    directions: "both",
    previous: null,
    evicted: false,
    findings: [],
    ...changes,
  };
}

export function sampleFinding(id: string, severity: Finding["severity"]): Finding {
  return { id, severity, endpoint: "client", packets: [1], packetsTotal: 1, summary: "A sentence." };
}
