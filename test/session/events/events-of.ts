// Text or bytes of a capture → the events that are told of it, and what is reported in the end.
import { openCapture } from "../../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import type { LifecycleEvent } from "../../../src/record/event-record.ts";
import { runEngine } from "../../../src/session/engine.ts";
import type { EngineOptions, EngineResult } from "../../../src/session/engine-options.ts";
import { type Scenario, scenario } from "../../notation/scenario.ts";

export interface Told {
  readonly events: LifecycleEvent[];
  readonly connections: ConnectionRecord[];
  readonly result: EngineResult;
}

export async function tell(
  input: Uint8Array | string | Iterable<Uint8Array>,
  options: EngineOptions = {},
): Promise<Told> {
  const events: LifecycleEvent[] = [];
  const connections: ConnectionRecord[] = [];
  const result = await runEngine(await openCapture(input), options, {
    event: (event) => events.push(event),
    connection: (record) => connections.push(record),
  });
  return { events, connections, result };
}

export function tellScenario(text: string | Scenario, options: EngineOptions = {}): Promise<Told> {
  return tell((typeof text === "string" ? scenario(text) : text).bytes(), options);
}

/** An event in a line: seconds since the first packet, packet or "timer", kind, and what is its own. */
export function lineOf(event: LifecycleEvent, start: string): string {
  const seconds = Math.round((Date.parse(event.time) - Date.parse(start)) / 10) / 100;
  const head = `${seconds} ${event.packet ?? "timer"} ${event.kind}`;
  switch (event.kind) {
    case "state":
      return `${head} ${event.endpoint} ${event.from} → ${event.to}`;
    case "retry":
      return `${head} ${event.of} of ${event.endpoint}, ${event.attempt}`;
    case "finding":
      return `${head} ${event.finding.id}`;
    case "reset":
      return `${head} ${event.verdict} by ${event.by}`;
    case "close":
      return `${head} ${event.closing} by ${event.closedBy}`;
    case "evict":
      return `${head} ${event.verdict}`;
    default:
      return head;
  }
}

/** Of a scenario, in order; `kinds`: only these. */
export async function linesOf(
  text: string,
  kinds?: readonly LifecycleEvent["kind"][],
  options: EngineOptions = {},
): Promise<string[]> {
  const { events, result } = await tellScenario(text, options);
  const start = result.capture.firstTime as string;
  return events.filter(({ kind }) => kinds?.includes(kind) ?? true).map((event) => lineOf(event, start));
}
