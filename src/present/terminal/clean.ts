// Text that comes out of captures, command lines and packets, made harmless for a terminal: what
// could move the cursor, change colours, reorder or hide text is shown as an escape instead.

// C0, DEL and C1 controls; bidirectional controls; separators of lines and paragraphs; characters
// without width; annotations and tags; halves of surrogate pairs.
const HARMFUL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The text with everything harmful replaced by a visible escape such as `\x1b` or `\u{202e}`. */
export function clean(text: string): string {
  return text.replace(HARMFUL, (character) => SHORT[character] ?? visible(character));
}

function visible(character: string): string {
  const hex = (character.codePointAt(0) as number).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}
