// A lifecycle event of the contract: one change in a connection's story, told as it happens. Field order
// here is the order of the JSON.
import type {
  ConnectionRecord,
  EndpointProcess,
  Finding,
  Side,
  State,
  SubjectFinding,
  Verdict,
} from "./connection-record.ts";

/** An end at the moment of the event, the event itself included. */
export interface EventEndpoint {
  ip: string;
  port: number;
  state: State;
  /** Whose socket it is, where this host knows. */
  process?: EndpointProcess;
}

/** What every event has. */
interface Happening {
  type: "event";
  /** From 1, without gaps: a reader who sees one has missed something. */
  seq: number;
  /** ISO 8601 UTC with nanoseconds. */
  time: string;
  /** Number of the packet that brought it; null: a timer, or the kernel's word. */
  packet: number | null;
}

interface ConnectionHappening extends Happening {
  /** Its id. */
  connection: number;
  client: EventEndpoint;
  server: EventEndpoint;
}

/** The handshake is complete. */
export interface OpenEvent extends ConnectionHappening {
  kind: "open";
  opening: ConnectionRecord["opening"];
  synRttSeconds: number | null;
  ackRttSeconds: number | null;
}

/** The SYN was answered by an RST. */
export interface RefusedEvent extends ConnectionHappening {
  kind: "refused";
  /** From the last SYN to the RST. */
  afterSeconds: number;
  /** As in the finding connection-refused; null: that cannot be told yet. */
  likelyFrom: "host" | "firewall" | null;
}

/** An ICMP error ended the attempt. */
export interface UnreachableEvent extends ConnectionHappening {
  kind: "unreachable";
  icmp: { version: 4 | 6; type: number; code: number; name: string; from: string };
  /** From the last SYN before it. */
  afterSeconds: number;
}

/** A SYN, SYN-ACK or FIN again, by timer. */
export interface RetryEvent extends ConnectionHappening {
  kind: "retry";
  of: "SYN" | "SYN-ACK" | "FIN";
  endpoint: Side;
  /** 2: sent for the second time. */
  attempt: number;
  sinceFirstSeconds: number;
  sinceLastSeconds: number;
  /** As in the findings syn-retry, syn-ack-retry and fin-retry. */
  schedule: { stacks: readonly string[]; nextSeconds: number | null; givesUpSeconds: number | null } | null;
}

/** The server has waited for the last segment of the handshake for longer than usual; while SYNs flood it, not told. */
export interface HalfOpenEvent extends ConnectionHappening {
  kind: "half-open";
  /** Since its first SYN-ACK. */
  forSeconds: number;
}

/** Both FINs are acknowledged. */
export interface CloseEvent extends ConnectionHappening {
  kind: "close";
  closing: ConnectionRecord["closing"];
  closedBy: ConnectionRecord["closedBy"];
  durationSeconds: number;
  clientBytes: number;
  serverBytes: number;
}

/** Ended by an RST: verdict reset or aborted. */
export interface ResetEvent extends ConnectionHappening {
  kind: "reset";
  verdict: "reset" | "aborted";
  by: Side;
  /** As in the finding reset; null: none, or it cannot be told yet. */
  cause: string | null;
  /** As in the finding handshake-aborted: whether the SYN-ACK had come; null: there is no such finding. */
  answered: boolean | null;
  durationSeconds: number;
  clientBytes: number;
  serverBytes: number;
}

/** An end changed its state. */
export interface StateEvent extends ConnectionHappening {
  kind: "state";
  endpoint: Side;
  from: State;
  to: State;
  /** How long it was in the one before. */
  afterSeconds: number;
}

/** Dropped from the full table before its story was over. */
export interface EvictEvent extends ConnectionHappening {
  kind: "evict";
  verdict: Verdict;
}

/** Something was found about a connection; once for each id. */
export interface ConnectionFindingEvent extends ConnectionHappening {
  kind: "finding";
  finding: Finding;
}

/** Something was found about a service, a host or the capture. */
export interface SubjectFindingEvent extends Happening {
  kind: "finding";
  connection: null;
  client: null;
  server: null;
  finding: SubjectFinding;
}

export type LifecycleEvent =
  | OpenEvent
  | RefusedEvent
  | UnreachableEvent
  | RetryEvent
  | HalfOpenEvent
  | CloseEvent
  | ResetEvent
  | StateEvent
  | EvictEvent
  | ConnectionFindingEvent
  | SubjectFindingEvent;

export type EventKind = LifecycleEvent["kind"];
