// The JSON Schema (draft 2020-12) of everything that programs read: the json document, the lines
// of ndjson, the document of `show`. Field by field beside the types: the compiler refuses a schema that lacks one or has
// one too many. Units and meanings stand in the descriptions. Which findings there are, and their own
// figures, come from those who judge.
import type {
  ConnectionRecord,
  EndpointProcess,
  EndpointRecord,
  Finding,
  SubjectFinding,
} from "./connection-record.ts";
import { eventEndpoint, eventSchema } from "./event-schema.ts";
import {
  count,
  countsBy,
  type Declared,
  type JsonSchema,
  listOf,
  moment,
  type ObjectSchema,
  objectOf,
  oneOf,
  orNull,
  reference,
  seconds,
  text,
  yes,
} from "./json-schema.ts";
import type { CaptureRecord, DamageRecord, Report, ServiceRecord } from "./report-record.ts";
import { gap, interim, loss, summary } from "./summary-schema.ts";
import { traceDocument } from "./trace-schema.ts";
import {
  CLOSERS,
  CLOSINGS,
  DIRECTIONS,
  OPENINGS,
  ROLES,
  SEVERITIES,
  SIDES,
  STATES,
  VERDICTS,
} from "./vocabulary.ts";

const endpoint = objectOf<EndpointRecord>(
  "One end of a connection",
  {
    ip: text("IPv4 dotted, IPv6 as RFC 5952 writes it"),
    port: { description: "TCP port", type: "integer", minimum: 0, maximum: 65_535 },
    state: oneOf(
      STATES,
      "RFC 9293 state when the input ended or the connection was over; UNKNOWN: nothing seen and nothing follows",
    ),
    stateSinceSeconds: seconds(
      "How long it had been in that state when the input ended or the connection was over",
    ),
    isn: {
      description:
        "Initial sequence number of its own SYN or SYN-ACK, never inferred; null when neither was captured",
      type: ["integer", "null"],
      minimum: 0,
      maximum: 4_294_967_295,
    },
    mss: orNull(count("Maximum segment size that it offered, in bytes; null when not offered")),
    windowScale: orNull(count("Window scale that it offered (RFC 7323); null when not offered")),
    sackPermitted: yes("It offered selective acknowledgements"),
    timestamps: yes("It offered timestamps"),
    packets: count("Segments of it that were captured, copies included"),
    payloadBytes: count("Payload of those segments by the IP header's length, in bytes"),
    syn: count("Segments with SYN and without ACK"),
    synAck: count("Segments with SYN and ACK"),
    fin: count("Segments with FIN"),
    rst: count("Segments with RST"),
    retransmissions: count(
      "Segments with payload, SYN or FIN sent again, by Wireshark's rules; copies of one frame never",
    ),
    outOfOrder: count("Segments out of order, by Wireshark's rules"),
    duplicateAcks: count("Duplicate acknowledgements, by Wireshark's rules"),
    zeroWindows: count("Segments with window 0, by Wireshark's rules"),
    keepAlives: count("Keepalives and Linux zero-window probes, by Wireshark's rules"),
    process: {
      ...objectOf<EndpointProcess>(
        "Live, of an end on this machine: the process that holds its socket, or where that was gone too soon the one that listens there",
        {
          pid: orNull(count("Its number; null: not visible without root, or none holds it")),
          name: orNull(text("Its name as the kernel keeps it, at most 15 bytes; null with pid")),
          containerId: orNull(text("The container it is in, from its cgroup; null: in none, or not known")),
          uid: orNull(count("The user that owns the socket")),
        },
      ),
    },
    kernelState: orNull(
      oneOf(
        STATES,
        "Live, of an end on this machine: its state in the kernel, when that was asked for after the last packet; null: no longer listed there",
      ),
    ),
  },
  { optional: ["process", "kernelState"] },
);

