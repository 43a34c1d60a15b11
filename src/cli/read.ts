// `shakedown read`: saved captures in, a report out. Puts the parts together; decides nothing about TCP.
import { Command } from "commander";
import { openCaptures } from "../capture/open-capture.ts";
import type { PacketSource } from "../capture/packet-source.ts";
import type { ReportFormat } from "../present/create-report-writer.ts";
import type { Predicate } from "../select/match.ts";
import { SelectError } from "../select/select-error.ts";
import { type EngineResult, runEngine, type TimeBound } from "../session/engine.ts";
import { LANGUAGES, type Language } from "../words/language.ts";
import { damageLine, errorLine, evictedLine } from "./error-line.ts";
import { DAMAGED_INPUT, DONE, FAIL_ON_MATCHED, INTERRUPTED } from "./exit-codes.ts";
import { FAIL_ON_WORDS, FailOn, parseFailOn } from "./fail-on.ts";
import { CompletedArgument, CompletedOption, oneOf, seconds, timeBound, wholeNumber } from "./options.ts";
import { StreamOutput } from "./output.ts";
import { ProgressLine } from "./progress-line.ts";
import { READ_HELP } from "./read-help.ts";
import { quietWriter, reportSink, reportWriter } from "./read-writers.ts";
import type { Terminal } from "./terminal.ts";
import { isEmptySpan } from "./time-bound.ts";
import { UsageError } from "./usage-error.ts";

export interface ReadOptions {
  readonly format: ReportFormat;
  readonly connections: boolean;
  readonly select?: string;
  readonly since?: TimeBound;
  readonly until?: TimeBound;
  readonly msl?: number;
  readonly closeWaitAge?: number;
  readonly closeWaitCount?: number;
  readonly maxConnections?: number;
  readonly lang: Language;
  readonly failOn?: string[];
  readonly quiet?: true;
  readonly ascii?: true;
  readonly color: boolean;
}

const FORMATS: readonly string[] = ["text", "json", "ndjson", "csv"] satisfies ReportFormat[];

/** The command; `finish` hears its exit code. */
export function readCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return new Command("read")
    .description("analyse saved captures: pcap, pcapng and snoop, also gzip, zstd and lz4")
    .addArgument(
      new CompletedArgument("<capture...>", "files, - is standard input; several are one timeline", {
        kind: "captures",
      }),
    )
    .addOption(
      new CompletedOption("--format <format>", `what to print: ${FORMATS.join(", ")}`, words(FORMATS))
        .argParser(oneOf("--format", FORMATS))
        .default("text", "text"),
    )
    .addOption(new CompletedOption("--no-connections", "the summary only"))
    .addOption(
      new CompletedOption(
        "--select <expression>",
        "report only these connections; the summary is about all",
        { kind: "select" },
      ),
    )
    .addOption(
      new CompletedOption("--since <time>", "only packets from this time on").argParser(timeBound("--since")),
    )
    .addOption(
      new CompletedOption("--until <time>", "only packets before this time").argParser(timeBound("--until")),
    )
    .addOption(
      new CompletedOption(
        "--msl <seconds>",
        "maximum segment lifetime, TIME_WAIT lasts twice this (default: 30)",
      ).argParser(seconds("--msl")),
    )
    .addOption(
      new CompletedOption(
        "--close-wait-age <seconds>",
        "in CLOSE_WAIT for longer raises close-wait-stuck (default: 60)",
      ).argParser(seconds("--close-wait-age")),
    )
    .addOption(
      new CompletedOption(
        "--close-wait-count <n>",
        "so many in CLOSE_WAIT at one service at one time raise close-wait-excess (default: 10)",
      ).argParser(wholeNumber("--close-wait-count", 1)),
    )
    .addOption(
      new CompletedOption(
        "--max-connections <n>",
        "how many to track at one time; what is dropped beyond it is said (default: 1M)",
      ).argParser(wholeNumber("--max-connections", 1)),
    )
    .addOption(
      new CompletedOption("--fail-on <what,...>", "exit 1 when a reported connection has one of these", {
        kind: "words",
        words: FAIL_ON_WORDS,
        list: true,
      }).argParser(parseFailOn),
    )
    .addOption(
      new CompletedOption(
        "--lang <language>",
        `language of the findings' sentences: ${LANGUAGES.join(", ")}`,
        words(LANGUAGES),
      )
        .argParser(oneOf("--lang", LANGUAGES))
        .default("en", "en"),
    )
    .addOption(new CompletedOption("--quiet", "the exit code and one line"))
    .addOption(new CompletedOption("--ascii", "draw without line characters"))
    .addOption(new CompletedOption("--no-color", "no colour, also by NO_COLOR; FORCE_COLOR=1 wants it"))
    .addHelpText("after", READ_HELP)
    .action(async (inputs: string[], options: ReadOptions) => {
      finish(await read(inputs, options, terminal));
    });
}

