// One entry of the list that a text report opens with, and the few connection ids that it names.
import { formatCount } from "../../words/numbers.ts";

export interface Problem {
  readonly severity: "error" | "warning";
  /** Id of the finding. */
  readonly id: string;
  /** What is wrong, with the figures, without markup. */
  readonly sentence: string;
  /** Which connections, which packets: a piece each. */
  readonly where: readonly string[];
  /** What to type to see more of it; "" where no file has it. */
  readonly command: string;
  /** What selects all connections concerned; null where nothing short does. */
  readonly selection: string | null;
  /** Connections concerned. */
  readonly connections: number;
  /** About a service, a host or the capture, not about connections one by one. */
  readonly aboutSubject: boolean;
}

const KEPT_RANGES = 32;
const SHOWN_RANGES = 6;

/** The ids of any number of connections, as the lowest ranges of them, in bounded memory. */
export class IdSample {
  count = 0;
  /** First and last of each range, ascending, never touching. */
  readonly #ranges: { first: number; last: number }[] = [];

  /** Each id at most once. */
  add(id: number): void {
    this.count++;
    const ranges = this.#ranges;
    let at = ranges.length;
    while (at > 0 && (ranges[at - 1] as { first: number }).first > id) at--;
    const before = ranges[at - 1];
    const after = ranges[at];
    if (before !== undefined && before.last === id - 1) {
      before.last = id;
      if (after !== undefined && after.first === id + 1) {
        before.last = after.last;
        ranges.splice(at, 1);
      }
    } else if (after !== undefined && after.first === id + 1) {
      after.first = id;
    } else {
      ranges.splice(at, 0, { first: id, last: id });
      if (ranges.length > KEPT_RANGES) ranges.pop();
    }
  }

  /** The lowest of them as "7, 9-19", and how many are not among these. */
  get listed(): { readonly ids: string; readonly more: number } {
    const shown = this.#ranges.slice(0, SHOWN_RANGES);
    const named = shown.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    const ranges = shown.map(({ first, last }) =>
      first === last ? `${first}` : last === first + 1 ? `${first}, ${last}` : `${first}-${last}`,
    );
    return { ids: ranges.join(", "), more: this.count - named };
  }

  /** "connection 4", "connections 7, 9-19 and 30 more". */
  get text(): string {
    const { ids, more } = this.listed;
    return `${this.count === 1 ? "connection" : "connections"} ${ids}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
  }
}
