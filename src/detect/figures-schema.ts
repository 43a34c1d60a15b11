// The figures of each finding as JSON Schema, field by field: the compiler refuses a table that lacks a
// finding or one of its figures, or has one too many.
import {
  count,
  type Declared,
  type JsonSchema,
  listOf,
  objectOf,
  oneOf,
  orNull,
  seconds,
  text,
  yes,
} from "../record/json-schema.ts";
import type { FindingKind } from "../record/schema.ts";
import type { Doubt, Figures, IcmpFigures, Retries, Schedule, Stack } from "./figures.ts";
import { FINDING_IDS, type FindingId } from "./finding.ts";
import type { HolderProcess } from "./holder-process.ts";

type Fields<Shape> = Readonly<Record<Declared<Shape> & string, JsonSchema>>;

const STACKS = [
  "bsd",
  "linux",
  "linux-6.5",
  "macos",
  "windows",
  "windows-old",
] as const satisfies readonly Stack[];

const share = (description: string): JsonSchema => ({ description, type: "number", minimum: 0, maximum: 1 });
const offsets = (description: string): JsonSchema =>
  listOf({ type: "number", minimum: 0 }, `${description}, in seconds since the first`);
const port = (description: string): JsonSchema => ({
  description,
  type: ["integer", "null"],
  minimum: 0,
  maximum: 65_535,
});
const timeToLive = (description: string): JsonSchema => ({
  description,
  type: "integer",
  minimum: 0,
  maximum: 255,
});

const schedule: JsonSchema = {
  ...objectOf<Schedule>("Whose retry schedule fits; null: none does", {
    stacks: listOf({ enum: STACKS }, "The stacks, best first"),
    nextSeconds: orNull(
      seconds("From the first try to the next one; null: it has given up, or that is not known"),
    ),
    givesUpSeconds: orNull(seconds("From the first try to giving up; null when that is not known")),
  }),
  type: ["object", "null"],
};

const doubt: JsonSchema = {
  description: "Why the claim is lower than it might be; null: nothing lowers it",
  enum: ["one-sided", "mid-stream", "lossy", null] satisfies Doubt[],
};

const retries: Fields<Retries> = {
  offsetsSeconds: offsets("When it was sent, the first copy at 0; at most the first 24 and the last 8"),
  tries: count("How often it was sent"),
  schedule,
};

const icmp = objectOf<IcmpFigures>("The ICMP or ICMPv6 error", {
  version: { description: "4: ICMP, 6: ICMPv6", enum: [4, 6] },
  type: count("Its type"),
  code: count("Its code"),
  name: text("Both in words, as port unreachable"),
  router: text("Address of its sender"),
  timeToLiveLeft: orNull(timeToLive("Time to live of the quoted packet, as quoted")),
  about: oneOf(
    ["unanswered-syn", "answered-syn", "syn-ack", "open-connection"] satisfies IcmpFigures["about"][],
    "What it quotes: a SYN never answered, one answered later, the SYN-ACK, a segment of an open connection",
  ),
  errors: count("How many of them"),
});

const holderProcess = objectOf<HolderProcess>("Live, on this machine: the process that does not close", {
  pid: count("Its number"),
  name: text("Its name as the kernel keeps it"),
});
const afterSyn = seconds("From the SYN to the error");
const connectionsTotal = count("Connections concerned, those not listed in `connections` included");
const probes = count("Probes");
const idleSeconds = seconds("How long nothing was sent before the first probe");
const intervalSeconds = orNull(seconds("Between the probes; null: one only"));
const withinSeconds = seconds("From the first to the last");
const acknowledged = yes("It was acknowledged in the end");

/** Findings about a service, a host or the capture; the others are about one connection. */
const ABOUT_SUBJECTS: ReadonlySet<FindingId> = new Set<FindingId>([
  "accept-queue-overflow",
  "syn-flood",
  "port-scan",
  "close-wait-excess",
  "port-exhaustion",
  "offload",
  "duplicate-frames",
  "truncated-packets",
  "time-went-back",
]);

