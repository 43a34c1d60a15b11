// What a report is told of the options and of the screen that it is for.
import type { ReportOptions } from "../present/report-writer.ts";
import type { Language } from "../words/language.ts";
import { colorLevel } from "./color-level.ts";
import { type AnalysisOptions, narrowingWords } from "./engine-options.ts";
import { screenWidth } from "./screen-width.ts";
import type { Surroundings } from "./terminal.ts";

/** What may be wished of every report. */
export interface ReportWishes extends AnalysisOptions {
  readonly connections: boolean;
  readonly select?: string;
  readonly ascii?: true;
  readonly color: boolean;
  readonly lang: Language;
}

/** @param inputs files that can be read again, as they were typed */
export function reportOptions(
  wishes: ReportWishes,
  inputs: readonly string[],
  terminal: Surroundings,
): ReportOptions {
  const { isTTY, rows } = terminal.stdout;
  return {
    connections: wishes.connections,
    width: screenWidth(terminal),
    height: (isTTY && rows) || null,
    color: colorLevel(wishes.color, terminal),
    ascii: wishes.ascii === true,
    lang: wishes.lang,
    inputs,
    narrowedBy: narrowingWords(wishes),
    selected: wishes.select ?? null,
  };
}
