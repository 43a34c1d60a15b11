// The assertion of both tests of the lab: our states are the kernels', our verdicts and findings the
// scenario's.
import { expect } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { ConnectionRecord, SubjectFinding } from "../../src/record/connection-record.ts";
import { runEngine } from "../../src/session/engine.ts";
import type { EngineOptions } from "../../src/session/engine-options.ts";
import { expectedFindings, reportedFindings } from "./compare-findings.ts";
import { type Comparison, compareStates, expectedVerdicts, reportedVerdicts } from "./compare-states.ts";
import type { Checkpoint } from "./lab.ts";
import type { Scenario, Vantage } from "./scenario.ts";

export async function expectKernelStates(
  scenario: Scenario,
  checkpoints: readonly Checkpoint[],
  captureAt: (vantage: Vantage) => string,
): Promise<Comparison> {
  const comparison = await compareStates(scenario, checkpoints, async (vantage, epochNanos) => {
    const { records } = await analyse(captureAt(vantage), { until: { epochNanos } });
    return records;
  });
  expect(comparison.differences).toEqual([]);
  for (const vantage of ["client", "server"] as const) {
    const { records, findings } = await analyse(captureAt(vantage), scenario.options);
    expect(reportedVerdicts(records), `seen at the ${vantage}`).toEqual(
      expectedVerdicts(scenario.connections, vantage),
    );
    expect(reportedFindings(records, findings), `seen at the ${vantage}`).toEqual(
      expectedFindings(scenario, vantage),
    );
  }
  return comparison;
}

async function analyse(
  file: string,
  options: EngineOptions = {},
): Promise<{ records: ConnectionRecord[]; findings: SubjectFinding[] }> {
  const records: ConnectionRecord[] = [];
  const { findings } = await runEngine(await openCapture(file), options, {
    connection: (record) => records.push(record),
  });
  return { records, findings };
}
