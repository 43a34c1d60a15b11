// When the screen is drawn: at once where a key was pressed, else not more often than is worth it. Drawing takes
// less than a quarter of the time, however large the terminal is.

/** Why something is to be drawn. */
export type Cause = "key" | "answer" | "news";

/** At least so long after the last drawing began, in milliseconds, and so many times as long as it took. */
const LEAST: Readonly<Record<Cause, readonly [milliseconds: number, times: number]>> = {
  key: [0, 0],
  answer: [20, 2],
  news: [100, 5],
};

export interface Clock {
  /** Milliseconds of any beginning. */
  now(): number;
  /** Milliseconds of work, whatever else the machine had to do meanwhile. */
  worked(): number;
  /** Calls back after so many; returns what takes it back. */
  after(milliseconds: number, call: () => void): () => void;
}

export class DrawPace {
  private readonly draw: () => void;
  private readonly clock: Clock;
  private began = Number.NEGATIVE_INFINITY;
  private beganWork = 0;
  private took = 0;
  private due = Number.POSITIVE_INFINITY;
  private cancel: (() => void) | null = null;

  /** @param draw draws at once; `drawn` is called when it has */
  constructor(draw: () => void, clock: Clock) {
    this.draw = draw;
    this.clock = clock;
  }

  want(cause: Cause): void {
    const [milliseconds, times] = LEAST[cause];
    const due = this.began + Math.max(milliseconds, times * this.took);
    if (due >= this.due) return;
    this.cancel?.();
    this.due = due;
    const wait = due - this.clock.now();
    if (wait <= 0) this.begin();
    else this.cancel = this.clock.after(Math.ceil(wait), () => this.begin());
  }

  drawn(): void {
    // (One that took long may have been held up by something else: it counts half.)
    const took = Math.min(this.clock.now() - this.began, this.clock.worked() - this.beganWork);
    this.took = took > this.took ? (took + this.took) / 2 : took;
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
    this.due = Number.NEGATIVE_INFINITY;
  }

  private begin(): void {
    this.cancel = null;
    this.due = Number.POSITIVE_INFINITY;
    this.began = this.clock.now();
    this.beganWork = this.clock.worked();
    this.draw();
  }
}
