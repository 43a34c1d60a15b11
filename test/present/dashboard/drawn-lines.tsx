// Lines as ink puts them on a screen of any width, and the drawings and sizes that everything is tried with.
import { EventEmitter } from "node:events";
import { render } from "ink";
import { expect } from "vitest";
import { createDrawing, type Drawing, type Space } from "../../../src/present/dashboard/drawing.ts";
import { Lines } from "../../../src/present/dashboard/lines.tsx";
import { widthOf } from "../../../src/present/terminal/width.ts";
import { dashboardWordsIn } from "../../../src/words/dashboard-words.ts";
import { LANGUAGES } from "../../../src/words/language.ts";

/** What a view may fill of screens of 60×15, 80×24, 120×40 and 300×100. */
export const SPACES: readonly Space[] = [
  { columns: 60, rows: 9 },
  { columns: 80, rows: 18 },
  { columns: 120, rows: 34 },
  { columns: 300, rows: 94 },
];

export async function drawingIn(
  lang: "en" | "zh" = "en",
  { ascii = false, color = "none" }: { ascii?: boolean; color?: "none" | "16" } = {},
): Promise<Drawing> {
  return createDrawing({ ascii, color, lang }, await dashboardWordsIn(lang));
}

/** Every language with and without colour, and in plain letters. */
export async function allDrawings(): Promise<Drawing[]> {
  const drawings = LANGUAGES.flatMap((lang) => [
    drawingIn(lang),
    drawingIn(lang, { color: "16" }),
    drawingIn(lang, { ascii: true }),
  ]);
  return Promise.all(drawings);
}

class Screen extends EventEmitter {
  readonly frames: string[] = [];
  readonly columns: number;

  constructor(columns: number) {
    super();
    this.columns = columns;
  }

  write(frame: string): void {
    this.frames.push(frame);
  }
}

/** As ink draws them: cut where they are wider than the screen. */
function onScreen(lines: readonly string[], columns: number): string[] {
  const stdout = new Screen(columns);
  const instance = render(<Lines lines={lines} />, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  instance.unmount();
  return (stdout.frames.findLast((frame) => frame.trim() !== "") ?? "").split("\n");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const COLOUR = /\x1b\[[\d;]*m/g;

export function uncoloured(line: string): string {
  return line.replace(COLOUR, "");
}

/** No line is wider than there is room for, and there are not more of them. */
export function expectWithin(lines: readonly string[], { columns, rows }: Space, { ascii }: Drawing): void {
  expect(lines.length).toBeLessThanOrEqual(rows);
  const plain = lines.map(uncoloured);
  expect(plain.filter((line) => widthOf(line) > columns)).toEqual([]);
  if (ascii)
    expect(plain.filter((line) => /[^\x20-\x7e\p{Script=Han}，。：、；（）“”]/u.test(line))).toEqual([]);
}

/** And on a screen each stands as it is: none is cut or broken, none is missing. */
export function expectToFit(lines: readonly string[], space: Space, drawing: Drawing): void {
  expectWithin(lines, space, drawing);
  const shown = (line: string) => uncoloured(line).trimEnd();
  expect(onScreen(lines, space.columns).map(shown)).toEqual(lines.map(shown));
}
