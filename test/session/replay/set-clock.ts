// A clock that stands until a test sets it. Waiting is over when it reaches the moment.
import type { WallClock } from "../../../src/session/replay/wall-clock.ts";

interface Waiting {
  readonly until: number;
  readonly resolve: () => void;
}

export class SetClock implements WallClock {
  #now = 1000;
  #waiting: Waiting[] = [];

  now(): number {
    return this.#now;
  }

  wait(milliseconds: number): { over: Promise<void>; cancel(): void } {
    let cancel = (): void => {};
    const over = new Promise<void>((resolve) => {
      const waiting = { until: this.#now + milliseconds, resolve };
      this.#waiting.push(waiting);
      cancel = resolve;
    });
    return { over, cancel };
  }

  yield(): Promise<void> {
    return new Promise((resolve) => void setImmediate(resolve));
  }

  /** Goes on by so much, in steps, each until nothing more happens. */
  async pass(milliseconds: number, step = milliseconds): Promise<void> {
    for (const end = this.#now + milliseconds; this.#now < end; ) {
      this.#now = Math.min(end, this.#now + step);
      const due = this.#waiting.filter(({ until }) => until <= this.#now);
      this.#waiting = this.#waiting.filter(({ until }) => until > this.#now);
      for (const { resolve } of due) resolve();
      await settled();
    }
  }
}

/** Files are read, blocks handed out and tracked. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => void setImmediate(resolve));
}
