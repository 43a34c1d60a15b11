// The timers of connections that are alive: of the state of each end, and of when a connection is judged.
// They run along the timeline.
import { SELF_CONNECT } from "../../track/connection-layout.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import { CLOSE_WAIT, SYN_RECEIVED, SYN_SENT, TIME_WAIT } from "../../track/tcp-state-machine.ts";
import { DueLists } from "./due-lists.ts";
import { TOLD_HALF_OPEN, type ToldRows } from "./told-rows.ts";

/** A server that waits longer for the last segment of a handshake tells so (SEMANTICS §3, half-open-handshake). */
const HALF_OPEN_NANOS = 3e9;
/** So long nothing more must happen before a connection that goes on is judged … */
const QUIET_NANOS = 1e9;
/** … but it is not waited longer than this. */
const MOST_QUIET_NANOS = 5e9;
/** "Longer than": at the very moment it is not so yet. */
const BEYOND_NANOS = 1e6;
/** Who was not stuck at that age is looked at again after this part of it, and of a longer silence … */
const AGAIN_SHARE = 0.25;
/** … of which it is a step: so many times as long each, so that what waits in one list is alike. */
const STEP = 4;
/** The longest: 11 days where the age is a minute. */
const STEPS = 9;

// What is waited for: lists of due-lists.ts.
/** SYN_SENT is given up. */
export const GIVEN_UP = 0;
export const HALF_OPEN = 1;
export const WAITED_2MSL = 2;
/** In CLOSE_WAIT for as long as the user allows, and longer. */
export const AGED = 3;
/** Quiet since what woke its detectors. */
export const SETTLED = 4;
/** The first of STEPS lists. */
const AGED_FURTHER = 5;
const LISTS = AGED_FURTHER + STEPS;

/** Keys: two ends of a row, and the row itself. */
const KEYS = 3;
const ROW = 2;

export class LiveTimers {
  /** What `take` took: whose, which end, what for, and when it was due. */
  handle = 0;
  end = 0;
  kind = 0;
  at = 0.5;
  private readonly due = new DueLists(LISTS);
  private readonly rows: ToldRows;
  private readonly ageNanos: number;
  private readonly isEndHeard: (view: ConnectionView) => boolean;

  /**
   * @param closeWaitAge in seconds
   * @param isEndHeard whether somebody would hear of it when the connection's TIME_WAIT is over
   */
  constructor(rows: ToldRows, closeWaitAge: number, isEndHeard: (view: ConnectionView) => boolean) {
    this.rows = rows;
    this.isEndHeard = isEndHeard;
    this.ageNanos = closeWaitAge * 1e9 + BEYOND_NANOS;
  }

  /** When the first is due. */
  get next(): number {
    return this.due.next;
  }

  /** Whether something was due by `now`. */
  take(now: number): boolean {
    const { due } = this;
    const key = due.take(now);
    if (key < 0) return false;
    this.handle = (key / KEYS) | 0;
    this.end = key % KEYS;
    this.kind = due.list >= AGED_FURTHER ? AGED : due.list;
    this.at = due.due;
    return true;
  }

  /** Nothing is waited for any more. */
  clear(handle: number): void {
    for (let key = handle * KEYS; key < (handle + 1) * KEYS; key++) this.due.clear(key);
  }

  /** The timers of the states that were told run from what was just seen. */
  arm(view: ConnectionView): void {
    this.armEnd(view, 0);
    if (!view.has(SELF_CONNECT)) this.armEnd(view, 1);
  }

  armEnd(view: ConnectionView, end: number): void {
    const { due, rows } = this;
    const { handle } = view;
    const key = handle * KEYS + end;
    const state = rows.state(handle, end);
    const now = view.asOf;
    if (state === SYN_SENT || state === TIME_WAIT) {
      // (Without a timer that is told when the row is freed, which is soon after.)
      const isHeard = state === SYN_SENT || this.isEndHeard(view);
      const ends = isHeard ? view.endOfState(end) : Number.POSITIVE_INFINITY;
      if (ends > now && ends < Number.POSITIVE_INFINITY) {
        due.set(key, state === TIME_WAIT ? WAITED_2MSL : GIVEN_UP, ends);
        return;
      }
    } else if (state === SYN_RECEIVED && !rows.has(handle, TOLD_HALF_OPEN)) {
      if (!due.isIn(key, HALF_OPEN)) due.set(key, HALF_OPEN, now + HALF_OPEN_NANOS);
      return;
    } else if (state === CLOSE_WAIT) {
      const list = due.listOf(key);
      if (list !== AGED && list < AGED_FURTHER) due.set(key, AGED, now + this.ageNanos);
      return;
    }
    due.clear(key);
  }

  /**
   * That end is still in CLOSE_WAIT, and nothing was found of it. The longer no packet came (`silent` nanoseconds),
   * the later it is looked at again: captures may be silent for years.
   */
  armFurther(handle: number, end: number, now: number, silent: number): void {
    let wait = this.ageNanos * AGAIN_SHARE;
    let list = AGED_FURTHER;
    for (; wait * STEP <= silent * AGAIN_SHARE && list < LISTS - 1; list++) wait *= STEP;
    this.due.set(handle * KEYS + end, list, now + wait);
  }

  /** What wakes the connection's detectors has happened: they are asked when it has been quiet for a while. */
  wake(handle: number, now: number): void {
    const { due, rows } = this;
    const key = handle * KEYS + ROW;
    if (!due.isIn(key, SETTLED)) rows.wake(handle, now);
    else if (now - rows.wokenAt(handle) > MOST_QUIET_NANOS - QUIET_NANOS) return;
    due.set(key, SETTLED, now + QUIET_NANOS);
  }

  /** Whether it waits to be judged. */
  isAwake(handle: number): boolean {
    return this.due.isIn(handle * KEYS + ROW, SETTLED);
  }
}
