// What a screen is sent of the connections: plain objects, as many rows as it shows. Made where the tracking
// is, drawn where the keys are; the screen never reads the live table.
import type {
  ConnectionRecord,
  EndpointProcess,
  Finding,
  Severity,
  State,
  SubjectFinding,
  Verdict,
} from "../../record/connection-record.ts";
import type { EventKind, LifecycleEvent } from "../../record/event-record.ts";

export interface Frame {
  /** `number` of the request that it answers. */
  readonly answers: number;
  readonly status: Status;
  /** Null while the screen is held: only the status goes on. */
  readonly body: Body | null;
  /** What was found about the connection that was asked for with `detail`; null: none was, it is gone, or the screen is held. */
  readonly detail: Detail | null;
}

export type Body = ConnectionsBody | StatesBody | ServicesBody | FindingsBody;
export type ViewName = Body["view"];

/** How capturing and reading go. Counts are of the whole capture. */
export interface Status {
  readonly source:
    | { readonly kind: "live"; readonly interfaces: readonly string[] }
    | { readonly kind: "files"; readonly names: readonly string[] };
  /** ISO 8601 UTC: the moment up to which all packets are counted; null before any. */
  readonly now: string | null;
  /** Live since capturing began; of files from the first packet to `now`. */
  readonly elapsedSeconds: number;
  readonly packets: number;
  readonly tcpPackets: number;
  /** Over the last seconds of the timeline. */
  readonly packetsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Null: not live, or not known. */
  readonly received: number | null;
  readonly droppedByKernel: number | null;
  readonly droppedByInterface: number | null;
  /** Recognised so far. */
  readonly connections: number;
  /** Rows in the table now. */
  readonly tracked: number;
  readonly evicted: number;
  /** Resident memory of the process, in bytes. */
  readonly memoryBytes: number;
  /** Findings so far by severity, of connections and of subjects. */
  readonly findings: Readonly<Record<Severity, number>>;
  /** The newest of warning or worse; null: none was found. */
  readonly newestFinding: NewestFinding | null;
  /** Damage of the input, a line each. */
  readonly damaged: readonly string[];
  readonly replay: ReplayStatus | null;
}

export interface NewestFinding {
  readonly severity: Severity;
  readonly summary: string;
  /** Since it was told, on the timeline. */
  readonly ageSeconds: number;
}

export interface ReplayStatus {
  /** Seconds of the timeline since its first packet. */
  readonly positionSeconds: number;
  /** Of the whole input, where it is known; grows while reading otherwise. */
  readonly lengthSeconds: number | null;
  readonly speed: Speed;
  readonly isPlaying: boolean;
  readonly isAtEnd: boolean;
  /** Whether what was can be played again: not from a pipe. */
  readonly canRewind: boolean;
  /** On the way to where a jump leads. */
  readonly isSeeking: boolean;
  /** How many `pace` requests have been heard: of later ones this knows nothing yet. */
  readonly pacesHeard: number;
  /** Seconds of the timeline until the next packet; null: not known, or no wait for it. */
  readonly silentForSeconds?: number | null;
  /** Where findings of warning or worse were told so far, in order, in seconds of the timeline: a few hundred at most. */
  readonly findingsAt?: readonly number[];
}

/** Times as fast as it happened. */
export type Speed = number | "max";

// ── Connections ──────────────────────────────────────────────────────────────────────────────────

export interface ConnectionsBody {
  readonly view: "connections";
  /** Connections that are known: alive, and those that are over and remembered. */
  readonly total: number;
  /** Of these, how many the filter lets through. */
  readonly matching: number;
  /** Place of `rows[0]` in the order. */
  readonly offset: number;
  readonly rows: readonly ConnectionRow[];
  /** Place of the anchor in the order; null: there is none, or it is gone. */
  readonly anchorAt: number | null;
}

export interface ConnectionRow {
  readonly id: number;
  readonly client: RowEnd;
  readonly server: RowEnd;
  readonly verdict: Verdict;
  /** Since one of the ends last changed its state. */
  readonly inStateSeconds: number;
  /** `synRttSeconds` + `ackRttSeconds`; null where one is not known. */
  readonly handshakeSeconds: number | null;
  readonly packets: number;
  /** Payload of both ends. */
  readonly bytes: number;
  /** The worst finding, and how many more there are; without any, one of warning or worse about its service or a host that lists it. */
  readonly finding: { readonly id: string; readonly severity: Severity; readonly more: number } | null;
  readonly tunnel: readonly string[];
  /** Its story is over. */
  readonly isOver: boolean;
  /** Packets were lost while it was alive. */
  readonly isDoubtful: boolean;
}

