// Where `shakedown read` puts its results: the writer of a format, or the one line of `--quiet`; and
// what of the connections gets there.
import { createReportWriter } from "../present/create-report-writer.ts";
import type { ReportWriter } from "../present/report-writer.ts";
import { EVENT_KINDS } from "../record/vocabulary.ts";
import { EventChoice } from "../select/event-choice.ts";
import type { Predicate } from "../select/match.ts";
import type { EngineSink } from "../session/engine-options.ts";
import type { ChosenConnections } from "../session/write-packets.ts";
import type { FailOn } from "./fail-on.ts";
import type { StreamOutput } from "./output.ts";
import { ChosenCounts, quietLine } from "./quiet-line.ts";
import type { ReadOptions } from "./read.ts";
import { reportOptions } from "./report-options.ts";
import type { Terminal } from "./terminal.ts";

export function reportWriter(
  inputs: string[],
  options: ReadOptions,
  terminal: Terminal,
  output: StreamOutput,
): Promise<ReportWriter> {
  return createReportWriter(options.format, reportOptions(options, inputs, terminal), output);
}

/**
 * The one line of `--quiet`.
 * @param failed what `--fail-on` matched, once everything is read
 */
export function quietWriter(output: StreamOutput, selective: boolean, failed: () => string): ReportWriter {
  const chosen = selective ? new ChosenCounts() : null;
  const writer: ReportWriter = {
    async end({ summary, findings }) {
      chosen?.seeSubjects(findings);
      output.write(quietLine(summary, chosen, failed()));
    },
  };
  if (chosen !== null) writer.connection = (record) => chosen.see(record);
  return writer;
}

/** The engine's sink: what is selected goes to the writer, to the judge, and into the file to write. */
export function reportSink(
  writer: ReportWriter,
  selected: Predicate | undefined,
  failOn: FailOn | undefined,
  chosen: ChosenConnections | undefined,
  events: true | undefined,
): EngineSink {
  const sink: EngineSink & Pick<ReportWriter, "summary"> = {};
  if (writer.begin) sink.begin = (capture) => writer.begin?.(capture);
  if (writer.summary) sink.summary = (result) => writer.summary?.(result);
  if (writer.flush) sink.flush = () => writer.flush?.();
  if (events && writer.event) {
    const choice = new EventChoice(EVENT_KINDS, selected);
    sink.event = (event, record) => {
      if (choice.takes(event, record)) writer.event?.(event);
    };
  }
  // Records that nobody reads are not built.
  if (writer.connection || failOn || chosen) {
    sink.onlyWithFindings = writer.onlyWithFindings === true && !failOn && !chosen;
    sink.connection = (record) => {
      if (selected !== undefined && !selected(record)) return;
      failOn?.see(record);
      chosen?.add(record);
      writer.connection?.(record);
    };
  }
  return sink;
}
