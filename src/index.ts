// The library: `import { analyze } from "shakedown"`. Re-exports only.
export { type AnalyzeOptions, analyze } from "./analyze.ts";
export { CaptureError, type CaptureErrorCode } from "./capture/capture-error.ts";
export { FilterError } from "./capture/filter-error.ts";
export type { CaptureSpec } from "./capture/open-capture.ts";
export type {
  ConnectionRecord,
  EndpointProcess,
  EndpointRecord,
  Finding,
  Severity,
  Side,
  State,
  SubjectFinding,
  Verdict,
} from "./record/connection-record.ts";
export type { EventEndpoint, EventKind, LifecycleEvent } from "./record/event-record.ts";
export type {
  CaptureRecord,
  DamageRecord,
  Report,
  ServiceRecord,
  SummaryRecord,
} from "./record/report-record.ts";
export { SelectError } from "./select/select-error.ts";
export type { EngineProgress, TimeBound } from "./session/engine-options.ts";
