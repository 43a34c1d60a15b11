// Which format is written by whom. Only the one that is wanted is loaded.
import type { Output, ReportOptions, ReportWriter } from "./report-writer.ts";

export type ReportFormat = "text" | "json" | "ndjson" | "csv";

type Create = (options: ReportOptions, out: Output) => ReportWriter;

async function textReport({ lang }: ReportOptions): Promise<Create> {
  const [{ createTextReport }, { problemWordsIn }] = await Promise.all([
    import("./report/text.ts"),
    import("../words/problem-words.ts"),
  ]);
  const words = await problemWordsIn(lang);
  return (options, out) => createTextReport(options, out, words);
}

const WRITERS: Record<ReportFormat, (options: ReportOptions) => Promise<Create>> = {
  text: textReport,
  json: async () => (await import("./report/json.ts")).createJsonReport,
  ndjson: async () => (await import("./stream/ndjson.ts")).createNdjsonStream,
  csv: async () => (await import("./report/csv.ts")).createCsvReport,
};

/** A writer of `format` that writes to `out`. Options that a format has no use for are ignored. */
export async function createReportWriter(
  format: ReportFormat,
  options: ReportOptions,
  out: Output,
): Promise<ReportWriter> {
  const create = await WRITERS[format](options);
  return create(options, out);
}
