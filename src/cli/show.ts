// `shakedown show`: one connection of saved captures as a ladder. Puts the parts together; decides
// nothing about TCP.
import { Command } from "commander";
import { openCaptures } from "../capture/open-capture.ts";
import type { PacketSource } from "../capture/packet-source.ts";
import { Spool } from "../capture/spool.ts";
import { type LadderFormat, ladderReport } from "../present/ladder/ladder-report.ts";
import type { TraceRecord } from "../record/trace-record.ts";
import type { TimeBound } from "../session/engine.ts";
import { type TraceResult, traceConnection } from "../session/trace-connection.ts";
import { ChosenConnections } from "../session/write-packets.ts";
import type { LadderWords } from "../words/ladder-words.ts";
import { LANGUAGES, type Language } from "../words/language.ts";
import { formatCount } from "../words/numbers.ts";
import { colorLevel } from "./color-level.ts";
import { damageLine } from "./error-line.ts";
import { DAMAGED_INPUT, DONE, INTERRUPTED } from "./exit-codes.ts";
import { CompletedArgument, CompletedOption, oneOf, seconds, timeBound, wholeNumber } from "./options.ts";
import { StreamOutput } from "./output.ts";
import { ProgressLine } from "./progress-line.ts";
import { screenWidth } from "./screen-width.ts";
import type { Terminal } from "./terminal.ts";
import { isEmptySpan } from "./time-bound.ts";
import { UsageError } from "./usage-error.ts";
import { refuseBadTarget, writeFile } from "./write-file.ts";

interface ShowOptions {
  readonly format: LadderFormat;
  readonly all?: true;
  readonly write?: string;
  readonly since?: TimeBound;
  readonly until?: TimeBound;
  readonly msl?: number;
  readonly closeWaitAge?: number;
  readonly closeWaitCount?: number;
  readonly maxConnections?: number;
  readonly lang: Language;
  readonly ascii?: true;
  readonly color: boolean;
}

const FORMATS: readonly string[] = ["text", "json", "mermaid", "svg"] satisfies LadderFormat[];
/** Arrows need not be longer where there is no screen. */
const PAGE_WIDTH = 100;

/** The command; `finish` hears its exit code. */
export function showCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  return new Command("show")
    .description("one connection as a ladder: segments, states of both ends, findings")
    .usage("[options] <capture...> <connection>")
    .addArgument(
      new CompletedArgument(
        "<capture...>",
        "files, - is standard input; the number of a connection comes last",
        {
          kind: "captures",
        },
      ),
    )
    .addOption(
      new CompletedOption("--format <format>", `what to print: ${FORMATS.join(", ")}`, words(FORMATS))
        .argParser(oneOf("--format", FORMATS))
        .default("text", "text"),
    )
    .addOption(new CompletedOption("--all", "draw every segment, also plain data"))
    .addOption(
      new CompletedOption(
        "--write <file.pcapng>",
        "write the packets of the connection; an existing file is replaced",
        {
          kind: "captures",
        },
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
        "how long an end may be in CLOSE_WAIT before it is a finding (default: 60)",
      ).argParser(seconds("--close-wait-age")),
    )
    .addOption(
      new CompletedOption(
        "--close-wait-count <n>",
        "how many connections of a service may be (default: 10)",
      ).argParser(wholeNumber("--close-wait-count", 1)),
    )
    .addOption(
      new CompletedOption("--max-connections <n>", "how many to track at one time (default: 1M)").argParser(
        wholeNumber("--max-connections", 1),
      ),
    )
    .addOption(
      new CompletedOption(
        "--lang <language>",
        `language of the sentences: ${LANGUAGES.join(", ")}`,
        words(LANGUAGES),
      )
        .argParser(oneOf("--lang", LANGUAGES))
        .default("en", "en"),
    )
    .addOption(new CompletedOption("--ascii", "draw without line characters"))
    .addOption(new CompletedOption("--no-color", "no colour, also by NO_COLOR; FORCE_COLOR=1 wants it"))
    .addHelpText("after", SHOW_HELP)
    .action(async (given: string[], options: ShowOptions) => {
      finish(await show(given, options, terminal));
    });
}

function words(list: readonly string[]) {
  return { kind: "words", words: list, list: false } as const;
}

/** The captures and the number behind them. */
function split(given: readonly string[]): { readonly inputs: string[]; readonly id: number } {
  const inputs = given.slice(0, -1);
  const last = given.at(-1) ?? "";
  const again = inputs.length === 0 ? last : inputs.join(" ");
  if (!/^[1-9]\d*$/.test(last)) {
    const missing = inputs.length === 0 ? "no connection is named" : `"${last}" is no number of a connection`;
    const capture = inputs.length === 0 ? again : "CAPTURE";
    throw new UsageError(
      `show: ${missing}; shakedown read ${capture} lists them, shakedown show ${capture} 1 shows the first`,
    );
  }
  if (inputs.length === 0) {
    throw new UsageError(`show: no capture is named before the connection; shakedown show CAPTURE ${last}`);
  }
  return { inputs, id: Number(last) };
}

