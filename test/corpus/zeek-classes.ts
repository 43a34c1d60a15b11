// Where Zeek and we differ, and why (FACTS §1).

import { lastWord } from "./difference.ts";
import type { DifferenceClass } from "./difference-class.ts";
import { moreThanOurs } from "./difference-class.ts";

/** How long Zeek waits for an answer before it forgets an attempt, in nanoseconds. */
const ATTEMPT_NANOS = 5e9;

export const ZEEK_CLASSES: readonly DifferenceClass[] = [
  {
    id: "zeek-filter",
    reason: "Zeek's test reads the capture through a filter, which leaves packets out",
    holds: ({ judge, remarks = "" }) => judge === "zeek" && /filter| -f /.test(remarks),
  },
  {
    id: "zeek-checksum",
    reason:
      "Zeek leaves out packets with a wrong checksum (C in its history); cards leave checksums to be filled in, so we judge none",
    holds: ({ judge, remarks = "" }) => judge === "zeek" && /c/i.test(historyIn(remarks)),
  },
  {
    id: "zeek-pause",
    reason:
      "Zeek forgets an attempt 5 s after a SYN whose answer it did not see, and a connection after its timeouts, and calls what follows another one; it is the same",
    holds: async (difference, evidence) => {
      if (difference.judge !== "zeek" || difference.field !== "connections") return false;
      const segments = await evidence.segmentsOf(difference.connection);
      const [first, last] = [segments[0]?.time ?? 0, segments.at(-1)?.time ?? 0];
      const oneSided = evidence
        .recordsOf(difference.connection)
        .every(({ directions }) => directions !== "both");
      if (oneSided && last - first >= ATTEMPT_NANOS && moreThanOurs(difference) === 1) return true;
      const pauses = segments.filter(
        ({ time }, index) => time - (segments[index - 1]?.time ?? time) >= ATTEMPT_NANOS,
      );
      return moreThanOurs(difference) > 0 && pauses.length >= moreThanOurs(difference);
    },
  },
  {
    id: "zeek-refused-again",
    reason:
      "Zeek calls every repeat of a refused SYN a connection; with the same number it is the same attempt (Windows tries three times)",
    holds: ({ judge, field, theirs, connection }, evidence) =>
      judge === "zeek" &&
      field === "connections" &&
      evidence
        .recordsOf(connection)
        .every(({ verdict, client }) => verdict === "refused" && client.syn === Number(theirs)),
  },
  {
    id: "zeek-timer",
    reason:
      "Zeek's test lets its timers fire at once or in steps (max_timer_expires), which cuts a connection",
    holds: ({ judge, field, remarks = "" }) =>
      judge === "zeek" && field === "connections" && remarks.includes("max_timer_expires"),
  },
  {
    id: "zeek-role",
    reason:
      "Zeek takes the sender of the first packet for the client; without a SYN the receiver of a SYN-ACK is the client, and a well-known port the server's",
    holds: ({ judge, field, connection }, evidence) =>
      judge === "zeek" &&
      field === "client" &&
      evidence.recordsOf(connection).every(({ roles }) => roles === "syn-ack" || roles === "port"),
  },
  {
    id: "several-in-a-frame",
    reason: "a frame holds two segments (802.11 A-MSDU): the first one is ours, as of any packet",
    holds: ({ judge, field, connection }, evidence) =>
      judge === "zeek" &&
      lastWord(field) === "packets" &&
      evidence.streamsOf(connection).some(({ framesWithSeveral }) => framesWithSeveral > 0),
  },
];

function historyIn(remarks: string): string {
  return remarks.slice(remarks.lastIndexOf(": ") + 2);
}
