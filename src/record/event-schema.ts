// The JSON Schema of lifecycle events: a line of ndjson each, field by field beside their types.
import type {
  CloseEvent,
  ConnectionFindingEvent,
  EventEndpoint,
  EvictEvent,
  HalfOpenEvent,
  LifecycleEvent,
  OpenEvent,
  RefusedEvent,
  ResetEvent,
  RetryEvent,
  StateEvent,
  SubjectFindingEvent,
  UnreachableEvent,
} from "./event-record.ts";
import {
  count,
  type Declared,
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
import { CLOSERS, CLOSINGS, OPENINGS, SIDES, STATES, VERDICTS } from "./vocabulary.ts";

type Shared = "type" | "seq" | "kind" | "time" | "packet" | "connection" | "client" | "server";
type OwnFields<Event> = Readonly<Record<Exclude<Declared<Event>, Shared> & string, JsonSchema>>;

const state = (description: string): JsonSchema => oneOf(STATES, description);

/** An end as the event tells it, the event itself included. */
export const eventEndpoint = objectOf<EventEndpoint>(
  "One end of a connection when the event had happened",
  {
    ip: text("IPv4 dotted, IPv6 as RFC 5952 writes it"),
    port: { description: "TCP port", type: "integer", minimum: 0, maximum: 65_535 },
    state: state("RFC 9293 state after the event"),
    process: {
      ...reference("endpoint/properties/process"),
      description: "Live, of an end on this machine: the process that holds its socket",
    },
  },
  { optional: ["process"] },
);

function eventOf<Event extends LifecycleEvent>(
  kind: Event["kind"],
  description: string,
  own: OwnFields<Event>,
): JsonSchema {
  const end = { ...reference("eventEndpoint"), description: "An end, as it is after the event" };
  const ofConnection = { connection: { description: "Its id", type: "integer", minimum: 1 } };
  return happening(kind, description, { ...ofConnection, client: end, server: end, ...own });
}

function happening(kind: string, description: string, own: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const properties = {
    type: { description: "What the line is", const: "event" },
    seq: {
      description: "From 1, without gaps: where one is seen, lines are missing",
      type: "integer",
      minimum: 1,
    },
    kind: { description: "What happened", const: kind },
    time: moment("When"),
    packet: orNull(count("Number of the packet that brought it; null: a timer, or the kernel's word")),
    ...own,
  };
  return {
    description,
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

const course: OwnFields<Pick<CloseEvent, "durationSeconds" | "clientBytes" | "serverBytes">> = {
  durationSeconds: seconds("From its first packet to its last"),
  clientBytes: count("Payload of the client, in bytes"),
  serverBytes: count("Payload of the server, in bytes"),
};

const nothing = (description: string): JsonSchema => ({ description, type: "null" });

/** Every kind of event. */
export const eventSchema: JsonSchema = {
  description: "A change in a connection's story, told as it happened (--events)",
  anyOf: [
    eventOf<OpenEvent>("open", "The handshake is complete", {
      opening: oneOf(OPENINGS, "How"),
      synRttSeconds: orNull(seconds("From the SYN to the SYN-ACK; null when not measured")),
      ackRttSeconds: orNull(
        seconds("From the SYN-ACK to what completes the handshake; null when not measured"),
      ),
    }),
    eventOf<RefusedEvent>("refused", "The SYN was answered by an RST", {
      afterSeconds: seconds("From the last SYN to the RST"),
      likelyFrom: orNull(
        oneOf(["host", "firewall"], "Who sent it, as in connection-refused; null: that cannot be told yet"),
      ),
    }),
    eventOf<UnreachableEvent>("unreachable", "An ICMP error ended the attempt", {
      icmp: objectOf<UnreachableEvent["icmp"]>("The error", {
        version: { description: "4: ICMP, 6: ICMPv6", enum: [4, 6] },
        type: count("Its type"),
        code: count("Its code"),
        name: text("Both in words, as port unreachable"),
        from: text("Address of its sender"),
      }),
      afterSeconds: seconds("From the last SYN before it"),
    }),
    eventOf<RetryEvent>("retry", "A SYN, SYN-ACK or FIN was sent again by timer", {
      of: oneOf(["SYN", "SYN-ACK", "FIN"], "Of what"),
      endpoint: oneOf(SIDES, "Who sent it"),
      attempt: { description: "2: sent for the second time", type: "integer", minimum: 2 },
      sinceFirstSeconds: seconds("Since the first copy"),
      sinceLastSeconds: seconds("Since the copy before"),
      schedule: {
        ...objectOf<NonNullable<RetryEvent["schedule"]>>("Whose retry schedule fits; null: none does", {
          stacks: listOf({ type: "string" }, "The stacks, best first"),
          nextSeconds: orNull(
            seconds("From the first try to the next one; null: none, or that is not known"),
          ),
          givesUpSeconds: orNull(seconds("From the first try to giving up; null when that is not known")),
        }),
        type: ["object", "null"],
      },
    }),
    eventOf<HalfOpenEvent>("half-open", "The server waits for the end of the handshake for 3 s and more", {
      forSeconds: seconds("Since its first SYN-ACK"),
    }),
    eventOf<CloseEvent>("close", "Both FINs are acknowledged", {
      closing: oneOf(CLOSINGS, "How it closed"),
      closedBy: orNull(oneOf(CLOSERS, "Who closed first; both: the FINs crossed")),
      ...course,
    }),
    eventOf<ResetEvent>("reset", "An RST ended it", {
      verdict: oneOf(["reset", "aborted"], "aborted: before it was established"),
      by: oneOf(SIDES, "Sender of the RST"),
      cause: orNull(text("Why, as in the finding reset; null: none, or it cannot be told yet")),
      answered: orNull(
        yes("Aborted after the SYN-ACK, as in handshake-aborted; null: there is no such finding"),
      ),
      ...course,
    }),
    eventOf<StateEvent>("state", "An end's state is another", {
      endpoint: oneOf(SIDES, "Which end; of a connection to itself always client"),
      from: state("The state before; UNKNOWN at first"),
      to: state("The state now"),
      afterSeconds: seconds("How long it was in the one before"),
    }),
    eventOf<EvictEvent>("evict", "Dropped from the full table before its story was over", {
      verdict: oneOf(VERDICTS, "The verdict so far"),
    }),
    eventOf<ConnectionFindingEvent>("finding", "Something was found about the connection: each id once", {
      finding: { ...reference("finding"), description: "What was found, as of then" },
    }),
    happening(
      "finding",
      "Something was found about a service, a host or the capture; again when it has grown much",
      {
        connection: nothing("About more than one"),
        client: nothing("About more than one"),
        server: nothing("About more than one"),
        finding: { ...reference("subjectFinding"), description: "What was found, as of then" },
      } satisfies Record<
        Exclude<keyof SubjectFindingEvent, "type" | "seq" | "kind" | "time" | "packet">,
        JsonSchema
      >,
    ),
  ],
};
