// What is said of one kind of finding when several connections have it: who, how many, and the worst
// case, where a sentence for each would hide the others. Only of findings about connections; those
// about services, hosts and the capture already count theirs.
import type { Figures } from "../detect/figures.ts";

/** Findings about one connection that can be a problem: the others are about more, or only for information. */
export type SeveralId =
  | "connection-refused"
  | "icmp-unreachable"
  | "icmp-ttl-exceeded"
  | "syn-retry"
  | "syn-unanswered"
  | "syn-ack-retry"
  | "half-open-handshake"
  | "handshake-aborted"
  | "stale-syn"
  | "slow-handshake"
  | "zero-window"
  | "retransmissions"
  | "keepalive-failure"
  | "rst-out-of-window"
  | "peer-lost-state"
  | "capture-loss"
  | "reset"
  | "fin-retry"
  | "last-ack-stuck"
  | "close-wait-stuck"
  | "fin-wait-2-stuck"
  | "time-wait-assassination"
  | "delayed-segment";

/** Several connections with the same kind of finding. */
export interface Several<Id extends SeveralId> {
  readonly connections: number;
  /** In how many it is the doing of the client, of the server. */
  readonly byClient: number;
  readonly byServer: number;
  /** Figures of the worst of them. */
  readonly worst: Figures[Id];
  /** Variants (causes, names of errors) and how many have each, the most frequent first; "": not known. */
  readonly variants: readonly (readonly [variant: string, connections: number])[];
}

/** One sentence, or two short ones, each; no service is named in them. */
export type SeveralSentences = { readonly [Id in SeveralId]: (several: Several<Id>) => string };

/** What stands around the sentences of problems. */
export interface ProblemWords {
  readonly several: SeveralSentences;
  /** The same sentence, of connections to one service. */
  readonly atService: (service: string, sentence: string) => string;
  /** The same sentence, of connections to several services; `names` are the busiest. */
  readonly atServices: (sentence: string, services: Services) => string;
  /** `ids`: "7, 9-19"; `more`: how many are not among them. */
  readonly connections: (count: number, ids: string, more: number) => string;
  readonly packets: (count: number, numbers: string, more: number) => string;
  readonly sincePacket: (packet: number) => string;
  /** Kinds that had no room. */
  readonly moreKinds: (kinds: number, connections: number, ids: readonly string[]) => string;
  /** Findings that are no problem, as "half-close 3". */
  readonly alsoSeen: (counts: readonly string[]) => string;
  readonly nothingWrong: string;
  /** The same, of a damaged capture. */
  readonly nothingWrongBeforeDamage: string;
}

interface Services {
  readonly count: number;
  /** More than `count`: not all were kept. */
  readonly atLeast: boolean;
  /** Where all are ports of one host: that one, and `names` are ports; else null. */
  readonly host: string | null;
  /** The busiest, with the number of connections where they differ. */
  readonly names: readonly string[];
}
