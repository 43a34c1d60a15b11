// Every way in which the dashboard is drawn, and how wide a drawn line is.
import stringWidth from "string-width";
import { createDrawing, type Drawing } from "../../../../src/present/dashboard/drawing.ts";
import { dashboardWordsIn } from "../../../../src/words/dashboard-words.ts";

export const WIDTHS = [60, 80, 120, 300] as const;

const words = { en: await dashboardWordsIn("en"), zh: await dashboardWordsIn("zh") };

export function drawing(change: Partial<Pick<Drawing, "ascii" | "color" | "lang">> = {}): Drawing {
  const options = { ascii: false, color: "none", lang: "en", ...change } as const;
  return createDrawing(options, words[options.lang]);
}

export const DRAWINGS: readonly Drawing[] = (["en", "zh"] as const).flatMap((lang) =>
  [true, false].flatMap((ascii) => (["none", "16"] as const).map((color) => drawing({ ascii, color, lang }))),
);

/** Colours take no room. */
export function columnsOf(line: string): number {
  return stringWidth(line);
}
