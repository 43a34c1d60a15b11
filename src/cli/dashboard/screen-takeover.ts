// The terminal while the dashboard is on it: taken, and given back as it was however the program ends. Knows
// nothing of what is drawn.
import { writeSync } from "node:fs";
import type { Screen } from "../terminal.ts";
import { Surface } from "./surface.ts";

/** The alternate screen, empty; no cursor. */
const TAKE = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J";
/** An update begun is ended, colours are off, the cursor is there, the normal screen is back. */
const GIVE_BACK = "\x1b[?2026l\x1b[0m\x1b[?25h\x1b[?1049l";
/** Where nobody can stop this process (it has no shell), it goes on. */
const NOT_STOPPED_MILLISECONDS = 100;

const ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const satisfies NodeJS.Signals[];

export interface RawMode {
  setRawMode(isRaw: boolean): void;
}

export interface TakeoverHearers {
  /** A signal asks for the end: the first; a second one ends the process. */
  readonly ended: () => void;
  /** Something else was on the screen: all of it is to be drawn anew. */
  readonly repaint: () => void;
}

export class ScreenTakeover {
  /** What may be drawn on. */
  readonly surface: Surface;
  private readonly stdout: Screen & { readonly fd?: number };
  private readonly keys: RawMode;
  private readonly hearers: TakeoverHearers;
  private isOver = false;

  constructor(stdout: Screen, keys: RawMode, hearers: TakeoverHearers) {
    this.stdout = stdout;
    this.surface = new Surface(stdout);
    this.keys = keys;
    this.hearers = hearers;
  }

  take(): void {
    process.on("exit", this.leaveInHaste);
    for (const signal of ENDING) process.on(signal, this.ended);
    process.on("SIGTSTP", this.suspend);
    process.on("SIGCONT", this.resume);
    this.takeScreen();
  }

  /** For good. What was drawn must have been written. */
  giveBack(): void {
    if (this.isOver) return;
    this.isOver = true;
    process.off("SIGTSTP", this.suspend);
    process.off("SIGCONT", this.resume);
    for (const signal of ENDING) process.off(signal, this.ended);
    if (this.surface.isTaken) this.leave((text) => void this.stdout.write(text));
    process.off("exit", this.leaveInHaste);
    this.surface.release();
  }

  /** As Ctrl-Z does elsewhere: the shell is back until it lets this process go on. */
  readonly suspend = (): void => {
    if (!this.surface.isTaken) return;
    this.leave((text) => void this.stdout.write(text));
    process.off("SIGTSTP", this.suspend);
    try {
      // (The whole job, with whoever started this process and waits for it.)
      process.kill(0, "SIGTSTP");
    } catch {}
    setTimeout(() => {
      if (!this.surface.isTaken) this.resume();
    }, NOT_STOPPED_MILLISECONDS);
  };

  private readonly resume = (): void => {
    if (this.isOver) return;
    process.off("SIGTSTP", this.suspend);
    process.on("SIGTSTP", this.suspend);
    this.takeScreen();
    this.hearers.repaint();
  };

  private takeScreen(): void {
    // First: in the background this stops the process, before anything is written. And off before on: what
    // another program has done to the terminal is not known here.
    this.keys.setRawMode(false);
    this.keys.setRawMode(true);
    this.surface.isTaken = true;
    this.stdout.write(TAKE);
  }

  private leave(write: (text: string) => void): void {
    this.surface.isTaken = false;
    write(GIVE_BACK);
    this.keys.setRawMode(false);
  }

  /** The process ends now; nothing is written any more but what is written here. */
  private readonly leaveInHaste = (): void => {
    if (!this.surface.isTaken) return;
    this.leave((text) => {
      // (A terminal that is gone takes nothing.)
      try {
        writeSync(this.stdout.fd ?? 1, text);
      } catch {}
    });
  };

  // (It stays until all is given back: ink ends the process at a signal that it alone listens to.)
  private readonly ended = (): void => this.hearers.ended();
}
