// The schema of one traced connection: what `show --format json` prints. Field by field beside the types,
// as in schema.ts.
import type { SubjectFinding } from "./connection-record.ts";
import { FACT_NAMES } from "./fact-names.ts";
import {
  count,
  type JsonSchema,
  listOf,
  moment,
  objectOf,
  oneOf,
  orNull,
  reference,
  seconds,
  text,
  yes,
} from "./json-schema.ts";
import type {
  FoldEntry,
  FragmentEntry,
  IcmpEntry,
  NumberBase,
  Repeats,
  SegmentEntry,
  SynOptions,
  TimerEntry,
  TraceRecord,
} from "./trace-record.ts";
import { SEGMENT_FLAGS, SIDES, STATES } from "./vocabulary.ts";

const packet = (description: string): JsonSchema => ({ description, type: "integer", minimum: 1 });

const upTo = (maximum: number, description: string): JsonSchema => ({ ...count(description), maximum });

const number32 = (description: string): JsonSchema => upTo(4_294_967_295, description);

const offset = (description: string): JsonSchema => ({
  description: `${description}, in seconds since the first packet of the connection; negative where it is older`,
  type: "number",
});

const relative = (description: string): JsonSchema => ({
  description: `${description}; a little before the base it is negative; null where that is not known`,
  type: ["integer", "null"],
});

const kind = (name: string): JsonSchema => ({ description: "What the entry is", const: name });

const states = {
  client: oneOf(STATES, "State of the client after it"),
  server: oneOf(STATES, "State of the server after it"),
};

const captured = {
  packet: packet("Number of the packet"),
  time: moment("When it was captured"),
  seconds: offset("The same"),
};

const from = oneOf(SIDES, "Who sent it");

const facts = listOf({ type: "string", enum: FACT_NAMES }, "What it did");

const bySide = (description: string): JsonSchema =>
  objectOf<FoldEntry["segments"]>(description, {
    client: count("Of the client"),
    server: count("Of the server"),
  });

const base = (side: string): JsonSchema =>
  orNull(
    objectOf<NumberBase>(`What x or y stands for: the number from which those of the ${side} are told`, {
      number: number32("The number"),
      from: oneOf(
        ["syn", "acknowledged", "first"],
        "syn: of its own SYN; acknowledged: by the other end; first: the first that was captured",
      ),
    }),
  );

const options = objectOf<SynOptions>("What a SYN or SYN-ACK offers; null for other segments", {
  mss: orNull(count("Maximum segment size in bytes; null when not offered")),
  windowScale: orNull(count("Window scale (RFC 7323); null when not offered")),
  sackPermitted: yes("Selective acknowledgements"),
  timestamps: yes("Timestamps"),
  fastOpenCookie: orNull(count("Bytes of the Fast Open cookie, 0: it asks for one; null without the option")),
  multipath: yes("Multipath TCP"),
});

const timestamp = objectOf<NonNullable<SegmentEntry["timestamp"]>>("The timestamps option; null without it", {
  value: number32("TSval"),
  echo: number32("TSecr"),
});

const repeats = objectOf<Repeats>("What it says again; null when it is new", {
  packet: packet("In which it was sent first"),
  seconds: seconds("Since then"),
  copies: count("How often it was sent before; copies of one frame do not count"),
  secondsSinceLast: seconds("Since the last of them"),
});

const segment = objectOf<SegmentEntry>("A segment", {
  kind: kind("segment"),
  ...captured,
  from,
  flags: listOf({ type: "string", enum: SEGMENT_FLAGS }, "As set"),
  sequence: number32("Sequence number as in the header"),
  acknowledgement: orNull(number32("Acknowledgement number as in the header; null without ACK")),
  relativeSequence: relative("Sequence number from the base of its sender on"),
  relativeAcknowledgement: relative("Acknowledgement number from the base of the other end on"),
  payloadBytes: count("Payload by the IP header's length"),
  window: upTo(65_535, "As in the header, not scaled"),
  options: orNull(options),
  timestamp: orNull(timestamp),
  timeToLive: upTo(255, "Time to live, or hop limit"),
  ipId: number32("Identification of the IP packet; 0 with IPv6 unless fragmented"),
  facts,
  repeats: orNull(repeats),
  missingBefore: count("Bytes of its sender before it that were not captured until then"),
  fillsGapBefore: orNull(packet("Its bytes were missing: the packet before which they were, else null")),
  ...states,
});

const fragment = objectOf<FragmentEntry>("A later fragment of a segment: bytes without a TCP header", {
  kind: kind("fragment"),
  ...captured,
  from,
  payloadBytes: count("Its bytes"),
  ...states,
});

const icmp = objectOf<IcmpEntry>("An ICMP error that quotes a segment of the connection", {
  kind: kind("icmp"),
  ...captured,
  to: oneOf(SIDES, "Whose segment it quotes"),
  router: text("Address of who sent it"),
  ipVersion: { description: "ICMP or ICMPv6", enum: [4, 6] },
  type: upTo(255, "ICMP type"),
  code: upTo(255, "ICMP code"),
  timeToLive: upTo(255, "What was left of it in the quoted header"),
  relativeSequence: relative("Sequence number of the quoted segment from the base of its sender on"),
  facts,
  ...states,
});

const fold = objectOf<FoldEntry>("Segments of a long connection that do not stand one by one", {
  kind: kind("fold"),
  firstPacket: packet("Number of the first of them"),
  lastPacket: packet("Number of the last"),
  seconds: offset("Time of the first"),
  untilSeconds: offset("Time of the last"),
  segments: bySide("Segments by sender"),
  payloadBytes: bySide("Payload by sender"),
  retransmissions: count("How many of them are retransmissions"),
  ...states,
});

const timer = objectOf<TimerEntry>("A state that changed without a packet", {
  kind: kind("timer"),
  time: moment("When"),
  seconds: offset("The same"),
  end: oneOf(SIDES, "Whose state it is"),
  before: oneOf(STATES, "What it was"),
  ...states,
});

/** What `show --format json` prints. */
export const traceDocument = objectOf<TraceRecord & { schema: string; findings: SubjectFinding[] }>(
  "What show --format json prints: one connection packet by packet",
  {
    schema: { description: "Version of this shape", const: "shakedown/1" },
    connection: reference("connection"),
    findings: listOf(reference("subjectFinding"), "Findings about more connections that list this one"),
    base: objectOf<TraceRecord["base"]>("Where the relative numbers begin; null: no number of it is known", {
      client: base("client"),
      server: base("server"),
    }),
    initial: objectOf<TraceRecord["initial"]>(
      "States before the first packet, where what follows tells them",
      {
        client: oneOf(STATES, "Of the client"),
        server: oneOf(STATES, "Of the server"),
      },
    ),
    foldedSegments: count("Segments that stand in no entry of their own"),
    over: yes("The input went on after the connection was over"),
    watchedSeconds: seconds(
      "From its first packet to the end of the input, or to when nothing more could come",
    ),
    entries: {
      description: "In the order of the packets",
      type: "array",
      items: { anyOf: [segment, fragment, icmp, fold, timer] },
    },
  },
);
