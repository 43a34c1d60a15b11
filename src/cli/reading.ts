// What every command that reads captures has around it: a progress line, an output whose reader may go
// away, Ctrl-C, and inputs on which nothing may ever come.
import { StreamOutput } from "./output.ts";
import { ProgressLine } from "./progress-line.ts";
import type { Terminal } from "./terminal.ts";

export class Reading {
  readonly output: StreamOutput;
  readonly progress: ProgressLine;
  interrupted = false;
  readonly #stop = new AbortController();
  readonly #stopped: Promise<null>;
  readonly #ignore: () => void;

  /** @param goesOn also when nobody reads the output any more, because something else is written too */
  constructor(terminal: Terminal, goesOn = false) {
    const { signal } = this.#stop;
    this.#stopped = new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(null), { once: true });
    });
    this.progress = new ProgressLine(terminal.stderr);
    this.output = new StreamOutput(
      terminal.stdout,
      () => {
        if (!goesOn) this.#stop.abort();
      },
      () => this.progress.erase(),
    );
    this.#ignore = terminal.onInterrupt(() => {
      this.interrupted = true;
      this.#stop.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The promise's value; null when everything is stopped before: a pipe may hold it for ever. */
  orStopped<T>(promise: Promise<T>): Promise<T | null> {
    return Promise.race([promise, this.#stopped]);
  }

  end(): void {
    this.progress.erase();
    this.#ignore();
  }
}
