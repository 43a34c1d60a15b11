// NDJSON: one object a line as soon as it is known, each with a `type`. Keeps nothing.
import type { Output, ReportOptions, ReportWriter } from "../report-writer.ts";
import { Batch } from "./batch.ts";
import { connectionMembers } from "./connection-line.ts";

/** Lines `capture`, `connection` as they finish, `finding` about more than one, and last `summary`. */
export function createNdjsonStream(options: ReportOptions, out: Output): ReportWriter {
  const batch = new Batch(out);
  const line = (type: string, body: object) => batch.add(`${JSON.stringify({ type, ...body })}\n`);
  const writer: ReportWriter = {
    begin: (capture) => line("capture", capture),
    flush: () => batch.flush(),
    async end(result) {
      for (const finding of result.findings) line("finding", finding);
      line("summary", result.summary);
      await batch.flush();
    },
  };
  if (options.connections) {
    writer.connection = (record) => batch.add(`{"type":"connection",${connectionMembers(record)}\n`);
  }
  return writer;
}
