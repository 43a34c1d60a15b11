// `shakedown read`: saved captures in, a report out. Puts the parts together; decides nothing about TCP.
import { Command } from "commander";
import { openCaptures } from "../capture/open-capture.ts";
import type { PacketSource } from "../capture/packet-source.ts";
import type { ReportFormat } from "../present/create-report-writer.ts";
import { runEngine } from "../session/engine.ts";
import type { EngineResult } from "../session/engine-options.ts";
import { counted, formatCount } from "../words/numbers.ts";
import { conclude, failedLine } from "./conclude.ts";
import { type AnalysisOptions, addAnalysisOptions, engineOptions } from "./engine-options.ts";
import { DONE, INTERRUPTED } from "./exit-codes.ts";
import { FailOn } from "./fail-on.ts";
import { CompletedArgument, CompletedOption } from "./options.ts";
import type { StreamOutput } from "./output.ts";
import { asciiOption, failOnOption, formatOption, noColorOption, quietOption } from "./output-options.ts";
import { READ_HELP } from "./read-help.ts";
import { quietWriter, reportSink, reportWriter } from "./read-writers.ts";
import { Reading } from "./reading.ts";
import { selectionOf } from "./selection-of.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { refuseBadTarget, Writing } from "./writing.ts";

export interface ReadOptions extends AnalysisOptions {
  readonly format: ReportFormat;
  readonly connections: boolean;
  readonly events?: true;
  readonly select?: string;
  readonly write?: string;
  readonly follow?: true;
  readonly failOn?: string[];
  readonly quiet?: true;
  readonly ascii?: true;
  readonly color: boolean;
}

const FORMATS: readonly string[] = ["text", "json", "ndjson", "csv"] satisfies ReportFormat[];

const EVENTS_WHERE =
  "--events: events are lines of ndjson: add --format ndjson (show draws the states of one connection)";

/** The command; `finish` hears its exit code. */
export function readCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const command = new Command("read")
    .description("analyse saved captures: pcap, pcapng and snoop, also gzip, zstd and lz4")
    .addArgument(
      new CompletedArgument("<capture...>", "files, - is standard input; several are one timeline", {
        kind: "captures",
      }),
    )
    .addOption(formatOption(FORMATS))
    .addOption(
      new CompletedOption(
        "--follow",
        "go on as the file grows, a line an event; Ctrl-C ends with the report",
      ),
    )
    .addOption(new CompletedOption("--no-connections", "the summary only"))
    .addOption(
      new CompletedOption(
        "--events",
        "ndjson: a line for each change in a connection's story too, when it happens",
      ),
    )
    .addOption(
      new CompletedOption(
        "--select <expression>",
        "report only these connections; the summary is about all",
        { kind: "select" },
      ),
    )
    .addOption(
      new CompletedOption(
        "--write <file.pcapng>",
        "write the packets of these connections; an existing file is replaced",
        { kind: "captures" },
      ),
    )
    .addOption(failOnOption());
  return addAnalysisOptions(command)
    .addOption(quietOption())
    .addOption(asciiOption())
    .addOption(noColorOption())
    .addHelpText("after", READ_HELP)
    .action(async (inputs: string[], options: ReadOptions) => {
      const command = options.follow ? (await import("./read-follow.ts")).readFollowing : read;
      finish(await command(inputs, options, terminal));
    });
}

async function read(inputs: string[], options: ReadOptions, terminal: Terminal): Promise<number> {
  if (options.events && (options.format !== "ndjson" || options.quiet)) throw new UsageError(EVENTS_WHERE);
  const engine = await engineOptions(options);
  const selected = options.select === undefined ? undefined : await selectionOf(options.select);
  const { write } = options;
  if (write !== undefined) await refuseBadTarget(write, inputs);
  const writing = write === undefined ? null : new Writing(write, inputs);
  const reading = new Reading(terminal, writing !== null);
  const { output, progress, signal } = reading;
  let source: PacketSource | null = null;
  try {
    const specs = writing === null ? inputs : await writing.specs();
    source = await reading.orStopped(openCaptures(specs));
    if (source === null) return reading.interrupted ? INTERRUPTED : closedOutput(output);
    const failOn = options.failOn && new FailOn(options.failOn, options.select !== undefined);
    const writer = options.quiet
      ? quietWriter(output, selected !== undefined, () => failedLine(failOn, options))
      : await reportWriter(inputs, options, terminal, output);
    const analysis = runEngine(
      source,
      {
        ...engine,
        ...(writing && { follower: writing.undecided }),
        order: options.format === "json" || options.format === "csv" ? "id" : "finished",
        onProgress: (update) => progress.update(update),
        signal,
      },
      reportSink(writer, selected, failOn, writing?.chosen, options.events),
    );
    const result = await reading.orStopped(analysis);
    progress.erase();
    if (reading.interrupted) return INTERRUPTED;
    if (result === null || (output.closed && writing === null)) return closedOutput(output);
    failOn?.seeSubjects(result.findings);
    await reading.orStopped(writer.end(result).then(() => output.finish()));
    if (reading.interrupted) return INTERRUPTED;
    if (writing !== null) {
      writing.chosen.addFindings(result.findings);
      const line = await writing.write(sectionComment(inputs, options, writing, result), {
        ...engine,
        signal,
      });
      if (reading.interrupted) return INTERRUPTED;
      if (!options.quiet) terminal.stderr.write(line);
    }
    if (output.closed) return closedOutput(output);
    return conclude(result, failOn, options, terminal);
  } finally {
    reading.end();
    if (signal.aborted) await source?.close();
    await writing?.close();
  }
}

/** Of the file that `--write` writes: what it is a part of. */
function sectionComment(
  inputs: readonly string[],
  { select }: ReadOptions,
  { chosen }: Writing,
  { summary }: EngineResult,
): string {
  const of = `${formatCount(chosen.count)} of ${counted(summary.connections, "connection")}`;
  return `${of} of ${inputs.join(", ")}${select === undefined ? "" : `: ${select}`}`;
}

/** Nobody reads any further: quietly done, unless writing failed for another reason. */
function closedOutput(output: StreamOutput): number {
  output.complain();
  return DONE;
}
