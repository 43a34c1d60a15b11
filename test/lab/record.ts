// Plays scenarios, a few at once, and keeps their captures and what the kernels said.
import { join } from "node:path";
import { missingForLab } from "./namespaces.ts";
import { record } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";

const AT_ONCE = 4;

export async function main([folder = "lab-recordings", ...names]: string[]): Promise<void> {
  const missing = missingForLab();
  if (missing !== null) throw new Error(`the lab ${missing}`);
  const chosen = scenarios.filter(
    ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
  );
  const rest = [...chosen];
  const work = async () => {
    for (let scenario = rest.shift(); scenario !== undefined; scenario = rest.shift()) {
      const start = performance.now();
      try {
        await record(scenario, join(folder, scenario.name));
        console.log(`${scenario.name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
      } catch (error) {
        process.exitCode = 1;
        console.log(`${scenario.name}: ${error instanceof Error ? error.message : error}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
