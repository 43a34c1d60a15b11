// A real terminal: tmux draws what a program writes, and types what a test says. Waiting is looking at the
// screen, never sleeping for a while. Knows nothing of what runs in it.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const LOOK_MILLISECONDS = 25;
const PATIENCE_MILLISECONDS = 15_000;

/** Why tests in a terminal cannot be made here; null: they can. */
export const missingForTerminal: string | null =
  spawnSync("tmux", ["-V"]).status === 0 ? null : "needs tmux (apt install tmux)";

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** What the program finds besides PATH, HOME, TZ and LANG. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Words before the program: a network namespace, another user. They do not change its terminal. */
  readonly before?: readonly string[];
}

/** What the program left of the terminal. */
export interface Left {
  readonly exitCode: number;
  /** As `stty -a` prints them, without the size. */
  readonly modesBefore: string;
  readonly modesAfter: string;
  readonly isAlternate: boolean;
  readonly hasCursor: boolean;
  readonly takesMouse: boolean;
  readonly hasApplicationKeys: boolean;
}

/** All terminals of a file of tests: one server, which goes away with `close`. */
export class Terminals {
  private readonly socket = `shakedown-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  private readonly folder = mkdtempSync(join(tmpdir(), "shakedown-terminal-"));
  private count = 0;

  /** Starts the program at once; standard output and error are the terminal. */
  open(command: readonly string[], options: TerminalOptions = {}): Terminal {
    const { columns = 120, rows = 40, env = {}, cwd = process.cwd(), before = [] } = options;
    const name = `t${++this.count}`;
    const notes = join(this.folder, name);
    const variables = {
      PATH: process.env["PATH"] ?? "",
      HOME: this.folder,
      TZ: "UTC",
      LANG: "C.UTF-8",
      TERM: "tmux-256color",
      ...env,
    };
    const clean = Object.entries(variables).map(([key, value]) => `${key}=${value}`);
    // The shell stays when the program is over, so that what it left can be read.
    const script = `trap : INT QUIT; stty -a >${notes}.before; echo $$ >${notes}.shell
"$@"
echo $? >${notes}.status; stty -a >${notes}.after; : >${notes}.over; exec sleep 3600`;
    this.tmux(
      ...["-f", "/dev/null", "new-session", "-d", "-s", name, "-x", String(columns), "-y", String(rows)],
      ...["-c", cwd, "sh", "-c", 'exec env -i TMUX="$TMUX" "$@"', "sh", ...clean],
      ...["sh", "-c", script, "sh", ...before, ...command],
      ...[";", "set", "-g", "status", "off", ";", "set", "-g", "set-clipboard", "on"],
      ...[";", "set", "-sg", "escape-time", "0"],
    );
    return new Terminal(name, notes, (...words) => this.tmux(...words));
  }

  /** Everything that still runs in them ends too. */
  close(): void {
    spawnSync("tmux", ["-L", this.socket, "kill-server"]);
    // (Whoever ends just now may still note that it did.)
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 30 });
  }

  private tmux(...words: string[]): string {
    return execFileSync("tmux", ["-u", "-L", this.socket, ...words], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8", TERM: "xterm-256color", HOME: this.folder },
    });
  }
}

export class Terminal {
  private readonly name: string;
  private readonly notes: string;
  private readonly tmux: (...words: string[]) => string;

  constructor(name: string, notes: string, tmux: (...words: string[]) => string) {
    this.name = name;
    this.notes = notes;
    this.tmux = tmux;
  }

  /** Presses keys, by their names in tmux: `Enter`, `Tab`, `BTab`, `Escape`, `C-c`, `Down`, `Space`, `x`. */
  send(...keys: string[]): void {
    this.tmux("send-keys", "-t", this.name, ...keys.map((key) => (key === ";" ? "\\;" : key)));
  }

  /** Types text as it stands. */
  type(text: string): void {
    this.tmux("send-keys", "-t", this.name, "-l", text.replace(/;$/, "\\;"));
  }

  /** As a terminal pastes: between brackets where the program asked for them. */
  paste(text: string): void {
    this.tmux("set-buffer", "-b", "paste", text, ";", "paste-buffer", "-p", "-b", "paste", "-t", this.name);
  }

  /** As another program does that writes to the same terminal. */
  print(text: string): void {
    writeFileSync(this.tmux("display", "-p", "-t", this.name, "#{pane_tty}").trim(), text);
  }

  /** The screen, a line each, without blanks at their ends. */
  lines(): string[] {
    return this.tmux("capture-pane", "-p", "-t", this.name).replace(/\n$/, "").split("\n");
  }

  text(): string {
    return this.lines().join("\n");
  }

  /** The screen with the sequences that colour it. */
  colours(): string {
    return this.tmux("capture-pane", "-p", "-e", "-t", this.name);
  }

  /** With what has scrolled out at the top. */
  history(): string {
    return this.tmux("capture-pane", "-p", "-S", "-", "-t", this.name);
  }

  resize(columns: number, rows: number): void {
    this.tmux("resize-window", "-t", this.name, "-x", String(columns), "-y", String(rows));
  }

  /** What a program last handed to the clipboard. */
  clipboard(): string {
    return this.tmux("show-buffer");
  }

  /** Of the program itself, or of what it was started with. */
  get pid(): number {
    const shell = readFileSync(`${this.notes}.shell`, "utf8").trim();
    return Number(readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").trim().split(" ")[0]);
  }

  get isOver(): boolean {
    return existsSync(`${this.notes}.over`);
  }

  /**
   * Resolves with the screen when it shows what is waited for. Rejects with the screen when it does not within
   * `patience` milliseconds.
   */
  async until(
    isThere: RegExp | ((text: string) => boolean),
    patience = PATIENCE_MILLISECONDS,
  ): Promise<string> {
    const test = isThere instanceof RegExp ? (text: string) => isThere.test(text) : isThere;
    const deadline = performance.now() + patience;
    for (;;) {
      const text = this.text();
      if (test(text)) return text;
      if (performance.now() > deadline) {
        const state = this.isOver ? "over" : "running";
        throw new Error(`the screen does not show ${isThere} (the program is ${state}):\n${framed(text)}`);
      }
      await pause(LOOK_MILLISECONDS);
    }
  }

  /** Resolves when the program is over. */
  async left(): Promise<Left> {
    const deadline = performance.now() + PATIENCE_MILLISECONDS;
    while (!this.isOver) {
      if (performance.now() > deadline) throw new Error(`the program does not end:\n${framed(this.text())}`);
      await pause(LOOK_MILLISECONDS);
    }
    const flags = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}";
    const [alternate, cursor, mouse, keypad] = this.tmux("display", "-p", "-t", this.name, flags)
      .trim()
      .split(" ");
    return {
      exitCode: Number(readFileSync(`${this.notes}.status`, "utf8")),
      modesBefore: modesIn(`${this.notes}.before`),
      modesAfter: modesIn(`${this.notes}.after`),
      isAlternate: alternate === "1",
      hasCursor: cursor === "1",
      takesMouse: mouse === "1",
      hasApplicationKeys: keypad === "1",
    };
  }

  /** The terminal is gone, as when its window is closed. */
  hangUp(): void {
    this.tmux("kill-session", "-t", this.name);
  }

  get isAlternate(): boolean {
    return this.tmux("display", "-p", "-t", this.name, "#{alternate_on}").trim() === "1";
  }
}

function modesIn(path: string): string {
  return readFileSync(path, "utf8").replace(/rows \d+; columns \d+; /, "");
}

function framed(text: string): string {
  const lines = text.split("\n");
  return ["┌", ...lines.map((line) => `│${line}`), "└"].join("\n");
}
