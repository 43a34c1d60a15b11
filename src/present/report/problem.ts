// One entry of the list that a text report opens with, and the few connection ids that it names.
import { counted, formatRanges } from "../numbers.ts";

export interface Problem {
  readonly severity: "error" | "warning";
  /** Id of a finding, or a verdict. */
  readonly name: string;
  /** What is wrong, with the figures, without markup. */
  readonly sentence: string;
  /** Which connections and packets; empty where that is not known. */
  readonly where: string;
  /** Connections concerned. */
  readonly connections: number;
}

const KEPT_IDS = 64;
const SHOWN_RANGES = 6;

/** The lowest ids of any number of connections, in bounded memory. */
export class IdSample {
  count = 0;
  #ids: number[] = [];

  add(id: number): void {
    this.count++;
    this.#ids.push(id);
    if (this.#ids.length >= 2 * KEPT_IDS) this.#keepLowest();
  }

  /** "connection 4", "connections 7, 9-19 and 30 more". */
  get text(): string {
    this.#keepLowest();
    const shown = formatRanges(this.#ids).slice(0, SHOWN_RANGES);
    const named = shown.reduce((sum, range) => sum + lengthOf(range), 0);
    const more = this.count > named ? ` and ${counted(this.count - named, "more", "more")}` : "";
    return `${this.count === 1 ? "connection" : "connections"} ${shown.join(", ")}${more}`;
  }

  #keepLowest(): void {
    this.#ids = this.#ids.sort((a, b) => a - b).slice(0, KEPT_IDS);
  }
}

function lengthOf(range: string): number {
  const [first, last] = range.split("-").map(Number) as [number, number?];
  return last === undefined ? 1 : last - first + 1;
}
