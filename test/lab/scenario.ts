// What a scenario is: sockets that act, and what must be true of their connections.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { State, Verdict } from "../../src/record/connection-record.ts";
import type { EngineOptions } from "../../src/session/engine-options.ts";
import { type Checkpoint, Lab, type LabOptions, type StartRecorder, type Topology } from "./lab.ts";

/** Where a capture was taken. */
export type Vantage = "client" | "server";

/** The same seen from both vantage points, or from each its own. */
export type ExpectedFindings =
  | readonly string[]
  | { readonly atClient: readonly string[]; readonly atServer: readonly string[] };

export interface ExpectedConnection {
  /** `ip:port`, IPv6 in brackets. */
  readonly client: string;
  readonly server: string;
  /** At the end of the capture, from either vantage point. */
  readonly verdict: Verdict;
  /** Where one vantage point sees another story, or nothing of it (null). */
  readonly atClient?: Verdict | null;
  readonly atServer?: Verdict | null;
  /** From where the other end's SYN is seen first, in a simultaneous open. */
  readonly swappedAt?: Vantage;
  /**
   * Every finding about it, and no other: `syn-retry client`, with the cause where it is a reset
   * (`reset server: late-fin`), `: firewall` where one has likely refused it, and `as info` where it is raised as less than usual. Default: none.
   */
  readonly findings?: ExpectedFindings;
}

/** What no passive observer can know: told by name, with the reason, and tested to be so. */
export interface CannotKnow {
  readonly checkpoint: string;
  /** Whose state. */
  readonly end: "client" | "server";
  /** From where; absent: from both. */
  readonly vantage?: Vantage;
  /** The client's `ip:port`, or how it begins, where not all connections are meant. */
  readonly connection?: string;
  readonly inferred: State;
  readonly why: string;
}

export interface Scenario {
  /** kebab-case. */
  readonly name: string;
  /** One sentence: what happens. */
  readonly shows: string;
  readonly topology?: Topology;
  /** A kernel setting (sysctl) without which it cannot be played. */
  readonly needs?: string;
  /** In the order in which they are opened. */
  readonly connections: readonly ExpectedConnection[];
  /** Findings about services, hosts and the capture: `syn-flood service 10.9.0.2:80`. Default: none. */
  readonly findings?: ExpectedFindings;
  readonly cannotKnow?: readonly CannotKnow[];
  /** How it is analysed, where the defaults would take too long. */
  readonly options?: Pick<EngineOptions, "closeWaitAge" | "closeWaitCount">;
  readonly recorded?: LabOptions;
  play(lab: Lab): Promise<void>;
}

/** What recording.json holds, beside client.pcap and server.pcap. */
export interface Recording {
  readonly scenario: string;
  readonly shows: string;
  readonly checkpoints: Checkpoint[];
}

const LIMIT_SECONDS = 60;

/** Plays it once; leaves recording.json in the folder, and what `start` records (default: client.pcap and server.pcap). */
export async function record(scenario: Scenario, folder: string, start?: StartRecorder): Promise<Recording> {
  await mkdir(folder, { recursive: true });
  const checkpoints = await Lab.run(
    scenario.topology ?? "wire",
    folder,
    (lab) => limited(scenario, lab),
    scenario.recorded,
    start,
  );
  const recording: Recording = { scenario: scenario.name, shows: scenario.shows, checkpoints };
  await writeFile(join(folder, "recording.json"), `${JSON.stringify(recording, null, 2)}\n`);
  return recording;
}

async function limited(scenario: Scenario, lab: Lab): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${scenario.name} is not over after ${LIMIT_SECONDS} s`)),
      LIMIT_SECONDS * 1000,
    );
  });
  try {
    await Promise.race([scenario.play(lab), limit]);
  } finally {
    clearTimeout(timer);
  }
}
