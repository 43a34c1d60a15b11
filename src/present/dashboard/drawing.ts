// What every part of the dashboard draws with.
import type { DashboardWords } from "../../words/dashboard-words.ts";
import type { Language } from "../../words/language.ts";
import { type Glyphs, glyphsFor } from "../terminal/glyphs.ts";
import { type ColorLevel, createStyle, type Style } from "../terminal/style.ts";
import { type Marks, marksFor } from "./marks.ts";

/** The same as long as the dashboard is open. */
export interface Drawing {
  readonly ascii: boolean;
  readonly color: ColorLevel;
  readonly lang: Language;
  readonly glyphs: Glyphs;
  readonly marks: Marks;
  readonly style: Style;
  /** Dresses the line that is selected, all of it, without colours of its own. */
  readonly selected: (line: string) => string;
  readonly words: DashboardWords;
}

/** A part of the screen, in cells. */
export interface Space {
  readonly columns: number;
  readonly rows: number;
}

export interface DrawingOptions {
  readonly ascii: boolean;
  readonly color: ColorLevel;
  readonly lang: Language;
}

export function createDrawing({ ascii, color, lang }: DrawingOptions, words: DashboardWords): Drawing {
  return {
    ascii,
    color,
    lang,
    words,
    glyphs: glyphsFor(ascii),
    marks: marksFor(ascii),
    style: createStyle(color),
    selected: color === "none" ? (line) => line : (line) => `\x1b[7m${line}\x1b[27m`,
  };
}
