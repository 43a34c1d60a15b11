// The clock by which a replay goes: the machine's, or one that a test sets.

export interface WallClock {
  /** Milliseconds; never goes back. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as `cancel` is called. */
  wait(milliseconds: number): { readonly over: Promise<void>; cancel(): void };
  /** Lets everybody else have a turn: messages, timers, files. */
  yield(): Promise<void>;
}

/** Longer than this no timer waits. */
const LONGEST_WAIT = 2 ** 31 - 1;

export const WALL_CLOCK: WallClock = {
  now: () => performance.now(),
  wait(milliseconds) {
    let cancel = (): void => {};
    const over = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(milliseconds, LONGEST_WAIT));
      cancel = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return { over, cancel: () => cancel() };
  },
  yield: () => new Promise((resolve) => void setImmediate(resolve)),
};
