// Where tcptrace, Arkime or Suricata and we differ, and why.

import { type Difference, lastWord } from "./difference.ts";
import type { DifferenceClass } from "./difference-class.ts";
import { moreThanOurs } from "./difference-class.ts";
import type { Evidence } from "./evidence.ts";
import { endpointName, type JudgedEnd } from "./judged-connection.ts";

/** tcptrace begins anew behind so long a silence. */
const TCPTRACE_PAUSE_NANOS = 240e9;

export const OTHER_CLASSES: readonly DifferenceClass[] = [
  {
    id: "tcptrace-pause",
    reason: "tcptrace begins a new connection behind 4 minutes of silence; it is the same",
    holds: async (difference, evidence) => {
      if (difference.judge !== "tcptrace" || difference.field !== "connections") return false;
      const segments = await evidence.segmentsOf(difference.connection);
      const pauses = segments.filter(
        ({ time }, index) => Math.abs(time - (segments[index - 1]?.time ?? time)) >= TCPTRACE_PAUSE_NANOS,
      );
      return moreThanOurs(difference) > 0 && pauses.length >= moreThanOurs(difference);
    },
  },
  {
    id: "tcptrace-byte",
    reason: "tcptrace counts SYN and FIN in a byte: 396 is 140",
    holds: (difference) =>
      difference.judge === "tcptrace" &&
      Number(difference.ours) % 256 === Number(difference.theirs) &&
      Number(difference.ours) > 255,
  },
  {
    id: "outvoted",
    reason:
      "tshark has our figure: tcptrace reads no MPLS, no double tags, no FabricPath and not every IPv6 extension header, and like Arkime joins a SYN with another number to the attempt before it",
    holds: (difference, evidence) =>
      ["tcptrace", "arkime"].includes(difference.judge) &&
      tsharkSays(difference, evidence) === difference.ours,
  },
  {
    id: "community-id-seed",
    reason:
      "Suricata's test sets a seed of its own; ours is 0, and Wireshark's communityid is the same as ours",
    holds: ({ judge, field }) => judge === "suricata" && field === "communityId",
  },
];

/** tshark's figure for the same four addresses; null where it has none. */
function tsharkSays({ field, connection }: Difference, evidence: Evidence): string | null {
  const streams = evidence.streamsOf(connection);
  if (field === "connections") return String(streams.length);
  const end = field.slice(0, field.lastIndexOf(" "));
  const ends = streams
    .flatMap(({ ends }) => ends)
    .filter((judged) => end === "both ends" || endpointName(judged) === end);
  const figure = FIGURES[lastWord(field)];
  return figure === undefined ? null : String(ends.reduce((sum, { counters }) => sum + figure(counters), 0));
}

const FIGURES: Readonly<Record<string, (counters: JudgedEnd["counters"]) => number>> = {
  packets: ({ packets = 0 }) => packets,
  anySyn: ({ syn = 0, synAck = 0 }) => syn + synAck,
  syn: ({ syn = 0 }) => syn,
  synAck: ({ synAck = 0 }) => synAck,
  fin: ({ fin = 0 }) => fin,
  rst: ({ rst = 0 }) => rst,
};
