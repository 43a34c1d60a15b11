// The format that is asked for while a capture goes on.
import type { StreamOutput } from "../output.ts";
import { quietWriter } from "../read-writers.ts";
import type { Terminal } from "../terminal.ts";
import {
  createLiveNdjson,
  createLiveQuiet,
  createLiveText,
  type LiveReportOptions,
  type LiveWriter,
} from "./live-writer.ts";

/** @param failed what `--fail-on` matched, once capturing is over */
export function createLiveWriter(
  options: LiveReportOptions & { readonly quiet?: true },
  terminal: Terminal,
  output: StreamOutput,
  failed: () => string,
): LiveWriter | Promise<LiveWriter> {
  if (options.quiet)
    return createLiveQuiet(quietWriter(output, options.select !== undefined, failed), output);
  const create = options.format === "text" ? createLiveText : createLiveNdjson;
  return create(options, terminal, output);
}
