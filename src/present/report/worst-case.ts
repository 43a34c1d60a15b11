// Which of several connections with the same finding is the worst: the figure that grows with the
// trouble, and what sets the cases apart.
import type { Several, SeveralId } from "../../words/several.ts";

interface Case<Id extends SeveralId> {
  readonly size: (figures: Several<Id>["worst"]) => number;
  readonly variant?: (figures: Several<Id>["worst"]) => string;
}

const CASES: { readonly [Id in SeveralId]: Case<Id> } = {
  "connection-refused": {
    size: ({ tries }) => tries,
    variant: ({ likelyFrom }) => likelyFrom ?? "",
  },
  "icmp-unreachable": { size: ({ icmp }) => icmp.errors, variant: ({ icmp }) => icmp.name },
  "icmp-ttl-exceeded": { size: ({ icmp }) => icmp.errors, variant: ({ icmp }) => icmp.name },
  "syn-retry": { size: ({ answeredSeconds }) => answeredSeconds },
  "syn-unanswered": { size: ({ tries }) => tries },
  "syn-ack-retry": { size: ({ tries }) => tries },
  "half-open-handshake": { size: ({ waitedSeconds }) => waitedSeconds },
  "handshake-aborted": { size: ({ afterSeconds }) => afterSeconds },
  "stale-syn": { size: ({ answerSeconds }) => answerSeconds },
  "slow-handshake": { size: ({ handshakeSeconds }) => handshakeSeconds },
  "zero-window": { size: ({ longestSeconds }) => longestSeconds },
  retransmissions: { size: ({ retransmitted }) => retransmitted },
  "keepalive-failure": { size: ({ probes }) => probes },
  "rst-out-of-window": { size: ({ resets }) => resets },
  "peer-lost-state": { size: ({ afterSeconds }) => afterSeconds ?? 0 },
  "capture-loss": { size: ({ bytes }) => bytes },
  reset: { size: ({ afterSeconds }) => afterSeconds, variant: ({ cause }) => cause ?? "" },
  "fin-retry": { size: ({ tries }) => tries },
  "last-ack-stuck": { size: ({ tries }) => tries },
  "close-wait-stuck": { size: ({ seconds }) => seconds },
  "fin-wait-2-stuck": { size: ({ seconds }) => seconds },
  "time-wait-assassination": { size: ({ afterSeconds }) => afterSeconds },
  "delayed-segment": { size: ({ segments }) => segments },
};

/** Null: a finding of this kind always speaks for itself. */
export function caseOf(id: string): Case<SeveralId> | null {
  return Object.hasOwn(CASES, id) ? (CASES[id as SeveralId] as Case<SeveralId>) : null;
}
