// The report for people: problems first, then how the connections ended, then the connections that
// matter. Keeps only what it shows, whatever the number of connections.
import type { Verdict } from "../../record/connection-record.ts";
import type { ProblemWords } from "../../words/several.ts";
import type { Output, ReportOptions, ReportWriter } from "../report-writer.ts";
import { Page } from "./page.ts";
import { Problems } from "./problems.ts";
import { MostTelling } from "./telling.ts";

/** Lines of the report besides the table that should stay on the screen with it. */
const AROUND_TABLE = 8;
/** Lines that a pipe or a file is given, which has no height. */
const PAGE_LINES = 50;

export function createTextReport(options: ReportOptions, out: Output, words: ProblemWords): ReportWriter {
  const gathered = new Problems(options, words);
  const verdicts: Partial<Record<Verdict, number>> = {};
  const rows = tableRows(options.height);
  const telling = new MostTelling(rows.all);

  return {
    // Without a table the summary tells the rest, but not about a selection.
    onlyWithFindings: !options.connections && options.selected === null,
    wants: (id, verdict, findings, retries) =>
      options.selected !== null || findings > 0 || !telling.passesOver(id, verdict, retries),
    connection(record) {
      verdicts[record.verdict] = (verdicts[record.verdict] ?? 0) + 1;
      telling.offer(record);
      gathered.add(record);
    },
    async end(result) {
      const page = new Page(options);
      page.head(result);
      const problems = gathered.list(result);
      const reported = options.selected !== null ? telling.offered : result.summary.connections;
      page.problems(problems, gathered.harmless(result), reported, result, words);
      page.outcomes(options.selected !== null ? verdicts : result.summary.verdicts);
      if (options.selected !== null && telling.offered === 0) page.nothingSelected();
      const shown = telling.take(telling.offered <= rows.all ? rows.all : rows.screen);
      if (options.connections) page.connections(shown, telling.offered);
      page.unread(result);
      if (options.connections) page.hints(problems, shown, telling.offered);
      out.write(page.text);
      await out.flush();
    },
  };
}

/** How many rows: all of them where they fit a screen, or two of a pipe; else what fits one. */
function tableRows(height: number | null): { readonly all: number; readonly screen: number } {
  const screen = Math.max(20, height ?? PAGE_LINES) - AROUND_TABLE;
  return { all: height === null ? 2 * screen : screen, screen };
}
