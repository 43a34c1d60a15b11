// The characters of a ladder, and what stands for them with `--ascii`.

export interface LadderGlyphs {
  readonly rail: string;
  /** The rail where time is left out. */
  readonly dottedRail: string;
  readonly line: string;
  /** The line of a segment that no packet shows. */
  readonly dottedLine: string;
  readonly toServer: string;
  readonly toClient: string;
  /** Where a lost segment ends. */
  readonly lost: string;
  /** Where a message from between the rails begins. */
  readonly router: string;
}

const UNICODE: LadderGlyphs = {
  rail: "│",
  dottedRail: "┆",
  line: "─",
  dottedLine: "╌",
  toServer: "▶",
  toClient: "◀",
  lost: "✕",
  router: "◇",
};

const ASCII: LadderGlyphs = {
  rail: "|",
  dottedRail: ":",
  line: "-",
  dottedLine: ".",
  toServer: ">",
  toClient: "<",
  lost: "x",
  router: "o",
};

export function ladderGlyphsFor(ascii: boolean): LadderGlyphs {
  return ascii ? ASCII : UNICODE;
}
