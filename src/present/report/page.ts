// The text report as lines, section by section, for a given terminal. Pure but for the lines it
// gathers; knows nothing of streams.
import type { ConnectionRecord, Verdict } from "../../record/connection-record.ts";
import type { SummaryLosses } from "../../record/report-record.ts";
import type { EngineResult } from "../../session/engine-options.ts";
import { counted, formatCount } from "../../words/numbers.ts";
import type { ProblemWords } from "../../words/several.ts";
import type { ReportOptions } from "../report-writer.ts";
import { inAscii } from "../terminal/ascii.ts";
import { clean } from "../terminal/clean.ts";
import { type Glyphs, glyphsFor } from "../terminal/glyphs.ts";
import { createStyle, type Style } from "../terminal/style.ts";
import { padEnd, widthOf, wrap } from "../terminal/width.ts";
import { captureComments, captureFacts, captureName, damageSentence } from "./capture-head.ts";
import { connectionTable } from "./connection-table.ts";
import { type Hint, hints, shellWords } from "./hints.ts";
import { outcomeBars } from "./outcome-bars.ts";
import type { Problem } from "./problem.ts";
import { unreadPackets } from "./unread-packets.ts";

/** Sentences longer than this tire the eye; tables may use all the room. */
const PROSE_WIDTH = 100;
/** Of one kind about services, hosts or the capture; a scanned network must not push all else away. */
const SHOWN_OF_A_KIND = 3;
/** Narrower than this nothing can be drawn; lines then run over. */
const LEAST_WIDTH = 40;

