// `npm run bench`: whole processes in turn over captures made on the spot. `--help` says how.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { captureOf, MIXES, TITLES } from "./captures.mjs";
import { measure, median } from "./measure.mjs";
import { judge } from "./targets.mjs";
import { isInstalled, TOOLS } from "./tools.mjs";

const USAGE = `npm run bench -- [options]
  --only A,C        these captures only (default A,B,C,D,E)
  --tools NAME,…    these tools only, as named in the table
  --runs N          rounds, of which the median counts (default 5)
  --slow-runs N     rounds in which the slow tools take part (default 2)
  --scale X         captures of X times the size (default 1); targets are judged at 1 only
  --seed N          seed of the captures (default 1)
  --order WAY       whose packet is next in A, B and C: random (default), or turns
  --dir FOLDER      where the captures are kept for the next time
  --json FILE       where the figures are written (default: results.json in that folder)
  --save            write them to test/benchmark/results.json, which the README quotes
  --check           exit 1 when a target is missed`;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "A,B,C,D,E" },
    tools: { type: "string" },
    runs: { type: "string", default: "5" },
    "slow-runs": { type: "string", default: "2" },
    scale: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    order: { type: "string", default: "random" },
    dir: { type: "string", default: join(tmpdir(), "shakedown-bench") },
    json: { type: "string" },
    save: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
const runs = count("runs");
const slowRuns = count("slow-runs");
const scale = Number(options.scale);
const wanted = options.tools?.split(",");
const names = options.only.split(",");
for (const name of names) if (!(name in MIXES)) fail(`no capture ${name}; there are ${Object.keys(MIXES)}`);
for (const name of wanted ?? []) if (!TOOLS.some((tool) => tool.name === name)) fail(`no tool "${name}"`);
if (!(scale > 0 && scale <= 1)) fail("--scale wants a number above 0 and up to 1");
if (options.save && scale !== 1) fail("--save is for figures at full scale");
if (!["random", "turns"].includes(options.order)) fail("--order wants random or turns");
if (platform() !== "linux") fail("the figures are read from /proc, which only Linux has");

const tools = TOOLS.filter((tool) => wanted === undefined || wanted.includes(tool.name));
const missing = tools.filter((tool) => !isInstalled(tool)).map((tool) => tool.name);
for (const name of missing) console.log(`${name} is not installed: its rows are missing`);

const results = {
  date: new Date().toISOString().slice(0, 10),
  machine: {
    processor: cpus()[0]?.model ?? arch(),
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: `${platform()} ${release()}`,
    node: process.version,
  },
  scale,
  seed: count("seed"),
  order: options.order,
  runs,
  slowRuns,
  missing,
  startUp: await startUp(),
  captures: {},
};
printStartUp(results.startUp);
for (const name of names) {
  const capture = captureOf(name, {
    directory: options.dir,
    scale,
    seed: results.seed,
    order: options.order,
  });
  results.captures[name] = await race(name, capture);
  printTable(name, results.captures[name]);
}
results.targets = scale === 1 ? judge(results) : [];
for (const target of results.targets) {
  console.log(
    `${target.met ? "reached" : "MISSED "}  ${target.what}: ${target.measured} (target ${target.target})`,
  );
}
const place = options.save
  ? fileURLToPath(new URL("./results.json", import.meta.url))
  : (options.json ?? join(options.dir, "results.json"));
writeFileSync(place, `${JSON.stringify(results, null, 2)}\n`);
console.log(`\nWritten to ${place}`);
if (options.check && results.targets.some((target) => !target.met)) process.exitCode = 1;

