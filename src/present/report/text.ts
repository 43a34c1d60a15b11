// The report for people: problems first, then how the connections ended, then the connections that
// matter. Keeps only what it shows, whatever the number of connections.
import type { Verdict } from "../../record/connection-record.ts";
import type { EngineResult } from "../../session/engine.ts";
import { counted, formatCount } from "../numbers.ts";
import type { Output, ReportOptions, ReportWriter } from "../report-writer.ts";
import { type Glyphs, glyphsFor } from "../terminal/glyphs.ts";
import { createStyle, type Style } from "../terminal/style.ts";
import { cutEnd, padEnd, widthOf, wrap } from "../terminal/width.ts";
import { captureFacts, captureName, captureNotes, damageSentence } from "./capture-head.ts";
import { connectionTable } from "./connection-table.ts";
import { hints, shellWords } from "./hints.ts";
import { outcomeBars } from "./outcome-bars.ts";
import type { Problem } from "./problem.ts";
import { Problems } from "./problems.ts";
import { MostTelling } from "./telling.ts";
import { unreadPackets } from "./unread-packets.ts";

/** Sentences longer than this tire the eye; tables may use all the room. */
const PROSE_WIDTH = 100;
/** Narrower than this nothing can be drawn; lines then run over. */
const LEAST_WIDTH = 40;
/** Lines of the report besides the table that should stay on the screen with it. */
const AROUND_TABLE = 8;
/** Lines that a pipe or a file is given, which has no height. */
const PAGE_LINES = 50;

export function createTextReport(options: ReportOptions, out: Output): ReportWriter {
  const problems = new Problems();
  const verdicts: Partial<Record<Verdict, number>> = {};
  const rows = tableRows(options.height);
  const telling = new MostTelling(rows.all);

  const writer: ReportWriter = {
    async end(result) {
      const page = new Page(options);
      page.head(result);
      page.problems(problems.list(result, page.glyphs, options.connections), result);
      page.outcomes(options.connections && options.selected !== null ? verdicts : result.summary.verdicts);
      const shown = telling.take(telling.offered <= rows.all ? rows.all : rows.screen);
      page.connections(shown, telling.offered);
      page.unread(result);
      page.hints(shown, telling.offered);
      out.write(page.text);
      await out.flush();
    },
  };
  if (options.connections) {
    writer.connection = (record) => {
      verdicts[record.verdict] = (verdicts[record.verdict] ?? 0) + 1;
      telling.offer(record);
      problems.add(record);
    };
  }
  return writer;
}

/** How many rows: all of them up to about two screens, else what fits one. */
function tableRows(height: number | null): { readonly all: number; readonly screen: number } {
  const lines = Math.max(20, height ?? PAGE_LINES);
  return { all: 2 * lines - 2 * AROUND_TABLE, screen: lines - AROUND_TABLE };
}

class Page {
  readonly glyphs: Glyphs;
  readonly #options: ReportOptions;
  readonly #style: Style;
  readonly #width: number;
  readonly #prose: number;
  #lines: string[] = [];

  constructor(options: ReportOptions) {
    this.#options = options;
    this.glyphs = glyphsFor(options.ascii);
    this.#style = createStyle(options.color);
    this.#width = Math.max(LEAST_WIDTH, options.width);
    this.#prose = Math.min(this.#width, PROSE_WIDTH);
  }