export interface RowEnd {
  readonly ip: string;
  readonly port: number;
  readonly state: State;
  readonly process: EndpointProcess | null;
}

export const CONNECTION_ORDERS = [
  "trouble",
  "id",
  "client",
  "server",
  "client-state",
  "server-state",
  "age",
  "handshake",
  "bytes",
  "verdict",
] as const;

export interface Detail {
  /** As it would be reported now, with its findings. */
  readonly connection: ConnectionRecord;
  /** About services, hosts or the capture that list it. */
  readonly subjects: readonly SubjectFinding[];
}

// ── States ───────────────────────────────────────────────────────────────────────────────────────

export interface StatesBody {
  readonly view: "states";
  /** Endpoints now, by state. */
  readonly client: Readonly<Record<State, number>>;
  readonly server: Readonly<Record<State, number>>;
  /** Both sides together, by state, oldest first: one number for each `historySeconds`. */
  readonly history: Readonly<Record<State, readonly number[]>>;
  /** Of the timeline, from one number of a history to the next. */
  readonly historySeconds: number;
  /** Events by kind: per second over the last seconds, all so far, and how many in each step of the history. */
  readonly rates: Readonly<Record<EventKind, Rate>>;
}

export interface Rate {
  readonly perSecond: number;
  readonly total: number;
  readonly history: readonly number[];
}

// ── Services ─────────────────────────────────────────────────────────────────────────────────────

export interface ServicesBody {
  readonly view: "services";
  readonly total: number;
  readonly matching: number;
  readonly offset: number;
  readonly rows: readonly ServiceRow[];
  readonly anchorAt: number | null;
}

export interface ServiceRow {
  readonly ip: string;
  readonly port: number;
  readonly attempts: number;
  /** Both ends ESTABLISHED now. */
  readonly open: number;
  readonly refused: number;
  /** Unanswered or unreachable. */
  readonly unanswered: number;
  readonly reset: number;
  readonly closeWaitNow: number;
  readonly closeWaitPeak: number;
  /** Of handshakes that were measured; null: none. */
  readonly handshakeMedianSeconds: number | null;
  readonly handshake95Seconds: number | null;
  /** The worst, of the service itself or of its connections; with how often. */
  readonly finding: { readonly id: string; readonly severity: Severity; readonly count: number } | null;
  readonly process: EndpointProcess | null;
}

export const SERVICE_ORDERS = [
  "trouble",
  "server",
  "attempts",
  "open",
  "refused",
  "unanswered",
  "reset",
  "close-wait",
  "handshake",
] as const;

// ── Findings ─────────────────────────────────────────────────────────────────────────────────────

export interface FindingsBody {
  readonly view: "findings";
  readonly total: number;
  readonly matching: number;
  readonly offset: number;
  /** Newest first unless another order is asked for. */
  readonly rows: readonly FindingGroup[];
  readonly anchorAt: number | null;
  /** The newest events, oldest first; of findings about services, hosts and the capture only some connections. */
  readonly feed: readonly LifecycleEvent[];
  /** Events that came too fast for the feed, by kind. */
  readonly notInFeed: Readonly<Record<EventKind, number>>;
}

/** All findings with one id; one about a service, a host or the capture stands by itself. */
export interface FindingGroup {
  /** Stays the same while the group grows. */
  readonly key: string;
  readonly id: string;
  readonly severity: Severity;
  readonly count: number;
  /** Seconds since the newest, on the timeline. */
  readonly ageSeconds: number;
  /** The newest. */
  readonly finding: Finding | SubjectFinding;
  /** Ids of some of the connections, the newest last; at most 1,000. */
  readonly connections: readonly number[];
  readonly subject: SubjectFinding["subject"] | null;
  /** Selects its connections. */
  readonly select: string;
}

export const FINDING_ORDERS = ["newest", "severity", "count", "id"] as const;

/** By what the rows of each view are ordered; the first is the order to begin with. */
export const ORDERS = {
  connections: CONNECTION_ORDERS,
  states: ["state"],
  services: SERVICE_ORDERS,
  findings: FINDING_ORDERS,
} as const satisfies Record<ViewName, readonly string[]>;

export type Order = (typeof ORDERS)[ViewName][number];
