// `shakedown show`: one connection of saved captures as a ladder. Puts the parts together; decides
// nothing about TCP.
import { existsSync } from "node:fs";
import { Command } from "commander";
import { openCaptures } from "../capture/open-capture.ts";
import type { PacketSource } from "../capture/packet-source.ts";
import { type LadderFormat, ladderReport } from "../present/ladder/ladder-report.ts";
import type { TraceRecord } from "../record/trace-record.ts";
import { type TraceResult, traceConnection } from "../session/trace-connection.ts";
import type { LadderWords } from "../words/ladder-words.ts";
import type { Language } from "../words/language.ts";
import { formatCount } from "../words/numbers.ts";
import { colorLevel } from "./color-level.ts";
import { type AnalysisOptions, addAnalysisOptions, engineOptions } from "./engine-options.ts";
import { damageLine } from "./error-line.ts";
import { DAMAGED_INPUT, DONE, INTERRUPTED } from "./exit-codes.ts";
import { CompletedArgument, CompletedOption } from "./options.ts";
import type { StreamOutput } from "./output.ts";
import { asciiOption, formatOption, noColorOption } from "./output-options.ts";
import { Reading } from "./reading.ts";
import { screenWidth } from "./screen-width.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";
import { refuseBadTarget, Writing } from "./writing.ts";

interface ShowOptions extends AnalysisOptions {
  readonly format: LadderFormat;
  readonly all?: true;
  readonly write?: string;
  readonly ascii?: true;
  readonly color: boolean;
}

const FORMATS: readonly string[] = ["text", "json", "mermaid", "svg"] satisfies LadderFormat[];
/** Arrows need not be longer where there is no screen. */
const PAGE_WIDTH = 100;
/** Scripts read more than people do: about 45 MB. */
const KEPT_FOR_SCRIPTS = 100_000;

/** The command; `finish` hears its exit code. */
export function showCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const command = new Command("show")
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
    .addOption(formatOption(FORMATS))
    .addOption(new CompletedOption("--all", "draw every segment, also plain data"))
    .addOption(
      new CompletedOption(
        "--write <file.pcapng>",
        "write the packets of the connection; an existing file is replaced",
        {
          kind: "captures",
        },
      ),
    );
  return addAnalysisOptions(command)
    .addOption(asciiOption())
    .addOption(noColorOption())
    .addHelpText("after", SHOW_HELP)
    .action(async (given: string[], options: ShowOptions) => {
      finish(await show(given, options, terminal));
    });
}

const NUMBER = /^[1-9]\d*$/;

/** The captures and the number behind them. */
function split(given: readonly string[]): { readonly inputs: string[]; readonly id: number } {
  const inputs = given.slice(0, -1);
  const last = given.at(-1) ?? "";
  const again = inputs.length === 0 ? last : inputs.join(" ");
  if (!NUMBER.test(last)) {
    const missing = inputs.length === 0 ? "no connection is named" : `"${last}" is no number of a connection`;
    const capture = inputs.length === 0 ? again : "CAPTURE";
    throw new UsageError(
      `show: ${missing}; shakedown read ${capture} lists them, shakedown show ${capture} 1 shows the first`,
    );
  }
  if (inputs.length === 0) {
    throw new UsageError(`show: no capture is named before the connection; shakedown show CAPTURE ${last}`);
  }
  const another = inputs.find((input) => NUMBER.test(input) && !existsSync(input));
  if (another !== undefined) {
    throw new UsageError(
      `show: one connection at a time; shakedown show ${inputs[0] === another ? "CAPTURE" : inputs[0]} ${another}`,
    );
  }
  return { inputs, id: Number(last) };
}

async function show(given: readonly string[], options: ShowOptions, terminal: Terminal): Promise<number> {
  const { inputs, id } = split(given);
  const engine = await engineOptions(options);
  const { write } = options;
  if (write !== undefined) await refuseBadTarget(write, inputs);
  const reading = new Reading(terminal, write !== undefined);
  const { output, progress, signal } = reading;
  let source: PacketSource | null = null;
  let writing: Writing | null = null;
  try {
    writing = write === undefined ? null : new Writing(write, inputs);
    source = await reading.orStopped(openCaptures(writing === null ? inputs : await writing.specs()));
    if (source === null) return reading.interrupted ? INTERRUPTED : closed(output);
    const tracing = traceConnection(source, id, {
      ...engine,
      ...(writing && { follower: writing.undecided }),
      ...(options.format === "json" ? { all: true, kept: KEPT_FOR_SCRIPTS } : { all: options.all === true }),
      onProgress: (update) => progress.update(update),
      signal,
    });
    const traced = await reading.orStopped(tracing);
    progress.erase();
    if (reading.interrupted) return INTERRUPTED;
    if (traced === null || (output.closed && writing === null)) return closed(output);
    if (traced.trace === null) throw notThere(id, inputs, traced);
    await print(traced.trace, traced, options, terminal, output);
    if (writing !== null) {
      writing.chosen.add(traced.trace.connection);
      writing.chosen.addFindings(traced.findings);
      const comment = `Connection ${id} of ${inputs.join(", ")}: ${traced.trace.connection.verdict}`;
      const line = await writing.write(comment, { ...engine, signal });
      if (reading.interrupted) return INTERRUPTED;
      terminal.stderr.write(line);
    }
    if (output.closed) return closed(output);
    return conclude(traced, terminal);
  } finally {
    reading.end();
    if (signal.aborted) await source?.close();
    await writing?.close();
  }
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
  return new UsageError(`show: there is no connection ${id}: ${name} has ${range}`);
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
