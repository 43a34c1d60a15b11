// The plain objects of the contract (schema shakedown/1): what every format, the library and the
// dashboard read. Field order here is the order of the JSON.

export type State =
  | "CLOSED"
  | "LISTEN"
  | "SYN_SENT"
  | "SYN_RECEIVED"
  | "ESTABLISHED"
  | "FIN_WAIT_1"
  | "FIN_WAIT_2"
  | "CLOSE_WAIT"
  | "CLOSING"
  | "LAST_ACK"
  | "TIME_WAIT"
  | "UNKNOWN";

export type Verdict =
  | "closed"
  | "reset"
  | "aborted"
  | "refused"
  | "half-closed"
  | "closing"
  | "half-open"
  | "open"
  | "unreachable"
  | "unanswered"
  | "connecting"
  | "partial";

export type Side = "client" | "server";
export type Severity = "info" | "warning" | "error";

/** One side of a connection. */
export interface EndpointRecord {
  /** RFC 5952 text for IPv6, dotted for IPv4. */
  ip: string;
  port: number;
  state: State;
  /** Seconds in that state when the input ended or the connection was over. */
  stateSinceSeconds: number;
  /** Initial sequence number, unsigned, of the end's own SYN or SYN-ACK. */
  isn: number | null;
  mss: number | null;
  windowScale: number | null;
  sackPermitted: boolean;
  timestamps: boolean;
  packets: number;
  payloadBytes: number;
  syn: number;
  synAck: number;
  fin: number;
  rst: number;
  retransmissions: number;
  outOfOrder: number;
  duplicateAcks: number;
  zeroWindows: number;
  keepAlives: number;
  /** Live, of an end on this machine: who holds its socket. */
  process?: EndpointProcess;
  /** Live, of an end on this machine: its state in the kernel; null: no longer listed there. */
  kernelState?: State | null;
}

/** A program of this machine that holds one end; where its owner alone is known, the rest is null. */
export interface EndpointProcess {
  pid: number | null;
  name: string | null;
  containerId: string | null;
  uid: number | null;
}

/** Something that a detector judged. Its further fields are its own. */
export interface Finding {
  id: string;
  severity: Severity;
  /** Whose doing it is. */
  endpoint: Side | null;
  /** Packet numbers that prove it, at most 20. */
  packets: number[];
  packetsTotal: number;
  /** One plain sentence with the figures in it. */
  summary: string;
  [figure: string]: unknown;
}

/** A finding about a service, a host or the capture as a whole. */
export interface SubjectFinding extends Finding {
  subject: { kind: "service" | "host" | "capture"; ip: string | null; port: number | null };
  connections: number[];
}

/** One connection: both directions, one incarnation. */
export interface ConnectionRecord {
  id: number;
  communityId: string;
  client: EndpointRecord;
  server: EndpointRecord;
  roles: "syn" | "syn-ack" | "port" | "first-packet";
  opening: "three-way" | "simultaneous" | "fast-open" | "incomplete" | "unseen";
  closing: "four-way" | "three-way" | "simultaneous" | "reset" | "incomplete" | "none";
  closedBy: Side | "both" | null;
  verdict: Verdict;
  /** ISO 8601 UTC with nanoseconds. */
  start: string;
  end: string;
  firstPacket: number;
  lastPacket: number;
  durationSeconds: number;
  synRttSeconds: number | null;
  ackRttSeconds: number | null;
  tunnel: string[];
  /** "none": known from this machine's kernel only. */
  directions: "both" | Side | "none";
  previous: number | null;
  evicted: boolean;
  findings: Finding[];
}
