// What a detector is: metadata and one judgement over a connection's story. It keeps nothing, throws
// nothing, and gives figures, never prose (words/ makes the sentence).
import type { Severity, Verdict } from "../record/connection-record.ts";
import type { Figures } from "./figures.ts";
import type { FindingId } from "./finding.ts";
import type { Story } from "./story.ts";
import type { Subjects } from "./subjects/subjects.ts";

interface Metadata<Id extends FindingId> {
  /** Equals the file's name; stable: used in reports, --select and --fail-on. */
  readonly id: Id;
  readonly severity: Severity;
  /** In one line of at most 80 characters, without figures. */
  readonly summary: string;
  /** Such as "RFC 9293 §3.6.1". */
  readonly reference: string;
}

/** What of its life a connection must show to be worth asking about; any one of them. */
interface Wakes {
  /** Bits of segment-facts.ts that some segment of it raised. */
  readonly facts?: number;
  /** Bits of FLAGS (connection-layout.ts). */
  readonly flags?: number;
  readonly verdicts?: readonly Verdict[];
}

/** Judges one connection, when it is reported. */
export interface ConnectionDetector<Id extends FindingId = FindingId> extends Metadata<Id> {
  readonly wakesOn: Wakes;
  /** Findings that take this story over: of the same connection, or of a subject of which it is a member. */
  readonly yieldsTo?: readonly FindingId[];
  judge(story: Story): Judgement<Id> | null;
}

/** Judges services, hosts and the capture as a whole: once, at the end of the input. */
export interface SubjectDetector<Id extends FindingId = FindingId> extends Metadata<Id> {
  judgeAll(subjects: Subjects): SubjectJudgement<Id>[];
}

/** What was found, in figures. */
export interface Judgement<Id extends FindingId = FindingId> {
  /** Endpoint (0 or 1 of the row) whose doing it is; null: nobody's. */
  readonly endpoint: number | null;
  /** Packets that prove it, in any order, any number: the first 20 in their order are shown. */
  readonly packets: readonly number[];
  /** Where more packets than given prove it. */
  readonly packetsTotal?: number;
  /** Where it differs from the detector's. */
  readonly severity?: Severity;
  readonly figures: Figures[Id];
}

export interface SubjectJudgement<Id extends FindingId = FindingId> extends Omit<Judgement<Id>, "endpoint"> {
  readonly endpoint: "client" | "server" | null;
  readonly subject: {
    readonly kind: "service" | "host" | "capture";
    readonly ip: string | null;
    readonly port: number | null;
  };
  /** Ids, at most MOST_LISTED of them. */
  readonly connections: readonly number[];
}

/** Connections that a finding about a subject lists; `connectionsTotal` counts all. */
export const MOST_LISTED = 4096;

export function defineDetector<Id extends FindingId>(
  detector: ConnectionDetector<Id>,
): ConnectionDetector<Id> {
  return detector;
}

export function defineSubjectDetector<Id extends FindingId>(
  detector: SubjectDetector<Id>,
): SubjectDetector<Id> {
  return detector;
}
