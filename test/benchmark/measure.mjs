// One command, from start to end: CPU time, wall time and peak memory as the kernel counts them.
// Linux only, because the peak is read from /proc.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

// Node cannot wait for one child's CPU time; bash can, in milliseconds, threads and all.
const TIMED = `TIMEFORMAT="%U %S %R"
{ time { "$@" >"$OUTPUT" 2>"$FOLDER/complaint" </dev/null & echo $! >"$FOLDER/pid"; wait $!; }; } 2>"$FOLDER/times"`;
const POLL_MILLISECONDS = 2;

/**
 * Runs a command and waits for its end.
 *
 * @param {string[]} command
 * @param {{ output?: string }} [options] `output`: file for its standard output, else thrown away
 * @returns {Promise<{ cpuSeconds: number, wallSeconds: number, peakBytes: number, exitCode: number, complaint: string }>}
 *   CPU: user and system, all threads. `complaint`: what it wrote to standard error
 */
export async function measure(command, { output = "/dev/null" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "shakedown-measure-"));
  const shell = spawn("bash", ["-c", TIMED, "bash", ...command], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, FOLDER: folder, OUTPUT: output },
  });
  let exitCode = null;
  const ended = new Promise((resolve, reject) => {
    shell.on("error", reject);
    shell.on("exit", (code) => {
      exitCode = code ?? 1;
      resolve();
    });
  });
  let peakBytes = 0;
  while (exitCode === null) {
    peakBytes = Math.max(peakBytes, peakOf(`${folder}/pid`));
    await Promise.race([ended, pause(POLL_MILLISECONDS)]);
  }
  const [user, system, wall] = readFileSync(`${folder}/times`, "utf8").trim().split(" ").map(Number);
  const complaint = readFileSync(`${folder}/complaint`, "utf8").trim();
  rmSync(folder, { recursive: true });
  return { cpuSeconds: user + system, wallSeconds: wall, peakBytes, exitCode, complaint };
}

/** VmHWM is a high-water mark: the last look before the end misses the last milliseconds only. */
function peakOf(pidFile) {
  try {
    const status = readFileSync(`/proc/${readFileSync(pidFile, "utf8").trim()}/status`, "latin1");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0; // not started yet, or over already
  }
}

/** Of several rounds; between the two in the middle where there is no middle one. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
