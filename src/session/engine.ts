// The loop: blocks → segments → connections → records. Owns the clock. (Interface first.)
import type { PacketSource } from "../capture/packet-source.ts";
import type { ConnectionRecord, SubjectFinding } from "../record/connection-record.ts";
import type { CaptureRecord, ServiceRecord, SummaryRecord } from "../record/report-record.ts";

export interface EngineOptions {
  /** Maximum segment lifetime in seconds; TIME_WAIT lasts twice this. Default 30. */
  msl?: number;
  /** Bound of the table of tracked connections. Default 1,000,000. */
  maxConnections?: number;
  /** Only packets at or after / before this moment: nanoseconds since 1970 or seconds since the first packet. */
  since?: TimeBound;
  until?: TimeBound;
  /** "id": connections are handed out in the order of their ids, at the end. Default: as they finish. */
  order?: "finished" | "id";
  /** Called about ten times a second while reading. */
  onProgress?: (progress: EngineProgress) => void;
  signal?: AbortSignal;
}

export type TimeBound = { readonly epochNanos: bigint } | { readonly offsetSeconds: number };

export interface EngineProgress {
  readonly bytes: number;
  readonly totalBytes: number | null;
  readonly packets: number;
}

/** Where results go while the engine runs. Every method is called from the loop, never concurrently. */
export interface EngineSink {
  /** Once, before any connection: what is known of the inputs by then (totals null or so far). */
  begin?(capture: CaptureRecord): void;
  /** Each connection once, when its story is over (see `order`). Not built where this is absent. */
  connection?(record: ConnectionRecord): void;
  /** Awaited after each block of packets and at least every 1,024 connections: write out, let a slow pipe drain. */
  flush?(): Promise<void> | void;
}

export interface EngineResult {
  readonly capture: CaptureRecord;
  readonly summary: SummaryRecord;
  readonly findings: SubjectFinding[];
  readonly services: ServiceRecord[];
}

/** Reads the source to its end and closes it. Rejects with CaptureError only. */
export async function runEngine(
  _source: PacketSource,
  _options: EngineOptions = {},
  _sink: EngineSink = {},
): Promise<EngineResult> {
  throw new Error("not built yet");
}
