// Why we may be right where a judge says something else: classes of differences, each with its
// reason and a check on the packets and figures. A class that holds by name of a file would prove
// nothing; where a check cannot be complete it is at least necessary.

import type { OutcomeKind } from "../../src/decode/outcome.ts";
import { ACK, SYN } from "../../src/decode/segment.ts";
import type { Difference } from "./difference.ts";
import type { Evidence } from "./evidence.ts";
import type { WitnessedSegment } from "./witness.ts";

export interface DifferenceClass {
  readonly id: string;
  /** Why ours is right. */
  readonly reason: string;
  readonly holds: (difference: Difference, evidence: Evidence) => boolean | Promise<boolean>;
}

/** What stands in the list where no class holds; it is none, so the test fails. */
export const UNEXPLAINED = "unexplained";

/** Counters that depend on which segments were seen before in the same stream. */
const ANALYSIS = new Set(["retransmissions", "outOfOrder", "duplicateAcks", "zeroWindows", "keepAlives"]);

export const DIFFERENCE_CLASSES: readonly DifferenceClass[] = [
  {
    id: "tunnel",
    reason:
      "the judge looks at addresses and ports alone and joins what runs in different VLANs or tunnels; these are different connections",
    holds: async (difference, evidence) =>
      dependsOnTheCut(difference) &&
      new Set(evidence.recordsOf(difference.connection).map(({ tunnel }) => tunnel.join(" "))).size > 1,
  },
  {
    id: "new-isn",
    reason:
      "tshark begins a new stream at every SYN with another number than the first one that it saw; SEMANTICS §1 says which of them open a connection",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" &&
      dependsOnTheCut(difference) &&
      beginsWithSyn(await extraBeginnings(difference, evidence)),
  },
  {
    id: "copies",
    reason:
      "tshark calls the copy of a frame (a mirror port, the `any` interface) a retransmission; nothing was sent again",
    holds: async (difference, evidence) => {
      if (difference.judge !== "tshark" || !difference.field.endsWith(" retransmissions")) return false;
      const sender = difference.field.split(" ")[0];
      const sent = (await evidence.segmentsOf(difference.connection)).filter(
        ({ source }) => source === sender,
      );
      const more = Number(difference.theirs) - Number(difference.ours);
      return more > 0 && more <= copiesIn(sent).length;
    },
  },
  {
    id: "malformed",
    reason: "tshark gives a stream to a TCP header that contradicts itself; we count the packet as malformed",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" && (await hiddenFrames(difference, evidence, ["malformed"])),
  },
  {
    id: "not-looked-into",
    reason:
      "a link type or tunnel that is not decoded (ARCNET, InfiniBand, CAPWAP, Cisco FabricPath, IPComp, Aruba's GRE): its packets are counted under their outcome, and nothing is claimed about them",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" && (await hiddenFrames(difference, evidence, ["unsupported", "not-tcp"])),
  },
  {
    id: "seen-inside",
    reason: "the judge does not look into this tunnel (Teredo; GTP on another port)",
    holds: (difference, evidence) =>
      difference.field === "connections" &&
      ["none", "0"].includes(difference.theirs) &&
      evidence.recordsOf(difference.connection).every(({ tunnel }) => tunnel.length > 0),
  },
  {
    id: "routing-header",
    reason:
      "an IPv6 routing header with segments left: the connection is with its final destination (the TCP checksum is computed over it), tshark shows the next hop",
    holds: (difference) => difference.field === "connections" && difference.connection.includes("["),
  },
  {
    id: "wire-length",
    reason:
      "the record claims fewer bytes on the wire than the IP header does; payload goes by the IP header (the capture was cut by a tool that rewrote the record)",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" &&
      difference.field.endsWith(" payloadBytes") &&
      Number(difference.ours) > Number(difference.theirs) &&
      (await evidence.segmentsOf(difference.connection)).some(
        ({ source, truncated, captured, original }) =>
          truncated && captured === original && source === difference.field.split(" ")[0],
      ),
  },
];

function dependsOnTheCut({ field }: Difference): boolean {
  return (
    ["connections", "lastPacket", "client", "handshakeSeconds"].includes(field) ||
    ANALYSIS.has(lastWord(field))
  );
}

/** Whether frames that tshark gives to the stream give no segment here, for a reason of one of these kinds. */
async function hiddenFrames(
  difference: Difference,
  evidence: Evidence,
  kinds: readonly OutcomeKind[],
): Promise<boolean> {
  const { outcomes } = await evidence.witnessed();
  const hidden = (frame: number) => kinds.includes(outcomes.get(frame)?.kind ?? "decoded");
  return evidence
    .streamsOf(difference.connection)
    .some(({ firstFrame, lastFrame }) => hidden(firstFrame) || hidden(lastFrame));
}

function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(" ") + 1);
}

/** The segments with which tshark begins streams where we begin no connection. */
async function extraBeginnings(difference: Difference, evidence: Evidence): Promise<WitnessedSegment[]> {
  const ours = new Set(evidence.recordsOf(difference.connection).map(({ firstPacket }) => firstPacket));
  const segments = await evidence.segmentsOf(difference.connection);
  const theirs = new Set(evidence.streamsOf(difference.connection).map(({ firstFrame }) => firstFrame));
  return segments.filter(({ frame }) => theirs.has(frame) && !ours.has(frame));
}

function beginsWithSyn(segments: readonly WitnessedSegment[]): boolean {
  return segments.length > 0 && segments.every(({ flags }) => (flags & (SYN | ACK)) === SYN);
}

/** Frames captured once more within 1 ms: same direction, numbers and flags, and the same IP ID or timestamp. */
function copiesIn(segments: readonly WitnessedSegment[]): WitnessedSegment[] {
  const MILLISECOND = 1e6;
  return segments.filter((segment, index) =>
    segments
      .slice(0, index)
      .some(
        (earlier) =>
          segment.time - earlier.time <= MILLISECOND &&
          segment.sequence === earlier.sequence &&
          segment.payload === earlier.payload &&
          segment.flags === earlier.flags &&
          ((segment.ipId !== 0 && segment.ipId === earlier.ipId) ||
            (segment.timestampValue !== null && segment.timestampValue === earlier.timestampValue)),
      ),
  );
}
