// When a capture ends: by Ctrl-C, by SIGTERM, after --duration. The second signal ends the process at
// once, whatever it waits for.
import type { Terminal } from "../terminal.ts";

/** What a timer takes at one time. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Ending {
  readonly #ignore: () => void;
  readonly #forgetDuration: () => void;

  /** @param stop called at least once, when it is time */
  constructor(terminal: Terminal, stop: () => void, durationSeconds: number | undefined) {
    this.#ignore = terminal.onInterrupt(() => {
      // Behind the ^C that a terminal shows.
      if (terminal.stderr.isTTY === true) terminal.stderr.write("\n");
      stop();
    }, "and SIGTERM");
    this.#forgetDuration = afterDuration(durationSeconds, stop);
  }

  forget(): void {
    this.#forgetDuration();
    this.#ignore();
  }
}

/** Calls back once, however long it takes; returns how to forget it. Undefined: never. */
export function afterDuration(seconds: number | undefined, stop: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const until = performance.now() + (seconds ?? 0) * 1000;
  const wait = () => {
    const left = until - performance.now();
    if (left <= 0) stop();
    else timer = setTimeout(wait, Math.min(left, LONGEST_TIMER));
  };
  if (seconds !== undefined) wait();
  return () => clearTimeout(timer);
}
