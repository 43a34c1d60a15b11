// The assertion of both tests of the lab: our states are the kernels', our verdicts the scenario's.
import { expect } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { type EngineOptions, runEngine } from "../../src/session/engine.ts";
import { type Comparison, compareStates, expectedVerdicts, reportedVerdicts } from "./compare-states.ts";
import type { Checkpoint } from "./lab.ts";
import type { Scenario, Vantage } from "./scenario.ts";

export async function expectKernelStates(
  scenario: Scenario,
  checkpoints: readonly Checkpoint[],
  captureAt: (vantage: Vantage) => string,
): Promise<Comparison> {
  const comparison = await compareStates(scenario, checkpoints, (vantage, epochNanos) =>
    analyse(captureAt(vantage), { until: { epochNanos } }),
  );
  expect(comparison.differences).toEqual([]);
  for (const vantage of ["client", "server"] as const)
    expect(reportedVerdicts(await analyse(captureAt(vantage))), `seen at the ${vantage}`).toEqual(
      expectedVerdicts(scenario.connections, vantage),
    );
  return comparison;
}

async function analyse(file: string, options: EngineOptions = {}): Promise<ConnectionRecord[]> {
  const records: ConnectionRecord[] = [];
  await runEngine(await openCapture(file), options, { connection: (record) => records.push(record) });
  return records;
}
