// Small files, each written as a whole and then given its name, in the order in which they come and without
// anybody waiting. Knows nothing of what is in them.
import { rename, rm } from "node:fs/promises";
import { openNewFile } from "../../capture/open-new-file.ts";
import type { EvidenceLimits } from "./evidence-limits.ts";
import type { WriteFailure } from "./rotating-files.ts";

/** Bytes that may wait for the disk: at the end there is a last word on every connection, all at once. */
const MOST_WAITING = 16 << 20;
/** Names of files that were not written. */
const MOST_LOST_PATHS = 4096;

interface Waiting {
  readonly finding: string;
  readonly bytes: Uint8Array;
}

export class EvidenceFiles {
  written = 0;
  /** Files of which the last word is missing, because the disk was too slow or refused. */
  lost = 0;
  removed = 0;
  failure: WriteFailure | null = null;
  readonly #limits: EvidenceLimits;
  readonly #onFailure: (failure: WriteFailure) => void;
  /** By path. */
  readonly #waiting = new Map<string, Waiting>();
  #waitingBytes = 0;
  readonly #paths = new Set<string>();
  /** Of the lost; beyond a bound one that is tried again counts again. */
  readonly #lostPaths = new Set<string>();
  #working: Promise<void> | null = null;

  /** @param onFailure hears of the first file that cannot be written */
  constructor(limits: EvidenceLimits, onFailure: (failure: WriteFailure) => void) {
    this.#limits = limits;
    this.#onFailure = onFailure;
  }

  /** `bytes` are kept until they are written. A path given before is written anew. */
  write(path: string, finding: string, bytes: Uint8Array): void {
    const added = bytes.length - (this.#waiting.get(path)?.bytes.length ?? 0);
    if (this.#waitingBytes + added > MOST_WAITING) {
      this.#lose(path);
      return;
    }
    this.#waitingBytes += added;
    this.#waiting.set(path, { finding, bytes });
    this.#working ??= this.#work();
  }

  /** Everything is on the disk that can be. */
  async finish(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  async #work(): Promise<void> {
    // (Those that come meanwhile stand at its end.)
    for (const [path, { bytes, finding }] of this.#waiting) {
      this.#waiting.delete(path);
      this.#waitingBytes -= bytes.length;
      const partial = `${path}.part`;
      try {
        await writeNewFile(partial, bytes);
        await rename(partial, path);
        if (this.#lostPaths.delete(path)) this.lost--;
        if (!this.#paths.has(path)) this.written++;
        this.#paths.add(path);
        const obsolete = this.#limits.add(finding, path);
        if (obsolete !== null) await this.#remove(obsolete);
      } catch (error) {
        await rm(partial, { force: true }).catch(() => {});
        this.#failed(path, error as NodeJS.ErrnoException);
      }
    }
    this.#working = null;
  }

  async #remove(path: string): Promise<void> {
    this.#paths.delete(path);
    await rm(path, { force: true });
    this.removed++;
  }

  #lose(path: string): void {
    if (this.#lostPaths.has(path)) return;
    this.lost++;
    if (this.#lostPaths.size < MOST_LOST_PATHS) this.#lostPaths.add(path);
  }

  #failed(path: string, { code, message }: NodeJS.ErrnoException): void {
    this.#lose(path);
    if (this.failure !== null) return;
    this.failure = { path, code: code ?? message };
    this.#onFailure(this.failure);
  }
}

async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  const file = await openNewFile(path);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}
