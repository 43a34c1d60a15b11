// `node test/benchmark/dashboard-replay.mjs`: what a capture takes in `replay --speed max` until its end is on the
// screen, against `read` of the same. `--help` says how.
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { missingForScreen, PtyScreen } from "../screen/pty-screen.mjs";
import { captureOf, TITLES } from "./captures.mjs";
import { measure } from "./measure.mjs";

const USAGE = `node test/benchmark/dashboard-replay.mjs [options]
  --only A,C        captures out of ${Object.keys(TITLES).join("")} (default A,C)
  --runs N          of each, in turn; the least counts (default 3)
  --scale N         of the captures' size (default 1)
  --program FILE    another bin/shakedown.js
  --dir FOLDER      where the captures are kept for the next time
  --check           exit 1 when a replay takes longer than read and two seconds`;

const MOST_LONGER = 2;
/** Of a second; what Linux has promised since ever. */
const TICK = 1 / 100;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "A,C" },
    runs: { type: "string", default: "3" },
    scale: { type: "string", default: "1" },
    program: {
      type: "string",
      default: fileURLToPath(new URL("../../bin/shakedown.js", import.meta.url)),
    },
    dir: { type: "string", default: join(tmpdir(), "shakedown-bench") },
    check: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
const missing = missingForScreen();
if (missing !== null) fail(`the benchmark of replays ${missing}`);

let missed = false;
for (const name of options.only.split(",")) {
  const capture = captureOf(name, { directory: options.dir, scale: Number(options.scale), seed: 1 });
  const runs = { read: [], replay: [] };
  for (let run = 0; run < Number(options.runs); run++) {
    runs.read.push(await read(capture.path));
    runs.replay.push(await replay(capture));
  }
  const [read_, replay_] = [least(runs.read), least(runs.replay)];
  console.log(TITLES[name]);
  for (const [what, { wallSeconds, cpuSeconds, peakBytes }] of Object.entries({
    read: read_,
    replay: replay_,
  }))
    console.log(
      `  ${what.padEnd(8)} ${wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, ${(peakBytes / 1e6).toFixed(0)} MB`,
    );
  const longer = replay_.wallSeconds - read_.wallSeconds;
  const met = longer <= MOST_LONGER;
  missed ||= !met;
  console.log(`  ${met ? "reached" : "MISSED "}  at most ${MOST_LONGER} s longer: ${longer.toFixed(1)} s`);
}
process.exit(options.check && missed ? 1 : 0);

async function read(path) {
  const measured = await measure([process.execPath, options.program, "read", path]);
  if (measured.exitCode !== 0) fail(`read ended with ${measured.exitCode}: ${measured.complaint}`);
  return measured;
}

/** From its start until the screen says that it is at the end. */
async function replay({ path, connections }) {
  const begun = performance.now();
  const screen = new PtyScreen([process.execPath, options.program, "replay", path, "--speed", "max"], {
    columns: 120,
    rows: 40,
  });
  const pid = await screen.pid;
  const shown = await screen.until(/at the end/, 600_000);
  const wallSeconds = (shown - begun) / 1000;
  const { cpuSeconds, peakBytes } = spentBy(pid);
  screen.press("q");
  const exitCode = await screen.ended;
  const report = screen.history();
  // A fast wrong answer is worth nothing.
  if (exitCode !== 0 || !report.includes(`${connections.toLocaleString("en")} connections`))
    fail(`it ended with ${exitCode}, and should have found ${connections} connections:\n${report}`);
  return { wallSeconds, cpuSeconds, peakBytes };
}

/** All threads so far, those too that are over. */
function spentBy(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name before may hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) * TICK,
    peakBytes: Number(peak?.[1]) * 1024,
  };
}

/** What others do on the machine only adds. */
function least(runs) {
  const of = (field) => Math.min(...runs.map((run) => run[field]));
  return { wallSeconds: of("wallSeconds"), cpuSeconds: of("cpuSeconds"), peakBytes: of("peakBytes") };
}

function fail(line) {
  console.error(line);
  process.exit(2);
}
