// `npm run bench:live`: whoever captures on one end of a virtual line while tcpreplay sends into the other.
// `--help` says how.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, release, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isInstalled, Link, missingForLink } from "./live-link.mjs";
import { mixOf } from "./live-mix.mjs";
import { median } from "./measure.mjs";

const USAGE = `npm run bench:live -- [options]
  --rates 100000,…  packets a second, or top (default 100000,300000,top)
  --tools NAME,…    these tools only, as named in the table
  --runs N          rounds, of which the median counts (default 3)
  --connections N   of the mix, 19 packets of 633 bytes each (default 60000)
  --buffer MiB      the kernel's buffer of every tool that lets it be chosen (default 32)
  --dir FOLDER      where the mix is kept for the next time
  --json FILE       where the figures are written (default: live-results.json in that folder)
  --save            write them to test/benchmark/live-results.json
  --check           exit 1 when a target is missed`;

const { values: options } = parseArgs({
  options: {
    rates: { type: "string", default: "100000,300000,top" },
    tools: { type: "string" },
    runs: { type: "string", default: "3" },
    connections: { type: "string", default: "60000" },
    buffer: { type: "string", default: "32" },
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
const missing = missingForLink("bash");
if (missing !== null) fail(`the live benchmark ${missing}`);

const executable = fileURLToPath(new URL("../../bin/shakedown.js", import.meta.url));
const ours = (...words) => [
  process.execPath,
  executable,
  "live",
  "line0",
  "--buffer",
  `${options.buffer}MiB`,
  ...words,
];
/** What of the packets the summary of `live` says. */
const fromSummary = (output) => {
  const line = output.split("\n").findLast((text) => text.startsWith('{"type":"summary"'));
  const { packets, connections, losses } = JSON.parse(line);
  return { analysed: packets, connections, received: losses?.received, dropped: losses?.droppedByKernel };
};

const TOOLS = [
  {
    name: "shakedown",
    what: "live --format ndjson --no-connections: everything analysed, the summary in the end",
    command: ours("--format", "ndjson", "--no-connections"),
    counts: fromSummary,
  },
  {
    name: "tcpdump",
    what: "-w /dev/null: copies, analyses nothing",
    command: ["tcpdump", "-Z", "root", "-B", String(options.buffer * 1024), "-i", "line0", "-w", "/dev/null"],
    counts: (_, complaint) => {
      const count = (what) => Number(new RegExp(`(\\d+) packets ${what}`).exec(complaint)[1]);
      const [received, dropped] = [count("received by filter"), count("dropped by kernel")];
      return { analysed: count("captured"), received, dropped };
    },
  },
  {
    name: "shakedown events",
    what: "live --format ndjson --events: a line each event and connection",
    command: ours("--format", "ndjson", "--events"),
    counts: fromSummary,
  },
  {
    name: "shakedown text",
    what: "live: lines for people",
    command: ours("--no-dashboard"),
    counts: () => ({}),
  },
  {
    name: "shakedown cap",
    what: "live --backend cap",
    needs: () => existsSync(new URL("../../node_modules/cap", import.meta.url)),
    command: ours("--backend", "cap", "--format", "ndjson", "--no-connections"),
    // It does not tell what it lost: what was sent and not analysed.
    counts: fromSummary,
  },
  {
    name: "tcptrack",
    what: "-i: a table of connections; tells no counts, draws on a terminal",
    needs: () => isInstalled("tcptrack") && isInstalled("script"),
    command: ["script", "-qec", "exec tcptrack -i line0", "/dev/null"],
    drawsOnTerminal: true,
    counts: () => ({}),
  },
];

const wanted = options.tools?.split(",");
for (const name of wanted ?? []) if (!TOOLS.some((tool) => tool.name === name)) fail(`no tool "${name}"`);
const racing = TOOLS.filter(({ name, needs }) => wanted?.includes(name) ?? needs?.() ?? true);
const left = TOOLS.filter(({ name, needs }) => wanted?.includes(name) !== false && needs?.() === false);
for (const { name } of left) console.log(`${name} is not installed: its rows are missing`);

// A core for who captures, the other for who sends, where there are two.
const cores = cpus().length;
const pinned = (core, command) => (cores > 1 ? ["taskset", "-c", String(core), ...command] : command);

const runs = Number(options.runs);
const mix = mixOf({ directory: options.dir, connections: Number(options.connections), seed: 1 });
const link = new Link({ addressed: false });
const idle = {};
for (const tool of racing) idle[tool.name] = await run(tool, null);

const results = {
  date: new Date().toISOString().slice(0, 10),
  machine: {
    processor: cpus()[0]?.model ?? arch(),
    cores,
    kernel: `${platform()} ${release()}`,
    node: process.version,
  },
  packets: mix.packets,
  connections: mix.connections,
  bufferMebibytes: Number(options.buffer),
  runs,
  rates: {},
};
for (const rate of options.rates.split(",")) {
  const rounds = Object.fromEntries(racing.map(({ name }) => [name, []]));
  for (let round = 0; round < runs; round++) {
    for (const tool of racing) rounds[tool.name].push(await run(tool, rate));
  }
  results.rates[rate] = Object.fromEntries(
    Object.entries(rounds).map(([name, all]) => [name, summed(name, all)]),
  );
  print(rate, results.rates[rate]);
}
results.targets = judge();
for (const { what, measured, met } of results.targets)
  console.log(`${met ? "reached" : "MISSED "}  ${what}: ${measured}`);
const place = options.save
  ? fileURLToPath(new URL("./live-results.json", import.meta.url))
  : (options.json ?? join(options.dir, "live-results.json"));
writeFileSync(place, `${JSON.stringify(results, null, 2)}\n`);
console.log(`\nWritten to ${place}`);
process.exit(options.check && results.targets.some(({ met }) => !met) ? 1 : 0);

function onlyChildOf(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"));
}

/**
 * One tool from its start until it was asked to end, with the mix sent meanwhile (`rate` null: nothing, for
 * what starting and ending cost). Bash counts its CPU time, threads and all.
 */
async function run(tool, rate) {
  const folder = mkdtempSync(join(tmpdir(), "shakedown-live-"));
  const begun = `echo $$ >${folder}/pid; exec "$@" >${folder}/output 2>${folder}/complaint`;
  const timed = `TIMEFORMAT="%U %S"; { time bash -c '${begun}' bash "$@"; } 2>${folder}/times; true`;
  const command = link.at(link.far, ...pinned(1, ["bash", "-c", timed, "bash", ...tool.command]));
  const child = spawn(command[0], command.slice(1), {
    stdio: "ignore",
    env: { ...process.env, TERM: "xterm" },
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  for (let tries = 0; link.listeners(link.far) === 0; tries++) {
    if (tries > 100) fail(`${tool.name} does not begin: ${readFileSync(`${folder}/complaint`, "utf8")}`);
    await pause(50);
  }
  await pause(500);
  let pace = 0;
  if (rate !== null) {
    const speed = rate === "top" ? "--topspeed" : `--pps=${rate}`;
    const send = link.at(
      link.near,
      ...pinned(0, ["tcpreplay", "-q", "-i", "line0", "--preload-pcap", speed, mix.path]),
    );
    const text = await outputOf(send);
    pace = Number(/([\d.]+) pps/.exec(text)?.[1] ?? fail(`tcpreplay failed: ${text}`));
  }
  await pause(1500);
  const pid = Number(readFileSync(`${folder}/pid`, "utf8"));
  // Whoever made the terminal waits for what draws on it, so that its time is counted.
  if (tool.drawsOnTerminal) process.kill(onlyChildOf(pid), "SIGTERM");
  else process.kill(pid, "SIGINT");
  await ended;
  const [user, system] = readFileSync(`${folder}/times`, "utf8")
    .trim()
    .split("\n")
    .at(-1)
    .split(" ")
    .map(Number);
  const complaint = readFileSync(`${folder}/complaint`, "utf8");
  let counts;
  try {
    counts = tool.counts(readFileSync(`${folder}/output`, "utf8"), complaint);
  } catch (error) {
    fail(`${tool.name} told no counts (${error.message}): ${complaint}`);
  }
  rmSync(folder, { recursive: true });
  if (rate === "top" || rate === null || counts.analysed === undefined)
    return { user, system, pace, ...counts };
  // A fast wrong answer is worth nothing.
  if (counts.received !== undefined && counts.received !== mix.packets)
    console.log(`${tool.name} received ${counts.received} of ${mix.packets} packets`);
  if (
    counts.connections !== undefined &&
    counts.analysed === mix.packets &&
    counts.connections !== mix.connections
  )
    fail(`${tool.name} found ${counts.connections} connections, not ${mix.connections}`);
  return { user, system, pace, ...counts };
}

function outputOf(command) {
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.on("data", (piece) => {
      text += piece;
    });
    child.stderr.on("data", (piece) => {
      text += piece;
    });
    child.on("close", () => resolve(text));
  });
}

/** Medians of the rounds, of CPU time what starting and ending cost taken off; losses of the worst. */
function summed(name, rounds) {
  const told = (field) => rounds[0][field] !== undefined;
  const perPacket = (field) => {
    const costs = rounds.map((round) => (round[field] - idle[name][field]) / (round.analysed ?? mix.packets));
    return Math.max(0, median(costs) * 1e6);
  };
  return {
    pace: median(rounds.map(({ pace }) => pace)),
    received: told("received") ? Math.min(...rounds.map(({ received }) => received)) : null,
    dropped: told("dropped") ? Math.max(...rounds.map(({ dropped }) => dropped)) : null,
    analysed: told("analysed") ? Math.min(...rounds.map(({ analysed }) => analysed)) : null,
    userMicros: perPacket("user"),
    systemMicros: perPacket("system"),
  };
}

function print(rate, byTool) {
  const asked = rate === "top" ? "as fast as it goes" : `${Number(rate).toLocaleString("en")} packets/s`;
  console.log(
    `\n${asked}, ${mix.packets.toLocaleString("en")} packets of ${mix.connections.toLocaleString("en")} connections`,
  );
  console.log("                       sent/s   received    dropped    user µs  system µs  × tcpdump");
  const tcpdump = byTool.tcpdump && costOf(byTool.tcpdump);
  for (const [name, row] of Object.entries(byTool)) {
    const ratio = tcpdump ? `${(costOf(row) / tcpdump).toFixed(1)}×` : "-";
    const cells = [row.pace.toFixed(0), row.received ?? row.analysed ?? "-", row.dropped ?? "-"];
    const costs = [row.userMicros.toFixed(2), row.systemMicros.toFixed(2), ratio];
    console.log(
      `  ${name.padEnd(18)}${[...cells, ...costs].map((cell) => String(cell).padStart(11)).join("")}`,
    );
  }
}

function costOf({ userMicros, systemMicros }) {
  return userMicros + systemMicros;
}

function judge() {
  const targets = [];
  const { 300000: fast, top } = results.rates;
  if (fast?.shakedown) {
    const { dropped, pace } = fast.shakedown;
    const measured = `${dropped} at ${pace.toFixed(0)}/s`;
    targets.push({
      what: "packets lost at 300,000 a second, none",
      measured,
      met: dropped === 0 && pace > 290_000,
    });
  }
  if (top?.shakedown && top.tcpdump) {
    const ratio = costOf(top.shakedown) / costOf(top.tcpdump);
    const what = "at top speed, times tcpdump's CPU time a packet, at most 2";
    targets.push({ what, measured: ratio.toFixed(1), met: ratio <= 2 });
  }
  return targets;
}

function fail(line) {
  console.error(line);
  process.exit(2);
}
