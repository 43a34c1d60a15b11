// The report for people: problems first, then how the connections ended, then the connections that
// matter. Keeps only what it shows, whatever the number of connections.
import type { Verdict } from "../../record/connection-record.ts";
import type { Output, ReportOptions, ReportWriter } from "../report-writer.ts";
import { Page } from "./page.ts";
import { Problems } from "./problems.ts";
import { MostTelling } from "./telling.ts";

/** Lines of the report besides the table that should stay on the screen with it. */
const AROUND_TABLE = 8;
/** Lines that a pipe or a file is given, which has no height. */
const PAGE_LINES = 50;

export function createTextReport(options: ReportOptions, out: Output): ReportWriter {
  const problems = new Problems();
  const verdicts: Partial<Record<Verdict, number>> = {};
  const rows = tableRows(options.height);
  const telling = new MostTelling(rows.all);
  // Without the table the sums do, unless they are wanted of a few connections only.
  const records = options.connections || options.selected !== null;

  const writer: ReportWriter = {
    async end(result) {
      const page = new Page(options);
      page.head(result);
      page.problems(problems.list(result, page.glyphs, records), telling.offered, result);
      page.outcomes(options.selected !== null ? verdicts : result.summary.verdicts);
      if (options.selected !== null && telling.offered === 0) page.nothingSelected();
      const shown = telling.take(telling.offered <= rows.all ? rows.all : rows.screen);
      if (options.connections) page.connections(shown, telling.offered);
      page.unread(result);
      if (options.connections) page.hints(shown, telling.offered);
      out.write(page.text);
      await out.flush();
    },
  };
  if (records) {
    writer.connection = (record) => {
      verdicts[record.verdict] = (verdicts[record.verdict] ?? 0) + 1;
      telling.offer(record);
      problems.add(record);
    };
  }
  return writer;
}

/** How many rows: all of them where they fit a screen, or two of a pipe; else what fits one. */
function tableRows(height: number | null): { readonly all: number; readonly screen: number } {
  const screen = Math.max(20, height ?? PAGE_LINES) - AROUND_TABLE;
  return { all: height === null ? 2 * screen : screen, screen };
}
