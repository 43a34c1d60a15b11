// What is told about one topic: a state, a verdict or a finding. Plain data, so that each language is a
// table; how it looks on a screen is not known here.
import type { FindingId } from "../detect/finding.ts";
import type { State, Verdict } from "../record/connection-record.ts";

/** One thing to look at next. */
export interface Step {
  /** To be copied as it stands; what the reader has to fill in is written in capitals, as PORT. */
  readonly command?: string;
  /** What it tells or does; one sentence. */
  readonly text: string;
}

/** Steps by where they are taken; `any` is for all systems. */
export interface NextSteps {
  readonly any?: readonly Step[];
  readonly linux?: readonly Step[];
  readonly macos?: readonly Step[];
  readonly windows?: readonly Step[];
}

/** The texts of one topic. Plain text: no markup, no line breaks; each string is a paragraph. */
export interface Explanation {
  /** What it is, in one line without a full stop: the list of topics shows it. */
  readonly title: string;
  /** What it is, and what the packets prove of it. */
  readonly what: readonly string[];
  /** Why TCP does it so. */
  readonly why: readonly string[];
  /** Usual causes, the most frequent first; one clause each. */
  readonly causes: readonly string[];
  readonly next: NextSteps;
  /** Where it stands, as "RFC 9293 §3.6"; several joined by "; ". */
  readonly reference: string;
  /** Other topics: states, verdicts and finding ids as they are spelled. */
  readonly related: readonly string[];
}

export type StateExplanations = Readonly<Record<State, Explanation>>;
export type VerdictExplanations = Readonly<Record<Verdict, Explanation>>;
export type FindingExplanations = Readonly<Record<FindingId, Explanation>>;
/** Some findings; the groups together must give all. `satisfies` it, so that the index can check. */
export type FindingGroup = Readonly<Partial<Record<FindingId, Explanation>>>;
