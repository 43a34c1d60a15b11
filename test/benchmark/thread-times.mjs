// What the threads of a process cost, as Linux counts it: the main thread, the busiest of the others, the rest.
import { readdirSync, readFileSync } from "node:fs";

/** Of a second; what Linux has promised since ever. */
const TICK = 1 / 100;

/** CPU seconds by thread id, user and system. */
export function threadTimes(pid) {
  const times = new Map();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "latin1");
      // The name before may hold blanks and parentheses.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      times.set(Number(thread), (Number(fields[11]) + Number(fields[12])) * TICK);
    } catch {
      // gone meanwhile
    }
  }
  return times;
}

/** What was spent between two moments: seconds of the main thread, of the busiest other one, of all others. */
export function spentBetween(pid, before, after) {
  const spent = [...after].map(([thread, time]) => ({ thread, time: time - (before.get(thread) ?? 0) }));
  const main = spent.find(({ thread }) => thread === pid)?.time ?? 0;
  const others = spent.filter(({ thread }) => thread !== pid).map(({ time }) => time);
  const busiest = Math.max(0, ...others);
  return { main, busiest, rest: others.reduce((sum, time) => sum + time, 0) - busiest };
}

/** Resident bytes now and at most. */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  const bytes = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) * 1024;
  return { residentBytes: bytes("VmRSS"), peakBytes: bytes("VmHWM") };
}
