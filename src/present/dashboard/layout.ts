// Which line of the screen shows what. One line less than the terminal has: whoever writes into the last one makes
// some terminals scroll.
import type { Space } from "./drawing.ts";
import { PROMPT_ROWS } from "./prompts/prompt-lines.ts";
import type { ScreenState } from "./screen-state.ts";

export const LEAST: Space = { columns: 60, rows: 15 };
/** From this height on there is room for lines that only part and explain. */
const AIRY = 20;

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
  const tellsMore = view === "connections" && panes.length === 0 && isAiry;
  const messageRows = prompt !== null ? 0 : tellsMore ? 2 : 1;
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

/** Lines of rows that a table shows. */
export function tableHeight(state: ScreenState): number {
  return Math.max(1, layoutOf(state).body.rows - 1);
}
