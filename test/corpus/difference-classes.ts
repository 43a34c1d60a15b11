// Why we may be right where a judge says something else: classes of differences, each with its
// reason and a check on the packets and figures. A class that holds by name of a file would prove
// nothing; where a check cannot be complete it is at least necessary.

import type { OutcomeKind } from "../../src/decode/outcome.ts";
import { ACK, SYN } from "../../src/decode/segment.ts";
import { type Difference, lastWord } from "./difference.ts";
import type { Evidence } from "./evidence.ts";
import { copiesIn } from "./frame-copies.ts";
import { handshakeByPackets } from "./handshake-by-packets.ts";
import type { WitnessedSegment } from "./witness.ts";

export interface DifferenceClass {
  readonly id: string;
  /** Why ours is right. */
  readonly reason: string;
  readonly holds: (difference: Difference, evidence: Evidence) => boolean | Promise<boolean>;
}

/** What stands in the list where no class holds; it is none, so the test fails. */
export const UNEXPLAINED = "unexplained";

/** How long the four addresses of a connection that is over are kept (SEMANTICS §1). */
const TWO_MSL_NANOS = 60e9;

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
    id: "handshake",
    reason:
      "tshark times any first segment with ACK behind the latest SYN (a refusal, a challenge ACK, data of the server) and knows no time of 0 s; ours is that of the contract, worked out again from the packets",
    holds: async (difference, evidence) => {
      if (difference.judge !== "tshark" || difference.field !== "handshakeSeconds") return false;
      const record = evidence
        .recordsOf(difference.connection)
        .find(({ firstPacket }) => firstPacket === beginning(difference));
      if (record === undefined) return false;
      const { synRttSeconds, ackRttSeconds } = handshakeByPackets(
        record,
        await evidence.segmentsOf(difference.connection),
      );
      return near(record.synRttSeconds, synRttSeconds) && near(record.ackRttSeconds, ackRttSeconds);
    },
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
    id: "long-after",
    reason:
      "a packet comes long after the connection was over (or its time is wrong by years): with its four addresses free again, it begins a connection of its own",
    holds: async (difference, evidence) => {
      if (difference.field !== "connections") return false;
      const records = evidence
        .recordsOf(difference.connection)
        .toSorted((a, b) => a.firstPacket - b.firstPacket);
      const times = new Map(
        (await evidence.segmentsOf(difference.connection)).map(({ frame, time }) => [frame, time]),
      );
      return (
        records.length > 1 &&
        records.slice(1).every((record, index) => {
          const before = records[index];
          return (
            before &&
            (times.get(record.firstPacket) ?? 0) - (times.get(before.lastPacket) ?? 0) >= TWO_MSL_NANOS
          );
        })
      );
    },
  },
  {
    id: "malformed",
    reason: "tshark gives a stream to a TCP header that contradicts itself; we count the packet as malformed",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" && (await hidden(difference, evidence, ["malformed"])),
  },
  {
    id: "not-looked-into",
    reason:
      "a link type or tunnel that is not decoded (ARCNET, InfiniBand, CAPWAP, Cisco FabricPath, IPComp, Aruba's GRE): its packets are counted under their outcome, and nothing is claimed about them",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" && (await hidden(difference, evidence, ["unsupported", "not-tcp"])),
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
      (ANALYSIS.has(lastWord(difference.field)) ||
        (difference.field.endsWith(" payloadBytes") &&
          Number(difference.ours) > Number(difference.theirs))) &&
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

/**
 * Whether packets that tshark gives to its stream give no segment here, for a reason of one of these
 * kinds: the stream's first, or as many between its first and last as it counts more.
 */
async function hidden(
  difference: Difference,
  evidence: Evidence,
  kinds: readonly OutcomeKind[],
): Promise<boolean> {
  const { outcomes } = await evidence.witnessed();
  const isHidden = (frame: number) => kinds.includes(outcomes.get(frame)?.kind ?? "decoded");
  const streams = evidence.streamsOf(difference.connection);
  if (difference.field === "connections") return streams.some(({ firstFrame }) => isHidden(firstFrame));
  const between = [...outcomes.keys()].filter(
    (frame) =>
      isHidden(frame) &&
      streams.some(({ firstFrame, lastFrame }) => firstFrame <= frame && frame <= lastFrame),
  );
  const more = Number(difference.theirs) - Number(difference.ours);
  return between.length > 0 && (lastWord(difference.field) !== "packets" || between.length >= more);
}

/** The frame with which the connection of a difference begins. */
function beginning({ connection }: Difference): number {
  return Number(connection.slice(connection.lastIndexOf("#") + 1));
}

/** Equal to half a microsecond: behind 104 days a timeline is that coarse. */
function near(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= 0.5e-6;
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