function words(list: readonly string[]) {
  return { kind: "words", words: list, list: false } as const;
}

/** The language is loaded only when it is spoken. */
async function selectionOf(expression: string): Promise<Predicate> {
  const select = await import("../select/selection.ts");
  try {
    return select.selectionOf(expression);
  } catch (error) {
    if (error instanceof SelectError) throw new UsageError(`--select: ${error.message}`);
    throw error;
  }
}

async function read(inputs: string[], options: ReadOptions, terminal: Terminal): Promise<number> {
  if (isEmptySpan(options.since, options.until)) {
    throw new UsageError("--until: nothing lies before it that --since lets through; exchange the two");
  }
  const selected = options.select === undefined ? undefined : await selectionOf(options.select);
  const stop = new AbortController();
  const progress = new ProgressLine(terminal.stderr);
  const output = new StreamOutput(
    terminal.stdout,
    () => stop.abort(),
    () => progress.erase(),
  );
  let interrupted = false;
  const ignore = terminal.onInterrupt(() => {
    interrupted = true;
    stop.abort();
  });
  // A pipe on which nothing comes would hold everything for ever: nobody waits for it then.
  const stopped = aborted(stop.signal);
  let source: PacketSource | null = null;
  try {
    source = await Promise.race([openCaptures(inputs), stopped]);
    if (source === null) return interrupted ? INTERRUPTED : closedOutput(output);
    const failOn = options.failOn && new FailOn(options.failOn, options.select !== undefined);
    const writer = options.quiet
      ? quietWriter(output, selected !== undefined, () => failedLine(failOn, options))
      : await reportWriter(inputs, options, terminal, output);
    const analysis = runEngine(
      source,
      {
        ...engineOptions(options),
        order: options.format === "json" || options.format === "csv" ? "id" : "finished",
        onProgress: (update) => progress.update(update),
        signal: stop.signal,
      },
      reportSink(writer, selected, failOn),
    );
    const result = await Promise.race([analysis, stopped]);
    progress.erase();
    if (interrupted) return INTERRUPTED;
    if (result === null || output.closed) return closedOutput(output);
    failOn?.seeSubjects(result.findings);
    await Promise.race([writer.end(result).then(() => output.finish()), stopped]);
    if (interrupted) return INTERRUPTED;
    if (output.closed) return closedOutput(output);
    return conclude(result, failOn, options, terminal);
  } finally {
    progress.erase();
    ignore();
    if (stop.signal.aborted) await source?.close();
  }
}

function engineOptions(options: ReadOptions) {
  const { since, until, msl, closeWaitAge, closeWaitCount, maxConnections, lang } = options;
  return {
    lang,
    ...(since && { since }),
    ...(until && { until }),
    ...(msl !== undefined && { msl }),
    ...(closeWaitAge !== undefined && { closeWaitAge }),
    ...(closeWaitCount !== undefined && { closeWaitCount }),
    ...(maxConnections !== undefined && { maxConnections }),
  };
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}

/** Nobody reads any further: quietly done, unless writing failed for another reason. */
function closedOutput(output: StreamOutput): number {
  output.complain();
  return DONE;
}

/** What `--fail-on` matched, in words; "" when nothing. */
function failedLine(failOn: FailOn | undefined, { failOn: words }: ReadOptions): string {
  return failOn?.matched ? `--fail-on ${words?.join(",")} matched: ${failOn.describe()}` : "";
}

/** Says on standard error what the report does not say to the same eyes. */
function conclude(
  { summary }: EngineResult,
  failOn: FailOn | undefined,
  options: ReadOptions,
  { stdout, stderr }: Terminal,
): number {
  const text = options.format === "text" && !options.quiet;
  if (!(text && stdout.isTTY && stderr.isTTY)) {
    for (const damage of summary.damaged) stderr.write(damageLine(damage));
  }
  if (summary.evicted > 0 && !text && !options.quiet) stderr.write(evictedLine(summary.evicted));
  if (failOn?.matched) {
    if (!options.quiet) stderr.write(errorLine(failedLine(failOn, options)));
    return FAIL_ON_MATCHED;
  }
  return summary.damaged.length > 0 ? DAMAGED_INPUT : DONE;
}
