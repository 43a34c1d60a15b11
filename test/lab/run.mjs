// Builds the lab beside the compiler's other caches and runs one of its programs, as root:
//   node test/lab/run.mjs record <folder> [scenario…]     captures and what the kernels said
//   node test/lab/run.mjs make-fixtures [scenario…]       fixtures/kernels again, from such recordings
//   node test/lab/run.mjs make-tour [file]                fixtures/tour.pcapng again
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = `${root}node_modules/.cache/lab`;
const compiler = `${root}node_modules/typescript/bin/tsc`;
const built = spawnSync(process.execPath, [compiler, "-p", `${root}test/lab/tsconfig.json`, "--outDir", out]);
// Status 2: written in spite of type errors. They are the business of `npm run check`.
if (built.status !== 0 && built.status !== 2) throw new Error(`the lab could not be built: ${built.stdout}`);
for (const program of ["peer.py", "wire.py"])
  cpSync(`${root}test/lab/${program}`, `${out}/test/lab/${program}`);
const [, , program = "record", ...args] = process.argv;
const { main } = await import(`${out}/test/lab/${program}.js`);
await main(args);
