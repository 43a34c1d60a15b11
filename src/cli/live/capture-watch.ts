// What goes wrong with capturing itself, said in one line when it begins: packets lost, interfaces from
// which nothing comes. Remembers which connections that makes doubtful.
import type { CaptureRecord } from "../../record/report-record.ts";
import { counted } from "../../words/numbers.ts";

/** Without losses for so long, the next ones are told anew. */
const QUIET_MILLISECONDS = 10_000;
const DOUBT = "what is told of connections open now may be wrong";

interface Watched {
  /** What is wrong with an interface, by name; "; " and what becomes of it, where nothing is waited for. */
  troubles(): ReadonlyMap<string, string>;
  /** Packets that were thrown away in this process. */
  readonly lost?: number;
}

export class CaptureWatch {
  /** The story of a connection up to this id may be wrong: it was alive when packets were lost. */
  doubtfulUpTo = 0;
  readonly #watched: Watched;
  readonly #say: (line: string) => void;
  readonly #now: () => number;
  #byKernel = 0;
  #byInterface = 0;
  #here = 0;
  #lastLoss = Number.NEGATIVE_INFINITY;
  readonly #troubled = new Map<string, string>();

  /** @param now milliseconds of any clock that only goes forward */
  constructor(watched: Watched, say: (line: string) => void, now: () => number = () => performance.now()) {
    this.#watched = watched;
    this.#say = say;
    this.#now = now;
  }

  /**
   * A few times a second; returns whether packets were lost since the last time.
   * @param connections the highest id so far
   */
  look({ droppedByKernel = 0, droppedByInterface = 0 }: CaptureRecord, connections: number): boolean {
    this.#lookAtInterfaces();
    this.#lookHere(connections);
    const byKernel = droppedByKernel - this.#byKernel;
    const byInterface = droppedByInterface - this.#byInterface;
    if (byKernel <= 0 && byInterface <= 0) return false;
    this.#byKernel = droppedByKernel;
    this.#byInterface = droppedByInterface;
    this.doubtfulUpTo = connections;
    const now = this.#now();
    if (now - this.#lastLoss >= QUIET_MILLISECONDS) this.#warn(byKernel, byInterface);
    this.#lastLoss = now;
    return true;
  }

  /** (Where packets wait in this process, the kernel's counts are not known.) */
  #lookHere(connections: number): void {
    const { lost = 0 } = this.#watched;
    const here = lost - this.#here;
    if (here === 0) return;
    this.#here = lost;
    this.doubtfulUpTo = connections;
    const now = this.#now();
    if (now - this.#lastLoss >= QUIET_MILLISECONDS) {
      this.#say(
        `${counted(here, "packet")} lost, they came faster than they are analysed; ` +
          `a narrower --filter or --backend libpcap helps; ${DOUBT}`,
      );
    }
    this.#lastLoss = now;
  }

  #warn(byKernel: number, byInterface: number): void {
    if (byKernel > 0) {
      this.#say(
        `${counted(byKernel, "packet")} lost, the kernel's buffer was full; ` +
          `a larger --buffer, a smaller --snaplen or a narrower --filter helps; ${DOUBT}`,
      );
      return;
    }
    this.#say(
      `${counted(byInterface, "packet")} lost by the interface or its driver; ` +
        `ethtool -G enlarges its ring; ${DOUBT}`,
    );
  }

  /** When capturing is over: why, where no interface is left. */
  end(): void {
    this.#tellTroubles(this.#watched.troubles());
  }

  #tellTroubles(troubles: ReadonlyMap<string, string>): void {
    for (const [name, reason] of troubles) {
      if (this.#troubled.get(name) === reason) continue;
      this.#troubled.set(name, reason);
      const wait = reason.includes("; ") ? "" : "; waiting for it";
      this.#say(`nothing comes from ${name} just now: ${reason}${wait}`);
    }
  }

  #lookAtInterfaces(): void {
    const troubles = this.#watched.troubles();
    this.#tellTroubles(troubles);
    for (const name of this.#troubled.keys()) {
      if (troubles.has(name)) continue;
      this.#troubled.delete(name);
      this.#say(`${name} is back`);
    }
  }
}
