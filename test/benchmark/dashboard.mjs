// `npm run bench:dashboard`: the dashboard on a full line, with a full table, while keys are pressed.
// `--help` says how.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, release, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { missingForScreen, PtyScreen } from "../screen/pty-screen.mjs";
import { KEYS } from "./dashboard-keys.mjs";
import { Link, missingForLink } from "./live-link.mjs";
import { mixOf } from "./live-mix.mjs";
import { median } from "./measure.mjs";
import { openConnections } from "./open-connections.mjs";
import { memoryOf, spentBetween, threadTimes } from "./thread-times.mjs";

const USAGE = `npm run bench:dashboard -- [options]
  --sizes CxR,…     of the terminal (default 120x40,200x60)
  --rate N          packets a second (default 300000)
  --open N          connections that are open before and stay so (default 500000)
  --connections N   of the traffic, 19 packets of 633 bytes each (default 60000)
  --times N         the traffic is sent so many times, each time between other addresses (default 5)
  --buffer MiB      the kernel's buffer (default 128)
  --dir FOLDER      where the traffic is kept for the next time
  --profile FOLDER  where profiles of both threads are left (--cpu-prof)
  --realtime        before everything else that this machine does
  --show            print the screen now and then
  --json FILE       where the figures are written (default: dashboard-results.json in the folder of --dir)
  --save            write them to test/benchmark/dashboard-results.json
  --check           exit 1 when a target is missed`;

