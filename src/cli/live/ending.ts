// When a capture ends: by Ctrl-C, by SIGTERM, after --duration. The second signal ends the process at
// once, whatever it waits for.
import type { Terminal } from "../terminal.ts";

/** What a timer takes at one time. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Ending {
  readonly #stop: () => void;
  readonly #ignore: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param stop called at least once, when it is time */
  constructor(terminal: Terminal, stop: () => void, durationSeconds: number | undefined) {
    this.#stop = stop;
    this.#ignore = terminal.onInterrupt(() => {
      // Behind the ^C that a terminal shows.
      if (terminal.stderr.isTTY === true) terminal.stderr.write("\n");
      stop();
    }, "and SIGTERM");
    if (durationSeconds !== undefined) this.#wait(performance.now() + durationSeconds * 1000);
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#ignore();
  }

  #wait(until: number): void {
    const left = until - performance.now();
    if (left <= 0) this.#stop();
    else this.#timer = setTimeout(() => this.#wait(until), Math.min(left, LONGEST_TIMER));
  }
}
