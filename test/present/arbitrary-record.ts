// Any record that the types allow, for properties: figures of any size, words of the contract.
import fc from "fast-check";
import type { ConnectionRecord, EndpointRecord, Finding } from "../../src/record/connection-record.ts";
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
} from "../../src/record/vocabulary.ts";

const count = fc.oneof(fc.nat(9), fc.nat(), fc.nat(Number.MAX_SAFE_INTEGER));
const orNull = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });

/** As the engine gives them: whole nanoseconds; and any other number that JSON can say. */
const seconds = fc.oneof(
  fc.nat(Number.MAX_SAFE_INTEGER).map((nanos) => nanos / 1e9),
  fc.nat(2_000_000_000).map((nanos) => nanos / 1e9),
  fc
    .double({ min: 0, max: 1e12, noNaN: true, noDefaultInfinity: true })
    .map((value) => (value === 0 ? 0 : value)),
);

const ip = fc.oneof(fc.ipV4(), fc.ipV6());

const moment = fc
  .tuple(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }), fc.nat(999_999))
  .map(([date, nanos]) => date.toISOString().replace("Z", `${String(nanos).padStart(6, "0")}Z`));

const endpoint: fc.Arbitrary<EndpointRecord> = fc.record({
  ip,
  port: fc.nat(65535),
  state: fc.constantFrom(...STATES),
  stateSinceSeconds: seconds,
  isn: orNull(fc.nat(4_294_967_295)),
  mss: orNull(fc.nat(65535)),
  windowScale: orNull(fc.nat(255)),
  sackPermitted: fc.boolean(),
  timestamps: fc.boolean(),
  packets: count,
  payloadBytes: count,
  syn: count,
  synAck: count,
  fin: count,
  rst: count,
  retransmissions: count,
  outOfOrder: count,
  duplicateAcks: count,
  zeroWindows: count,
  keepAlives: count,
});

const finding = fc.record({
  id: fc.stringMatching(/^[a-z-]{1,20}$/),
  severity: fc.constantFrom(...SEVERITIES),
  endpoint: orNull(fc.constantFrom(...SIDES)),
  packets: fc.array(fc.nat(), { maxLength: 20 }),
  packetsTotal: fc.nat(),
  summary: fc.string({ unit: "binary" }),
  offsetsSeconds: fc.array(seconds, { maxLength: 5 }),
}) as fc.Arbitrary<Finding>;

export const arbitraryRecord: fc.Arbitrary<ConnectionRecord> = fc.record({
  id: fc.nat(),
  communityId: fc
    .uint8Array({ minLength: 20, maxLength: 20 })
    .map((bytes) => `1:${Buffer.from(bytes).toString("base64")}`),
  client: endpoint,
  server: endpoint,
  roles: fc.constantFrom(...ROLES),
  opening: fc.constantFrom(...OPENINGS),
  closing: fc.constantFrom(...CLOSINGS),
  closedBy: orNull(fc.constantFrom(...CLOSERS)),
  verdict: fc.constantFrom(...VERDICTS),
  start: moment,
  end: moment,
  firstPacket: count,
  lastPacket: count,
  durationSeconds: seconds,
  synRttSeconds: orNull(seconds),
  ackRttSeconds: orNull(seconds),
  tunnel: fc.array(fc.oneof(fc.constant("vlan:100"), fc.string({ unit: "binary" })), { maxLength: 3 }),
  directions: fc.constantFrom(...DIRECTIONS),
  previous: orNull(fc.nat()),
  evicted: fc.boolean(),
  findings: fc.array(finding, { maxLength: 3 }),
});
