// A ladder diagram as plain objects: two rails, what passed between them, and what became of the ends.
// Every format draws the same rows; a ladder may come from a capture or be written by hand (then it has
// no times and no packet numbers). Knows no capture and no tracker.
import type { Severity, Side, State } from "../../record/connection-record.ts";
import type { Meaning } from "../terminal/style.ts";

export interface Ladder {
  readonly rows: readonly LadderRow[];
  /** What stands above the rails; "client" and "server" where absent. */
  readonly client?: string;
  readonly server?: string;
  /** What stands above the columns of figures; in English where absent. */
  readonly heads?: ColumnHeads;
}

export interface ColumnHeads {
  readonly start: string;
  readonly since: string;
  readonly packet: string;
}

export type LadderRow = SegmentRow | IcmpRow | FoldRow | SilenceRow | StatesRow | NoteRow | FindingRow;

/** What any row may say beside what it draws. */
interface Row {
  /** Seconds since the ladder's start. The time since the row before is worked out where it is drawn. */
  readonly seconds?: number;
  /** Number of the packet in the capture. */
  readonly packet?: number;
  /** The worst of the findings for which the packet is evidence. */
  readonly mark?: Severity;
  /** State of the end after the row; absent where it stays what it was. A "?" may follow a presumption. */
  readonly client?: State | `${State}?`;
  readonly server?: State | `${State}?`;
}

/** An arrow from one rail to the other. */
export interface SegmentRow extends Row {
  readonly kind: "segment";
  readonly from: Side;
  /** What must be said, as in the textbooks: "SYN seq=x", "SYN ACK seq=y ack=x+1", "73 bytes". */
  readonly label: string;
  /** What is said too where there is room. */
  readonly detail?: string;
  /** How the label is coloured; default: by what it begins with. */
  readonly meaning?: Meaning;
  /** `lost`: the arrow does not arrive. `unseen`: no packet shows it, but what follows proves it. */
  readonly fate?: "arrives" | "lost" | "unseen";
  /** Lines under the arrow. */
  readonly notes?: readonly LadderNote[];
}

/** A message from somewhere between the rails. */
export interface IcmpRow extends Row {
  readonly kind: "icmp";
  /** Whom it tells. */
  readonly to: Side;
  readonly label: string;
  readonly notes?: readonly LadderNote[];
}

/** Segments that are not drawn one by one. */
interface FoldRow extends Row {
  readonly kind: "fold";
  /** "214 segments, 1.2 MB, 3.4 s" */
  readonly text: string;
  /** Seconds since the ladder's start of the last of them. */
  readonly untilSeconds?: number;
}

/** Nothing happened for long. */
interface SilenceRow extends Row {
  readonly kind: "silence";
  /** "30 s later", "6 s of silence" */
  readonly text: string;
}

/** States that no segment changed: how it begins, and what a timer ended. */
interface StatesRow extends Row {
  readonly kind: "states";
  /** What changed them: "2MSL over". */
  readonly text?: string;
}

/** A sentence between the rails. */
interface NoteRow extends Row {
  readonly kind: "note";
  readonly text: string;
  readonly meaning?: Meaning;
}

/** What a detector judged, beside the last packet that proves it. */
export interface FindingRow extends Row {
  readonly kind: "finding";
  readonly severity: Severity;
  readonly id: string;
  readonly text: string;
}

export interface LadderNote {
  readonly text: string;
  /** Default: quiet. */
  readonly meaning?: Meaning;
}
