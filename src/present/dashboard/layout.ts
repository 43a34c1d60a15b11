// Which line of the screen shows what. One line less than the terminal has: whoever writes into the last one makes
// some terminals scroll.
import type { Space } from "./drawing.ts";
import { PROMPT_ROWS } from "./prompts/prompt-lines.ts";
import type { ScreenState } from "./state/screen-state.ts";

export const LEAST: Space = { columns: 60, rows: 15 };
/** From this height on there is room for lines that only part and explain. */
const AIRY = 20;
/** From this height on a sentence may take two lines. */
const ROOMY = 30;

export interface Layout {
  readonly isTooSmall: boolean;
  /** Of the head: two where one cannot hold all. */
  readonly headRows: number;
  /** The view, its header included, or what stands over it. */
  readonly body: Space;
  readonly hasLowerRule: boolean;
  /** About the selected connection. */
  readonly messageRows: number;
  readonly timeRows: number;
  /** The line of keys, or what is typed. */
  readonly keyRows: number;
}

export function layoutOf({ size, view, kind, panes, prompt }: ScreenState): Layout {
  const { columns, rows } = size;
  const isAiry = rows >= AIRY;
  const headRows = isAiry && columns < 110 ? 2 : 1;
  const messageRows = prompt !== null ? 0 : view === "connections" && panes.length === 0 ? toldRows(rows) : 1;
  const keyRows = prompt === null ? 1 : PROMPT_ROWS;
  const timeRows = kind === "replay" ? 1 : 0;
  // Head, tabs, rule; below the body a rule, the message, the time line, the keys; the last stays empty.
  const taken = headRows + 2 + (isAiry ? 1 : 0) + messageRows + timeRows + keyRows + 1;
  return {
    isTooSmall: columns < LEAST.columns || rows < LEAST.rows,
    headRows,
    body: { columns, rows: Math.max(1, rows - taken) },
    hasLowerRule: isAiry,
    messageRows,
    timeRows,
    keyRows,
  };
}

/** About the selected connection: a sentence, then what else is known, then the sentence in full. */
function toldRows(rows: number): number {
  return rows < AIRY ? 1 : rows < ROOMY ? 2 : 3;
}

/** Lines of rows that a table shows. */
export function tableHeight(state: ScreenState): number {
  return Math.max(1, layoutOf(state).body.rows - 1);
}
