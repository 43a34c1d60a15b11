// What the speed and the memory are held to. Ratios are taken of user + system time, which counts
// the threads of the compiler and of the garbage collection too, and suffers least from neighbours.

const RATIO_TO_TCPDUMP = { A: 1.2, B: 2.8, C: 1.6 };
const TIMES_AS_FAST_ON_C = { softflowd: 2.5, tcptrace: 15, tshark: 40 };
const NDJSON_MICROS_PER_CONNECTION = 3;
const BYTES_PER_CONNECTION = 512;
const BYTES_ON_TOP = 120e6;
/** The default of --max-connections. */
const MAX_CONNECTIONS = 1_000_000;

/** Every target whose figures were measured. */
export function judge({ captures }) {
  const targets = [];
  const add = (what, value, target, met, digits = 2) =>
    targets.push({ what, measured: value.toFixed(digits), target, met });
  for (const [name, { tools, connections, peakConnections, rounds }] of Object.entries(captures)) {
    const ours = tools.shakedown;
    if (ours === undefined) continue;
    const bound = RATIO_TO_TCPDUMP[name];
    if (bound !== undefined && ours.cpuRatio !== null) {
      add(
        `${name}, times the time of tcpdump's copy`,
        ours.cpuRatio,
        `at most ${bound}`,
        ours.cpuRatio <= bound,
      );
    }
    if (name === "C") {
      for (const [tool, factor] of Object.entries(TIMES_AS_FAST_ON_C)) {
        if (tools[tool] === undefined) continue;
        const faster = tools[tool].cpuSeconds / ours.cpuSeconds;
        add(`C, times as fast as ${tool}`, faster, `at least ${factor}`, faster >= factor, 1);
      }
    }
    if (tools["shakedown ndjson"] !== undefined) {
      const extra = rounds
        .map((row) => row["shakedown ndjson"].cpuSeconds - row.shakedown.cpuSeconds)
        .sort((a, b) => a - b)[rounds.length >> 1];
      const micros = (extra / connections) * 1e6;
      // A handful of connections says nothing about the cost of one.
      if (connections >= 100_000) {
        add(
          `${name}, microseconds for a connection in NDJSON`,
          micros,
          `at most ${NDJSON_MICROS_PER_CONNECTION}`,
          micros <= NDJSON_MICROS_PER_CONNECTION,
        );
      }
    }
    const memory = BYTES_PER_CONNECTION * Math.min(peakConnections, MAX_CONNECTIONS) + BYTES_ON_TOP;
    const target = `at most ${(memory / 1e6).toFixed(0)}`;
    for (const [tool, row] of Object.entries(tools)) {
      if (!tool.startsWith("shakedown")) continue;
      add(`${name}, MB of peak memory, ${tool}`, row.peakBytes / 1e6, target, row.peakBytes <= memory, 0);
    }
  }
  return targets;
}
