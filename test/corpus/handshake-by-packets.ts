// The contract's two handshake times (synRttSeconds, ackRttSeconds) worked out from a list of
// packets, without the tracker: to see who is right where tshark's initial_rtt is another.
import { ACK, FIN, RST, SYN } from "../../src/decode/segment.ts";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { copiesIn } from "./frame-copies.ts";
import { endpointName } from "./judged-connection.ts";
import type { WitnessedSegment } from "./witness.ts";

export interface HandshakeTimes {
  readonly synRttSeconds: number | null;
  readonly ackRttSeconds: number | null;
}

const NEITHER: HandshakeTimes = { synRttSeconds: null, ackRttSeconds: null };

/** `segments`: those between the four addresses, in the order of the capture. */
export function handshakeByPackets(
  record: ConnectionRecord,
  segments: readonly WitnessedSegment[],
): HandshakeTimes {
  const client = endpointName(record.client);
  const all = segments.filter(({ frame }) => frame >= record.firstPacket && frame <= record.lastPacket);
  const copies = new Set(copiesIn(all));
  const own = all.filter((segment) => !copies.has(segment));
  const isn = record.client.isn;
  const serverIsn = record.server.isn;
  if (serverIsn === null || record.opening === "simultaneous") return NEITHER;

  const syns = own.filter(
    ({ source, flags, sequence }) => source === client && (flags & (SYN | ACK)) === SYN && sequence === isn,
  );
  const acknowledges = ({ acknowledgement }: WitnessedSegment) =>
    syns.length === 0 ||
    syns.some(({ payload }) => [1, 1 + payload].includes(after(isn ?? 0, acknowledgement)));
  const synAcks = own.filter(
    (segment) =>
      segment.source !== client &&
      (segment.flags & (SYN | ACK | RST | FIN)) === (SYN | ACK) &&
      segment.sequence === serverIsn &&
      acknowledges(segment),
  );
  const [synAck] = synAcks;
  if (synAck === undefined) return NEITHER;

  return {
    synRttSeconds: synRtt(syns, synAck),
    ackRttSeconds: ackRtt(own, record, serverIsn, synAcks, synAck),
  };
}

function synRtt(syns: readonly WitnessedSegment[], synAck: WitnessedSegment): number | null {
  const before = syns.filter(({ frame, time }) => frame < synAck.frame && time <= synAck.time);
  const echoed =
    synAck.timestampEcho === null
      ? undefined
      : before.find(({ timestampValue }) => timestampValue === synAck.timestampEcho);
  const syn = echoed ?? before.toSorted((a, b) => a.time - b.time).at(-1);
  return syn === undefined ? null : (synAck.time - syn.time) / 1e9;
}

function ackRtt(
  own: readonly WitnessedSegment[],
  record: ConnectionRecord,
  serverIsn: number,
  synAcks: readonly WitnessedSegment[],
  synAck: WitnessedSegment,
): number | null {
  const client = endpointName(record.client);
  // What the server sends only after the client's ACK: that ACK is not in the capture.
  const proof = record.opening === "fast-open" ? () => false : proves;
  const completing = own.find(
    (segment) =>
      segment.frame > synAck.frame &&
      (completes(segment, client, serverIsn) || proof(segment, client, synAcks)),
  );
  if (completing === undefined || completing.source !== client) return null;
  const answered = synAcks
    .filter(({ frame, time }) => frame < completing.frame && time <= completing.time)
    .toSorted((a, b) => a.time - b.time)
    .at(-1);
  return answered === undefined ? null : (completing.time - answered.time) / 1e9;
}

function completes(
  { source, flags, acknowledgement }: WitnessedSegment,
  client: string,
  serverIsn: number,
): boolean {
  const advance = after(serverIsn, acknowledgement);
  return source === client && (flags & (SYN | RST | ACK)) === ACK && advance >= 1 && advance < 2 ** 31;
}

function proves(segment: WitnessedSegment, client: string, synAcks: readonly WitnessedSegment[]): boolean {
  const { source, flags, payload, acknowledgement } = segment;
  if (source === client || (flags & (SYN | RST)) !== 0 || (flags & ACK) === 0) return false;
  return (
    payload > 0 ||
    (flags & FIN) !== 0 ||
    synAcks.every((synAck) => acknowledgement !== synAck.acknowledgement)
  );
}

/** How far `number` lies behind `origin`, modulo 2³². */
function after(origin: number, number: number): number {
  return (number - origin) >>> 0;
}
