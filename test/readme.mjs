// The parts of README.md that are made and not written: `--write` puts them in, `--check` says
// whether they are stale.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FINDING_IDS } from "../dist/detect/finding.js";
import { CONNECTION_DETECTORS, SUBJECT_DETECTORS } from "../dist/detect/index.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = `${root}README.md`;
const results = `${root}test/benchmark/results.json`;
const liveResults = `${root}test/benchmark/live-results.json`;
const dashboardResults = `${root}test/benchmark/dashboard-results.json`;

const SECTIONS = {
  tour,
  dashboard,
  detectors,
  ladder,
  benchmark,
  "live benchmark": liveBenchmark,
  "dashboard benchmark": dashboardBenchmark,
};

const text = readFileSync(readme, "utf8");
let made = text;
for (const [name, section] of Object.entries(SECTIONS)) {
  const marks = new RegExp(`(<!-- begin: ${name} -->\n)[\\s\\S]*?(<!-- end: ${name} -->)`);
  if (!marks.test(made)) {
    console.error(`README.md has no place for "${name}"`);
    process.exit(1);
  }
  // A function, because the replacement may hold dollar signs.
  made = made.replace(marks, (_, begin, end) => `${begin}${section()}${end}`);
}
if (process.argv[2] === "--write") writeFileSync(readme, made);
else if (made !== text) {
  console.error("README.md is stale: npm run readme");
  process.exit(1);
}

/** What the bundled capture looks like: down to where the long table begins. */
function tour() {
  const report = printed("read", "fixtures/tour.pcapng");
  const end = report.indexOf("\nConnections\n");
  if (end === -1) throw new Error("the report of the tour has no table of connections");
  return fenced(report.slice(0, end));
}

function ladder() {
  return fenced(printed("show", "fixtures/tour.pcapng", "33"));
}

/** What the picture of the dashboard shows: it describes itself. */
function dashboard() {
  const picture = readFileSync(`${root}docs/dashboard-connections.svg`, "utf8");
  const described = /<desc>([\s\S]*?)<\/desc>/.exec(picture)[1];
  return fenced(described.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)));
}

