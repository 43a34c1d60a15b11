// What every part of the dashboard draws with.
import type { DashboardWords } from "../../words/dashboard-words.ts";
import type { Language } from "../../words/language.ts";
import { type Glyphs, glyphsFor } from "../terminal/glyphs.ts";
import { type ColorLevel, createStyle, type Style } from "../terminal/style.ts";

/** The same as long as the dashboard is open. */
export interface Drawing {
  readonly ascii: boolean;
  readonly color: ColorLevel;
  readonly lang: Language;
  readonly glyphs: Glyphs;
  readonly style: Style;
  readonly words: DashboardWords;
}

/** What a part of the screen may fill, in characters. */
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
  return { ascii, color, lang, words, glyphs: glyphsFor(ascii), style: createStyle(color) };
}
