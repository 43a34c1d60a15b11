// Makes fixtures/kernels/<scenario>/ again: both captures as pcapng, and what the kernels said.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main as recordAll } from "./record.ts";
import { scenarios } from "./scenarios/index.ts";
import { toPcapng } from "./to-pcapng.ts";

/** `names`: parts of scenario names; none: all. */
export async function main(names: string[]): Promise<void> {
  const recorded = await mkdtemp(join(tmpdir(), "shakedown-fixtures-"));
  try {
    await recordAll([recorded, ...names]);
    for (const { name, shows } of scenarios) {
      const from = join(recorded, name);
      const recording = await readFile(join(from, "recording.json"), "utf8").catch(() => null);
      if (recording === null) continue;
      const to = join("fixtures/kernels", name);
      await mkdir(to, { recursive: true });
      await writeFile(join(to, "recording.json"), recording);
      for (const vantage of ["client", "server"])
        await writeFile(
          join(to, `${vantage}.pcapng`),
          await toPcapng(join(from, `${vantage}.pcap`), `${shows} Captured at the ${vantage}.`),
        );
    }
  } finally {
    await rm(recorded, { recursive: true, force: true });
  }
}
