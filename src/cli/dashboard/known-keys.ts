// Of what a terminal sends, the sequences that stand for a key that is known; the rest (keys of other keyboards,
// the mouse, its focus, answers to questions) is dropped: ink takes it for typed text, or fails at it. And Escape
// by itself, where another key follows at once. Knows nothing of what keys do.

// A byte is a character here.
// biome-ignore-start lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
/** Complete: the mouse as of old, CSI, SS3, strings of the terminal's own. */
const SEQUENCES =
  /\x1b(?:\[M[\x20-\xff]{3}|\[(?!M)\[?[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|O[\x40-\x7e]|[\]P_^X][^\x07\x1b]{2,}(?:\x07|\x1b\\))/g;
/** What may yet become one. */
const BEGINNING = /\x1b(?:\[(?:M[\x20-\xff]{0,2}|\[?[\x30-\x3f]*[\x20-\x2f]*)|O)?$/;
const KNOWN = [
  // Arrows, Home, End, and Tab with Shift.
  /^\x1b\[(?:1;\d{1,2})?[ABCDFHZ]$/,
  // Home, Insert, Delete, End, Page Up, Page Down.
  /^\x1b\[[1-8](?:;\d{1,2})?~$/,
  // Of terminals like rxvt, with Ctrl or Shift; function keys of the Linux console.
  /^\x1b(?:\[(?:[a-d]|[2-8]\^)|\[\[[A-E]|O[A-FHP-Sa-d])$/,
  // A key by the number of its character, Ctrl-C too: where another program has asked for that, and left it so.
  /^\x1b\[\d{1,4}(?:;\d{1,3})?u$/,
];
/** Escape, pressed, and behind it another key: not that with Alt, which means something where text is typed. */
const PRESSED = /\x1b(?!$|[[Obfd\x7f\b]|\x1b[[O])/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: until here

/** Escape by the number of its character, which ink takes for nothing else. */
const ESCAPE = "\x1b[27u";

/** A sequence that goes on for longer is none. */
const LONGEST = 64;
/** Ends, for whoever reads on, what was begun and turned out to be unknown. */
const END = "\0";

export class KnownKeys {
  /** The beginning of a sequence that was let through, since Escape alone is a key. */
  private begun = "";

  /** What of it is let through. */
  filter(bytes: Buffer): Buffer {
    const { begun } = this;
    const all = begun + bytes.toString("latin1");
    const kept = all.replace(SEQUENCES, (sequence, at: number) => {
      if (KNOWN.some((known) => known.test(sequence))) return sequence;
      return at < begun.length ? begun.slice(at) + END : "";
    });
    const beginning = BEGINNING.exec(kept)?.[0] ?? "";
    this.begun = beginning.length > LONGEST ? "" : beginning;
    return Buffer.from(kept.slice(begun.length).replace(PRESSED, ESCAPE), "latin1");
  }
}
