// `npm run endurance`: live for a while in rough weather (real connections without end, a SYN flood, a server
// that does not close, an interface that is down, up, deleted and made again), its memory looked at meanwhile.
// Exit 1 where memory grows, packets are unaccounted for, or anything ends that should not. `--help` says how.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { captureOf } from "./captures.mjs";
import { Link, missingForLink } from "./live-link.mjs";

const USAGE = `npm run endurance -- [options]
  --seconds N          how long (default 600; at least 30)
  --max-connections N  that live may track (default 20000: the flood must fill the table before memory is judged)
  --flood N            SYNs a second (default 3000)`;

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    "max-connections": { type: "string", default: "20000" },
    flood: { type: "string", default: "3000" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
const seconds = Number(options.seconds);
const missing = missingForLink("tcpdump");
if (missing !== null) {
  console.log(`the endurance run ${missing}: skipped`);
  process.exit(0);
}

/** Before that the program is compiled and its tables fill. */
const WARM_UP = 0.4;
/** From its first half after warming up to its second, memory may grow by so much. */
const GROWTH = 0.06;
const GROWTH_BYTES = 6e6;
const SAMPLE_MILLISECONDS = 500;
const PORT = 8080;

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "shakedown-endurance-"));
const link = new Link({ addressed: true });
const children = [];
const problems = [];
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const evidence = join(folder, "kept.pcapng");
const live = captureWith("--write", evidence, "--rotate", "2MB", "--keep", "4");
const killed = captureWith("--write", join(folder, "killed.pcapng"), "--rotate", "1MB", "--keep", "8");
const peers = [
  start(link.far, process.execPath, here("./endurance-peers.mjs"), "serve", String(PORT)),
  start(link.near, process.execPath, here("./endurance-peers.mjs"), "churn", "10.77.0.2", String(PORT)),
];
const flood = captureOf("E", { directory: folder, scale: 0.02, seed: 1 }).path;
const floods = [
  "tcpreplay",
  "-q",
  "-i",
  link.device,
  "--preload-pcap",
  `--pps=${options.flood}`,
  "--loop=0",
  flood,
];

const begun = performance.now();
const passed = () => (performance.now() - begun) / 1000;
const samples = [];
const weather = blow();
while (passed() < seconds) {
  await pause(SAMPLE_MILLISECONDS);
  if (live.child.exitCode !== null) break;
  samples.push({ at: passed(), ...memoryOf(live.child.pid) });
  if (killed.child.exitCode === null && killed.child.signalCode === null && passed() > seconds / 3) {
    killed.child.kill("SIGKILL");
  }
}
await weather;
for (const child of peers) child.kill();
// What the line still carries comes before the end.
await pause(2000);
live.child.kill("SIGINT");
const exitCode = await live.ended;
if (exitCode !== 0) problems.push(`live ended with ${exitCode}: ${live.complaint.trim()}`);

judgeMemory();
judgeCounts();
judgeFiles("kept");
judgeFiles("killed");
for (const problem of problems) console.log(`FAILED   ${problem}`);
process.exit(problems.length > 0 ? 1 : 0);

/** Down for a second, and deleted, in turns; a flood that ends with the interface and begins anew. */
async function blow() {
  for (let gust = 1; passed() < seconds - 6; gust++) {
    const flooding = start(link.near, ...floods);
    await pause(Math.min(8000, Math.max(0, (seconds - 6 - passed()) * 1000)));
    if (passed() > seconds - 6) {
      flooding.kill();
      return;
    }
    if (gust % 3 !== 0) {
      link.set("down");
      await pause(1000);
      link.set("up");
    } else {
      link.delete();
      await pause(1000);
      link.make();
    }
    flooding.kill();
    await pause(500);
  }
}

function captureWith(...words) {
  const command = [process.execPath, here("../../bin/shakedown.js"), "live", "-i", link.device, "-i", "lo"];
  // By sudo too: what was deleted is opened again.
  command.push(
    "--keep-root",
    "--format",
    "ndjson",
    "--events",
    "--max-connections",
    options["max-connections"],
  );
  const running = {
    child: start(link.far, ...command, ...words),
    lines: 0,
    last: "",
    complaint: "",
    ended: null,
  };
  let rest = "";
  running.child.stdout.setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    running.lines += lines.length;
    for (const line of lines) if (line.startsWith('{"type":"summary"')) running.last = line;
  });
  running.child.stderr.setEncoding("utf8").on("data", (text) => {
    running.complaint += text;
  });
  running.ended = new Promise((resolve) =>
    running.child.on("close", (code, signal) => resolve(code ?? signal)),
  );
  return running;
}

