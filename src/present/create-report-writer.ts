// Which format is written by whom.
import { createCsvReport } from "./report/csv.ts";
import { createJsonReport } from "./report/json.ts";
import { createTextReport } from "./report/text.ts";
import type { Output, ReportOptions, ReportWriter } from "./report-writer.ts";
import { createNdjsonStream } from "./stream/ndjson.ts";

export type ReportFormat = "text" | "json" | "ndjson" | "csv";

const WRITERS: Record<ReportFormat, (options: ReportOptions, out: Output) => ReportWriter> = {
  text: createTextReport,
  json: createJsonReport,
  ndjson: createNdjsonStream,
  csv: createCsvReport,
};

/** A writer of `format` that writes to `out`. Options that a format has no use for are ignored. */
export function createReportWriter(format: ReportFormat, options: ReportOptions, out: Output): ReportWriter {
  return WRITERS[format](options, out);
}
