// `shakedown live`: interfaces in, a story out, one line an event, and in the end the report of `read`.
import { Command } from "commander";
import type { ReportFormat } from "../present/create-report-writer.ts";
import { runEngine } from "../session/engine.ts";
import { type AnalysisOptions, addAnalysisOptions, engineOptions } from "./engine-options.ts";
import { DONE } from "./exit-codes.ts";
import { addCaptureOptions, type CaptureOptions, openCapture } from "./live/capture-options.ts";
import { addEvidenceOptions, type EvidenceOptions } from "./live/evidence-options.ts";
import { CompletedArgument, CompletedOption, oneOf } from "./options.ts";
import { Reading } from "./reading.ts";
import type { Terminal } from "./terminal.ts";

export interface LiveOptions extends AnalysisOptions, CaptureOptions, EvidenceOptions {
  readonly format: ReportFormat;
  readonly color: boolean;
}

const FORMATS: readonly string[] = ["text", "ndjson"] satisfies ReportFormat[];

export function liveCommand(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const command = new Command("live")
    .description("capture on an interface and tell the story as it happens")
    .addArgument(new CompletedArgument("[interface]", "such as eth0; shakedown interfaces lists them"))
    .addOption(
      new CompletedOption("--format <format>", `what to print: ${FORMATS.join(", ")}`, {
        kind: "words",
        words: FORMATS,
        list: false,
      })
        .argParser(oneOf("--format", FORMATS))
        .default("text", "text"),
    );
  addCaptureOptions(command);
  addEvidenceOptions(command);
  return addAnalysisOptions(command)
    .addOption(new CompletedOption("--no-color", "no colour, also by NO_COLOR; FORCE_COLOR=1 wants it"))
    .action(async (named: string | undefined, options: LiveOptions) => {
      finish(await live(named, options, terminal));
    });
}

async function live(named: string | undefined, options: LiveOptions, terminal: Terminal): Promise<number> {
  const { filter, ...analysis } = options;
  const engine = await engineOptions(analysis);
  const source = await openCapture(named, filter, options);
  const reading = new Reading(terminal);
  const { output, signal } = reading;
  signal.addEventListener("abort", () => source.stop());
  try {
    const result = await runEngine(source, engine, {
      event: (event) => output.write(`${JSON.stringify(event)}\n`),
      flush: () => output.flush(),
    });
    output.write(`${JSON.stringify(result.summary)}\n`);
    await output.finish();
    return DONE;
  } finally {
    reading.end();
  }
}