const findingFields: Readonly<Record<Exclude<Declared<Finding>, "id"> & string, JsonSchema>> = {
  severity: oneOf(SEVERITIES, "How bad it is"),
  endpoint: orNull(oneOf(SIDES, "Whose doing it is; null: nobody's or both")),
  packets: {
    description: "Numbers of the packets that prove it, at most 20",
    type: "array",
    items: { type: "integer", minimum: 1 },
    maxItems: 20,
  },
  packetsTotal: count("How many packets prove it in all"),
  summary: text("One plain sentence with the figures in it"),
};

const subjectFields: Readonly<Record<"subject" | "connections", JsonSchema>> = {
  subject: objectOf<SubjectFinding["subject"]>("What it is about", {
    kind: oneOf(["service", "host", "capture"], "What kind of thing"),
    ip: orNull(text("Address of the service or host; null for the capture")),
    port: {
      description: "Port of the service, else null",
      type: ["integer", "null"],
      minimum: 0,
      maximum: 65_535,
    },
  }),
  connections: listOf({ type: "integer", minimum: 1 }, "Ids of the connections that it is about"),
};

type Fields = Readonly<Record<string, JsonSchema>>;

/** Figures that findings have only where it is live. */
const LIVE_FIGURES: ReadonlySet<string> = new Set(["process", "droppedByKernel", "droppedByInterface"]);

/** A finding of this id, with its own figures and nothing else. */
function findingOf(id: string, summary: string, figures: Fields): ObjectSchema {
  const properties = { id: { description: "Stable", const: id }, ...findingFields, ...figures };
  return {
    description: summary,
    type: "object",
    properties,
    required: Object.keys(properties).filter((name) => !LIVE_FIGURES.has(name)),
    additionalProperties: false,
  };
}

const connection = objectOf<ConnectionRecord>("One connection: both directions, one incarnation", {
  id: {
    description: "1, 2, 3 … in the order in which connections were recognised",
    type: "integer",
    minimum: 1,
  },
  communityId: text("Community ID v1, seed 0"),
  client: { ...reference("endpoint"), description: "The end that opened the connection; see roles" },
  server: { ...reference("endpoint"), description: "The other end" },
  roles: oneOf(ROLES, "What the choice of client rests on"),
  opening: oneOf(OPENINGS, "How it opened; unseen: no SYN and no SYN-ACK captured"),
  closing: oneOf(CLOSINGS, "How it closed"),
  closedBy: orNull(
    oneOf(
      CLOSERS,
      "Sender of the accepted RST or of the first FIN; both: the FINs crossed; null: closing is none",
    ),
  ),
  verdict: oneOf(VERDICTS, "How the story ended"),
  start: moment("Time of the first packet"),
  end: moment("Time of the last packet"),
  firstPacket: count("Number of the first packet, from 1 over the whole input; 0 where directions is none"),
  lastPacket: count("Number of the last packet; 0 where directions is none"),
  durationSeconds: seconds("From start to end"),
  synRttSeconds: orNull(seconds("From the SYN to the SYN-ACK; null when not measured")),
  ackRttSeconds: orNull(
    seconds("From the SYN-ACK to the segment that completes the handshake; null when not measured"),
  ),
  tunnel: listOf({ type: "string" }, "The layers around it, outermost first, as vlan:100 or vxlan:42"),
  directions: oneOf(
    DIRECTIONS,
    "Whose segments were captured; none: the connection is older than the live capture, and known from this machine's kernel",
  ),
  previous: {
    description: "Id of the connection whose four addresses it reuses; null when that one was over for 2MSL",
    type: ["integer", "null"],
    minimum: 1,
  },
  evicted: yes("Dropped from the table before its story was over"),
  findings: listOf(reference("finding"), "Findings about this connection"),
});

const service = objectOf<ServiceRecord>("One service: a server's address and port", {
  ip: text("Address of the server"),
  port: { description: "Port of the server", type: "integer", minimum: 0, maximum: 65_535 },
  attempts: count("Connections towards it"),
  verdicts: countsBy(VERDICTS, "Verdict → connections"),
  findings: countsBy(null, "Finding id → how often"),
  closeWaitNow: count("Its connections with an end in CLOSE_WAIT at the end of the input"),
  closeWaitPeak: count("The most of them at one time"),
});

