// Why we may be right where a judge says something else: a class of differences, with its reason
// and a check on the packets and figures. A class that held by the name of a file would prove
// nothing; where a check cannot be complete it is at least necessary.
import { type Difference, lastWord } from "./difference.ts";
import type { Evidence } from "./evidence.ts";

export interface DifferenceClass {
  readonly id: string;
  /** Why ours is right. */
  readonly reason: string;
  readonly holds: (difference: Difference, evidence: Evidence) => boolean | Promise<boolean>;
}

/** What stands in the list where no class holds; it is none, so the test fails. */
export const UNEXPLAINED = "unexplained";

/** Counters that depend on which segments were seen before in the same stream. */
const ANALYSIS = ["retransmissions", "outOfOrder", "duplicateAcks", "zeroWindows", "keepAlives"];

/** Whether the figure comes from comparing a segment with those before it. */
export function isAnalysis({ field }: Difference): boolean {
  return ANALYSIS.includes(lastWord(field));
}

/** Whether the figure depends on where one connection ends and the next begins. */
export function dependsOnTheCut(difference: Difference): boolean {
  return (
    ["connections", "lastPacket", "client", "handshakeSeconds"].includes(difference.field) ||
    isAnalysis(difference)
  );
}

/** How many more the judge counts than we do; negative when fewer. */
export function moreThanOurs({ theirs, ours }: Difference): number {
  return Number(theirs) - Number(ours);
}

/** The end that a difference's field is about. */
export function endOf({ field }: Difference): string {
  return field.slice(0, field.lastIndexOf(" "));
}
