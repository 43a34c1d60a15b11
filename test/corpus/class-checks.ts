// What the classes ask of the packets and of both lists of connections.
import type { OutcomeKind } from "../../src/decode/outcome.ts";
import { ACK, SYN } from "../../src/decode/segment.ts";
import type { ConnectionRecord } from "../../src/record/connection-record.ts";
import { handshakeSeconds } from "./compare-tshark.ts";
import { type Difference, lastWord } from "./difference.ts";
import { endOf, moreThanOurs } from "./difference-class.ts";
import type { Evidence } from "./evidence.ts";
import { copiesIn } from "./frame-copies.ts";
import { handshakeByPackets } from "./handshake-by-packets.ts";
import { endpointName, type JudgedConnection } from "./judged-connection.ts";
import type { WitnessedSegment } from "./witness.ts";

/** The second frame is the first behind a header of 16 bytes, without the padding of short frames. */
export function isFabricPath(plain: number, carried: number): boolean {
  return carried > plain && carried <= plain + 16;
}

/** The segments with which tshark begins streams where we begin no connection. */
export async function extraBeginnings(
  difference: Difference,
  evidence: Evidence,
): Promise<WitnessedSegment[]> {
  const ours = new Set(evidence.recordsOf(difference.connection).map(({ firstPacket }) => firstPacket));
  const segments = await evidence.segmentsOf(difference.connection);
  const theirs = new Set(evidence.streamsOf(difference.connection).map(({ firstFrame }) => firstFrame));
  return segments.filter(({ frame }) => theirs.has(frame) && !ours.has(frame));
}

export function beginsWithSyn(segments: readonly WitnessedSegment[]): boolean {
  return segments.length > 0 && segments.every(({ flags }) => (flags & (SYN | ACK)) === SYN);
}

export async function hasContractsTimes(difference: Difference, evidence: Evidence): Promise<boolean> {
  const [record] = recordsAt(difference, evidence);
  if (record === undefined) return false;
  const times = handshakeByPackets(record, await evidence.segmentsOf(difference.connection));
  return near(record.synRttSeconds, times.synRttSeconds) && near(record.ackRttSeconds, times.ackRttSeconds);
}

/** Equal to half a microsecond: behind 104 days a timeline is that coarse. */
function near(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= 0.5e-6;
}

export async function sentBy(
  end: string,
  difference: Difference,
  evidence: Evidence,
): Promise<WitnessedSegment[]> {
  return (await evidence.segmentsOf(difference.connection)).filter(({ source }) => source === end);
}

/**
 * Whether packets that the judge gives to its stream give no segment here, for a reason of one of
 * these kinds: the stream's first, or as many between its first and last as it counts more.
 */
export async function hidden(
  difference: Difference,
  evidence: Evidence,
  kinds: readonly OutcomeKind[],
): Promise<boolean> {
  const { outcomes } = await evidence.witnessed();
  const isHidden = (frame: number) => kinds.includes(outcomes.get(frame)?.kind ?? "decoded");
  const streams = evidence.streamsOf(difference.connection);
  if (difference.field === "connections") return streams.some(({ firstFrame }) => isHidden(firstFrame));
  const between = [...outcomes.keys()].filter(
    (frame) =>
      isHidden(frame) &&
      streams.some(({ firstFrame, lastFrame }) => firstFrame <= frame && frame <= lastFrame),
  );
  const perPacket = ["packets", "anySyn", "syn", "fin", "rst"].includes(lastWord(difference.field));
  return between.length > 0 && (!perPacket || between.length >= moreThanOurs(difference));
}

function recordsAt({ connection }: Difference, evidence: Evidence): ConnectionRecord[] {
  return evidence
    .recordsOf(connection)
    .filter(({ firstPacket }) => firstPacket === beginning({ connection }));
}

/** The frame with which the connection of a difference begins. */
function beginning({ connection }: Pick<Difference, "connection">): number {
  return Number(connection.slice(connection.lastIndexOf("#") + 1));
}

/** Whether the judge and we find the same segments of an end late, reordered or sent again; copies apart. */
export async function isLateEitherWay(difference: Difference, evidence: Evidence): Promise<boolean> {
  if (difference.judge !== "tshark") return false;
  if (!["retransmissions", "outOfOrder"].includes(lastWord(difference.field))) return false;
  const is = (end: { readonly ip: string; readonly port: number }) => endpointName(end) === endOf(difference);
  const our = recordsAt(difference, evidence)
    .flatMap(({ client, server }) => [client, server])
    .find(is);
  const their = streamAt(difference, evidence)?.ends.find(is);
  if (our === undefined || their === undefined) return false;
  const { retransmissions = 0, outOfOrder = 0 } = their.counters;
  const more = retransmissions + outOfOrder - our.retransmissions - our.outOfOrder;
  return more >= 0 && more <= copiesIn(await sentBy(endOf(difference), difference, evidence)).length;
}

export function sharesHandshake(difference: Difference, evidence: Evidence): boolean {
  const [record] = recordsAt(difference, evidence);
  const theirs = streamAt(difference, evidence)?.handshakeSeconds ?? null;
  return record !== undefined && near(theirs, handshakeSeconds(record));
}

function streamAt(difference: Difference, evidence: Evidence): JudgedConnection | undefined {
  return evidence
    .streamsOf(difference.connection)
    .find(({ firstFrame }) => firstFrame === beginning(difference));
}
