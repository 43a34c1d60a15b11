// The characters that reports draw with, and what stands for them with `--ascii`.

export interface Glyphs {
  readonly ellipsis: string;
  /** Between things said about one subject. */
  readonly dot: string;
  /** From client to server. */
  readonly arrow: string;
  /** From one moment to another. */
  readonly until: string;
  /** In place of a value that is not known. */
  readonly none: string;
  /** Before the s of microseconds. */
  readonly micro: string;
  readonly error: string;
  readonly warning: string;
  /** Pieces of a bar from one step to a whole column. */
  readonly bar: readonly string[];
}

const UNICODE: Glyphs = {
  ellipsis: "…",
  dot: "·",
  arrow: "→",
  until: "–",
  none: "–",
  micro: "µ",
  error: "✖",
  warning: "!",
  bar: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
};

const ASCII: Glyphs = {
  ellipsis: "...",
  dot: "-",
  arrow: "->",
  until: "to",
  none: "-",
  micro: "u",
  error: "x",
  warning: "!",
  bar: ["#"],
};

export function glyphsFor(ascii: boolean): Glyphs {
  return ascii ? ASCII : UNICODE;
}