const { values: options } = parseArgs({
  options: {
    sizes: { type: "string", default: "120x40,200x60" },
    rate: { type: "string", default: "300000" },
    open: { type: "string", default: "500000" },
    connections: { type: "string", default: "60000" },
    times: { type: "string", default: "5" },
    buffer: { type: "string", default: "128" },
    dir: { type: "string", default: join(tmpdir(), "shakedown-bench") },
    profile: { type: "string" },
    realtime: { type: "boolean", default: false },
    show: { type: "boolean", default: false },
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
const missing = missingForLink("taskset") ?? missingForScreen();
if (missing !== null) fail(`the benchmark of the dashboard ${missing}`);

const FILL_RATE = 150_000;
const TARGETS = { keyMilliseconds: 100, drawingShare: 0.25 };
const executable = fileURLToPath(new URL("../../bin/shakedown.js", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "shakedown-dashboard-"));
process.on("exit", () => rmSync(home, { recursive: true, force: true }));

// Who sends has a core of its own, where there are two; both threads of the dashboard share the other.
const cores = cpus().length;
const pinned = (core, command) => [
  ...(options.realtime ? ["chrt", "--rr", "5"] : []),
  ...(cores > 1 ? ["taskset", "-c", String(core)] : []),
  ...command,
];
// Who watches comes first of all, or it measures itself.
if (options.realtime) spawnSync("chrt", ["--rr", "--pid", "20", String(process.pid)]);

const opened = openConnections({ directory: options.dir, connections: Number(options.open) });
const mix = mixOf({ directory: options.dir, connections: Number(options.connections), seed: 1 });
const link = new Link({ addressed: false });

const results = {
  date: new Date().toISOString().slice(0, 10),
  machine: {
    processor: cpus()[0]?.model ?? arch(),
    cores,
    kernel: `${platform()} ${release()}`,
    node: process.version,
  },
  rate: Number(options.rate),
  open: opened.connections,
  bufferMebibytes: Number(options.buffer),
  sizes: {},
};
for (const size of options.sizes.split(",")) {
  results.sizes[size] = await run(size);
  print(size, results.sizes[size]);
}
results.targets = judge();
console.log("");
for (const { what, measured, met } of results.targets)
  console.log(`${met ? "reached" : "MISSED "}  ${what}: ${measured}`);
const place = options.save
  ? fileURLToPath(new URL("./dashboard-results.json", import.meta.url))
  : (options.json ?? join(options.dir, "dashboard-results.json"));
writeFileSync(place, `${JSON.stringify(results, null, 2)}\n`);
console.log(`\nWritten to ${place}`);
process.exit(options.check && results.targets.some(({ met }) => !met) ? 1 : 0);

/** A dashboard of one size, from its start until it was quit. */
async function run(size) {
  const [columns, rows] = size.split("x").map(Number);
  const profile = options.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profile}`];
  const command = [
    process.execPath,
    ...profile,
    executable,
    "live",
    "line0",
    "--buffer",
    `${options.buffer}MiB`,
  ];
  const screen = new PtyScreen(link.at(link.far, ...pinned(1, command)), {
    columns,
    rows,
    cwd: home,
    env: { HOME: home },
  });
  // A shell's words before the program stand for it: `ip` and `taskset` become what they start.
  const pid = await screen.pid;
  for (let tries = 0; link.listeners(link.far) === 0; tries++) {
    if (tries > 100) fail(`it does not begin:\n${screen.text()}`);
    await pause(50);
  }
  await screen.until(/Connections/);
  const quiet = await spending(screen, pid, () => pause(2000));
  const fillPace = await send(opened.path, FILL_RATE, 1);
  await pause(1500);
  const full = memoryOf(pid);
  const unloaded = await pressed(screen, () => false);
  if (options.show) console.log(screen.text());

  let pace = 0;
  let isSending = true;
  const keys = [];
  const loaded = await spending(screen, pid, async () => {
    const sent = send(mix.path, Number(options.rate), Number(options.times)).then((reached) => {
      pace = reached;
      isSending = false;
    });
    await pause(1000);
    while (isSending) keys.push(...(await pressed(screen, () => !isSending)));
    await sent;
  });
  if (options.show) console.log(screen.text());
  await pause(1500);
  const { peakBytes } = memoryOf(pid);
  await leaveOverlays(screen);
  screen.press("q");
  const exitCode = await screen.ended;
  const report = screen.history();
  if (exitCode !== 0) fail(`it ended with ${exitCode}:\n${report}`);

  const losses = /counts ([\d,]+) received, ([\d,]+) dropped by the kernel, ([\d,]+) by the interface/.exec(
    report,
  );
  if (losses === null) fail(`the summary tells no losses:\n${report}`);
  const [received, dropped, droppedByInterface] = losses.slice(1).map(countOf);
  const expected = opened.packets + mix.packets * Number(options.times);
  const found = countOf(/([\d,]+) connections/.exec(report)?.[1] ?? "0");
  const connections = opened.connections + mix.connections * Number(options.times);
  if (received !== expected) console.log(`${received} of ${expected} packets reached the interface`);
  // A fast wrong answer is worth nothing.
  else if (dropped + droppedByInterface === 0 && found !== connections)
    fail(`it found ${found} connections, not ${connections}:\n${report}`);
  return {
    pace,
    fillPace,
    packets: expected,
    received,
    dropped: dropped + droppedByInterface,
    idle: quiet,
    loaded,
    residentFullBytes: full.residentBytes,
    peakBytes,
    keysFull: byKey(unloaded),
    keys: byKey(keys),
  };
}

/**
 * Every kind of key once, and how long each took to show.
 *
 * @returns {Promise<{ key: string, milliseconds: number }[]>} those pressed before `isOver`
 */
async function pressed(screen, isOver) {
  const took = [];
  for (const { key, keys, shows } of KEYS) {
    // Whoever watches presses a key now and then.
    await pause(120);
    if (isOver()) break;
    const isShown = shows(screen.lines());
    const begun = performance.now();
    screen.press(keys);
    const shown = await screen
      .until((text) => isShown(text.split("\n")))
      .catch((error) => fail(`after "${key}" ${error.message}`));
    took.push({ key, milliseconds: shown - begun });
  }
  return took;
}

/** The traffic may end while something is typed, and there a q is a letter. */
async function leaveOverlays(screen) {
  for (let times = 0; times < 3; times++) {
    screen.press("\u001b");
    await pause(300);
  }
}

async function send(path, rate, times) {
  const repeated = times > 1 ? [`--loop=${times}`, "--unique-ip"] : [];
  const command = ["tcpreplay", "-q", "-i", "line0", "--preload-pcap", ...repeated, `--pps=${rate}`, path];
  const child = spawn(...split(link.at(link.near, ...pinned(0, command))), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece) => {
      text += piece;
    });
  await new Promise((resolve) => child.on("close", resolve));
  return Number(/([\d.]+) pps/.exec(text)?.[1] ?? fail(`tcpreplay failed: ${text}`));
}

/** What the process spent and the terminal was written meanwhile, a second. */
async function spending(screen, pid, during) {
  const [begun, before, bytes, writes] = [performance.now(), threadTimes(pid), screen.bytes, screen.writes];
  await during();
  const seconds = (performance.now() - begun) / 1000;
  const { main, busiest, rest } = spentBetween(pid, before, threadTimes(pid));
  return {
    seconds,
    mainShare: main / seconds,
    sessionShare: busiest / seconds,
    otherShare: rest / seconds,
    bytesPerSecond: (screen.bytes - bytes) / seconds,
    writesPerSecond: (screen.writes - writes) / seconds,
  };
}

function byKey(took) {
  const all = grouped(took);
  return Object.fromEntries(
    [...all].map(([key, each]) => {
      const times = each.map(({ milliseconds }) => milliseconds);
      return [key, { count: times.length, median: median(times), worst: Math.max(...times) }];
    }),
  );
}

function grouped(took) {
  const all = new Map();
  for (const each of took) all.set(each.key, [...(all.get(each.key) ?? []), each]);
  return all;
}

function print(
  size,
  { pace, received, dropped, loaded, idle, keys, keysFull, residentFullBytes, peakBytes },
) {
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  const mb = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  console.log(
    `\n${size}: ${pace.toFixed(0)} packets/s on top of ${opened.connections.toLocaleString("en")} open connections; ` +
      `${received.toLocaleString("en")} received, ${dropped} lost`,
  );
  for (const [what, spent] of Object.entries({ "nothing sent": idle, "full line": loaded }))
    console.log(
      `  ${what.padEnd(13)} main thread ${percent(spent.mainShare)} of a core, session ${percent(spent.sessionShare)}, ` +
        `compiler and collector ${percent(spent.otherShare)}; ${(spent.bytesPerSecond / 1000).toFixed(1)} kB/s in ` +
        `${spent.writesPerSecond.toFixed(1)} writes/s`,
    );
  console.log(`  memory ${mb(residentFullBytes)} with the open ones, ${mb(peakBytes)} at most`);
  console.log("  key, ms until it shows        full table         full line");
  for (const key of Object.keys(keys)) {
    const cell = (row) => (row ? `${row.median.toFixed(0)} (${row.worst.toFixed(0)})` : "-");
    console.log(
      `    ${key.padEnd(22)}${cell(keysFull[key]).padStart(14)}${cell(keys[key]).padStart(18)}  × ${keys[key].count}`,
    );
  }
}

function judge() {
  const targets = [];
  for (const [size, { keys, loaded, dropped, pace }] of Object.entries(results.sizes)) {
    const worst = Math.max(...Object.values(keys).map(({ worst }) => worst));
    targets.push({
      what: `${size}, ms until a key shows, the slowest of all, at most ${TARGETS.keyMilliseconds}`,
      measured: worst.toFixed(0),
      met: worst <= TARGETS.keyMilliseconds,
    });
    targets.push({
      what: `${size}, share of a core for drawing, less than ${TARGETS.drawingShare}`,
      measured: loaded.mainShare.toFixed(2),
      met: loaded.mainShare < TARGETS.drawingShare,
    });
    targets.push({
      what: `${size}, packets lost, none`,
      measured: `${dropped} at ${pace.toFixed(0)}/s`,
      met: dropped === 0 && pace > results.rate * 0.95,
    });
  }
  return targets;
}

function split([program, ...words]) {
  return [program, words];
}

function countOf(text) {
  return Number(text.replaceAll(",", ""));
}

function fail(line) {
  console.error(line);
  process.exit(2);
}
