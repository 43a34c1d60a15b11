// Real sockets in real kernels: at every checkpoint the states that we infer from the packets, seen
// at either end, are those that the kernels give; the verdict is the one the scenario was made for.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { type EngineOptions, runEngine } from "../../src/session/engine.ts";
import { compareStates, expectedVerdicts, reportedVerdicts } from "./compare-states.ts";
import { missingForLab } from "./namespaces.ts";
import { record } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";

vi.setConfig({ testTimeout: 120_000, maxConcurrency: 4 });

const missing = missingForLab();

describe.skipIf(missing !== null)(`real kernels${missing === null ? "" : ` (${missing})`}`, () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "shakedown-lab-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test.concurrent.each(scenarios)("$name: $shows", async (scenario) => {
    const recording = await record(scenario, join(folder, scenario.name));
    const differences = await compareStates(recording, (vantage, epochNanos) =>
      analyse(recording.captures[vantage], { until: { epochNanos } }),
    );
    expect(differences).toEqual([]);
    for (const vantage of ["client", "server"] as const)
      expect(reportedVerdicts(await analyse(recording.captures[vantage])), `seen at the ${vantage}`).toEqual(
        expectedVerdicts(recording.connections, vantage),
      );
  });
});

async function analyse(file: string, options: EngineOptions = {}): Promise<ConnectionRecord[]> {
  const records: ConnectionRecord[] = [];
  await runEngine(await openCapture([file]), options, { connection: (record) => records.push(record) });
  return records;
}
