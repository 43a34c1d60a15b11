// One piece of a terminal's input as the strokes it was typed with: a slow line, a held key and a paste bring
// several at once, and ink hands them on as one text.
import type { KeyPress } from "./text-field.ts";

export interface Stroke {
  readonly input: string;
  readonly key: KeyPress;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are what it looks for
const PIECES = /[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;
/** Line breaks and tabs between other text: that was pasted, nobody typed it into one line. */
const INSIDE_PASTE = /(?<=[^\r\n\t\x7f\b])[\r\n\t]+(?=[^\r\n\t\x7f\b])/g;
/** What a letter behind Escape means where text is typed; before any other, Escape was a key of its own. */
const META_LETTERS = "bfd";

/** @param input as ink's useInput hands it out, with its key */
export function strokesOf(input: string, key: KeyPress): readonly Stroke[] {
  if (key.meta === true && input !== "" && !META_LETTERS.includes(input)) {
    return [{ input: "", key: { escape: true } }, ...strokesOf(input, {})];
  }
  if (input.length <= 1 || key.ctrl === true || key.meta === true) return [{ input, key }];
  return (input.replace(INSIDE_PASTE, " ").match(PIECES) ?? []).map(strokeOf);
}

function strokeOf(piece: string): Stroke {
  const code = piece.charCodeAt(0);
  if (code >= 0x20 && code !== 0x7f) return { input: piece, key: {} };
  switch (piece) {
    case "\r":
    case "\n":
      return { input: "", key: { return: true } };
    case "\t":
      return { input: "", key: { tab: true } };
    case "\b":
    case "\x7f":
      return { input: "", key: { backspace: true } };
    default:
      return { input: String.fromCharCode(code + 0x60), key: { ctrl: true } };
  }
}
