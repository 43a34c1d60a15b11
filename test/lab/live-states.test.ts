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
import { type Checkpoint, type LabOptions, pause, type StartRecorder } from "./lab.ts";
import { LiveRecorder } from "./live-recorder.ts";
import { hasSetting, missingForLab } from "./namespaces.ts";
import { captureFilter } from "./packet-recorder.ts";
import { record, type Scenario, type Vantage } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";

vi.setConfig({ testTimeout: 120_000, maxConcurrency: 4 });

const missing = missingForLab();

/** What another scenario shows live as well: the same story with another cause, or at the other end. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "data-on-third-segment",
  "deferred-accept-silent-client",
  "ipv6-refused",
  "icmp-host-unreachable",
  "icmp-admin-prohibited",
  "syn-blackholed-linear",
  "accept-queue-full-drops-syn",
  "syn-flood",
  "vanished-client",
  "lossy-path",
  "zero-window-brief",
  "keepalive-answered",
  "close-with-unread-data",
  "data-after-close",
  "killed-program",
  "rst-by-middlebox",
  "half-open-discovery",
  "stale-syn-in-open-connection",
  "close-by-server",
  "close-wait-leak-of-client",
  "time-wait-reuse-at-client",
  "stale-syn-in-time-wait",
  "fin-wait-2-orphaned",
]);
const chosen = scenarios.filter(({ name }) => !LEFT_OUT.has(name));

/** Quiet for a second before a story is judged, and a look at subjects every second. */
const IDLE_MILLISECONDS = 2500;
/**
 * Of these everything that is found must have been told, by timers, before capturing ends: the line stays
 * idle for so long after them. (The others end at once.)
 */
const IN_TIME: ReadonlyMap<string, number> = new Map([
  ...["syn-blackholed", "accept-queue-full", "keepalive-unanswered", "last-ack-stuck", "user-timeout"].map(
    (name) => [name, 0] as const,
  ),
  ...[
    "refused",
    "icmp-net-unreachable",
    "syn-lost",
    "final-ack-lost",
    "syn-flood-with-cookies",
    "port-scan",
    "abort-by-client",
    "close-crossing",
    "fin-lost",
    "close-wait-stuck",
    "fin-wait-2-stuck",
    "close-wait-leak",
    "time-wait-reuse-at-server",
    "zero-window",
  ].map((name) => [name, IDLE_MILLISECONDS] as const),
]);

describe.skipIf(missing !== null)(`live at real kernels${missing === null ? "" : ` (${missing})`}`, () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "shakedown-live-lab-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  // A machine that stalls for seconds plays another story than the scenario's: once more, then it counts.
  test.concurrent.for(chosen)("$name", { retry: 1 }, async (scenario, { skip }) => {
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
        ...compareTimes(live, IN_TIME.has(scenario.name) ? found : []),
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
  return chosen.indexOf(scenario) % 2 === 0 ? "client" : "server";
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
      optionsOf(scenario, options),
    );
    live = recorder;
    return {
      async stop() {
        await pause(IN_TIME.get(scenario.name) ?? 0);
        await recorder.stop();
      },
    };
  };
  const { checkpoints } = await record(scenario, folder, start);
  if (live === undefined) throw new Error("nobody watches");
  return { checkpoints, live };
}

function optionsOf({ options = {} }: Scenario, { snapLength, without }: LabOptions): string[] {
  const { closeWaitAge, closeWaitCount } = options;
  return [
    ...["--filter", captureFilter(without)],
    ...(snapLength === undefined ? [] : ["--snaplen", String(snapLength)]),
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
