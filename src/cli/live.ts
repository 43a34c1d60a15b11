// `shakedown live`: interfaces in, a story out, on the dashboard or one line an event, and in the end the report
// of `read`. Puts the parts together; decides nothing about TCP.
import { Command } from "commander";
import { linkTypeName } from "../capture/link-types.ts";
import type { LiveCapture } from "../capture/live/live-capture.ts";
import type { EventKind } from "../record/event-record.ts";
import { EVENT_KINDS } from "../record/vocabulary.ts";
import type { Predicate } from "../select/match.ts";
import { runEngine } from "../session/engine.ts";
import type { HostFollower } from "../session/host/host-follower.ts";
import { findingsTeller } from "../session/tell-findings.ts";
import { conclude, failedLine } from "./conclude.ts";
import { type AnalysisOptions, addTrackingOptions, engineOptions } from "./engine-options.ts";
import { errorLine } from "./error-line.ts";
import { DONE, WRONG_USAGE } from "./exit-codes.ts";
import { FailOn } from "./fail-on.ts";
import { addCaptureOptions, becomeCaller, type CaptureOptions, openCapture } from "./live/capture-options.ts";
import { CaptureWatch } from "./live/capture-watch.ts";
import { createLiveWriter } from "./live/create-live-writer.ts";
import { Ending } from "./live/ending.ts";
import {
  addEvidenceOptions,
  type Evidence,
  type EvidenceOptions,
  openEvidence,
  refuseBadEvidence,
} from "./live/evidence-options.ts";
import { addHostOptions, type HostOptions, openHost } from "./live/host-options.ts";
import { LIVE_HELP } from "./live/live-help.ts";
import { liveSink, withLosses } from "./live/live-sink.ts";
import type { LiveReportOptions } from "./live/live-writer.ts";
import { neverWait } from "./live/never-wait.ts";
import { parseOnly } from "./live/only.ts";
import { readerGone } from "./live/reader-gone.ts";
import { CompletedArgument, CompletedOption, oneOf, seconds, wholeNumber } from "./options.ts";
import { StreamOutput } from "./output.ts";
import { asciiOption, failOnOption, formatOption, noColorOption, quietOption } from "./output-options.ts";
import { selectionOf } from "./selection-of.ts";
import { screenInput, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

interface LiveOptions
  extends AnalysisOptions,
    CaptureOptions,
    EvidenceOptions,
    HostOptions,
    LiveReportOptions {
  readonly events?: true;
  readonly only?: EventKind[];
  readonly summaryEvery?: number;
  readonly duration?: number;
  readonly count?: number;
  readonly failOn?: string[];
  readonly quiet?: true;
  readonly dashboard: boolean;
}

const FORMATS: readonly string[] = ["text", "ndjson"] satisfies LiveReportOptions["format"][];

/** The command; `finish` hears its exit code. */
export function liveCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const command = new Command("live")
    .description("capture on an interface: a dashboard, or the story as it happens")
    .addArgument(
      new CompletedArgument("[interface]", "such as eth0, any for all; shakedown interfaces lists them", {
        kind: "interfaces",
      }),
    )
    .addOption(formatOption(FORMATS, parseFormat))
    .addOption(new CompletedOption("--events", "ndjson: events too; text: changes of state too"))
    .addOption(
      new CompletedOption("--only <events>", "print only these kinds of events: findings, open,reset", {
        kind: "words",
        words: EVENT_KINDS,
        list: true,
      }).argParser(parseOnly),
    )
    .addOption(
      new CompletedOption("--select <expression>", "report only these connections, events too", {
        kind: "select",
      }),
    )
    .addOption(
      new CompletedOption("--summary-every <time>", "how things stand, so often: 10s, 1m").argParser(
        seconds("--summary-every"),
      ),
    )
    .addOption(
      new CompletedOption("--duration <time>", "end after this time: 30s, 2h").argParser(
        seconds("--duration"),
      ),
    )
    .addOption(
      new CompletedOption("--count <packets>", "end after so many packets").argParser(
        wholeNumber("--count", 1),
      ),
    )
    .addOption(
      new CompletedOption("-f, --filter <expression>", "capture only packets that match this pcap filter"),
    );
  addCaptureOptions(command);
  addEvidenceOptions(command);
  addHostOptions(command);
  return addTrackingOptions(command)
    .addOption(failOnOption())
    .addOption(new CompletedOption("--no-connections", "ndjson: no connections; text: no table of them"))
    .addOption(new CompletedOption("--no-dashboard", "print lines, on a terminal too"))
    .addOption(quietOption())
    .addOption(asciiOption())
    .addOption(noColorOption())
    .addHelpText("after", LIVE_HELP)
    .action(async (named: string | undefined, options: LiveOptions) => {
      const input = asksForDashboard(options) ? screenInput(terminal) : null;
      if (input === null) finish(await live(named, options, terminal));
      else {
        const { liveOnDashboard } = await import("./live/live-on-dashboard.ts");
        finish(await liveOnDashboard(named, options, terminal, input));
      }
    });
}

