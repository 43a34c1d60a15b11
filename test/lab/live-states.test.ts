// `shakedown live` at one end while real sockets act: at every checkpoint the states that it has told
// are those that the kernels give; in the end it says what is read from the packets that it kept.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { ConnectionRecord, SubjectFinding } from "../../src/record/connection-record.ts";
import { runEngine } from "../../src/session/engine.ts";
import { expectedFindings, reportedFindings } from "./compare-findings.ts";
import { compareEvents, compareReports, compareSubjects, compareTimes, toldStates } from "./compare-live.ts";
import { compareStates, expectedVerdicts, reportedVerdicts } from "./compare-states.ts";
import { type Checkpoint, pause, type StartRecorder } from "./lab.ts";
import { LiveRecorder } from "./live-recorder.ts";
import { hasSetting, missingForLab } from "./namespaces.ts";
import { record, type Scenario, type Vantage } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";

vi.setConfig({ testTimeout: 120_000, maxConcurrency: 6 });

const missing = missingForLab();

/**
 * After these the line stays idle until everything that is found has been told, by timers, long before
 * capturing ends. (The others end at once.)
 */
const WHILE_IDLE: ReadonlySet<string> = new Set([
  "refused",
  "icmp-net-unreachable",
  "syn-lost",
  "syn-blackholed",
  "final-ack-lost",
  "accept-queue-full",
  "syn-flood-with-cookies",
  "port-scan",
  "abort-by-client",
  "close-crossing",
  "fin-lost",
  "last-ack-stuck",
  "close-wait-stuck",
  "fin-wait-2-stuck",
  "close-wait-leak",
  "time-wait-reuse-at-server",
  "keepalive-unanswered",
  "zero-window",
]);
/** Quiet for a second before a story is judged, and a look at subjects every second. */
const IDLE_MILLISECONDS = 2500;

describe.skipIf(missing !== null)(`live at real kernels${missing === null ? "" : ` (${missing})`}`, () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "shakedown-live-lab-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  // A machine that stalls for seconds plays another story than the scenario's: once more, then it counts.
  test.concurrent.for(scenarios)("$name", { retry: 1 }, async (scenario, { skip }) => {
    if (scenario.needs !== undefined)
      skip(!hasSetting(scenario.needs), `this kernel has no ${scenario.needs}`);
    const vantage = vantageOf(scenario);
    const { checkpoints, live } = await watch(scenario, vantage, join(folder, scenario.name));
    const { differences } = await compareStates(
      scenario,
      checkpoints,
      async (_vantage, until) => toldStates(live.told, until),
      [vantage],
    );
    expect(differences, "as told, and by the kernels").toEqual([]);
    const { told, records, findings } = live;
    const seen = `seen at the ${vantage}`;
    expect(reportedVerdicts(records), seen).toEqual(expectedVerdicts(scenario.connections, vantage));
    expect(reportedFindings(records, findings), seen).toEqual(expectedFindings(scenario, vantage));
    const found = [...records.flatMap((each) => each.findings), ...findings];
    expect(
      [
        ...compareEvents(told, records),
        ...compareSubjects(told, findings),
        ...compareTimes(live, WHILE_IDLE.has(scenario.name) ? found : []),
      ],
      `as told, and in the end, ${seen}`,
    ).toEqual([]);
    const read = await analyse(live.file, scenario);
    expect(
      [...compareReports(byId(records), read.records), ...compareReports(findings, read.findings)],
      `live and read, ${seen}`,
    ).toEqual([]);
  });
});

/** The end that sees more of it; where both see the same, each end in turn. */
function vantageOf(scenario: Scenario): Vantage {
  const [atClient, atServer] = [expectedFindings(scenario, "client"), expectedFindings(scenario, "server")];
  if (atClient.length !== atServer.length) return atClient.length > atServer.length ? "client" : "server";
  return scenarios.indexOf(scenario) % 2 === 0 ? "client" : "server";
}

/** Plays it with `live` at one end, and at the other nobody. */
async function watch(
  scenario: Scenario,
  vantage: Vantage,
  folder: string,
): Promise<{ checkpoints: readonly Checkpoint[]; live: LiveRecorder }> {
  let live: LiveRecorder | undefined;
  const start: StartRecorder = async (host, at, options) => {
    if (host.side !== vantage) return { stop: async () => {} };
    const recorder = await LiveRecorder.start(
      host.namespace,
      join(at, `${vantage}.pcapng`),
      optionsOf(scenario),
      options,
    );
    live = recorder;
    return {
      async stop() {
        if (WHILE_IDLE.has(scenario.name)) await pause(IDLE_MILLISECONDS);
        await recorder.stop();
      },
    };
  };
  const { checkpoints } = await record(scenario, folder, start);
  if (live === undefined) throw new Error("nobody watches");
  return { checkpoints, live };
}

function optionsOf({ options = {} }: Scenario): string[] {
  const { closeWaitAge, closeWaitCount } = options;
  return [
    ...(closeWaitAge === undefined ? [] : ["--close-wait-age", String(closeWaitAge)]),
    ...(closeWaitCount === undefined ? [] : ["--close-wait-count", String(closeWaitCount)]),
  ];
}

async function analyse(
  file: string,
  { options = {} }: Scenario,
): Promise<{ records: ConnectionRecord[]; findings: SubjectFinding[] }> {
  const records: ConnectionRecord[] = [];
  const { findings } = await runEngine(await openCapture(file), options, {
    connection: (connection) => records.push(connection),
  });
  return { records: byId(records), findings };
}

function byId(records: readonly ConnectionRecord[]): ConnectionRecord[] {
  return [...records].sort((a, b) => a.id - b.id);
}
