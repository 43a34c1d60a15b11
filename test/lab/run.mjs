// Builds the lab beside the compiler's other caches and runs one of its programs:
//   node test/lab/run.mjs record <folder> [scenario…]     captures and what the kernels said
//   node test/lab/run.mjs make-fixtures [scenario…]       fixtures/kernels again, from such recordings
//   node test/lab/run.mjs make-tour [file]                fixtures/tour.pcapng again
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = `${root}node_modules/.cache/lab`;
execFileSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}test/lab/tsconfig.json`, "--outDir", out],
  {
    stdio: "inherit",
  },
);
for (const program of ["peer.py", "wire.py"])
  cpSync(`${root}test/lab/${program}`, `${out}/test/lab/${program}`);
const [, , program = "record", ...args] = process.argv;
const { main } = await import(`${out}/test/lab/${program}.js`);
await main(args);
