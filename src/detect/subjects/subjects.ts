// What is known across connections: services, hosts and the capture as a whole. Bounded tables; what
// finds no place in them is counted.
import type { HostFacts } from "../../record/host-facts.ts";
import type { Tracker } from "../../track/tracker.ts";
import type { FindingId } from "../finding.ts";
import type { DetectOptions, Story } from "../story.ts";
import { CaptureFacts } from "./capture-facts.ts";
import { Population } from "./population.ts";

export class Subjects {
  readonly tracker: Tracker;
  readonly options: DetectOptions;
  readonly capture: CaptureFacts;
  readonly population: Population;
  /** What this machine knows of its own connections; null: nothing, or a file is read. */
  host: HostFacts | null = null;

  constructor(tracker: Tracker, options: DetectOptions) {
    this.tracker = tracker;
    this.options = options;
    this.capture = new CaptureFacts(tracker.table);
    this.population = new Population(tracker, options);
  }

  /** The input has ended, as of `now`: before the connections that are left are reported. */
  finish(now: number): void {
    this.population.finish(now);
  }

  /** From now on what this machine knows counts too. */
  consult(host: HostFacts): void {
    this.host = host;
    this.population.closeWaits.host = host;
  }

  /** Whether the connection is part of a finding about a service or a host. */
  isMember(id: FindingId, story: Story): boolean {
    return this.population.isMember(id, story);
  }
}