/** All tools over one capture, one after the other, round by round. */
async function race(name, { path, ...figures }) {
  const racing = tools.filter((tool) => !missing.includes(tool.name) && (tool.on ?? "ABCDE").includes(name));
  if (racing.some((tool) => tool.name.startsWith("shakedown"))) await checkOurs(path, figures);
  const rounds = [];
  for (let round = 0; round < runs; round++) {
    const row = {};
    for (const tool of racing) {
      if (tool.slow && round >= slowRuns) continue;
      const { cpuSeconds, wallSeconds, peakBytes, exitCode, complaint } = await measure(tool.command(path));
      if (exitCode !== 0) fail(`${tool.name} ended with ${exitCode} on ${path}: ${complaint}`);
      row[tool.name] = { cpuSeconds, wallSeconds, peakBytes };
    }
    rounds.push(row);
  }
  const byTool = {};
  for (const { name: tool } of racing) {
    const own = rounds.filter((row) => tool in row);
    // Each ratio is taken within its round, where both ran under the same load.
    const ratio = (field) =>
      "tcpdump" in own[0] ? median(own.map((row) => row[tool][field] / row.tcpdump[field])) : null;
    byTool[tool] = {
      cpuSeconds: median(own.map((row) => row[tool].cpuSeconds)),
      wallSeconds: median(own.map((row) => row[tool].wallSeconds)),
      cpuRatio: ratio("cpuSeconds"),
      wallRatio: ratio("wallSeconds"),
      peakBytes: Math.max(...own.map((row) => row[tool].peakBytes)),
      rounds: own.length,
    };
  }
  return { title: TITLES[name], ...figures, tools: byTool, rounds };
}

/** A fast wrong answer is worth nothing: one run, not timed, must find every packet and connection. */
async function checkOurs(path, { packets, connections }) {
  const output = join(options.dir, `shakedown-bench-${process.pid}.json`);
  const ours = TOOLS.find((tool) => tool.name === "shakedown");
  const { exitCode, complaint } = await measure(ours.command(path), { output });
  if (exitCode !== 0) fail(`shakedown ended with ${exitCode} on ${path}: ${complaint}`);
  const { summary } = JSON.parse(readFileSync(output, "utf8"));
  rmSync(output);
  if (summary.packets !== packets || summary.connections !== connections) {
    fail(
      `shakedown found ${summary.packets} packets and ${summary.connections} connections in ${path}, not ${packets} and ${connections}`,
    );
  }
}

/** What a run costs before the first packet. */
async function startUp() {
  const empty = join(options.dir, "empty.pcap");
  writeFileSync(empty, readFileSync(captureOf("E", { directory: options.dir, scale: 0, seed: 1 }).path));
  const ours = TOOLS.find((tool) => tool.name === "shakedown").command(empty);
  const commands = {
    "node -e 0": [process.execPath, "-e", "0"],
    "shakedown --version": [ours[0], ours[1], "--version"],
    "shakedown read, no packet": ours,
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < runs; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const run = await measure(command);
      if (run.exitCode !== 0) fail(`${command.join(" ")} ended with ${run.exitCode}: ${run.complaint}`);
      times[name].push(run);
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => [
      name,
      {
        wallSeconds: median(all.map((run) => run.wallSeconds)),
        peakBytes: Math.max(...all.map((run) => run.peakBytes)),
      },
    ]),
  );
}

function printStartUp(times) {
  console.log("\nStart-up");
  for (const [name, { wallSeconds, peakBytes }] of Object.entries(times)) {
    console.log(
      `  ${name.padEnd(26)}${(wallSeconds * 1000).toFixed(0).padStart(6)} ms${megabytes(peakBytes)}`,
    );
  }
}

function printTable(name, { packets, connections, peakConnections, bytes, tools: byTool }) {
  console.log(
    `\n${TITLES[name]}${scale === 1 ? "" : `, × ${scale}`}\n  ${packets.toLocaleString("en")} packets, ` +
      `${connections.toLocaleString("en")} connections, at most ${peakConnections.toLocaleString("en")} at one time ` +
      `(TIME_WAIT included), ${(bytes / 1e6).toFixed(0)} MB`,
  );
  console.log("                     user+sys      wall    × tcpdump (cpu, wall)   peak memory   rounds");
  for (const [tool, row] of Object.entries(byTool)) {
    console.log(
      `  ${tool.padEnd(18)}${seconds(row.cpuSeconds)}${seconds(row.wallSeconds)}` +
        `${times(row.cpuRatio)}${times(row.wallRatio)}       ${megabytes(row.peakBytes)}${String(row.rounds).padStart(9)}`,
    );
  }
}

function seconds(value) {
  return `${value.toFixed(2).padStart(8)} s`;
}

function times(ratio) {
  return ratio === null ? "         -" : `${ratio.toFixed(2).padStart(9)}×`;
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0).padStart(8)} MB`;
}

function count(name) {
  const value = Number(options[name]);
  if (!Number.isInteger(value) || value < 1) fail(`--${name} wants a whole number from 1`);
  return value;
}

function fail(line) {
  console.error(line);
  process.exit(2);
}
