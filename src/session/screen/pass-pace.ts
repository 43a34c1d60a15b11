// How often all rows may be walked over: a tenth of the time, in slices that packets hardly notice.

/** Of the thread's time. */
const SHARE = 0.1;
/** The longest slice. */
const SLICE_MILLISECONDS = 10;
const LEAST_INTERVAL = 100;

export class PassPace {
  isGoing = false;
  private cost = 0;
  private begun = 0;
  private next = 0;

  /** A walk begins. */
  begin(): void {
    this.isGoing = true;
    this.cost = 0;
    this.begun = performance.now();
  }

  /** What goes on is of no use any more. */
  drop(): void {
    this.isGoing = false;
  }

  /** Until when (performance.now) a slice may last. */
  until(): number {
    return performance.now() + SLICE_MILLISECONDS;
  }

  isDue(): boolean {
    return performance.now() >= this.next;
  }

  /** A slice took so many milliseconds. */
  took(milliseconds: number, isDone: boolean): void {
    this.cost += milliseconds;
    if (!isDone) return;
    this.isGoing = false;
    this.next = this.begun + Math.max(LEAST_INTERVAL, this.cost / SHARE);
  }
}