const damage = objectOf<DamageRecord>("Damage inside an input: what stands before it was read", {
  file: text("Name of the input; - is standard input"),
  byteOffset: count("Where the damaged record begins, in bytes of the uncompressed capture"),
  packet: count("Number, inside this input and from 1, of the packet that could not be read"),
  message: text("What was expected and what was found"),
  cutShort: yes("The input simply ends inside a record"),
});

const capture = objectOf<CaptureRecord>(
  "What was read",
  {
    files: listOf(
      objectOf<CaptureRecord["files"][number]>("One input", {
        name: text("As it was named; - is standard input"),
        format: text("pcap, pcapng or snoop; live: an interface"),
        compression: text("none, gzip, zstd or lz4"),
        comments: listOf({ type: "string" }, "Comments of the capture itself, as written"),
      }),
      "The inputs, in the order given",
    ),
    linkTypes: listOf({ type: "string" }, "Link types in order of appearance, as ethernet or linux-sll2"),
    snapLength: orNull(
      count("The smallest snapshot length that is a limit, in bytes; null when there is none"),
    ),
    packets: count("Packets; on the first line of ndjson those known by then"),
    firstTime: orNull(moment("Time of the earliest packet")),
    lastTime: orNull(moment("Time of the latest packet")),
    received: count("Packets that the interfaces handed over; only where it is live"),
    droppedByKernel: count("Lost for lack of room in the kernel's buffer; only where it is live"),
    droppedByInterface: count("Lost by the interface or its driver; only where it is live"),
  },
  { optional: ["received", "droppedByKernel", "droppedByInterface"] },
);

const version: JsonSchema = { description: "Version of this shape", const: "shakedown/1" };

const document = objectOf<Report>(
  "What --format json prints",
  {
    schema: version,
    capture: reference("capture"),
    summary: reference("summary"),
    findings: listOf(reference("subjectFinding"), "Findings about more than one connection"),
    services: listOf(reference("service"), "Services, each once"),
    connections: listOf(
      reference("connection"),
      "The selected connections by id; left out by --no-connections",
    ),
  },
  { optional: ["connections"] },
);

/** A line of ndjson: the record, its `type` first; `first`: what stands only on the first line. */
function line(
  type: string,
  record: ObjectSchema,
  first: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    ...record,
    properties: { type: { description: "What the line is", const: type }, ...first, ...record.properties },
    required: ["type", ...Object.keys(first), ...record.required],
  };
}

/** What a kind of finding is to the schema. */
export interface FindingKind {
  readonly id: string;
  readonly figures: Fields;
  /** About a service, a host or the capture; else about one connection. */
  readonly aboutSubject: boolean;
}

/** The schema that `shakedown schema` prints: a value is one of the documents or one line. */
export function reportSchema(kinds: readonly FindingKind[]): JsonSchema {
  const about = (aboutSubject: boolean) => kinds.filter((kind) => kind.aboutSubject === aboutSubject);
  const ofConnections = about(false).map(({ id, figures }) =>
    findingOf(id, `The finding ${id}, about one connection`, figures),
  );
  const ofSubjects = about(true).map(({ id, figures }) =>
    findingOf(id, `The finding ${id}, about more than one connection`, { ...figures, ...subjectFields }),
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:shakedown:1",
    title: "shakedown/1",
    description: "The document of --format json, one line of --format ndjson, or the document of show",
    anyOf: [reference("document"), reference("line"), reference("trace")],
    $defs: {
      document,
      line: {
        description: "One line of --format ndjson: first capture, last summary",
        anyOf: [
          line("capture", capture, { schema: version }),
          line("connection", connection),
          ...ofSubjects.map((schema) => line("finding", schema)),
          reference("event"),
          line("interim", interim),
          line("loss", loss),
          line("gap", gap),
          line("summary", summary),
        ],
      },
      capture,
      summary,
      damage,
      service,
      connection,
      endpoint,
      event: eventSchema,
      eventEndpoint,
      trace: traceDocument,
      finding: { description: "Something that was judged about one connection", anyOf: ofConnections },
      subjectFinding: {
        description: "A finding about a service, a host or the capture as a whole",
        anyOf: ofSubjects,
      },
    },
  };
}
