// The catalogue of findings: every id that a report can carry, and how severities compare. Ids are
// part of the contract (--fail-on, --select): never renamed, never reused.
import type { Severity } from "../record/connection-record.ts";

/** In the order of a connection's life. */
export const FINDING_IDS = [
  "connection-refused",
  "icmp-unreachable",
  "icmp-ttl-exceeded",
  "syn-retry",
  "syn-unanswered",
  "syn-ack-retry",
  "half-open-handshake",
  "accept-queue-overflow",
  "handshake-aborted",
  "stale-syn",
  "simultaneous-open",
  "fast-open",
  "slow-handshake",
  "syn-flood",
  "port-scan",
  "zero-window",
  "retransmissions",
  "keepalive",
  "keepalive-failure",
  "challenge-ack",
  "rst-out-of-window",
  "peer-lost-state",
  "capture-loss",
  "reset",
  "half-close",
  "simultaneous-close",
  "fin-retry",
  "last-ack-stuck",
  "close-wait-stuck",
  "fin-wait-2-stuck",
  "close-wait-excess",
  "time-wait-reuse",
  "time-wait-assassination",
  "delayed-segment",
  "port-exhaustion",
  "state-mismatch",
  "offload",
  "duplicate-frames",
  "truncated-packets",
  "time-went-back",
] as const;

export type FindingId = (typeof FINDING_IDS)[number];

/** Greater is worse. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };
