// What stands on the normal screen when the dashboard is gone: the report that `read` gives, made where the
// connections are.
import { createReportWriter } from "../../present/create-report-writer.ts";
import type { ReportWriter } from "../../present/report-writer.ts";
import type { ConnectionRecord, Verdict } from "../../record/connection-record.ts";
import type { Predicate } from "../../select/match.ts";
import type { EngineResult } from "../../session/engine-options.ts";
import type { FromSession } from "../../session/screen/protocol.ts";
import { conclude } from "../conclude.ts";
import { errorLine } from "../error-line.ts";
import { FailOn } from "../fail-on.ts";
import { type ReportWishes, reportOptions } from "../report-options.ts";
import { selectionOf } from "../selection-of.ts";
import type { Surroundings } from "../terminal.ts";

export interface FinalReportWishes extends ReportWishes {
  readonly failOn?: string[];
}

export type Ended = Omit<Extract<FromSession, { type: "ended" }>, "type">;

export class FinalReport {
  readonly selected: Predicate | undefined;
  readonly #wishes: FinalReportWishes;
  readonly #surroundings: Surroundings;
  readonly #failOn: FailOn | undefined;
  #writer: ReportWriter | null = null;
  #text = "";

  private constructor(
    wishes: FinalReportWishes,
    surroundings: Surroundings,
    selected: Predicate | undefined,
  ) {
    this.#wishes = wishes;
    this.#surroundings = surroundings;
    this.selected = selected;
    this.#failOn = wishes.failOn && new FailOn(wishes.failOn, selected !== undefined);
  }

  /**
   * Loads all that it will need. Rejects with UsageError for a wrong `--select`.
   * @param inputs files that can be read again, as they were typed
   * @param size of the terminal by now, where it is another
   */
  static async create(
    wishes: FinalReportWishes,
    inputs: readonly string[],
    surroundings: Surroundings,
    size: () => { readonly columns: number } | null,
  ): Promise<FinalReport> {
    const selected = wishes.select === undefined ? undefined : await selectionOf(wishes.select);
    const report = new FinalReport(wishes, surroundings, selected);
    const asked = reportOptions(wishes, inputs, surroundings);
    const options = {
      ...asked,
      // (The terminal may be resized meanwhile.)
      get width() {
        return size()?.columns ?? asked.width;
      },
    };
    report.#writer = await createReportWriter("text", options, {
      write: (text) => {
        report.#text += text;
      },
      flush: async () => {},
    });
    return report;
  }

  /** Of the engine's sink: whether the record of a connection is to be built. */
  wants(id: number, verdict: Verdict, findings: number, retries: number): boolean {
    if (this.selected !== undefined || this.#failOn !== undefined) return true;
    return this.#writer?.wants?.(id, verdict, findings, retries) ?? true;
  }

  /** Of the engine's sink: each connection once, when its story is over. */
  connection(record: ConnectionRecord): void {
    if (this.selected !== undefined && !this.selected(record)) return;
    this.#failOn?.see(record);
    this.#writer?.connection?.(record);
  }

  /** @param closing lines about what was written meanwhile, for standard error */
  async end(result: EngineResult, closing: readonly string[] = []): Promise<Ended> {
    this.#failOn?.seeSubjects(result.findings);
    await this.#writer?.end(result);
    const remarks = closing.map(errorLine);
    const { stdout, stderr } = this.#surroundings;
    const exitCode = conclude(
      result,
      this.#failOn,
      { ...this.#wishes, format: "text" },
      {
        stdout,
        stderr: { isTTY: stderr.isTTY === true, write: (line) => void remarks.push(line) },
      },
    );
    return { report: this.#text, remarks, exitCode };
  }
}
