// The child: analyses one input after the other and tells what came of each. The parent watches
// from outside, because a hang or a crash cannot report itself.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyze, CaptureError } from "../../dist/bundle/index.js";
import { inputOf } from "./input.mjs";
import { loadSeeds } from "./seeds.mjs";

const executable = fileURLToPath(new URL("../../bin/shakedown.js", import.meta.url));
/** Starting the executable costs a hundred analyses: every so many iterations it runs too. */
const EXECUTABLE_EVERY = 200;
const folder = mkdtempSync(join(tmpdir(), "shakedown-fuzz-"));
const file = join(folder, "input");
let seeds = [];

process.on("message", async (message) => {
  if (message.open !== undefined) seeds = loadSeeds(message.open);
  else {
    const outcome = await run(message.seed, message.iteration);
    process.send({ iteration: message.iteration, peakKilobytes: process.resourceUsage().maxRSS, ...outcome });
  }
});
process.on("disconnect", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.send({ ready: true });

/** What was seen, as counted names; or `failure`, one line and more. */
async function run(seed, iteration) {
  const { bytes } = inputOf(seeds, seed, iteration);
  writeFileSync(file, bytes);
  try {
    const report = await analyze(file);
    const wrong = contradiction(report);
    if (wrong !== null) return { failure: wrong };
    if (iteration % EXECUTABLE_EVERY === 0) {
      const complaint = throughExecutable(bytes);
      if (complaint !== null) return { failure: complaint };
    }
    const { summary } = report;
    return {
      seen: [
        ...Object.keys(summary.outcomes).map((name) => `outcome ${name}`),
        ...Object.keys(summary.verdicts).map((name) => `verdict ${name}`),
        summary.damaged.length === 0 ? "undamaged" : "damaged",
        ...(summary.connections === 0 ? [] : ["with connections"]),
      ],
    };
  } catch (error) {
    if (!(error instanceof CaptureError)) return { failure: error?.stack ?? String(error) };
    if (error.message === "" || error.message.includes("\n"))
      return { failure: `not one line: ${error.message}` };
    return { seen: [`refused ${error.code}`] };
  }
}

/** What no report may say, whatever was read. */
function contradiction({ capture, summary, services, connections }) {
  const verdicts = Object.values(summary.verdicts).reduce((sum, count) => sum + count, 0);
  if (verdicts !== summary.connections) return `${verdicts} verdicts for ${summary.connections} connections`;
  if (connections.length !== summary.connections)
    return `${connections.length} of ${summary.connections} connections`;
  if (capture.packets !== summary.packets) return `${capture.packets} and ${summary.packets} packets`;
  if (summary.tcpPackets > summary.packets)
    return `${summary.tcpPackets} of ${summary.packets} packets are TCP`;
  const attempts = services.reduce((sum, service) => sum + service.attempts, 0);
  if (attempts > summary.connections) return `${attempts} attempts in ${summary.connections} connections`;
  for (const [index, connection] of connections.entries()) {
    const { id, client, server, firstPacket, lastPacket, durationSeconds } = connection;
    if (id !== index + 1) return `id ${id} at place ${index + 1}`;
    if (!(firstPacket >= 1 && firstPacket <= summary.packets && lastPacket <= summary.packets)) {
      return `connection ${id}: packets ${firstPacket} to ${lastPacket} of ${summary.packets}`;
    }
    if (!(durationSeconds >= 0)) return `connection ${id} lasts ${durationSeconds} s`;
    for (const end of [client, server]) {
      const { packets, syn, synAck, fin, rst, payloadBytes, port } = end;
      if (![packets, syn, synAck, fin, rst, payloadBytes].every((n) => Number.isInteger(n) && n >= 0)) {
        return `connection ${id}: figures of ${end.ip}: ${JSON.stringify(end)}`;
      }
      if (Math.max(syn, synAck, fin, rst) > packets || !(port >= 0 && port <= 65535)) {
        return `connection ${id}: figures of ${end.ip}: ${JSON.stringify(end)}`;
      }
    }
  }
  // Numbers that are none would be written as null and pass for "not known".
  const unknown = JSON.stringify(connections, (_, value) =>
    typeof value === "number" && !Number.isFinite(value) ? "NOT A NUMBER" : value,
  ).indexOf("NOT A NUMBER");
  return unknown === -1 ? null : "a figure of a connection is not finite";
}

/** The same input down a pipe: an exit code of the contract, and no stack trace. */
function throughExecutable(bytes) {
  const { status, signal, stderr } = spawnSync(process.execPath, [executable, "read", "--quiet", "-"], {
    input: bytes,
    timeout: 9000,
  });
  if (status === null) return `the executable ended by ${signal}`;
  if (![0, 2, 3].includes(status)) return `the executable ended with ${status}: ${stderr}`;
  if (/^\s+at .*:\d+:\d+\)?$/m.test(String(stderr))) return `a stack trace: ${stderr}`;
  return null;
}