function start(end, ...command) {
  const [program, ...words] = link.at(end, ...command);
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  // Who is not listened to must not wait for a reader.
  if (command[0] !== process.execPath || !command.includes("live")) {
    child.stdout.resume();
    child.stderr.resume();
  }
  children.push(child);
  return child;
}

/** Bytes; `anonymous` is what the program itself asked for, `resident` the kernel's buffer and the code too. */
function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  const bytes = (field) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024;
  return { resident: bytes("VmRSS"), anonymous: bytes("RssAnon") };
}

function judgeMemory() {
  const warm = samples.filter(({ at }) => at > seconds * WARM_UP);
  const middle = (seconds * (1 + WARM_UP)) / 2;
  const of = (part, field) => median(part.map((sample) => sample[field]));
  console.log("\n     s   resident  anonymous");
  const every = Math.max(1, Math.floor(samples.length / 12));
  for (const [index, { at, resident, anonymous }] of samples.entries()) {
    if (index % every === 0)
      console.log(`${at.toFixed(0).padStart(6)}${megabytes(resident)}${megabytes(anonymous)}`);
  }
  for (const field of ["resident", "anonymous"]) {
    const first = of(
      warm.filter(({ at }) => at <= middle),
      field,
    );
    const second = of(
      warm.filter(({ at }) => at > middle),
      field,
    );
    const most = Math.max(first * GROWTH, GROWTH_BYTES);
    const text = `${field} memory: ${megabytes(first)}, then ${megabytes(second)}; it may grow by ${megabytes(most)}`;
    console.log(text.replaceAll(/ +/g, " "));
    if (second - first > most) problems.push(`memory grows: ${text.replaceAll(/ +/g, " ")}`);
  }
}

function judgeCounts() {
  if (live.last === "") {
    problems.push(`there is no summary: ${live.complaint.trim()}`);
    return;
  }
  const { packets, connections, evicted, findings, losses } = JSON.parse(live.last);
  const { received, droppedByKernel } = losses;
  console.log(
    `${packets} packets, ${connections} connections, ${evicted} evicted; received ${received}, ` +
      `dropped by the kernel ${droppedByKernel}; ${live.lines} lines`,
  );
  console.log(`findings: ${JSON.stringify(findings)}`);
  if (packets + droppedByKernel !== received) {
    problems.push(`${received} packets were received, ${packets} analysed and ${droppedByKernel} dropped`);
  }
  if (packets === 0 || connections === 0) problems.push("nothing was captured");
  if (evicted === 0) problems.push("the flood did not fill the table: memory was not put to the test");
}

/** Each of the files, whatever became of who wrote it, is read to its end by tcpdump and by us. */
function judgeFiles(name) {
  const files = readdirSync(folder).filter((file) => file.startsWith(name));
  if (files.length === 0) problems.push(`no file ${name} was written`);
  let packets = 0;
  for (const file of files) {
    // Killed between opening it and its head: a file has its name only once that is in it.
    if (name === "killed" && file.endsWith(".part") && statSync(join(folder, file)).size === 0) continue;
    const tcpdump = spawnSync("tcpdump", ["-Z", "root", "-r", join(folder, file), "-w", "/dev/null"], {
      encoding: "utf8",
    });
    const read = spawnSync(
      process.execPath,
      [here("../../bin/shakedown.js"), "read", "--format", "json", "--no-connections", join(folder, file)],
      {
        encoding: "utf8",
        maxBuffer: 1e9,
      },
    );
    if (read.status !== 0) problems.push(`${file} cannot be read: ${read.stderr.trim()}`);
    else packets += JSON.parse(read.stdout).summary.packets;
    const cut = /truncated/.test(tcpdump.stderr);
    if (tcpdump.status !== 0 && !(name === "killed" && cut)) {
      problems.push(`${file}: tcpdump says ${tcpdump.stderr.trim().split("\n").at(-1)}`);
    }
  }
  console.log(`${files.length} files of ${name}: ${packets} packets`);
  if (packets === 0) problems.push(`no packet in the files ${name}`);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1).padStart(8)} MB`;
}