/** As printed into a pipe, in a window of 100 columns. */
function printed(...args) {
  const env = { ...process.env, TZ: "UTC", COLUMNS: "100", NO_COLOR: "1", LANG: "C.UTF-8" };
  return execFileSync(process.execPath, [`${root}bin/shakedown.js`, ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
}

function fenced(text) {
  return `\`\`\`text\n${text.replace(/^\n+/, "").trimEnd()}\n\`\`\`\n`;
}

/** Every detector, in the order of a connection's life, as its metadata tells it. */
function detectors() {
  const all = new Map(
    [...CONNECTION_DETECTORS, ...SUBJECT_DETECTORS].map((detector) => [detector.id, detector]),
  );
  const rows = FINDING_IDS.filter((id) => all.has(id)).map((id) => {
    const { severity, summary, reference } = all.get(id);
    return `| [${id}](src/detect/detectors/${id}.ts) | ${severity} | ${summary} | ${reference} |`;
  });
  return ["| finding | severity | tells | see |", "|---|---|---|---|", ...rows, ""].join("\n");
}

/** The figures of the last saved benchmark; nothing where none was saved. */
function benchmark() {
  if (!existsSync(results)) return "";
  const { date, machine, runs, order, captures } = JSON.parse(readFileSync(results, "utf8"));
  const lines = [
    `Measured on ${date}: ${machine.processor}, ${machine.cores} cores, Node ${machine.node.slice(1)}; whole processes,`,
    `user and system time, medians of ${runs} interleaved rounds; connections mixed ${order === "random" ? "at random" : "in turns"}.`,
    "",
    "| capture | shakedown | tcpdump (copies only) | ratio | peak memory | other tools |",
    "|---|---|---|---|---|---|",
  ];
  for (const { title, packets, tools } of Object.values(captures)) {
    const { shakedown, tcpdump } = tools;
    if (shakedown === undefined) continue;
    const others = Object.entries(tools)
      .filter(([name]) => !name.startsWith("shakedown") && name !== "tcpdump")
      .map(([name, row]) => `${name} ${row.cpuSeconds.toFixed(1)} s`);
    lines.push(
      `| ${title.replace(/^(.)\s+/, "**$1** ")} | ${shakedown.cpuSeconds.toFixed(2)} s, ` +
        `${(packets / shakedown.wallSeconds / 1e6).toFixed(1)} M packets/s | ` +
        `${tcpdump === undefined ? "" : `${tcpdump.cpuSeconds.toFixed(2)} s`} | ` +
        `${shakedown.cpuRatio === null ? "" : `${shakedown.cpuRatio.toFixed(2)} ×`} | ` +
        `${(shakedown.peakBytes / 1e6).toFixed(0)} MB | ${others.join(", ")} |`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** The same of capturing. */
function liveBenchmark() {
  if (!existsSync(liveResults)) return "";
  const { date, machine, packets, connections, runs, bufferMebibytes, rates } = JSON.parse(
    readFileSync(liveResults, "utf8"),
  );
  const lines = [
    `Measured on ${date}: ${machine.processor}, a core for who captures, one for who sends, Node ${machine.node.slice(1)}; ` +
      `${packets.toLocaleString("en")} packets`,
    `of ${connections.toLocaleString("en")} connections, kernel buffers of ${bufferMebibytes} MiB; ${runs === 1 ? "one round" : `medians of ${runs} rounds`}.`,
    "",
    "| sent | by | received | lost | µs of CPU a packet |",
    "|---|---|---|---|---|",
  ];
  for (const byTool of Object.values(rates)) {
    for (const [name, row] of Object.entries(byTool)) {
      const micros = (row.userMicros + row.systemMicros).toFixed(2);
      const count = (value) => (value === null ? "not told" : value.toLocaleString("en"));
      lines.push(
        `| ${Math.round(row.pace / 1000)} k/s | ${name} | ${count(row.received ?? row.analysed)} | ` +
          `${row.received === null && row.analysed !== null ? count(packets - row.analysed) : count(row.dropped)} | ${micros} |`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

/** And of the dashboard on top of it. */
function dashboardBenchmark() {
  if (!existsSync(dashboardResults)) return "";
  const { date, machine, rate, open, sizes } = JSON.parse(readFileSync(dashboardResults, "utf8"));
  const percent = (share) => `${(share * 100).toFixed(0)} %`;
  const lines = [
    `Measured on ${date}: ${machine.processor}, a core for the dashboard, one for who sends, Node ${machine.node.slice(1)};`,
    `${rate.toLocaleString("en")} packets/s on top of ${open.toLocaleString("en")} connections that are open.`,
    "",
    "| terminal | a key shows after | the slowest | drawing | capturing and tracking | received | lost | memory |",
    "|---|---|---|---|---|---|---|---|",
  ];
  for (const [size, { keys, loaded, received, dropped, peakBytes }] of Object.entries(sizes)) {
    const medians = Object.values(keys).map((row) => row.median);
    const slowest = Object.entries(keys).reduce((most, row) => (row[1].worst > most[1].worst ? row : most));
    lines.push(
      `| ${size.replace("x", "×")} | ${Math.min(...medians).toFixed(0)}–${Math.max(...medians).toFixed(0)} ms | ` +
        `${slowest[1].worst.toFixed(0)} ms (${slowest[0]}) | ${percent(loaded.mainShare)} of a core | ` +
        `${percent(loaded.sessionShare)} | ${received.toLocaleString("en")} | ${dropped.toLocaleString("en")} | ` +
        `${(peakBytes / 1e6).toFixed(0)} MB |`,
    );
  }
  return `${lines.join("\n")}\n`;
}
