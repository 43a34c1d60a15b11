// Which findings a connection has, as one number: as many connections as there are, they have few different
// sets, so that a row costs four bytes and asking a set allocates nothing.
import { FINDING_IDS, SEVERITY_RANK } from "../../../detect/finding.ts";
import type { Finding, Severity } from "../../../record/connection-record.ts";

/** What a set says of one finding; the rest of it is told elsewhere. */
export type Mark = Pick<Finding, "id" | "severity">;

export interface FindingSet {
  /** In the order in which they were told. */
  readonly marks: readonly Mark[];
  /** Null: the empty set. */
  readonly worst: Mark | null;
  /** SEVERITY_RANK of the worst; −1: none. */
  readonly rank: number;
}

const EMPTY: FindingSet = { marks: [], worst: null, rank: -1 };
/** More different sets than any network shows: what would be a further one stays without its last finding. */
const MOST_SETS = 16_384;
const RANKS = 3;

export class FindingSets {
  private readonly sets: FindingSet[] = [EMPTY];
  /** By set and what is added to it. */
  private readonly next = new Map<number, number>();

  get(set: number): FindingSet {
    return this.sets[set] as FindingSet;
  }

  /** The set of these findings. */
  of(findings: readonly Mark[]): number {
    let set = 0;
    for (const { id, severity } of findings) set = this.with(set, id, severity);
    return set;
  }

  /** The set with one more finding; the same where it is in it. */
  with(set: number, id: string, severity: Severity): number {
    const rank = SEVERITY_RANK[severity];
    const index = FINDING_IDS.indexOf(id as (typeof FINDING_IDS)[number]);
    const step = (set * FINDING_IDS.length + index) * RANKS + rank;
    const known = this.next.get(step);
    if (known !== undefined) return known;
    const { marks, worst, rank: worstRank } = this.get(set);
    let to = set;
    if (!marks.some((mark) => mark.id === id) && this.sets.length < MOST_SETS) {
      const mark = { id, severity };
      const isWorse = worst === null || rank > worstRank;
      to = this.sets.push({
        marks: [...marks, mark],
        worst: isWorse ? mark : worst,
        rank: isWorse ? rank : worstRank,
      });
      to--;
    }
    this.next.set(step, to);
    return to;
  }
}
