// The part of the surroundings that commands touch, so that tests can hand in their own.
import process from "node:process";
import type { Writable } from "node:stream";

/** A stream that may lead to a screen. */
export interface Screen extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** The variables that are looked at. */
export interface Environment {
  readonly FORCE_COLOR?: string | undefined;
  readonly NO_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
  readonly COLUMNS?: string | undefined;
}

export interface Terminal {
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly env: Environment;
  /** Calls back at the first Ctrl-C, or also at a SIGTERM; returns how to stop listening. */
  onInterrupt(callback: () => void, which?: "and SIGTERM"): () => void;
}

/** The real surroundings. */
export const processTerminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
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
