// The sums of everything that was read, as the contract tells them: at the end, or how they stand in the middle.
import type { PacketSource } from "../capture/packet-source.ts";
import type { SubjectJudged } from "../detect/run-detectors.ts";
import type { Totals } from "../record/totals.ts";
import type { Tracker } from "../track/tracker.ts";
import { captureRecord } from "./capture-record.ts";
import type { EngineResult } from "./engine-options.ts";
import type { SegmentBatch } from "./segment-batch.ts";
import type { FindingsTeller } from "./tell-findings.ts";

interface Parts {
  readonly source: PacketSource;
  readonly batch: SegmentBatch;
  readonly tracker: Tracker;
  readonly teller: FindingsTeller;
}

/** `totals`: of all connections; `judged`: what is wrong with services, hosts and the capture. */
export function engineResult(
  { source, batch, tracker, teller }: Parts,
  totals: Totals,
  judged: readonly SubjectJudged[],
): EngineResult {
  const { packets, tcpPackets, firstTime, lastTime } = batch;
  const findings = judged.map(({ detector, judgement }) => teller.tellSubject(detector, judgement));
  return {
    capture: captureRecord(source, packets, firstTime, lastTime),
    summary: {
      packets,
      tcpPackets,
      connections: totals.connections,
      verdicts: totals.verdictCounts(),
      findings: totals.findingCounts(findings),
      states: totals.stateCounts(),
      outcomes: batch.outcomeCounts(),
      evicted: tracker.lifecycle.evicted,
      damaged: source.damage.map((damage) => ({ ...damage })),
    },
    findings,
    services: totals.services(tracker.services, findings),
  };
}
