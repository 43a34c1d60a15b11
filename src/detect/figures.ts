// The figures of each finding: what a detector measured, in the units of the contract (seconds, bytes,
// counts), and all that words/ needs to make its sentence. They stand in the JSON beside id and packets.
import type { FindingId } from "./finding.ts";
import type { HolderProcess } from "./holder-process.ts";

/** Which stacks' retry schedules fit what was seen, best first, and what they would do next. */
export interface Schedule {
  stacks: Stack[];
  /** Seconds from the first try to the next one; null when it has given up, or when that is not known. */
  nextSeconds: number | null;
  /** Seconds from the first try after which it gives up; null when that is not known. */
  givesUpSeconds: number | null;
}

export type Stack = "bsd" | "linux" | "linux-6.5" | "macos" | "windows" | "windows-old";

/** What was sent again, and when: seconds since the first copy, whose own offset is 0. */
export interface Retries {
  /** At most the first 24 and the last 8. */
  offsetsSeconds: number[];
  tries: number;
  schedule: Schedule | null;
}

/** An ICMP or ICMPv6 error. */
export interface IcmpFigures {
  version: 4 | 6;
  type: number;
  code: number;
  /** In words of the registry, such as "port unreachable". */
  name: string;
  /** Who sent it. */
  router: string;
  /** Time to live of the quoted packet when it arrived there, as quoted. */
  timeToLiveLeft: number | null;
  /** Of what the error speaks: a SYN not answered, one answered in spite of it, the SYN-ACK, an open connection. */
  about: "unanswered-syn" | "answered-syn" | "syn-ack" | "open-connection";
  errors: number;
}

export type ResetCause =
  | "data-after-close"
  | "late-fin"
  | "handshake-rejected"
  | "application-abort"
  | "abort-or-unread-data"
  | "middlebox";

/** Why a claim is lower than it might be; null: nothing lowers it. */
export type Doubt = "one-sided" | "mid-stream" | "lossy" | null;

