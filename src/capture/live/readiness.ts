// Waiting until a handle of libpcap has packets, in the event loop: no thread is blocked, and a wait can
// be ended from outside.
import type { Libpcap, PollHandle } from "./libpcap.ts";

/** Where the system gives nothing to wait for, it is asked so often. */
const ASK_EVERY_MILLISECONDS = 10;
/** A wake-up that was lost costs so much at most. */
const LONGEST_MILLISECONDS = 1000;

export class Readiness {
  readonly #poll: PollHandle | null;
  #wake: () => void = () => {};

  /** @param descriptor -1 where the handle has none that can be waited for */
  constructor(libpcap: Libpcap, descriptor: number) {
    this.#poll = descriptor < 0 ? null : libpcap.poll(descriptor, () => this.#wake());
    this.#poll?.stop();
  }

  /** Resolves when packets may have come, or when closed. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      const longest = this.#poll === null ? ASK_EVERY_MILLISECONDS : LONGEST_MILLISECONDS;
      const timer = setTimeout(() => this.#wake(), longest);
      this.#wake = () => {
        clearTimeout(timer);
        this.#poll?.stop();
        this.#wake = () => {};
        resolve();
      };
      this.#poll?.start({ readable: true }, () => this.#wake());
    });
  }

  /** Ends a wait. */
  wake(): void {
    this.#wake();
  }

  close(): void {
    this.#wake();
    this.#poll?.close();
  }
}
