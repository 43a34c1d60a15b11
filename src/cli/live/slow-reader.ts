// A reader that does not keep up must neither hold up the capture nor fill the memory: beyond a bound,
// lines are left out, counted, and told when there is room again.
import type { StreamOutput } from "../output.ts";

const MOST_WAITING = 4 << 20;
/** From here on lines are printed again, so that there are few gaps and not many. */
const ROOM_AGAIN = MOST_WAITING / 2;

export class SlowReader {
  /** Of the whole capture. */
  notPrinted = 0;
  readonly #output: Pick<StreamOutput, "waiting" | "push" | "flush">;
  /** Writes what stands in place of so many lines. */
  readonly #tell: (lines: number) => void;
  #missing = 0;
  #isPatient = false;

  constructor(output: Pick<StreamOutput, "waiting" | "push" | "flush">, tell: (lines: number) => void) {
    this.#output = output;
    this.#tell = tell;
  }

  /** Whether there is room for a line; one for which there is none is counted. */
  hasRoom(): boolean {
    this.#lookAgain();
    if (this.#missing === 0 && (this.#isPatient || this.#output.waiting < MOST_WAITING)) return true;
    this.#missing++;
    this.notPrinted++;
    return false;
  }

  /** From now on nothing is left out: capturing is over, and whoever wants the summary waits for it. */
  bePatient(): void {
    this.#isPatient = true;
  }

  /** What was written leaves; waits for the reader only where there is patience. */
  flush(): Promise<void> | void {
    this.#lookAgain();
    if (this.#isPatient) return this.#output.flush();
    this.#output.push();
  }

  #lookAgain(): void {
    if (this.#missing === 0 || (!this.#isPatient && this.#output.waiting > ROOM_AGAIN)) return;
    const missing = this.#missing;
    this.#missing = 0;
    this.#tell(missing);
  }
}
