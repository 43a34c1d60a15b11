// Walks over all rows one after the other: the last one that was finished is what is shown, while the next one
// goes on. As often as a thirtieth of the time allows; whole and at once where somebody waits for it.

/** Of the thread's time. */
const SHARE = 0.03;
/** The longest slice, in milliseconds. */
const SLICE = 10;
const LEAST_INTERVAL = 100;
/** Whoever comes back later than so long after a walk was due is shown nothing that old. */
const STALE = 500;

interface Walk {
  /** Goes on until the clock (performance.now) shows `until`; true: it is done. */
  run(until: number): boolean;
}

export interface Wanted<Pass> {
  /** Differs where another walk is needed. */
  readonly asked: string;
  readonly begin: (pass: Pass) => void;
  /** Somebody waits for the answer. */
  readonly isUrgent: boolean;
  /** Nothing changes any more. */
  readonly isOver: boolean;
}

export class Walks<Pass extends Walk> {
  done: Pass;
  isGoing = false;
  private going: Pass;
  private asked: string | null = null;
  /** `done` was begun after the input's end. */
  private isFinal = false;
  private cost = 0;
  private begun = 0;
  private due = 0;

  constructor(one: Pass, other: Pass) {
    this.done = one;
    this.going = other;
  }

  /** Afterwards `done` is of what is wanted. */
  walk(wanted: Wanted<Pass>): void {
    const { isUrgent, isOver, asked } = wanted;
    const isOther = asked !== this.asked;
    const now = performance.now();
    if (isOther || (isOver ? !this.isFinal : isUrgent && now > this.due + STALE)) {
      this.asked = asked;
      this.isFinal = isOver;
      this.start(wanted);
      this.goOn(Number.POSITIVE_INFINITY);
    } else if (!isUrgent && !isOver) {
      if (!this.isGoing && now < this.due) return;
      if (!this.isGoing) this.start(wanted);
      this.goOn(now + SLICE);
    }
  }

  private start({ begin }: Wanted<Pass>): void {
    this.isGoing = true;
    this.cost = 0;
    this.begun = performance.now();
    begin(this.going);
  }

  private goOn(until: number): void {
    const { going } = this;
    const from = performance.now();
    const isDone = going.run(until);
    this.cost += performance.now() - from;
    if (!isDone) return;
    this.isGoing = false;
    this.due = this.begun + Math.max(LEAST_INTERVAL, this.cost / SHARE);
    this.going = this.done;
    this.done = going;
  }
}
