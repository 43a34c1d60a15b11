// How many columns a line takes that is dressed in colour already.
import { widthOf } from "./width.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const COLOUR = /\x1b\[[\d;]*m/g;

export function dressedWidth(line: string): number {
  return widthOf(line.includes("\x1b") ? line.replace(COLOUR, "") : line);
}