/** By finding id: its own fields. */
const FIGURES: { readonly [Id in FindingId]: Fields<Figures[Id]> } = {
  "connection-refused": {
    answerSeconds: seconds("From the SYN to the RST"),
    tries: count("SYNs that were refused"),
    likelyFrom: orNull(
      oneOf(["host", "firewall"], "Who likely refused, by the RST's time to live; null: it does not tell"),
    ),
  },
  "icmp-unreachable": { icmp, afterSeconds: afterSyn },
  "icmp-ttl-exceeded": { icmp, afterSeconds: afterSyn },
  "syn-retry": {
    ...retries,
    answeredSeconds: seconds("From the first SYN to the answer"),
    answer: oneOf(["syn-ack", "syn", "rst"], "What came in the end; syn: the other end opened too"),
  },
  "syn-unanswered": {
    ...retries,
    silentSeconds: seconds("How long the capture goes on after the last SYN"),
    gaveUp: {
      description: "The sender has given up; null when that is not known",
      type: ["boolean", "null"],
    },
    answeredOtherSecondsBefore: orNull(
      seconds("Before the first SYN the service answered another one, so long ago; null: not within 60 s"),
    ),
  },
  "syn-ack-retry": {
    ...retries,
    afterAckSeconds: orNull(
      seconds("From the client's handshake ACK to the first retry; null: no such ACK was captured"),
    ),
    deferredAcceptLikely: yes("The server likely waits for data before it accepts"),
    doubt,
  },
  "half-open-handshake": { ...retries, waitedSeconds: seconds("How long the server has waited for the ACK") },
  "accept-queue-overflow": {
    connectionsTotal,
    withinSeconds,
    clients: count("Clients concerned"),
  },
  "handshake-aborted": {
    afterSeconds: seconds("From the SYN to the RST"),
    answered: yes("A SYN-ACK had come"),
  },
  "stale-syn": {
    otherSynSeconds: {
      description:
        "From this SYN to the other one of the same four addresses, in seconds; negative: before it",
      type: "number",
    },
    answerSeconds: seconds("From the SYN-ACK to the RST"),
  },
  "simultaneous-open": { apartSeconds: seconds("Between the two SYNs") },
  "fast-open": { payloadBytes: count("Payload of the SYN, in bytes") },
  "slow-handshake": {
    handshakeSeconds: seconds("From the SYN to the ACK that completes the handshake"),
    medianSeconds: seconds("Median of the earlier handshakes"),
    comparedWith: count("How many earlier handshakes"),
  },
  "syn-flood": {
    attempts: count("Attempts not completed"),
    completed: count("Handshakes completed in the same time"),
    withinSeconds,
    retried: count("Attempts with a retried SYN"),
    clients: count("Addresses that they came from"),
    connectionsTotal,
  },
  "port-scan": {
    kind: oneOf(["ports", "hosts"], "Ports of one host, or hosts on one port"),
    count: count("How many of them"),
    target: orNull(text("The scanned host; null: many")),
    targetPort: port("The scanned port; null: many"),
    withinSeconds,
    refused: count("Attempts refused"),
    unanswered: count("Attempts not answered"),
    other: count("Attempts that failed otherwise"),
    connectionsTotal,
  },
  "zero-window": {
    longestSeconds: seconds("The longest time that the window stayed closed"),
    totalSeconds: seconds("All such times together"),
    times: count("How often it closed"),
    probes: count("Probes of the sender"),
    stillClosed: yes("Still closed when the story ended"),
  },
  retransmissions: {
    retransmitted: count("Data segments sent again"),
    dataSegments: count("Data segments in all"),
    share: share("One by the other"),
    neverAcknowledged: yes("One segment was sent 3 times or more by timer and never acknowledged"),
    peerHeard: orNull(
      yes("The other end sent something after the first retry of that one; null: there is none"),
    ),
    tries: orNull(count("How often that one was sent; null: there is none")),
    offsetsSeconds: {
      ...offsets("When that one was sent; null: there is none"),
      type: ["array", "null"],
    },
  },
  keepalive: { probes, answered: count("Probes that were answered"), idleSeconds, intervalSeconds },
  "keepalive-failure": {
    probes,
    idleSeconds,
    intervalSeconds,
    gaveUp: yes("The prober gave up"),
    schedule: {
      description: "textbook: after 2 h, then every 75 s; null: another one",
      enum: ["textbook", null],
    },
  },
  "challenge-ack": {
    provokedBy: oneOf(["syn", "rst"], "What it answers"),
    afterSeconds: seconds("From that to the ACK"),
    times: count("How often"),
  },
  "rst-out-of-window": {
    resets: count("RSTs with a wrong number"),
    distanceBytes: {
      description: "How far the number was from the right one, in bytes; negative: below; 0: it was exact",
      type: "integer",
    },
    timeToLiveDiffers: yes("Their time to live is not that of the end's other segments"),
  },
  "peer-lost-state": {
    how: oneOf(
      ["rst-answers-segment", "syn-met-old-connection", "ack-answers-syn"],
      "By what it shows that one end no longer knows the connection, or still knows an older one",
    ),
    afterSeconds: seconds("From the segment to what answers it"),
  },
  "capture-loss": {
    gaps: count("Gaps that were acknowledged all the same"),
    bytes: count("Bytes that are missing"),
    sentBy: oneOf(["client", "server", "both"], "Whose bytes are missing"),
    droppedByKernel: count("Of the capture as a whole: packets lost for lack of room in the kernel's buffer"),
    droppedByInterface: count("Of the capture as a whole: packets lost by the interface or its driver"),
  },
  reset: {
    cause: {
      description: "Why, as far as the packets tell; null: they do not",
      enum: [
        "data-after-close",
        "late-fin",
        "handshake-rejected",
        "application-abort",
        "abort-or-unread-data",
        "middlebox",
        null,
      ] satisfies Figures["reset"]["cause"][],
    },
    afterSeconds: seconds("From the start of the connection to the RST"),
    sentBytes: count("Payload that the RST's sender sent, in bytes"),
    receivedBytes: count("Payload that the other end sent, in bytes"),
    timeToLive: orNull(timeToLive("Time to live of the RST; null: too many of them to keep it")),
    usualTimeToLive: orNull(timeToLive("That of the end's other segments; null: none known")),
    doubt,
  },
  "half-close": {
    bytes: count("Payload sent after the other end's FIN, in bytes"),
    seconds: seconds("From that FIN to the last of it"),
  },
  "simultaneous-close": { apartSeconds: seconds("Between the two FINs") },
  "fin-retry": { ...retries, acknowledged, doubt },
  "last-ack-stuck": {
    ...retries,
    lastAckCaptured: yes("The other end's ACK was captured, so it got lost behind the capture"),
    acknowledged,
  },
  "close-wait-stuck": {
    seconds: seconds("How long it has been in CLOSE_WAIT"),
    ageSeconds: seconds("From which on that is told: --close-wait-age"),
    process: holderProcess,
  },
  "fin-wait-2-stuck": {
    seconds: seconds("How long it has been in FIN_WAIT_2"),
    idleSeconds: seconds("Since the other end's last payload"),
    bytesAfterFin: count("Payload of the other end since the FIN, in bytes"),
  },
  "close-wait-excess": {
    holder: oneOf(["service", "client"], "Whose applications do not close"),
    client: orNull(text("Address of that client; null: the service")),
    now: count("Connections in CLOSE_WAIT at the end"),
    most: count("The most at one time"),
    oldestSeconds: seconds("How long the oldest has been in CLOSE_WAIT"),
    growing: yes("Their number was still growing at the end"),
    connectionsTotal,
    process: holderProcess,
  },
  "time-wait-reuse": {
    afterSeconds: seconds("From the end of the previous connection to the new SYN"),
    allowedBy: orNull(
      oneOf(["timestamp", "sequence"], "Why the SYN was allowed; null: the packets do not tell"),
    ),
    previous: count("Id of the previous connection"),
  },
  "time-wait-assassination": { afterSeconds: seconds("From the ACK sent in TIME_WAIT to the RST") },
  "delayed-segment": { segments: count("Segments"), bytes: count("Payload of these, in bytes") },
  "port-exhaustion": {
    client: text("Address of the client"),
    ports: count("Its ports in use or in TIME_WAIT, at most at one time"),
    inTimeWait: count("Those in TIME_WAIT"),
    limit: count("Ports in the range that it chooses from"),
    range: oneOf(["linux", "iana"], "linux: 32768 to 60999, iana: 49152 to 65535"),
    connectionsTotal,
  },
  "state-mismatch": {
    kernel: text("State that the kernel tells"),
    wire: text("State that the packets tell"),
    behind: orNull(
      oneOf(
        ["kernel", "capture"],
        "Who likely missed packets that the other has; null: the states do not tell",
      ),
    ),
  },
  offload: {
    segments: count("Segments larger than the wire carries"),
    largestBytes: count("The largest payload, in bytes"),
    mssBytes: orNull(count("What its receiver announced, in bytes; null: not known")),
    lengthZero: count("Packets whose IP length is 0"),
  },
  "duplicate-frames": { copies: count("Packets that are copies"), share: share("Of all TCP packets") },
  "truncated-packets": {
    count: count("Packets captured shorter than their IP length"),
    snapLength: orNull(count("The snapshot length, in bytes; null: none is given")),
  },
  "time-went-back": {
    count: count("Packets earlier than one before them on the same interface"),
    mostSeconds: seconds("By how much at most"),
  },
};

/** What a connection shows of it, and what the interfaces say. */
const ABOUT_BOTH: ReadonlySet<FindingId> = new Set<FindingId>(["capture-loss"]);

/** Every finding of the catalogue, for the schema of the report. */
export const FINDING_KINDS: readonly FindingKind[] = FINDING_IDS.flatMap((id) => {
  const figures = FIGURES[id];
  const kind = { id, figures, aboutSubject: ABOUT_SUBJECTS.has(id) };
  return ABOUT_BOTH.has(id) ? [kind, { id, figures, aboutSubject: true }] : [kind];
});
