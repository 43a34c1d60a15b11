// The part of the surroundings that commands touch, so that tests can hand in their own.
import { openSync } from "node:fs";
import process from "node:process";
import type { Writable } from "node:stream";
import { isatty, ReadStream } from "node:tty";

/** Whether there is a screen at the end of a stream, and how large it is. */
export interface ScreenShape {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** A stream that may lead to a screen. */
export interface Screen extends Writable, ScreenShape {}

/** The variables that are looked at. */
export interface Environment {
  readonly FORCE_COLOR?: string | undefined;
  readonly NO_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
  readonly COLUMNS?: string | undefined;
}

export type TerminalInput = ReadStream;

/** What the looks of a report depend on. */
export interface Surroundings {
  readonly stdout: ScreenShape;
  readonly stderr: ScreenShape;
  readonly env: Environment;
}

export interface Terminal extends Surroundings {
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** Where keys can be read, also where standard input is something else; null: nowhere. Closed by the caller. */
  openInput?(): TerminalInput | null;
  /** Calls back at the first Ctrl-C, or also at a SIGTERM; returns how to stop listening. */
  onInterrupt(callback: () => void, which?: "and SIGTERM"): () => void;
}

/** Where keys come from for a whole screen; null: nobody looks, or the terminal can do nothing but print. */
export function screenInput({ stdout, env, openInput }: Terminal): TerminalInput | null {
  return stdout.isTTY === true && env.TERM !== "dumb" ? (openInput?.() ?? null) : null;
}

/** As they are now, as plain data: another thread can be told. */
export function surroundingsOf({ stdout, stderr, env }: Surroundings): Surroundings {
  const { FORCE_COLOR, NO_COLOR, TERM, COLUMNS } = env;
  return {
    stdout: shapeOf(stdout),
    stderr: shapeOf(stderr),
    env: { FORCE_COLOR, NO_COLOR, TERM, COLUMNS },
  };
}

function shapeOf({ isTTY = false, columns, rows }: ScreenShape): ScreenShape {
  return { isTTY, ...(columns !== undefined && { columns }), ...(rows !== undefined && { rows }) };
}

/** The real surroundings. */
export const processTerminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  openInput() {
    // (Not asked of process.stdin, which would begin to wait for a pipe's bytes.)
    if (isatty(0)) return process.stdin;
    if (process.platform === "win32") return null;
    try {
      const descriptor = openSync("/dev/tty", "r");
      return isatty(descriptor) ? new ReadStream(descriptor) : null;
    } catch {
      return null;
    }
  },
  onInterrupt(callback, which) {
    const signals: NodeJS.Signals[] = which === undefined ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
    // The first one takes all listeners away: a second one ends the process whatever it does.
    const ignore = () => {
      for (const signal of signals) process.off(signal, first);
    };
    const first = () => {
      ignore();
      callback();
    };
    for (const signal of signals) process.on(signal, first);
    return ignore;
  },
};
