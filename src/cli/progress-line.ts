// One line on standard error that says how far reading has come; on a terminal only, after a second.

import type { EngineProgress } from "../session/engine-options.ts";
import { formatBytes, formatCount } from "../words/numbers.ts";
import type { Screen } from "./terminal.ts";

const SILENT_MILLISECONDS = 1000;
/** The eye does not follow faster. */
const BETWEEN_UPDATES = 100;
const ERASE = "\r\u001b[K";

export class ProgressLine {
  readonly #screen: Screen;
  readonly #now: () => number;
  readonly #started: number;
  #shown = false;
  #updated = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds of any clock that only goes forward */
  constructor(screen: Screen, now: () => number = () => performance.now()) {
    this.#screen = screen;
    this.#now = now;
    this.#started = now();
  }

  /** May be called as often as one likes. */
  update(progress: EngineProgress): void {
    if (this.#screen.isTTY !== true) return;
    const milliseconds = this.#now() - this.#started;
    if (milliseconds < SILENT_MILLISECONDS || milliseconds - this.#updated < BETWEEN_UPDATES) return;
    this.#updated = milliseconds;
    const line = describe(progress, milliseconds / 1000).slice(0, (this.#screen.columns || 80) - 1);
    this.#screen.write(ERASE + line);
    this.#shown = true;
  }

  /** Takes the line away; the next update draws it anew. */
  erase(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#screen.write(ERASE);
  }
}

function describe({ bytes, totalBytes, packets }: EngineProgress, seconds: number): string {
  const rate = `${formatCount(packets)} packets, ${formatCount(Math.round(packets / seconds))} a second`;
  if (totalBytes === null || totalBytes === 0) return `${formatBytes(bytes)} read, ${rate}`;
  const percent = Math.min(100, Math.floor((bytes / totalBytes) * 100));
  return `${percent} % of ${formatBytes(totalBytes)}, ${rate}`;
}
