// Who looks at the live table between two blocks of packets: what a screen shows is worked out by one.
import type { PacketSource } from "../capture/packet-source.ts";
import type { TunnelTable } from "../decode/tunnel-table.ts";
import type { Detection, SubjectJudged } from "../detect/run-detectors.ts";
import type { RecordBuilder } from "../record/build-record.ts";
import type { Finding } from "../record/connection-record.ts";
import type { EventKind } from "../record/event-record.ts";
import type { CaptureRecord } from "../record/report-record.ts";
import type { ConnectionView } from "../track/connection-view.ts";
import type { Tracker } from "../track/tracker.ts";
import type { SegmentBatch } from "./segment-batch.ts";
import type { FindingsTeller } from "./tell-findings.ts";
import type { Witness } from "./witness.ts";

/** The parts of the engine that may be looked at, and must not be changed. */
export interface InSight {
  readonly tracker: Tracker;
  readonly tunnels: TunnelTable;
  readonly source: PacketSource;
  readonly batch: SegmentBatch;
  readonly builder: RecordBuilder;
  readonly detection: Detection;
  readonly teller: FindingsTeller;
  readonly host: Witness | null;
  readonly capture: () => CaptureRecord;
  /** When something is due without a packet, at the earliest, in nanoseconds of the timeline. */
  readonly nextDue: () => number;
}

export interface Onlooker {
  /** Once, before the first packet. */
  begin(seen: InSight): void;
  /** After each block, and a few times a second where the source waits. */
  look(): void;
  /**
   * Events of this kind, one or as many as `times` says, happened at `time` of the timeline, whether they are told
   * or not; before they are told.
   * @param view shows the connection, as of then; null: about more than one
   */
  happened?(kind: EventKind, times: number, time: number, view: ConnectionView | null): void;
  /** What is found about services, hosts and the capture as of now, told or not: once a second, or less often. */
  judgedSubjects?(judged: readonly SubjectJudged[]): void;
  /** A connection that is older than the capture has its row now; no event tells of its states. */
  adopted?(handle: number): void;
  /** A connection before its row is freed. */
  over?(view: ConnectionView, verdict: number, findings: readonly Finding[], atEnd: boolean): void;
}
