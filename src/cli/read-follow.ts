// `shakedown read --follow`: a capture that another program still writes, told as `live` tells it: a line an
// event, and in the end, after Ctrl-C, the report of `read`.
import { type FollowedCapture, followCapture } from "../capture/follow-capture.ts";
import { runEngine } from "../session/engine.ts";
import { conclude, failedLine } from "./conclude.ts";
import { engineOptions } from "./engine-options.ts";
import { errorLine } from "./error-line.ts";
import { DONE } from "./exit-codes.ts";
import { FailOn } from "./fail-on.ts";
import { createLiveWriter } from "./live/create-live-writer.ts";
import { Ending } from "./live/ending.ts";
import { liveSink } from "./live/live-sink.ts";
import type { LiveReportOptions } from "./live/live-writer.ts";
import { StreamOutput } from "./output.ts";
import type { ReadOptions } from "./read.ts";
import { selectionOf } from "./selection-of.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

export async function readFollowing(
  inputs: readonly string[],
  options: ReadOptions,
  terminal: Terminal,
): Promise<number> {
  const [path, ...others] = inputs;
  refuseContradictions(others, options);
  const engine = await engineOptions(options);
  const selected = options.select === undefined ? undefined : await selectionOf(options.select);
  const failOn = options.failOn && new FailOn(options.failOn, selected !== undefined);
  const stop = new AbortController();
  const output = new StreamOutput(terminal.stdout, () => stop.abort());
  const format = options.format as LiveReportOptions["format"];
  const asked = { ...options, format, inputs: [...inputs] };
  const writer = await createLiveWriter(asked, terminal, output, () => failedLine(failOn, options));
  // A file waits for whoever reads slowly: nothing is left out.
  writer.reader.bePatient();
  const ending = new Ending(terminal, () => stop.abort(), undefined);
  let source: FollowedCapture | null = null;
  try {
    const say = (remark: string) => terminal.stderr.write(errorLine(remark));
    source = await followCapture(path as string, say, stop.signal);
    const result = await runEngine(source, engine, liveSink(options, { writer, selected, failOn }));
    failOn?.seeSubjects(result.findings);
    await writer.end(result);
    await output.finish();
    if (!output.closed) return conclude(result, failOn, options, terminal);
    output.complain();
    return DONE;
  } finally {
    ending.forget();
    await source?.close();
  }
}

function refuseContradictions(others: readonly string[], { format, write }: ReadOptions): void {
  if (others.length > 0) {
    throw new UsageError(
      "--follow: follows one file; join growing ones with mergecap afterwards, or leave --follow out",
    );
  }
  if (write !== undefined) {
    throw new UsageError(
      "--write: reads a capture twice, which one that grows cannot be; leave --follow out",
    );
  }
  if (format === "json" || format === "csv") {
    throw new UsageError(
      `--format: ${format} is one document, which a capture that grows never completes; take ndjson`,
    );
  }
}