/** Lines of a report, filled from top to bottom. */
export class Page {
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
    const { ellipsis, dot } = this.glyphs;
    const name = captureName(capture, this.#width, ellipsis);
    // Broken between the facts, never inside one.
    let line = this.#style("title", name);
    let columns = widthOf(name);
    for (const fact of captureFacts(capture, summary, this.glyphs, this.#options.timeZone)) {
      if (columns + 3 + widthOf(fact) > this.#width) {
        this.#lines.push(line);
        line = fact;
        columns = widthOf(fact);
      } else {
        line += ` ${dot} ${fact}`;
        columns += 3 + widthOf(fact);
      }
    }
    this.#lines.push(line);
    for (const comment of captureComments(capture, ellipsis)) {
      for (const piece of wrap(comment, this.#prose)) this.#lines.push(this.#style("quiet", piece));
    }
    for (const damage of summary.damaged) this.#remark(damageSentence(damage));
    const { losses } = summary;
    if (losses !== undefined) this.#losses(losses);
    if (summary.evicted > 0) {
      this.#remark(
        `${counted(summary.evicted, "connection")} dropped before their end, because the table was full: ` +
          "their verdicts are the last known. Raise --max-connections.",
      );
    }
  }

  /** Live: always said, so that nobody has to believe it. */
  #losses({ received, droppedByKernel, droppedByInterface, linesNotPrinted }: SummaryLosses): void {
    const figures =
      `libpcap counts ${formatCount(received)} received, ${formatCount(droppedByKernel)} dropped by the kernel, ` +
      `${formatCount(droppedByInterface)} by the interface`;
    if (droppedByKernel + droppedByInterface > 0) {
      this.#remark(`${figures}: what is told of connections that were alive then may be wrong.`);
    } else {
      for (const line of wrap(figures, this.#prose)) this.#lines.push(this.#style("quiet", line));
    }
    if (linesNotPrinted > 0)
      this.#remark(`${counted(linesNotPrinted, "line")} not printed: the reader was too slow.`);
  }

  /**
   * @param harmless what was found and is no problem
   * @param offered connections that were selected, all of them where nothing was
   */
  problems(
    problems: readonly Problem[],
    harmless: readonly string[],
    offered: number,
    { summary }: EngineResult,
    words: ProblemWords,
  ): void {
    if (summary.connections === 0) {
      this.#section(nothingRead(summary));
      return;
    }
    if (problems.length > 0) this.#listOf(problems, words);
    // Neither sums nor an empty selection can tell that.
    else if (offered > 0) {
      const nothing = summary.damaged.length === 0 ? words.nothingWrong : words.nothingWrongBeforeDamage;
      this.#section(this.#style("good", nothing));
    }
    if (harmless.length === 0) return;
    const lines = wrap(this.#plain(words.alsoSeen(harmless)), this.#prose - 4);
    lines.forEach((line, index) => {
      this.#lines.push(`${index === 0 ? "  " : "    "}${this.#style("quiet", line)}`);
    });
  }

  #listOf(problems: readonly Problem[], words: ProblemWords): void {
    this.#section(this.#style("title", "Problems"));
    const { shown, rest } = this.#parted(problems);
    const nameWidth = Math.max(...shown.map(({ id }) => id.length));
    // On a narrow screen the sentence goes under the name.
    const beside = this.#prose - nameWidth - 6 >= 44;
    const indent = " ".repeat(beside ? nameWidth + 6 : 4);
    for (const problem of shown) {
      const mark = this.#style(problem.severity, this.glyphs[problem.severity]);
      const name = this.#style(problem.severity, padEnd(problem.id, nameWidth));
      const [first, ...sentence] = wrap(this.#plain(problem.sentence), this.#prose - indent.length);
      if (beside) this.#lines.push(`  ${mark} ${name}  ${first}`);
      else this.#lines.push(`  ${mark} ${name.trimEnd()}`, indent + first);
      for (const line of sentence) this.#lines.push(indent + line);
      const where = problem.where.map((piece) => this.#plain(piece));
      const pieces = problem.command === "" ? where : [...where, problem.command];
      for (const line of this.#joined(pieces, this.#prose - indent.length)) {
        this.#lines.push(indent + this.#style("quiet", line));
      }
    }
    if (rest.length === 0) return;
    const connections = rest.reduce((sum, problem) => sum + problem.connections, 0);
    const ids = [...new Set(rest.map(({ id }) => id))];
    const inputs = shellWords(this.#options.inputs, this.#options.narrowedBy);
    const text = this.#plain(words.moreKinds(ids.length, connections, ids));
    // What is about services, hosts and the capture is not a finding of any one connection.
    const all = rest.every(({ aboutSubject }) => aboutSubject)
      ? `shakedown read ${inputs} --format json --no-connections`
      : `shakedown read ${inputs} --select 'finding:*'`;
    const more = [...wrap(text, this.#prose - 4), ...(inputs === "" ? [] : [all])];
    for (const line of more) this.#lines.push(`    ${line}`);
  }

  /** What finds room, and what does not: a few of each kind, and no more than leaves the rest on the screen. */
  #parted(problems: readonly Problem[]): { shown: readonly Problem[]; rest: readonly Problem[] } {
    const seen = new Map<string, number>();
    const few = problems.filter(({ id }) => {
      const before = seen.get(id) ?? 0;
      seen.set(id, before + 1);
      return before < SHOWN_OF_A_KIND;
    });
    const most = Math.min(10, Math.max(6, Math.floor((this.#options.height ?? 50) / 5)));
    const shown = new Set(few.length <= most + 1 ? few : few.slice(0, most));
    return { shown: [...shown], rest: problems.filter((problem) => !shown.has(problem)) };
  }

  /** Pieces with dots between them, broken only there. */
  #joined(pieces: readonly string[], width: number): string[] {
    const lines: string[] = [];
    for (const piece of pieces) {
      const last = lines.at(-1);
      const longer = `${last} ${this.glyphs.dot} ${piece}`;
      if (last !== undefined && widthOf(longer) <= width) lines[lines.length - 1] = longer;
      else if (piece.startsWith("shakedown ")) lines.push(piece);
      else lines.push(...wrap(piece, width));
    }
    return lines;
  }

  #plain(text: string): string {
    return this.#options.ascii ? inAscii(clean(text)) : clean(text);
  }

  outcomes(verdicts: Readonly<Partial<Record<Verdict, number>>>): void {
    const bars = outcomeBars(verdicts, this.#width, this.glyphs, this.#style);
    if (bars.length === 0) return;
    this.#section(
      this.#style("title", this.#options.selected === null ? "Outcomes" : "Outcomes of the selected"),
    );
    this.#lines.push(...bars);
  }

  nothingSelected(): void {
    this.#section("No connection matches the selection.");
  }

  connections(shown: readonly ConnectionRecord[], offered: number): void {
    if (shown.length === 0) return;
    const hidden = offered - shown.length;
    const ordered = hidden > 0 ? shown : [...shown].sort((a, b) => a.id - b.id);
    const note = `${formatCount(shown.length)} of ${formatCount(offered)}, the most telling first`;
    this.#section(
      this.#style("title", "Connections") + (hidden > 0 ? `  ${this.#style("quiet", note)}` : ""),
    );
    const { lines, leftOut } = connectionTable(ordered, this.#width, this.glyphs, this.#style);
    this.#lines.push(...lines);
    if (leftOut.length === 0 || this.#options.height === null) return;
    const rest = wrap(`In a wider window: ${leftOut.join(", ")}`, this.#prose - 2);
    this.#lines.push(...rest.map((line) => `  ${this.#style("quiet", line)}`));
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

  hints(problems: readonly Problem[], shown: readonly ConnectionRecord[], offered: number): void {
    const inputs = shellWords(this.#options.inputs, this.#options.narrowedBy);
    const selected = this.#options.selected !== null;
    const { lang } = this.#options;
    const hidden = offered - shown.length;
    const list = hints({ inputs, selected, lang, problem: problems[0] ?? null, shown, hidden });
    if (list.length === 0) return;
    this.#lines.push("");
    // A command is there to be copied, so it is never cut; what it does is said where it fits.
    const fits = ({ command, does }: Hint) => widthOf(command) + 3 + widthOf(does) <= this.#width;
    const longest = Math.max(0, ...list.filter(fits).map(({ command }) => widthOf(command)));
    for (const hint of list) {
      const { command, does } = hint;
      if (!fits(hint)) {
        this.#lines.push(command);
        continue;
      }
      const aligned = longest + 3 + widthOf(does) <= this.#width;
      this.#lines.push(`${aligned ? padEnd(command, longest) : command}   ${this.#style("quiet", does)}`);
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

/** Why there is no connection. */
function nothingRead({ packets, outcomes }: EngineResult["summary"]): string {
  const outside = outcomes["outside-span"] ?? 0;
  const filtered = outcomes["filtered-out"] ?? 0;
  if (packets === 0 || outside + filtered < packets) return "No TCP connections in it.";
  return filtered === 0
    ? "No packet lies in the time that was asked for."
    : `No packet matches the filter${outside === 0 ? "" : " in the time that was asked for"}.`;
}
