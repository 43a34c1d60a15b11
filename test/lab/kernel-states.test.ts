// Real sockets in real kernels: at every checkpoint the states that we infer from the packets, seen
// at either end, are those that the kernels give; the verdict is the one the scenario was made for.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { expectKernelStates } from "./expect-kernel-states.ts";
import { hasSetting, missingForLab } from "./namespaces.ts";
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

  // A machine that stalls for seconds plays another story than the scenario's: once more, then it counts.
  test.concurrent.for(scenarios)("$name: $shows", { retry: 1 }, async (scenario, { skip }) => {
    if (scenario.needs !== undefined)
      skip(!hasSetting(scenario.needs), `this kernel has no ${scenario.needs}`);
    const at = join(folder, scenario.name);
    const { checkpoints } = await record(scenario, at);
    await expectKernelStates(scenario, checkpoints, (vantage) => join(at, `${vantage}.pcap`));
  });
});