  get text(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  head({ capture, summary }: EngineResult): void {
    const dot = ` ${this.glyphs.dot} `;
    const name = captureName(capture, this.#width, this.glyphs.ellipsis);
    // Broken between the facts, never inside one.
    let line = this.#style("title", name);
    let columns = widthOf(name);
    for (const fact of captureFacts(capture, summary, this.glyphs)) {
      if (columns + dot.length + widthOf(fact) > this.#width) {
        this.#lines.push(line);
        line = fact;
        columns = widthOf(fact);
      } else {
        line += dot + fact;
        columns += dot.length + widthOf(fact);
      }
    }
    this.#lines.push(line);
    for (const note of captureNotes(capture, this.glyphs, this.#options.timeZone)) {
      for (const piece of wrap(note, this.#prose)) this.#lines.push(this.#style("quiet", piece));
    }
    for (const damage of summary.damaged) this.#remark(damageSentence(damage));
    if (summary.evicted > 0) {
      this.#remark(
        `${counted(summary.evicted, "connection")} dropped before their end, because the table was full: ` +
          "their verdicts are the last known. Raise --max-connections.",
      );
    }
  }

  problems(problems: readonly Problem[], { summary }: EngineResult): void {
    if (summary.connections === 0) {
      this.#section(this.#style("plain", "No TCP connections in it."));
      return;
    }
    if (problems.length === 0) {
      this.#section(this.#style("good", "Nothing wrong found."));
      return;
    }
    this.#section(this.#style("title", "Problems"));
    const most = Math.min(10, Math.max(4, Math.floor((this.#options.height ?? PAGE_LINES) / 5)));
    const shown = problems.length <= most + 1 ? problems : problems.slice(0, most);
    const nameWidth = Math.max(...shown.map(({ name }) => name.length));
    // On a narrow screen the sentence goes under the name.
    const beside = this.#prose - nameWidth - 6 >= 44;
    const indent = beside ? nameWidth + 6 : 4;
    for (const problem of shown) {
      const mark = this.#style(problem.severity, this.glyphs[problem.severity]);
      const name = this.#style(problem.severity, padEnd(problem.name, nameWidth));
      const sentence = wrap(problem.sentence, this.#prose - indent);
      const lines = [...sentence];
      if (problem.where !== "")
        lines.push(...wrap(problem.where, this.#prose - indent).map((line) => this.#style("quiet", line)));
      if (beside) this.#lines.push(`  ${mark} ${name}  ${lines.shift()}`);
      else this.#lines.push(`  ${mark} ${name.trimEnd()}`);
      for (const line of lines) this.#lines.push(" ".repeat(indent) + line);
    }
    const rest = problems.slice(shown.length);
    if (rest.length > 0) {
      const connections = rest.reduce((sum, problem) => sum + problem.connections, 0);
      const names = [...new Set(rest.map(({ name }) => name))].join(", ");
      const text = `${formatCount(rest.length)} more, ${counted(connections, "connection")}: ${names}`;
      for (const line of wrap(text, this.#prose - 4)) this.#lines.push(`    ${line}`);
    }
  }

  outcomes(verdicts: Readonly<Partial<Record<Verdict, number>>>): void {
    const bars = outcomeBars(verdicts, this.#width, this.glyphs, this.#style);
    if (bars.length === 0) return;
    this.#section(
      this.#style("title", this.#options.selected === null ? "Outcomes" : "Outcomes of the selected"),
    );
    this.#lines.push(...bars);
  }

  connections(shown: Parameters<typeof connectionTable>[0], offered: number): void {
    if (!this.#options.connections) return;
    if (shown.length === 0) {
      if (this.#options.selected !== null) this.#section("No connection matches the selection.");
      return;
    }
    const ordered = shown.length === offered ? [...shown].sort((a, b) => a.id - b.id) : shown;
    const note =
      shown.length === offered
        ? formatCount(offered)
        : `${formatCount(shown.length)} of ${formatCount(offered)}, the most telling first`;
    const table = connectionTable(ordered, this.#width, this.glyphs, this.#style);
    const title = "Connections";
    const gap = Math.max(2, this.#prose - title.length - widthOf(note));
    this.#section(this.#style("title", title) + " ".repeat(gap) + this.#style("quiet", note));
    this.#lines.push(...table);
  }

  unread({ summary }: EngineResult): void {
    const sentences = unreadPackets(summary.outcomes);
    if (sentences.length === 0) return;
    this.#lines.push("");
    for (const sentence of sentences) {
      wrap(sentence, this.#prose - 2).forEach((line, index) => {
        this.#lines.push((index === 0 ? "" : "  ") + line);
      });
    }
  }

  hints(shown: Parameters<typeof connectionTable>[0], offered: number): void {
    const inputs = shellWords(this.#options.inputs);
    const selected = this.#options.selected !== null;
    const list = hints({ inputs, selected, shown, hidden: offered - shown.length });
    if (list.length === 0) return;
    this.#lines.push("");
    const commandWidth = Math.max(...list.map(({ command }) => widthOf(command)));
    for (const { command, does } of list) {
      // A command is there to be copied: it is never cut, what it does may be.
      const room = this.#width - commandWidth - 3;
      const text = room >= 12 ? `   ${cutEnd(does, room, this.glyphs.ellipsis)}` : "";
      this.#lines.push(text === "" ? command : padEnd(command, commandWidth) + this.#style("quiet", text));
    }
  }

  #section(title: string): void {
    this.#lines.push("", title);
  }

  #remark(sentence: string): void {
    const mark = this.#style("warning", this.glyphs.warning);
    wrap(sentence, this.#prose - 2).forEach((line, index) => {
      this.#lines.push((index === 0 ? `${mark} ` : "  ") + line);
    });
  }
}
