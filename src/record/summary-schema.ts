// The schema of the sums: the summary, and what a live capture says of itself between its events.
import { count, countsBy, type JsonSchema, listOf, moment, objectOf, reference } from "./json-schema.ts";
import type { GapRecord, InterimRecord, LossRecord, SummaryLosses, SummaryRecord } from "./report-record.ts";
import { STATES, VERDICTS } from "./vocabulary.ts";

/** One side of `states`: every state, zeros too. */
function countsOfAllStates(side: string): JsonSchema {
  return {
    description: `Connections by the state of their ${side}`,
    type: "object",
    properties: Object.fromEntries(STATES.map((state) => [state, count(`In ${state}`)])),
    required: STATES,
    additionalProperties: false,
  };
}

const losses = objectOf<SummaryLosses>("What did not get as far as it should; only where it is live", {
  received: count("Packets that the interfaces handed over"),
  droppedByKernel: count("Packets lost for lack of room in the kernel's buffer"),
  droppedByInterface: count("Packets lost by the interface or its driver"),
  linesNotPrinted: count("Lines for which the reader of the output was too slow"),
});

const summaryFields = {
  packets: count("Packets of the input"),
  tcpPackets: count("Packets that gave a TCP segment"),
  connections: count("Connections"),
  verdicts: countsBy(VERDICTS, "Verdict → connections"),
  findings: countsBy(null, "Finding id → how often, of connections and of others"),
  states: objectOf<SummaryRecord["states"]>("State → connections, zeros too", {
    client: countsOfAllStates("client"),
    server: countsOfAllStates("server"),
  }),
  outcomes: countsBy(null, "Why packets gave no segment → how many"),
  evicted: count("Connections dropped from the table before their story was over"),
  damaged: listOf(reference("damage"), "What was damaged, and where"),
  losses,
};

export const summary = objectOf<SummaryRecord>(
  "The sums over everything that was read, whatever was selected",
  summaryFields,
  { optional: ["losses"] },
);

export const interim = objectOf<InterimRecord>(
  "The sums so far, in the middle of a live capture (--summary-every); connections that go on count too",
  { time: moment("When"), ...summaryFields },
  { optional: ["losses"] },
);

export const loss = objectOf<LossRecord>("Live: packets were lost since the last such line", {
  time: moment("When it was noticed"),
  droppedByKernel: count("Packets lost for lack of room in the kernel's buffer"),
  droppedByInterface: count("Packets lost by the interface or its driver"),
  connectionsUpTo: count(
    "What is told of the connections up to this id that were not over by then may be wrong",
  ),
});

export const gap = objectOf<GapRecord>("Live: lines are left out here", {
  linesNotPrinted: count("Lines for which the reader of the output was too slow"),
});
