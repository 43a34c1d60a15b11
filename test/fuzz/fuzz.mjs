// `npm run fuzz`: damaged captures, one after the other, into a child process that must neither
// crash, hang, swell nor contradict itself. The same seed gives the same inputs.
import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { inputOf } from "./input.mjs";
import { corpusFolder, loadSeeds } from "./seeds.mjs";

const USAGE = `npm run fuzz -- [options]
  --seconds N     how long (default 60)
  --seed N        which inputs (default: of the time; it is printed)
  --from N        first iteration (default 0); with --iterations 1 a failure is run again
  --iterations N  how many at most (default: as many as there is time for)
  --no-corpus     leave the corpus out, though it is at hand
  --memory N      MB that the child may grow to (default 1024)
  --keep FOLDER   where inputs that fail are written`;
const HANG_SECONDS = 10;

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    from: { type: "string", default: "0" },
    iterations: { type: "string", default: "Infinity" },
    corpus: { type: "boolean", default: true },
    memory: { type: "string", default: "1024" },
    keep: { type: "string", default: join(tmpdir(), "shakedown-fuzz-failures") },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
const seed = Number(options.seed);
const from = Number(options.from);
const until = from + Number(options.iterations);
const memoryKilobytes = Number(options.memory) * 1024;
const endsAt = Date.now() + Number(options.seconds) * 1000;
if (!Number.isInteger(seed) || Number.isNaN(until) || Number.isNaN(endsAt)) {
  console.error(USAGE);
  process.exit(2);
}

const withCorpus = options.corpus && corpusFolder() !== null;
const seeds = loadSeeds({ corpus: withCorpus });
console.log(`seed ${seed}, ${seeds.length} captures to damage${withCorpus ? "" : " (without the corpus)"}`);

const seen = new Map();
/** One for each kind of failure, by its first lines; the rest are counted. */
const kinds = new Map();
const failures = [];
let iterations = 0;
let child = await start();
for (let iteration = from; iteration < until && Date.now() < endsAt; iteration++) {
  const outcome = await iterate(iteration);
  iterations++;
  for (const what of outcome.seen ?? []) seen.set(what, (seen.get(what) ?? 0) + 1);
  if (outcome.failure !== undefined) keep(iteration, outcome.failure);
  if (kinds.size >= 10) break;
}
child.disconnect();

console.log(`\n${iterations} iterations, seed ${seed}, ${failures.length} kinds of failure`);
for (const [what, count] of [...seen].sort()) console.log(`${String(count).padStart(8)}  ${what}`);
for (const missing of ["with connections", "damaged", "refused not-a-capture"]) {
  // A fuzzer that never gets past the door, or is never refused, tests nothing.
  if (!seen.has(missing) && iterations >= 200) failures.push(`no input was "${missing}"`);
}
if (iterations === 0) failures.push("there was no iteration");
for (const failure of failures) console.error(failure);
for (const [kind, count] of kinds) if (count > 1) console.error(`${count} times: ${kind}`);
if (failures.length > 0) process.exitCode = 1;

/** One input through the child, which is killed when it hangs or swells, and started again. */
async function iterate(iteration) {
  const outcome = await new Promise((resolve) => {
    const onExit = (code, signal) => settle({ failure: `the process ended (${signal ?? code})`, dead: true });
    const timer = setTimeout(
      () => settle({ failure: `no answer for ${HANG_SECONDS} s`, dead: true }),
      HANG_SECONDS * 1000,
    );
    function settle(result) {
      clearTimeout(timer);
      child.off("exit", onExit);
      child.off("message", settle);
      resolve(result);
    }
    child.on("exit", onExit);
    child.on("message", settle);
    child.send({ seed, iteration });
  });
  if (outcome.peakKilobytes > memoryKilobytes) {
    outcome.failure ??= `${Math.round(outcome.peakKilobytes / 1024)} MB of memory`;
    outcome.dead = true;
  }
  if (outcome.dead) {
    child.kill("SIGKILL");
    child = await start();
  }
  return outcome;
}

async function start() {
  const target = fileURLToPath(new URL("./target.mjs", import.meta.url));
  const started = fork(target, { execArgv: ["--max-old-space-size=256"] });
  await new Promise((resolve, reject) => {
    started.once("message", resolve);
    started.once("exit", () => reject(new Error("the child did not start")));
  });
  started.removeAllListeners("exit");
  started.send({ open: { corpus: withCorpus } });
  return started;
}

/** Writes the input beside what is needed to make it again. */
function keep(iteration, failure) {
  const kind = failure.split("\n", 2).join("\n").replace(/\d+/g, "N");
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  if (kinds.get(kind) > 1) return;
  const { bytes, story } = inputOf(seeds, seed, iteration);
  mkdirSync(options.keep, { recursive: true });
  const path = join(options.keep, `seed${seed}-iteration${iteration}.capture`);
  writeFileSync(path, bytes);
  failures.push(
    `iteration ${iteration} (${story}): ${failure}\n  input: ${path}\n` +
      `  again: npm run fuzz -- --seed ${seed} --from ${iteration} --iterations 1${withCorpus ? "" : " --no-corpus"}`,
  );
}
