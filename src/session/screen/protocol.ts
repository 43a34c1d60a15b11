// The messages between the session, where packets are tracked, and the screen, where keys are pressed: the two
// sides of a thread's border. Everything here can be cloned.
import type { ConnectionRecord, Finding, SubjectFinding } from "../../record/connection-record.ts";
import type { TraceRecord } from "../../record/trace-record.ts";
import type { Frame, Order, Speed, ViewName } from "./frame.ts";

/** What the screen wants to see from now on. Answered at once, and then whenever something changed. */
export interface ViewRequest {
  readonly type: "view";
  /** Counts up; frames say which request they answer. */
  readonly number: number;
  readonly view: ViewName;
  /** Of connections: only what this expression of the `--select` language lets through. */
  readonly select: string | null;
  readonly order: Order;
  readonly reverse: boolean;
  /** The first row wanted and how many; where an anchor is there, it says which is the first. */
  readonly offset: number;
  readonly count: number;
  /** The row with this key (a connection's id, "ip port" of a service, the key of a group) stays on this line of the rows sent. */
  readonly anchor: { readonly key: number | string; readonly line: number } | null;
  /** After this answer only the status goes on. */
  readonly hold: boolean;
  /** The connection of which findings are wanted with each frame; "first": that of the first row sent. */
  readonly detail: number | "first" | null;
}

/** Follow a connection: its ladder now, and again as it grows. Null: no more. */
export interface TraceRequest {
  readonly type: "trace";
  readonly id: number | null;
}

/** Of a replay. */
export interface PaceRequest {
  readonly type: "pace";
  readonly speed?: Speed;
  readonly isPlaying?: boolean;
  /**
   * To so many seconds of the timeline after its first packet, and on as before: at speed "max", where nothing
   * would be seen of it, pause there.
   */
  readonly seek?: number;
  /** Go on to where the next finding of warning or worse is told; and pause there. */
  readonly seekFinding?: true;
  /** To the next packet: over a silence, or one by one while paused. */
  readonly seekPacket?: true;
}

/** The packets of a connection into a new pcapng file. */
export interface WriteRequest {
  readonly type: "write";
  readonly id: number;
  readonly path: string;
}

export type ToSession =
  | ViewRequest
  | TraceRequest
  | PaceRequest
  | WriteRequest
  /** What was opened may be decoded: whatever was to be given up is given up. */
  | { readonly type: "go" }
  /** One of these was received, and the next may come. */
  | { readonly type: "taken"; readonly what: "frame" | "trace" | "tracing" }
  /** The terminal is of another size now: the report in the end is made for it. */
  | { readonly type: "resized"; readonly columns: number; readonly rows: number }
  /** The end: capturing stops, `ended` follows. */
  | { readonly type: "stop" };

/** A connection's ladder as far as it is known. */
export interface TraceAnswer {
  readonly type: "trace";
  readonly id: number;
  /** Null: nothing of it is kept any more, see `note`. */
  readonly trace: TraceRecord | null;
  readonly connection: ConnectionRecord | null;
  readonly findings: readonly Finding[];
  readonly subjects: readonly SubjectFinding[];
  /** What of it is missing and why, in a line; null: nothing is. */
  readonly note: string | null;
}

export type FromSession =
  /** Packets wait to be decoded; answered by `go`. */
  | { readonly type: "opened"; readonly remarks: readonly string[] }
  /** Packets are decoded from now on. */
  | { readonly type: "begun" }
  /** It did not work, or does not go on; the line for standard error says why. */
  | { readonly type: "failed"; readonly line: string; readonly exitCode: number }
  | { readonly type: "frame"; readonly frame: Frame }
  | TraceAnswer
  /** How far a ladder is that takes long, 0 to 1. */
  | { readonly type: "tracing"; readonly id: number; readonly done: number }
  /** A line for whoever looks at the screen: what was written, what went wrong. */
  | { readonly type: "notice"; readonly line: string; readonly isWarning: boolean }
  /** Everything is over: the report for standard output, lines for standard error, the exit code. */
  | {
      readonly type: "ended";
      readonly report: string;
      readonly remarks: readonly string[];
      readonly exitCode: number;
    };

/** One side of the border as the other sees it. */
export interface SessionPort {
  send(message: ToSession): void;
  /** Every message from now on. */
  listen(hear: (message: FromSession) => void): void;
}
