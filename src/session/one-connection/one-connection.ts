// What a screen asks of a single connection: its ladder, growing, and its packets in a file. From saved
// captures it is read again (reread-connection.ts); live it comes from memory (remembered-connection.ts).
import type { OneConnectionWords } from "../../words/one-connection-words.ts";
import type { Follower } from "../follower.ts";
import type { Detail } from "../screen/frame.ts";
import type { FromSession } from "../screen/protocol.ts";

export interface OneConnection {
  /** Goes along with the engine: put together with whoever else follows. */
  readonly follower: Follower;
  /**
   * Its ladder from now on, sent again as it grows: `trace` messages, and `tracing` where it takes long.
   * Null: no more. Never throws; what goes wrong stands in the answer's `note`.
   */
  trace(id: number | null): void;
  /** Its packets into a new pcapng file; resolves with the line that says so, or why not. Never rejects. */
  write(id: number, path: string): Promise<Notice>;
  /** Lets go of everything; nothing is sent afterwards. */
  close(): Promise<void>;
}

export type Notice = Extract<FromSession, { type: "notice" }>;

/** What both kinds are told. */
export interface OneConnectionOptions {
  readonly send: (message: FromSession) => void;
  readonly words: OneConnectionWords;
  /** "program 1.0", for the section headers of files. */
  readonly application: string;
  /** As the connection stands now, or stood when it was over; null: nothing is known of it. */
  readonly detail: (id: number) => Detail | null;
}

/** Packets of a ladder, at least: more than anybody looks at, and little enough to be sent often. */
export const KEPT_ONE_BY_ONE = 2000;

/** A ladder takes a fifth of the time at most … */
const REST_FACTOR = 4;
/** … and is sent four times a second at most. */
const LEAST_REST_MILLISECONDS = 250;

/** Until when the next ladder waits, after one that was begun then; by `performance.now`. */
export function restAfter(began: number): number {
  const now = performance.now();
  return Math.max(began + LEAST_REST_MILLISECONDS, now + REST_FACTOR * (now - began));
}