async function show(given: readonly string[], options: ShowOptions, terminal: Terminal): Promise<number> {
  const { inputs, id } = split(given);
  if (isEmptySpan(options.since, options.until)) {
    throw new UsageError("--until: nothing lies before it that --since lets through; exchange the two");
  }
  const { write } = options;
  if (write !== undefined) await refuseBadTarget(write, inputs);
  const spool = write === undefined ? null : await Spool.of(inputs);
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
  const stopped = new Promise<null>((resolve) => {
    stop.signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  let source: PacketSource | null = null;
  try {
    source = await Promise.race([openCaptures(spool?.first ?? inputs), stopped]);
    if (source === null) return interrupted ? INTERRUPTED : closed(output);
    const engine = { ...engineOptions(options), signal: stop.signal };
    const tracing = traceConnection(source, id, {
      ...engine,
      all: options.all === true,
      onProgress: (update) => progress.update(update),
    });
    const traced = await Promise.race([tracing, stopped]);
    progress.erase();
    if (interrupted) return INTERRUPTED;
    if (traced === null || output.closed) return closed(output);
    if (traced.trace === null) throw notThere(id, inputs, traced);
    await print(traced.trace, traced, options, terminal, output);
    if (output.closed) return closed(output);
    if (write !== undefined && spool !== null) {
      const chosen = new ChosenConnections();
      chosen.add(traced.trace.connection);
      chosen.addFindings(traced.findings);
      const comment = `Connection ${id} of ${inputs.join(", ")}: ${traced.trace.connection.verdict}`;
      const line = await writeFile({
        path: write,
        spool,
        chosen,
        undecided: traced.undecided,
        options: engine,
        comment,
      });
      if (interrupted) return INTERRUPTED;
      terminal.stderr.write(line);
    }
    return conclude(traced, terminal);
  } finally {
    progress.erase();
    ignore();
    if (stop.signal.aborted) await source?.close();
    await spool?.close();
  }
}

function engineOptions({
  since,
  until,
  msl,
  closeWaitAge,
  closeWaitCount,
  maxConnections,
  lang,
}: ShowOptions) {
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

async function print(
  trace: TraceRecord,
  { findings }: TraceResult,
  { format, all, lang, ascii, color }: ShowOptions,
  terminal: Terminal,
  output: StreamOutput,
): Promise<void> {
  const text = await ladderReport(format, trace, findings, {
    words: await wordsIn(lang),
    width: screenWidth(terminal, PAGE_WIDTH),
    ascii: ascii === true,
    color: colorLevel(color, terminal),
    all: all === true,
  });
  output.write(text);
  await output.finish();
}

/** A language is loaded only when it is spoken. */
async function wordsIn(lang: Language): Promise<LadderWords> {
  const { ladderWords } =
    lang === "zh" ? await import("../words/zh/ladder-words.ts") : await import("../words/en/ladder-words.ts");
  return ladderWords;
}

function notThere(id: number, inputs: readonly string[], { result }: TraceResult): UsageError {
  const { connections } = result.summary;
  const name = inputs.length === 1 && inputs[0] === "-" ? "standard input" : inputs.join(", ");
  if (connections === 0) return new UsageError(`show: there is no TCP connection in ${name}`);
  const range = connections === 1 ? "only connection 1" : `connections 1 to ${formatCount(connections)}`;
  return new UsageError(`show: there is no connection ${formatCount(id)}: ${name} has ${range}`);
}

/** Nobody reads any further: quietly done, unless writing failed for another reason. */
function closed(output: StreamOutput): number {
  output.complain();
  return DONE;
}

function conclude({ result }: TraceResult, { stderr }: Terminal): number {
  for (const damage of result.summary.damaged) stderr.write(damageLine(damage));
  return result.summary.damaged.length > 0 ? DAMAGED_INPUT : DONE;
}

const SHOW_HELP = `
The numbers are those of shakedown read. x and y stand for the first sequence
numbers of client and server, as in the textbooks; what they were is said below.

Exit codes:
  0 done · 2 wrong usage, no such connection or unreadable input
  3 damaged input: everything before the damage is drawn

Examples:
  shakedown show trace.pcapng 7
  shakedown show monday.pcap.gz tuesday.pcap.gz 12 --all
  shakedown show trace.pcapng 7 --format svg > connection-7.svg
  ssh host tcpdump -w - tcp | shakedown show - 1 --write first.pcapng
`;
