// How many files findings may cost: a few at once of each kind, then one now and again, and so many in all.
// A flood of one finding never displaces the files of another. Knows no packets.

/** Of one finding at once … */
const BURST = 20;
/** … and then one in so many seconds. */
const REFILL_SECONDS = 10;

export class EvidenceLimits {
  readonly #most: number;
  /** Files of this run by finding, oldest first. */
  readonly #files = new Map<string, string[]>();
  #count = 0;
  /** By finding: how many may be written, as of when. */
  readonly #tokens = new Map<string, { left: number; at: number }>();

  /** @param most files that stay */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a file more of that finding may be written at `now`, in seconds of a clock that is never set. */
  admits(finding: string, now: number): boolean {
    const tokens = this.#tokens.get(finding) ?? { left: BURST, at: now };
    this.#tokens.set(finding, tokens);
    tokens.left = Math.min(BURST, tokens.left + (now - tokens.at) / REFILL_SECONDS);
    tokens.at = now;
    if (tokens.left < 1) return false;
    tokens.left--;
    return true;
  }

  /** A file was written; returns the one to take away for it: the oldest of the finding that has most. */
  add(finding: string, path: string): string | null {
    const files = this.#files.get(finding) ?? [];
    this.#files.set(finding, files);
    if (files.includes(path)) return null;
    files.push(path);
    this.#count++;
    if (this.#count <= this.#most) return null;
    this.#count--;
    let longest = files;
    for (const others of this.#files.values()) if (others.length > longest.length) longest = others;
    return longest.shift() as string;
  }
}
