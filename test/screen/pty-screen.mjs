// A program on a terminal that nobody sees: its screen as xterm would show it, and when what came. For pictures
// and for measuring; the tests look at tmux.
import { spawn, spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import headless from "@xterm/headless";

const helper = fileURLToPath(new URL("on-terminal.py", import.meta.url));

/** Why there can be no such screen here; null: there can. */
export function missingForScreen() {
  return spawnSync("python3", ["--version"]).status === 0 ? null : "needs python3";
}

export class PtyScreen {
  columns;
  rows;
  /** Written so far, and how many times something came. */
  bytes = 0;
  writes = 0;
  /** Resolves with the exit code. */
  ended;
  #terminal;
  #child;
  #pid;
  #awaited = new Set();

  /**
   * Starts the program at once.
   *
   * @param {string[]} command
   * @param {{ columns?: number, rows?: number, env?: Record<string, string>, cwd?: string }} [options]
   */
  constructor(command, { columns = 100, rows = 30, env = {}, cwd = process.cwd() } = {}) {
    this.columns = columns;
    this.rows = rows;
    this.#terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
    const { PATH, HOME } = process.env;
    this.#child = spawn("python3", [helper, String(rows), String(columns), ...command], {
      cwd,
      env: { PATH, HOME, TERM: "xterm-256color", TZ: "UTC", LANG: "C.UTF-8", ...env },
    });
    this.#pid = new Promise((resolve) =>
      this.#child.stderr.once("data", (line) => resolve(Number.parseInt(line, 10))),
    );
    this.ended = new Promise((resolve) => this.#child.once("close", (code) => resolve(code)));
    // What a terminal is asked, it answers.
    this.#terminal.onData((answer) => this.press(answer));
    this.#child.stdin.on("error", () => {}); // the program may be over
    this.#child.stdout.on("data", (piece) => {
      const time = performance.now();
      this.bytes += piece.length;
      this.writes++;
      this.#terminal.write(piece, () => {
        for (const look of this.#awaited) look(time);
      });
    });
  }

  /** The program's process. */
  get pid() {
    return this.#pid;
  }

  /** Bytes, as the terminal sends them for keys. */
  press(keys) {
    this.#child.stdin.write(keys);
  }

  /** The screen, a line each, without blanks at their ends. */
  lines() {
    const buffer = this.#terminal.buffer.active;
    return Array.from({ length: this.rows }, (_, y) =>
      buffer.getLine(buffer.viewportY + y).translateToString(true),
    );
  }

  text() {
    return this.lines().join("\n");
  }

  /** The screen with what has scrolled out at its top. */
  history() {
    const buffer = this.#terminal.buffer.active;
    const all = Array.from({ length: buffer.length }, (_, y) => buffer.getLine(y).translateToString(true));
    return all.join("\n").trimEnd();
  }

  /** xterm's own buffer, with the colours: https://xtermjs.org/docs/api/terminal/interfaces/ibuffer/ */
  get buffer() {
    return this.#terminal.buffer.active;
  }

  /**
   * Resolves when the screen shows what is waited for, with the moment at which that came (as performance.now
   * tells it). Rejects with the screen.
   *
   * @param {RegExp | ((text: string) => boolean)} isThere
   */
  until(isThere, patienceMilliseconds = 15_000) {
    const test = isThere instanceof RegExp ? (text) => isThere.test(text) : isThere;
    return new Promise((resolve, reject) => {
      const look = (time) => {
        if (!test(this.text())) return;
        leave();
        resolve(time);
      };
      const late = setTimeout(() => {
        leave();
        reject(new Error(`the screen does not show ${isThere}:\n${this.text()}`));
      }, patienceMilliseconds);
      const leave = () => {
        clearTimeout(late);
        this.#awaited.delete(look);
      };
      this.#awaited.add(look);
      look(performance.now());
    });
  }

  /** Resolves when nothing was written for a while. */
  async still(milliseconds = 300) {
    for (let writes = -1; writes !== this.writes; ) {
      writes = this.writes;
      await pause(milliseconds);
    }
  }

  /** The terminal is gone, and the program with it. */
  close() {
    this.#child.stdin.end();
  }
}
