// Between the screen and the terminal: of whole screens the lines that differ from what stands there are written,
// in one piece. Nothing is cleared that stays, so that nothing flickers. ink writes here as well: what switches
// something on or off is passed on; it has no lines of its own.
import { EventEmitter } from "node:events";
import { dressedWidth } from "../terminal/dressed-width.ts";

// In one piece where the terminal can, and never into the next line.
const BEGIN = "\x1b[?2026h\x1b[?7l";
const END = "\x1b[?7h\x1b[?2026l";
const EMPTY = "\x1b[2J";
const ERASE_REST = "\x1b[K";
const HIDE_CURSOR = "\x1b[?25l";

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const SEQUENCES = /^(?:\x1b\[[0-9;?]*[A-Za-z])+$/;

/** What it needs of the terminal. */
export type TerminalOutput = Pick<NodeJS.WriteStream, "write" | "columns" | "rows" | "on" | "off"> & {
  readonly writableNeedDrain?: boolean;
};

export class ScreenOutput extends EventEmitter {
  readonly isTTY = true;
  private readonly terminal: TerminalOutput;
  /** What stands on the terminal; null: nobody knows. */
  private lines: readonly string[] | null = null;
  /** What waits for a terminal that is slower than the screen. */
  private waiting: readonly string[] | null = null;
  private readonly drained = () => this.flush();

  constructor(terminal: TerminalOutput) {
    super();
    this.terminal = terminal;
    terminal.on("drain", this.drained);
  }

  get columns(): number {
    return this.terminal.columns ?? 80;
  }

  get rows(): number {
    return this.terminal.rows ?? 24;
  }

  /** What ink writes. */
  write(text: string): boolean {
    return SEQUENCES.test(text) ? this.terminal.write(text) : true;
  }

  /** A whole screen. */
  draw(lines: readonly string[]): void {
    this.waiting = lines;
    if (this.terminal.writableNeedDrain !== true) this.flush();
  }

  /** Something else has stood there: the next screen is drawn as a whole. */
  forget(): void {
    this.lines = null;
  }

  release(): void {
    this.terminal.off("drain", this.drained);
  }

  private flush(): void {
    if (this.waiting === null) return;
    const lines = this.waiting.slice(0, this.rows);
    this.waiting = null;
    const pieces = this.lines === null ? [HIDE_CURSOR, EMPTY] : [];
    const before = this.lines ?? [];
    for (let row = 0; row < Math.max(lines.length, before.length); row++) {
      const line = lines[row] ?? "";
      if (line === (before[row] ?? "")) continue;
      // At the right edge there is nothing left to erase, and some terminals would erase the last character.
      const rest = dressedWidth(line) < this.columns ? ERASE_REST : "";
      pieces.push(`\x1b[${row + 1};1H${line}${rest}`);
    }
    this.lines = lines;
    if (pieces.length > 0) this.terminal.write(`${BEGIN}${pieces.join("")}${END}`);
  }
}