export interface Figures {
  "connection-refused": {
    /** From the SYN that it answers to the RST. */
    answerSeconds: number;
    /** SYNs that were refused. */
    tries: number;
    /** "firewall" when the RST came over another number of hops than the host's SYN-ACKs; null: that cannot be told. */
    likelyFrom: "host" | "firewall" | null;
  };
  /** From the SYN (or SYN-ACK) before it to the last error; in an open connection from its first packet. */
  "icmp-unreachable": { icmp: IcmpFigures; afterSeconds: number };
  "icmp-ttl-exceeded": { icmp: IcmpFigures; afterSeconds: number };
  /** Answered: from the first SYN to the first answer; the tries are those before it. */
  "syn-retry": Retries & { answeredSeconds: number; answer: "syn-ack" | "syn" | "rst" };
  "syn-unanswered": Retries & {
    /** How long the capture goes on after the last SYN. */
    silentSeconds: number;
    gaveUp: boolean | null;
    /** Seconds before the first SYN in which the same service answered another one; null: not within 60 s. */
    answeredOtherSecondsBefore: number | null;
  };
  "syn-ack-retry": Retries & {
    /** From the client's handshake ACK to the first retry; null: no such ACK was captured. */
    afterAckSeconds: number | null;
    deferredAcceptLikely: boolean;
    /** "one-sided": nothing of the client was captured. */
    doubt: Doubt;
  };
  "half-open-handshake": Retries & {
    /** Since the first SYN-ACK. */
    waitedSeconds: number;
  };
  "accept-queue-overflow": { connectionsTotal: number; withinSeconds: number; clients: number };
  "handshake-aborted": {
    /** From the SYN-ACK, or where there is none from the SYN, to the RST. */
    afterSeconds: number;
    /** By a SYN-ACK. */
    answered: boolean;
  };
  "stale-syn": {
    /** From this SYN to the other one on the same addresses; negative: that came before. */
    otherSynSeconds: number;
    /** From the SYN-ACK to the client's RST. */
    answerSeconds: number;
  };
  "simultaneous-open": { apartSeconds: number };
  "fast-open": { payloadBytes: number };
  "slow-handshake": { handshakeSeconds: number; medianSeconds: number; comparedWith: number };
  "syn-flood": {
    attempts: number;
    completed: number;
    withinSeconds: number;
    retried: number;
    clients: number;
    connectionsTotal: number;
  };
  "port-scan": {
    /** Ports of one host, or hosts on one port. */
    kind: "ports" | "hosts";
    count: number;
    /** The scanned host (kind "ports"), else null. */
    target: string | null;
    /** The scanned port (kind "hosts"), else null. */
    targetPort: number | null;
    withinSeconds: number;
    refused: number;
    unanswered: number;
    other: number;
    connectionsTotal: number;
  };
  "zero-window": {
    longestSeconds: number;
    totalSeconds: number;
    times: number;
    probes: number;
    /** Still closed when the story ended. */
    stillClosed: boolean;
  };
  retransmissions: {
    retransmitted: number;
    dataSegments: number;
    share: number;
    /** One segment sent 3 times or more by timer and never acknowledged. */
    neverAcknowledged: boolean;
    /** The other end sent something after the first retry of that one; null: there is none. */
    peerHeard: boolean | null;
    tries: number | null;
    offsetsSeconds: number[] | null;
  };
  keepalive: { probes: number; answered: number; idleSeconds: number; intervalSeconds: number | null };
  "keepalive-failure": {
    probes: number;
    idleSeconds: number;
    intervalSeconds: number | null;
    gaveUp: boolean;
    /** "textbook": 2 h, then every 75 s. */
    schedule: "textbook" | null;
  };
  "challenge-ack": { provokedBy: "syn" | "rst"; afterSeconds: number; times: number };
  "rst-out-of-window": {
    resets: number;
    /** From the number that was expected to that of the first RST; 0: it was exact, and yet nobody obeyed. */
    distanceBytes: number;
    timeToLiveDiffers: boolean;
  };
  "peer-lost-state": {
    how: "rst-answers-segment" | "syn-met-old-connection" | "ack-answers-syn";
    /** From the segment to the RST, or from the SYN to the ACK. */
    afterSeconds: number;
  };
  "capture-loss": {
    gaps: number;
    bytes: number;
    /** Whose bytes are missing: which of the two directions the capture lost. */
    sentBy: "client" | "server" | "both";
    /** Of the capture as a whole, live: packets that were lost, the rest being 0. */
    droppedByKernel?: number;
    droppedByInterface?: number;
  };
  reset: {
    cause: ResetCause | null;
    /** Since the connection's first packet. */
    afterSeconds: number;
    /** Bytes of payload that the RST's sender sent / received, copies included. */
    sentBytes: number;
    receivedBytes: number;
    /** Of the RST; null where there were too many to keep it. */
    timeToLive: number | null;
    /** What that end's other segments have; null: none known. */
    usualTimeToLive: number | null;
    doubt: Doubt;
  };
  "half-close": {
    /** That the other end sent after the FIN … */
    bytes: number;
    /** … and until how long after it. */
    seconds: number;
  };
  "simultaneous-close": { apartSeconds: number };
  "fin-retry": Retries & { acknowledged: boolean; doubt: Doubt };
  "last-ack-stuck": Retries & { lastAckCaptured: boolean; acknowledged: boolean };
  "close-wait-stuck": { seconds: number; ageSeconds: number; process?: HolderProcess };
  "fin-wait-2-stuck": { seconds: number; idleSeconds: number; bytesAfterFin: number };
  "close-wait-excess": {
    /** Whose applications do not close: the service, or one client of it. */
    holder: "service" | "client";
    client: string | null;
    now: number;
    most: number;
    oldestSeconds: number;
    growing: boolean;
    connectionsTotal: number;
    /** Live, on this machine: the process that holds most of them. */
    process?: HolderProcess;
  };
  "time-wait-reuse": { afterSeconds: number; allowedBy: "timestamp" | "sequence" | null; previous: number };
  "time-wait-assassination": { afterSeconds: number };
  "delayed-segment": { segments: number; bytes: number };
  "port-exhaustion": {
    client: string;
    ports: number;
    inTimeWait: number;
    limit: number;
    range: "linux" | "iana";
    connectionsTotal: number;
  };
  "state-mismatch": { kernel: string; wire: string; behind: "kernel" | "capture" | null };
  offload: { segments: number; largestBytes: number; mssBytes: number | null; lengthZero: number };
  "duplicate-frames": { copies: number; share: number };
  "truncated-packets": { count: number; snapLength: number | null };
  "time-went-back": { count: number; mostSeconds: number };
}

/** Each finding of the catalogue has its figures. */
type Complete = FindingId extends keyof Figures ? (keyof Figures extends FindingId ? true : never) : never;
const complete: Complete = true;
void complete;
