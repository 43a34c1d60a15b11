// One connection as JSON, put down member by member: JSON.stringify on an object of this size takes
// three times as long, and a million of them are written. Knows nothing of what stands around it.
import type { ConnectionRecord, EndpointRecord } from "../../record/connection-record.ts";
import { type ByteBatch, Piece } from "./byte-batch.ts";

// Written as they are: numbers, booleans, words of our own, addresses, times and community ids,
// none of which can hold a character that JSON escapes. Everything else goes through JSON.stringify.

/** All of a connection but its findings and tunnels takes less. */
const ROOM = 4096;

const ID = new Piece('"id":');
const COMMUNITY_ID = new Piece(',"communityId":"');
const CLIENT = new Piece('","client":{"ip":"');
const SERVER = new Piece(',"server":{"ip":"');
const END = new Piece('","end":"');
const FIRST_PACKET = new Piece('","firstPacket":');
const LAST_PACKET = new Piece(',"lastPacket":');
const DURATION = new Piece(',"durationSeconds":');
const SYN_RTT = new Piece(',"synRttSeconds":');
const ACK_RTT = new Piece(',"ackRttSeconds":');
const NOTHING_SPECIAL = new Piece(
  ',"tunnel":[],"directions":"both","previous":null,"evicted":false,"findings":[]}',
);
const PORT = new Piece('","port":');
const STATE = new Piece(',"state":"');
const STATE_SINCE = new Piece('","stateSinceSeconds":');
const ISN = new Piece(',"isn":');
const END_OF_OBJECT = new Piece("}");
const PAYLOAD_BYTES = new Piece(',"payloadBytes":');

// Members that stand together and rarely differ are kept as one piece for each combination that
// occurs: putting down a piece costs nearly the same whatever its length. Bounded: a capture that is
// made to show many combinations only starts anew.
const MOST_PIECES = 4096;

const negotiatedPieces = new Map<number, Piece>();
/** By three bits of each flag's count: filled as combinations occur, at most 4,096. */
const flagPieces: (Piece | undefined)[] = new Array(4096).fill(undefined);

/** What the end offered in its SYN, up to the number of its packets. */
function negotiated({ mss, windowScale, sackPermitted, timestamps }: EndpointRecord): Piece {
  // Null and numbers each have a place of their own: an MSS has 16 bits, a scale 8.
  const scale = windowScale === null ? 0 : windowScale + 1;
  const key =
    ((mss === null ? 0 : mss + 1) * 512 + scale) * 4 + (sackPermitted ? 2 : 0) + (timestamps ? 1 : 0);
  const known = negotiatedPieces.get(key);
  if (known !== undefined) return known;
  if (negotiatedPieces.size >= MOST_PIECES) negotiatedPieces.clear();
  const piece = new Piece(
    `,"mss":${mss},"windowScale":${windowScale},"sackPermitted":${sackPermitted},"timestamps":${timestamps},"packets":`,
  );
  negotiatedPieces.set(key, piece);
  return piece;
}

/** How often each flag was set and how much went wrong. */
function flagsAndTrouble(endpoint: EndpointRecord): Piece {
  const { syn, synAck, fin, rst, retransmissions, outOfOrder, duplicateAcks, zeroWindows, keepAlives } =
    endpoint;
  const trouble = retransmissions | outOfOrder | duplicateAcks | zeroWindows | keepAlives;
  const few = trouble === 0 && ((syn | synAck | fin | rst) & ~7) === 0;
  const key = syn | (synAck << 3) | (fin << 6) | (rst << 9);
  const known = few ? flagPieces[key] : undefined;
  if (known !== undefined) return known;
  const piece = new Piece(
    `,"syn":${syn},"synAck":${synAck},"fin":${fin},"rst":${rst},"retransmissions":${retransmissions},"outOfOrder":${outOfOrder},` +
      `"duplicateAcks":${duplicateAcks},"zeroWindows":${zeroWindows},"keepAlives":${keepAlives}`,
  );
  if (few) flagPieces[key] = piece;
  return piece;
}

interface Story extends Pick<ConnectionRecord, "roles" | "opening" | "closing" | "closedBy" | "verdict"> {
  readonly piece: Piece;
}

/** In the order of their first appearance; few kinds make up nearly all connections. */
const stories: Story[] = [];
const MOST_STORIES = 64;

/** The words that say how it went, up to the time of the start. */
function story({ roles, opening, closing, closedBy, verdict }: ConnectionRecord): Piece {
  for (let index = 0; index < stories.length; index++) {
    const known = stories[index] as Story;
    const same =
      known.verdict === verdict &&
      known.closedBy === closedBy &&
      known.closing === closing &&
      known.opening === opening &&
      known.roles === roles;
    if (same) return known.piece;
  }
  const piece = new Piece(
    `,"roles":"${roles}","opening":"${opening}","closing":"${closing}","closedBy":${JSON.stringify(closedBy)},` +
      `"verdict":"${verdict}","start":"`,
  );
  if (stories.length < MOST_STORIES) stories.push({ roles, opening, closing, closedBy, verdict, piece });
  return piece;
}

/** Writes the members of a connection's object and its closing brace, not the opening one. */
export function writeConnection(batch: ByteBatch, record: ConnectionRecord): void {
  batch.reserve(ROOM);
  batch.piece(ID);
  batch.figure(record.id);
  batch.piece(COMMUNITY_ID);
  batch.text(record.communityId);
  batch.piece(CLIENT);
  writeEndpoint(batch, record.client);
  batch.piece(SERVER);
  writeEndpoint(batch, record.server);
  batch.piece(story(record));
  batch.text(record.start);
  batch.piece(END);
  batch.text(record.end);
  batch.piece(FIRST_PACKET);
  batch.figure(record.firstPacket);
  batch.piece(LAST_PACKET);
  batch.figure(record.lastPacket);
  batch.piece(DURATION);
  batch.seconds(record.durationSeconds);
  batch.piece(SYN_RTT);
  batch.seconds(record.synRttSeconds);
  batch.piece(ACK_RTT);
  batch.seconds(record.ackRttSeconds);
  writeRest(batch, record);
}

function writeEndpoint(batch: ByteBatch, endpoint: EndpointRecord): void {
  batch.text(endpoint.ip);
  batch.piece(PORT);
  batch.figure(endpoint.port);
  batch.piece(STATE);
  batch.text(endpoint.state);
  batch.piece(STATE_SINCE);
  batch.seconds(endpoint.stateSinceSeconds);
  batch.piece(ISN);
  batch.figure(endpoint.isn);
  batch.piece(negotiated(endpoint));
  batch.figure(endpoint.packets);
  batch.piece(PAYLOAD_BYTES);
  batch.figure(endpoint.payloadBytes);
  batch.piece(flagsAndTrouble(endpoint));
  const { process, kernelState } = endpoint;
  if (process === undefined && kernelState === undefined) batch.piece(END_OF_OBJECT);
  else {
    // (A program may call itself anything.)
    const rest = JSON.stringify({ process, kernelState });
    batch.text(rest === "{}" ? "}" : rest.replace("{", ","));
  }
}

/** What few connections have. */
function writeRest(batch: ByteBatch, record: ConnectionRecord): void {
  const { tunnel, directions, previous, evicted, findings } = record;
  if (
    tunnel.length === 0 &&
    findings.length === 0 &&
    directions === "both" &&
    previous === null &&
    !evicted
  ) {
    batch.piece(NOTHING_SPECIAL);
    return;
  }
  batch.text(JSON.stringify({ tunnel, directions, previous, evicted, findings }).replace("{", ","));
}
