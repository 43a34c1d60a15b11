// What real kernels said once, for machines on which the lab cannot run: fixtures/kernels/<scenario>
// holds both captures and the kernels' states.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { expectKernelStates } from "./expect-kernel-states.ts";
import type { Recording, Vantage } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";

const folder = fileURLToPath(new URL("../../fixtures/kernels/", import.meta.url));

describe("recorded kernels", () => {
  test.each(scenarios)("$name: $shows", async (scenario) => {
    const at = `${folder}${scenario.name}`;
    const recording = JSON.parse(await readFile(`${at}/recording.json`, "utf8")) as Recording;
    const capture = (vantage: Vantage) => `${at}/${vantage}.pcapng`;
    const { needless } = await expectKernelStates(scenario, recording.checkpoints, capture);
    expect(needless, "told as unknowable, and yet known").toEqual([]);
  });

  test("every recording has its scenario", async () => {
    expect(new Set(await readdir(folder))).toEqual(new Set(scenarios.map(({ name }) => name)));
  });
});
