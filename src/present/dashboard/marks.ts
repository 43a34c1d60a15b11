// The signs of the dashboard that reports do not have, and what stands for them with `--ascii`.

export interface Marks {
  /** Before the line that is selected. */
  readonly cursor: string;
  /** Behind the heading of the column that orders the table. */
  readonly ascending: string;
  readonly descending: string;
  /** A line across is made of it. */
  readonly rule: string;
  readonly playing: string;
  readonly paused: string;
  /** More lines above or below. */
  readonly above: string;
  readonly below: string;
  /** Eight heights of a sparkline, the lowest first. */
  readonly spark: readonly string[];
}

const UNICODE: Marks = {
  cursor: "▸",
  ascending: "▴",
  descending: "▾",
  rule: "─",
  playing: "▶",
  paused: "‖",
  above: "↑",
  below: "↓",
  spark: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
};

const ASCII: Marks = {
  cursor: ">",
  ascending: "^",
  descending: "v",
  rule: "-",
  playing: ">",
  paused: "||",
  above: "^",
  below: "v",
  spark: ["_", ".", ":", "-", "=", "+", "*", "#"],
};

export function marksFor(ascii: boolean): Marks {
  return ascii ? ASCII : UNICODE;
}
