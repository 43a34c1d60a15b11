// Where tshark and we differ, and why.
import { readFileSync } from "node:fs";
import { ACK, FIN, RST, SYN } from "../../src/decode/segment.ts";
import {
  beginsWithSyn,
  extraBeginnings,
  hasContractsTimes,
  hidden,
  isFabricPath,
  isLateEitherWay,
  sentBy,
  sharesHandshake,
} from "./class-checks.ts";
import { WHOLE_CAPTURE } from "./compare-tshark.ts";
import { customBlocksIn } from "./custom-blocks.ts";
import { lastWord } from "./difference.ts";
import {
  type DifferenceClass,
  dependsOnTheCut,
  endOf,
  isAnalysis,
  moreThanOurs,
} from "./difference-class.ts";
import { copiesIn } from "./frame-copies.ts";
import { endpointName } from "./judged-connection.ts";

/** How long the four addresses of a connection that is over are kept (SEMANTICS §1). */
const TWO_MSL_NANOS = 60e9;
/** No frame is longer on the wire: a record that claims more is not believed. */
const LARGEST_FRAME = 1 << 20;

export const TSHARK_CLASSES: readonly DifferenceClass[] = [
  {
    id: "custom-blocks",
    reason:
      "tshark numbers the custom blocks of a pcapng file as if they were packets; capinfos counts as we do",
    holds: (difference, { capture }) =>
      difference.connection === WHOLE_CAPTURE &&
      difference.field === "packets" &&
      moreThanOurs(difference) === customBlocksIn(readFileSync(capture.file)),
  },
  {
    id: "unknown-link-type",
    reason:
      "tshark refuses a file with a link type that it does not know; we read on, and count its packets under their outcome",
    holds: async (difference, evidence) =>
      difference.connection === WHOLE_CAPTURE &&
      difference.ours !== "not to the end" &&
      evidence.streams.length === 0 &&
      [...(await evidence.witnessed()).outcomes.values()].every(({ kind }) => kind !== "decoded"),
  },
  {
    id: "tunnel",
    reason:
      "the judge looks at addresses and ports alone and joins what runs in different VLANs or tunnels; these are different connections",
    holds: (difference, evidence) =>
      dependsOnTheCut(difference) &&
      new Set(evidence.recordsOf(difference.connection).map(({ tunnel }) => tunnel.join(" "))).size > 1,
  },
  {
    id: "new-isn",
    reason:
      "tshark begins a new stream at every SYN with another number than the first one that it saw; SEMANTICS §1 says which of them open a connection",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" &&
      difference.ours !== "none" &&
      dependsOnTheCut(difference) &&
      beginsWithSyn(await extraBeginnings(difference, evidence)),
  },
  {
    id: "handshake",
    reason:
      "tshark times any first segment with ACK behind the latest SYN (a refusal, a challenge ACK, data of the server) and knows no time of 0 s; ours is that of the contract, worked out again from the packets",
    holds: (difference, evidence) =>
      difference.judge === "tshark" &&
      difference.field === "handshakeSeconds" &&
      hasContractsTimes(difference, evidence),
  },
  {
    id: "copies",
    reason:
      "tshark calls the copy of a frame (a mirror port, the `any` interface) a retransmission; nothing was sent again",
    holds: async (difference, evidence) => {
      if (difference.judge !== "tshark" || lastWord(difference.field) !== "retransmissions") return false;
      const sent = await sentBy(endOf(difference), difference, evidence);
      const more = moreThanOurs(difference);
      return more > 0 && more <= copiesIn(sent).length;
    },
  },
  {
    id: "no-ack-flag",
    reason:
      "tshark takes the acknowledgement number of a segment without ACK for one, and what lies before it for sent again",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" &&
      lastWord(difference.field) === "retransmissions" &&
      moreThanOurs(difference) === 1 &&
      (await evidence.segmentsOf(difference.connection)).some(
        ({ source, flags, acknowledgement }) =>
          source !== endOf(difference) && (flags & ACK) === 0 && acknowledgement !== 0,
      ),
  },
  {
    id: "threshold",
    reason:
      "late segments are reordered or sent again according to the handshake's round trip, which tshark takes for another (class handshake); the sum of both is the same, copies apart",
    holds: async (difference, evidence) =>
      (await isLateEitherWay(difference, evidence)) && !sharesHandshake(difference, evidence),
  },
  {
    id: "fast-without-duplicates",
    reason:
      "tshark calls a segment a fast retransmission that no duplicate ACK asked for; so soon behind higher numbers it was reordered, and the sum of both is the same",
    holds: async (difference, evidence) =>
      (await isLateEitherWay(difference, evidence)) &&
      evidence
        .streamsOf(difference.connection)
        .every(({ ends }) => ends.every(({ counters }) => counters.duplicateAcks === 0)),
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
      const segments = await evidence.segmentsOf(difference.connection);
      const times = new Map(segments.map(({ frame, time }) => [frame, time]));
      return (
        records.length > 1 &&
        records.slice(1).every(({ firstPacket }, index) => {
          const last = records[index]?.lastPacket ?? Number.NaN;
          return (times.get(firstPacket) ?? 0) - (times.get(last) ?? 0) >= TWO_MSL_NANOS;
        })
      );
    },
  },
  {
    id: "wire-length",
    reason:
      "the record claims fewer bytes on the wire than the IP header does, or more than any frame has; payload goes by the IP header, and what depends on it with it",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" &&
      (isAnalysis(difference) || lastWord(difference.field) === "payloadBytes") &&
      (await sentBy(endOf(difference), difference, evidence)).some(
        ({ truncated, captured, original, lengthZero }) =>
          (truncated && captured === original) || (lengthZero && original > LARGEST_FRAME),
      ),
  },
  {
    id: "malformed",
    reason:
      "the judge takes a TCP header that contradicts itself for a segment; we count the packet as malformed",
    holds: (difference, evidence) => !isAnalysis(difference) && hidden(difference, evidence, ["malformed"]),
  },
  {
    id: "not-looked-into",
    reason:
      "a link type or tunnel that is not decoded (ARCNET, InfiniBand, IPComp, Aruba's GRE): its packets are counted under their outcome, and nothing is claimed about them",
    holds: (difference, evidence) =>
      difference.judge === "tshark" && hidden(difference, evidence, ["unsupported", "not-tcp"]),
  },
  {
    id: "seen-inside",
    reason: "the judge does not look into this tunnel (Teredo, GTP on another port)",
    holds: (difference, evidence) =>
      difference.field === "connections" &&
      ["none", "0"].includes(difference.theirs) &&
      evidence.recordsOf(difference.connection).every(({ tunnel }) => tunnel.length > 0),
  },
  {
    id: "routing-header",
    reason:
      "an IPv6 routing header with segments left: the connection is with its final destination (the TCP checksum is computed over it), tshark shows the next hop",
    holds: async (difference, evidence) => {
      // One side of it shows the same frame with the same source and another destination.
      const frames = new Set(evidence.streamsOf(difference.connection).map(({ firstFrame }) => firstFrame));
      for (const { firstPacket } of evidence.recordsOf(difference.connection)) frames.add(firstPacket);
      const witnessed = (await evidence.witnessed()).segments.filter(({ frame }) => frames.has(frame));
      const judged = evidence.streams.filter(({ firstFrame }) => frames.has(firstFrame));
      return (
        difference.field === "connections" &&
        frames.size > 0 &&
        witnessed.every(
          ({ source, destination }) =>
            source.startsWith("[") &&
            judged.some(
              ({ ends }) => endpointName(ends[0]) === source && endpointName(ends[1]) !== destination,
            ),
        )
      );
    },
  },
  {
    id: "fragments",
    reason:
      "tshark shows a segment where its last fragment completes it, and no payload where one is missing; we count it where its header is, the later fragments' bytes with it",
    holds: async (difference, evidence) =>
      (await evidence.segmentsOf(difference.connection)).some(({ moreFragments }) => moreFragments) &&
      ["connections", "payloadBytes", "lastPacket"].includes(lastWord(difference.field)),
  },
  {
    id: "several-in-a-frame",
    reason: "a frame holds two segments (802.11 A-MSDU): the first one is ours, as of any packet",
    holds: (difference, evidence) => {
      const several = evidence
        .streamsOf(difference.connection)
        .reduce((sum, { framesWithSeveral }) => sum + framesWithSeveral, 0);
      return (
        ["packets", "payloadBytes"].includes(lastWord(difference.field)) &&
        several > 0 &&
        moreThanOurs(difference) > 0
      );
    },
  },
  {
    id: "multipath",
    reason: "an ACK that carries an MPTCP signal is no duplicate (RFC 8684 §4); tshark counts some of them",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" &&
      lastWord(difference.field) === "duplicateAcks" &&
      moreThanOurs(difference) > 0 &&
      (await sentBy(endOf(difference), difference, evidence)).filter(
        ({ multipath, payload }) => multipath && payload === 0,
      ).length >= moreThanOurs(difference),
  },
  {
    id: "nobody-takes-these",
    reason:
      "a segment with SYN together with FIN or RST moves no state and no number here (RFC 9293 §3.10.7.4), and says nothing about who is the client; tshark takes its numbers",
    holds: async (difference, evidence) =>
      difference.judge === "tshark" &&
      (isAnalysis(difference) || difference.field === "client") &&
      (await evidence.segmentsOf(difference.connection)).some(
        ({ flags }) => (flags & SYN) !== 0 && (flags & (FIN | RST)) !== 0,
      ),
  },
  {
    id: "fabric-path",
    reason:
      "tshark takes the last four bytes of a Cisco FabricPath frame for a checksum that this capture has not, finds the TCP header cut short and does not analyse it: the same SYN twice, more than 1 ms apart",
    holds: async (difference, evidence) => {
      const sent = await sentBy(endOf(difference), difference, evidence);
      return (
        difference.judge === "tshark" &&
        lastWord(difference.field) === "retransmissions" &&
        sent.length === 2 &&
        sent.every(({ flags, sequence }) => flags === SYN && sequence === sent[0]?.sequence) &&
        isFabricPath(sent[0]?.captured ?? 0, sent[1]?.captured ?? 0)
      );
    },
  },
];
