// One traced connection in the formats of `show`. Only the one that is wanted is loaded.
import type { SubjectFinding } from "../../record/connection-record.ts";
import type { TraceRecord } from "../../record/trace-record.ts";
import type { LadderWords } from "../../words/ladder-words.ts";
import type { ColorLevel } from "../terminal/style.ts";

export type LadderFormat = "text" | "json" | "mermaid" | "svg";

export interface LadderReportOptions {
  readonly words: LadderWords;
  /** Columns of the screen. */
  readonly width: number;
  readonly ascii: boolean;
  readonly color: ColorLevel;
  /** Draw every segment. */
  readonly all: boolean;
}

type Write = (
  trace: TraceRecord,
  findings: readonly SubjectFinding[],
  options: LadderReportOptions,
) => string;

const WRITERS: Readonly<Record<LadderFormat, () => Promise<Write>>> = {
  text: async () => (await import("./ladder-page.ts")).ladderPage,
  json: async () => (await import("./trace-json.ts")).traceJson,
  mermaid: async () => (await import("./ladder-picture.ts")).mermaidPicture,
  svg: async () => (await import("./ladder-picture.ts")).svgPicture,
};

/** The whole text, with its last newline. `findings`: those about a subject that list the connection. */
export async function ladderReport(
  format: LadderFormat,
  trace: TraceRecord,
  findings: readonly SubjectFinding[],
  options: LadderReportOptions,
): Promise<string> {
  return (await WRITERS[format]())(trace, findings, options);
}