function parseFormat(text: string): string {
  if (text === "json" || text === "csv") {
    throw new UsageError(
      `--format: ${text} is one document, which a capture that goes on never completes; ` +
        "take ndjson, or keep the packets with --write and give them to shakedown read",
    );
  }
  return oneOf("--format", FORMATS)(text);
}

/** Whether nothing is asked for that a screen cannot give. */
function asksForDashboard({ dashboard, format, events, only, quiet, summaryEvery }: LiveOptions): boolean {
  return dashboard && format === "text" && !events && !only && !quiet && summaryEvery === undefined;
}

async function live(named: string | undefined, options: LiveOptions, terminal: Terminal): Promise<number> {
  // (The kernel runs the filter.)
  const { filter: _, ...analysis } = options;
  const engine = await engineOptions(analysis);
  const selected = options.select === undefined ? undefined : await selectionOf(options.select);
  const failOn = options.failOn && new FailOn(options.failOn, selected !== undefined);
  const stop = new AbortController();
  const output = new StreamOutput(terminal.stdout, () => stop.abort());
  const hasGone = await readerGone(terminal.stdout);
  const writer = await createLiveWriter(options, terminal, output, () => failedLine(failOn, options));

  const say = (line: string) => void terminal.stderr.write(line);
  await refuseBadEvidence(options);
  const { source, host, evidence } = await openAll(named, options, selected, say);
  if (options.format === "text" && !options.quiet) say(beginLine(source));
  neverWait(terminal.stdout);
  neverWait(terminal.stderr);
  stop.signal.addEventListener("abort", () => source.stop());
  if (stop.signal.aborted) source.stop();
  const ending = new Ending(
    terminal,
    () => {
      writer.reader.bePatient();
      stop.abort();
    },
    options.duration,
  );
  try {
    const watch = new CaptureWatch(source, (line) => say(errorLine(line)));
    const onTick = () => {
      if (hasGone()) output.abandon();
    };
    const result = await runEngine(
      source,
      {
        ...engine,
        ...(evidence && { follower: evidence.follower }),
        ...(host && { host }),
        ...(options.count !== undefined && { maxPackets: options.count }),
        ...(options.summaryEvery !== undefined && { interimEvery: options.summaryEvery }),
        onProgress({ packets }) {
          if (packets === options.count) writer.reader.bePatient();
        },
      },
      liveSink(options, { writer, watch, selected, failOn, evidence, onTick }),
    );
    watch.end();
    writer.reader.bePatient();
    failOn?.seeSubjects(result.findings);
    const told = withLosses(result, writer.reader.notPrinted);
    await writer.end(told);
    await output.finish();
    for (const line of (await evidence?.close()) ?? []) if (!options.quiet) say(errorLine(line));
    if (output.closed) output.complain();
    const code = output.closed ? DONE : conclude(told, failOn, options, terminal);
    return evidence?.failed && code === DONE ? WRONG_USAGE : code;
  } finally {
    ending.forget();
    host?.close();
    await evidence?.close();
  }
}

interface Opened {
  readonly host: HostFollower | null;
  readonly source: LiveCapture;
  readonly evidence: Evidence | null;
}

/** First what needs root, then the interfaces, then what belongs to who called sudo. Where it rejects, all is closed. */
async function openAll(
  named: string | undefined,
  options: LiveOptions,
  selected: Predicate | undefined,
  say: (line: string) => void,
): Promise<Opened> {
  const host = await openHost(options, options.filter !== undefined);
  let source: LiveCapture | null = null;
  try {
    const opened = await openCapture(named, options.filter, options);
    source = opened.source;
    await findingsTeller(options.lang);
    await becomeCaller(options);
    for (const remark of opened.remarks) say(errorLine(remark));
    const evidence = await openEvidence(options, source, (line) => say(errorLine(line)), selected);
    return { host, source, evidence };
  } catch (error) {
    await source?.close();
    host?.close();
    throw error;
  }
}

function beginLine({ inputs, channels }: LiveCapture): string {
  const names = inputs.map(({ name }) => name).join(", ");
  const types = [...new Set(channels.map(({ linkType }) => linkTypeName(linkType)))].join(", ");
  return errorLine(`capturing on ${names}${types === "" ? "" : ` (${types})`}; Ctrl-C ends with a summary`);
}
