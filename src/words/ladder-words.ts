// What a ladder says in words. Figures come in as they are shown ("3.4 s", "1.2 MB", "1,448"); ids,
// states and TCP's own names are the same in every language.
import type { Side, Verdict } from "../record/connection-record.ts";

export interface LadderWords {
  /** Above the columns. */
  readonly start: string;
  readonly since: string;
  readonly packet: string;
  readonly side: Readonly<Record<Side, string>>;
  /** "connection 12" */
  readonly connection: (id: string) => string;
  /** "closed, by the client" */
  readonly outcome: (verdict: Verdict, by: Side | "both" | null) => string;
  /** "handshake 34 µs (20 µs + 14 µs)"; a part is "" where a segment of it was not captured. */
  readonly handshake: (syn: string, ack: string, whole: string) => string;
  readonly bytes: (count: number, figure: string) => string;
  /** "214 segments" */
  readonly segments: (count: number, figure: string) => string;
  /** "1.2 MB from the server" */
  readonly bytesFrom: (bytes: string, side: Side) => string;
  readonly retransmitted: (count: number, figure: string) => string;
  readonly silence: (duration: string) => string;
  /** "214 segments, 1.2 MB, 3.4 s" */
  readonly list: (parts: readonly string[]) => string;

  // Under an arrow.
  readonly again: (packet: string, after: string) => string;
  /** The nth time, n at least 3. */
  readonly tryAgain: (nth: number, packet: string, after: string, afterLast: string) => string;
  readonly againUnseen: string;
  readonly copy: string;
  readonly missingBefore: (bytes: string) => string;
  readonly fillsGap: (packet: string) => string;
  readonly outOfOrder: string;
  readonly windowClosed: string;
  /** It was closed for so long. */
  readonly windowOpen: (after: string) => string;
  readonly windowProbe: string;
  readonly keepAlive: string;
  readonly resetNotAccepted: string;
  readonly synHeld: string;
  readonly finsCrossed: (side: Side) => string;
  readonly cookieRequest: string;
  readonly cookie: (bytes: string) => string;
  readonly notCaptured: string;
  readonly fragment: (bytes: string) => string;
  readonly icmpFrom: (router: string, about: string) => string;

  // Between the rails.
  readonly beginsInTheMiddle: string;
  readonly onlySide: (side: Side) => string;
  readonly previous: (id: string) => string;
  readonly evicted: string;
  readonly twoMslOver: string;
  readonly gaveUp: string;
  /** "": it goes on. */
  readonly captureEnds: (after: string) => string;

  // Below.
  readonly base: Readonly<Record<"acknowledged" | "first", string>>;
  readonly folded: (count: number, figure: string) => string;
  readonly leftOut: (count: number, figure: string) => string;
  readonly explain: string;
}
