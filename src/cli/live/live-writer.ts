// Where `live` puts what it sees: lines for people, NDJSON for programs, or the one line of `--quiet`.
// Nothing here waits for a reader while packets come.
import { createReportWriter } from "../../present/create-report-writer.ts";
import type { Output, ReportWriter } from "../../present/report-writer.ts";
import { CrowdedEvents } from "../../present/stream/crowded-events.ts";
import { EventLines } from "../../present/stream/event-lines.ts";
import { createNdjsonStream } from "../../present/stream/ndjson.ts";
import { SaidAlready } from "../../present/stream/said-already.ts";
import type { ConnectionRecord, State } from "../../record/connection-record.ts";
import type { LifecycleEvent } from "../../record/event-record.ts";
import type { CaptureRecord, SummaryRecord } from "../../record/report-record.ts";
import type { EngineResult } from "../../session/engine-options.ts";
import { eventWordsIn, type Standing } from "../../words/event-words.ts";
import type { StreamOutput } from "../output.ts";
import { type ReportWishes, reportOptions } from "../report-options.ts";
import type { Terminal } from "../terminal.ts";
import { SlowReader } from "./slow-reader.ts";

export interface LiveReportOptions extends ReportWishes {
  readonly format: "text" | "ndjson";
  /** Files that can be read again. */
  readonly inputs?: string[];
}

/** A format of `live`. Every summary comes with its losses. */
export interface LiveWriter {
  readonly reader: SlowReader;
  begin(capture: CaptureRecord): void;
  /** @param doubtful packets were lost while the connection was alive */
  event(event: LifecycleEvent, doubtful: boolean): void;
  /** A connection that is over, and selected. */
  connection(record: ConnectionRecord): void;
  /** Packets were lost; the connections up to this id are doubtful. */
  loss(capture: CaptureRecord, connectionsUpTo: number): void;
  /** @param time of all that is counted; null: of nothing */
  standing(summary: SummaryRecord, time: string | null): void;
  /** What was written leaves; waits for the reader only where there is patience. */
  flush(): Promise<void> | void;
  end(result: EngineResult): Promise<void>;
}

/** Lines as things happen, and in the end the report that `read` would give. */
export async function createLiveText(
  options: LiveReportOptions,
  terminal: Terminal,
  output: StreamOutput,
): Promise<LiveWriter> {
  const words = await eventWordsIn(options.lang);
  const asked = reportOptions(options, options.inputs ?? [], terminal);
  const report = await createReportWriter("text", asked, output);
  const { stdout } = terminal;
  const width = () => (stdout.isTTY && stdout.columns) || null;
  const lines = new EventLines({ width, color: asked.color, ascii: asked.ascii }, words);
  const reader = new SlowReader(output, (missing) => output.write(lines.notPrinted(now(), missing)));
  const said = new SaidAlready();
  const crowded = stdout.isTTY ? new CrowdedEvents() : null;
  let anyLine = false;
  let packets = 0;
  let since = performance.now();
  const print = (line: string) => {
    anyLine = true;
    output.write(line);
  };
  const tellCrowds = (moment: number) => {
    for (const crowd of crowded?.over(moment) ?? []) print(lines.further(now(), crowd));
  };
  return {
    reader,
    begin() {},
    event(event, doubtful) {
      if (said.has(event)) return;
      tellCrowds(performance.now());
      if (!reader.hasRoom()) return;
      said.see(event);
      if (crowded?.admits(event) === false) return;
      print(lines.event(event, doubtful));
    },
    connection: (record) => report.connection?.(record),
    loss() {},
    standing(summary, time) {
      const seconds = (performance.now() - since) / 1000;
      const standing = standingOf(summary, (summary.packets - packets) / seconds);
      packets = summary.packets;
      since = performance.now();
      if (reader.hasRoom()) print(lines.standing(time ?? now(), standing));
    },
    flush() {
      tellCrowds(performance.now());
      return reader.flush();
    },
    async end(result) {
      tellCrowds(Number.POSITIVE_INFINITY);
      if (anyLine) output.write("\n");
      await report.end(result);
    },
  };
}

/** The stream of `read`, and between its lines what only live has. */
export function createLiveNdjson(
  options: LiveReportOptions,
  terminal: Terminal,
  output: StreamOutput,
): LiveWriter {
  const reader = new SlowReader(output, (linesNotPrinted) => stream.gap({ linesNotPrinted }));
  // (Bytes are not lent: a reader that is too slow would keep them all.)
  const out: Output = {
    write: (text) => output.write(text),
    flush: async () => {
      await reader.flush();
    },
  };
  const stream = createNdjsonStream(reportOptions(options, options.inputs ?? [], terminal), out);
  return {
    reader,
    begin: (capture) => stream.begin?.(capture),
    event(event) {
      if (reader.hasRoom()) stream.event?.(event);
    },
    connection(record) {
      if (reader.hasRoom()) stream.connection?.(record);
    },
    loss({ droppedByKernel = 0, droppedByInterface = 0 }, connectionsUpTo) {
      if (reader.hasRoom())
        stream.loss({ time: now(), droppedByKernel, droppedByInterface, connectionsUpTo });
    },
    standing(summary, time) {
      if (reader.hasRoom()) stream.standing({ time: time ?? now(), ...summary });
    },
    flush: () => stream.flush?.(),
    end: (result) => stream.end(result),
  };
}

/** Nothing but `line`, in the end. */
export function createLiveQuiet(line: ReportWriter, output: StreamOutput): LiveWriter {
  return {
    reader: new SlowReader(output, () => {}),
    begin() {},
    event() {},
    connection: (record) => line.connection?.(record),
    loss() {},
    standing() {},
    flush() {},
    end: (result) => line.end(result),
  };
}

/** States in which nothing goes on any more, or nothing is known. */
const NOT_ALIVE: ReadonlySet<State> = new Set<State>(["CLOSED", "LISTEN", "UNKNOWN"]);

function standingOf(summary: SummaryRecord, packetsPerSecond: number): Standing {
  const alive = (states: Readonly<Record<State, number>>) =>
    (Object.entries(states) as [State, number][])
      .filter(([state, count]) => count > 0 && !NOT_ALIVE.has(state))
      .sort(([, a], [, b]) => b - a);
  const { losses, states, findings } = summary;
  return {
    packets: summary.packets,
    packetsPerSecond,
    connections: summary.connections,
    clients: alive(states.client),
    servers: alive(states.server),
    findings: Object.entries(findings),
    evicted: summary.evicted,
    lost: {
      byKernel: losses?.droppedByKernel ?? 0,
      byInterface: losses?.droppedByInterface ?? 0,
      lines: losses?.linesNotPrinted ?? 0,
    },
  };
}

/** As all times of the stream: nanoseconds, of which the last six say nothing here. */
function now(): string {
  return new Date().toISOString().replace("Z", "000000Z");
}
