// What the engine is told, what it hands out, and to whom.
import type { PacketFilter } from "../capture/packet-filter.ts";
import type { ConnectionRecord, SubjectFinding, Verdict } from "../record/connection-record.ts";
import type { EventKind, LifecycleEvent } from "../record/event-record.ts";
import type { CaptureRecord, ServiceRecord, SummaryRecord } from "../record/report-record.ts";
import type { Language } from "../words/language.ts";
import type { Follower } from "./follower.ts";
import type { Onlooker } from "./onlooker.ts";
import type { Witness } from "./witness.ts";

export interface EngineOptions {
  /** Maximum segment lifetime in seconds; TIME_WAIT lasts twice this. Default 30. */
  readonly msl?: number;
  /** Bound of the table of tracked connections. Default 1,000,000. */
  readonly maxConnections?: number;
  /** Seconds after which an end in CLOSE_WAIT raises close-wait-stuck. Default 60. */
  readonly closeWaitAge?: number;
  /** Connections of one service in CLOSE_WAIT at one time that raise close-wait-excess. Default 10. */
  readonly closeWaitCount?: number;
  /** Language of the findings' sentences. Default "en". */
  readonly lang?: Language;
  /** Only packets at or after this moment. */
  readonly since?: TimeBound;
  /** Only packets before this moment. */
  readonly until?: TimeBound;
  /** Only packets that match; the others are counted all the same. */
  readonly filter?: PacketFilter;
  /** "id": connections are handed out in the order of their ids, at the end. Default: as they finish. */
  readonly order?: "finished" | "id";
  /** Called after every block of packets. */
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Follows every packet to its connection. */
  readonly follower?: Follower;
  /** What this machine knows of its own connections. */
  readonly host?: Witness;
  /** Looks at the table while the loop runs. */
  readonly onlooker?: Onlooker;
  /** Ends the reading after so many packets. */
  readonly maxPackets?: number;
  /** Seconds from one `interim` of the sink to the next, where the source waits for packets. */
  readonly interimEvery?: number;
  /** Ends the reading; what was read by then is reported. */
  readonly signal?: AbortSignal;
}

/** Nanoseconds since 1970, or seconds since the first packet of the input. */
export type TimeBound = { readonly epochNanos: bigint } | { readonly offsetSeconds: number };

export interface EngineProgress {
  /** Read so far of all inputs, as stored (compressed). */
  readonly bytes: number;
  /** Null where an input is a pipe. */
  readonly totalBytes: number | null;
  readonly packets: number;
}

/**
 * Where results go while the engine runs. Never two calls at once; `event`, `tick` and `interim` also come
 * while the loop waits for packets or for `flush`.
 */
export interface EngineSink {
  /** Once, before any connection: what is known of the inputs by then (packets 0, times null). */
  begin?(capture: CaptureRecord): void;
  /** With order "id": once, when everything is read and before the first connection. */
  summary?(result: EngineResult): void;
  /** Only connections with findings are wanted: the others' records are not built (order "finished"). */
  onlyWithFindings?: boolean;
  /**
   * Asked before the record of a connection is built (order "finished"): false where `connection` need not see it.
   * @param findings how many it has
   * @param retries SYNs, SYN-ACKs and segments that were sent again, of both ends
   */
  wants?(id: number, verdict: Verdict, findings: number, retries: number): boolean;
  /** Each connection once, when its story is over (see `order`). Not built where this is absent. */
  connection?(record: ConnectionRecord): void;
  /**
   * Each change in a connection's story, as it happens. Not worked out where this is absent.
   * @param record builds what would be reported of the connection now; null: about more than one
   * @param handle the connection's row, as a follower knows it; −1: about more than one
   */
  event?(event: LifecycleEvent, record: (() => ConnectionRecord) | null, handle: number): void;
  /** Only events of these kinds are told and numbered; default: all. */
  readonly eventKinds?: ReadonlySet<EventKind>;
  /**
   * A few times a second where the source waits for packets, on an idle line too.
   * @param connections recognised so far: the highest id
   */
  tick?(capture: CaptureRecord, connections: number): void;
  /**
   * What `end` would be told now: connections that go on are counted as they stand. See `interimEvery`.
   * @param time the moment up to which all packets are counted, as events have it; null: before any
   */
  interim?(result: EngineResult, time: string | null): void;
  /** Awaited after each block of packets and at least every 1,024 connections: write out, let a slow pipe drain. */
  flush?(): Promise<void> | void;
}

export interface EngineResult {
  readonly capture: CaptureRecord;
  readonly summary: SummaryRecord;
  readonly findings: SubjectFinding[];
  readonly services: ServiceRecord[];
}
