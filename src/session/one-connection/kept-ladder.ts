// The ladder of a connection of which some packets are in memory: they are tracked again by themselves, get back
// the numbers that they have in the capture, and what is missing between them is told as segments that are not
// shown one by one.
import type { PacketSource } from "../../capture/packet-source.ts";
import type { ConnectionRecord, Side } from "../../record/connection-record.ts";
import type { FoldEntry, TraceEntry, TraceRecord } from "../../record/trace-record.ts";
import { ID } from "../../track/connection-layout.ts";
import type { Tracker } from "../../track/tracker.ts";
import type { EngineOptions } from "../engine-options.ts";
import type { Follower } from "../follower.ts";
import { traceConnection } from "../trace-connection.ts";
import { KeptSource } from "./kept-source.ts";
import { KEPT_ONE_BY_ONE } from "./one-connection.ts";
import type { Remembered } from "./remembered-packets.ts";

export interface KeptLadderParts extends Remembered {
  readonly source: PacketSource;
  /** Up to which all packets have come, in nanoseconds of the timeline. */
  readonly moment: number;
  readonly engine: EngineOptions;
  /** As it is known to whoever saw all packets; null: not any more. */
  readonly connection: ConnectionRecord | null;
}

/** Null where the packets are of no connection any more. */
export async function keptLadder(parts: KeptLadderParts): Promise<TraceRecord | null> {
  const { packets, connection } = parts;
  const trace = await tracedAlone(parts);
  if (trace === null) return null;
  const sides = connection !== null && areSwapped(trace.connection, connection) ? swapped(trace) : trace;
  const numbers = packets.map(({ number }) => number);
  const entries = sides.entries.map((entry) => renumbered(entry, numbers));
  if (connection !== null) return withHole({ ...sides, entries }, connection, parts);
  const { firstPacket, lastPacket } = sides.connection;
  const numberOf = (place: number) => numbers[place - 1] ?? place;
  const known = { firstPacket: numberOf(firstPacket), lastPacket: numberOf(lastPacket), findings: [] };
  return { ...sides, entries, connection: { ...sides.connection, ...known } };
}

/** Where the packets look like those of several connections, that of most of them. */
async function tracedAlone({
  packets,
  source,
  moment,
  engine,
}: KeptLadderParts): Promise<TraceRecord | null> {
  const { filter: _filter, since: _since, until: _until, ...tracking } = engine;
  const options = { ...tracking, all: true, kept: KEPT_ONE_BY_ONE };
  const counts = new CountedConnections();
  const first = await traceConnection(new KeptSource(packets, source, moment), 1, {
    ...options,
    follower: counts,
  });
  const most = counts.most;
  if (most === 1 || most === 0) return first.trace;
  return (await traceConnection(new KeptSource(packets, source, moment), most, options)).trace;
}

class CountedConnections implements Follower {
  readonly #counts = new Map<number, number>();
  #tracker: Tracker | null = null;

  begin(tracker: Tracker): void {
    this.#tracker = tracker;
  }

  packet(): void {
    const tracker = this.#tracker;
    if (tracker === null || tracker.handle < 0) return;
    const id = (tracker.table.words[tracker.table.coldRow(tracker.handle) + ID] as number) >>> 0;
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
  }

  /** 0: there is none. */
  get most(): number {
    let most = 0;
    for (const [id, count] of this.#counts) if (count > (this.#counts.get(most) ?? 0)) most = id;
    return most;
  }
}

// ── What is missing ────────────────────────────────────────────────────────────────────────────────

/** @param seen what was made of the packets in memory alone */
function withHole(seen: TraceRecord, whole: ConnectionRecord, parts: KeptLadderParts): TraceRecord {
  const missing = (side: Side, figure: "packets" | "payloadBytes" | "retransmissions") =>
    Math.max(0, whole[side][figure] - seen.connection[side][figure]);
  const segments = { client: missing("client", "packets"), server: missing("server", "packets") };
  const count = segments.client + segments.server;
  if (count === 0) return { ...seen, connection: whole };
  const payloadBytes = {
    client: missing("client", "payloadBytes"),
    server: missing("server", "payloadBytes"),
  };
  const retransmissions = missing("client", "retransmissions") + missing("server", "retransmissions");
  const { packets, holeAfter } = parts;
  const isBeginningKept = (packets[0]?.number ?? 0) <= whole.firstPacket;
  const after = isBeginningKept ? holeAfter : 0;
  const lastBefore = packets[after - 1]?.number ?? 0;
  const { entries } = seen;
  const at = entries.findIndex((entry) => lastPacketOf(entry) > lastBefore);
  const next = entries[at];
  const all = { ...seen, connection: whole, foldedSegments: seen.foldedSegments + count };
  if (next?.kind === "fold" && next.firstPacket <= lastBefore) {
    // The run of plain data goes on behind the hole.
    const run: FoldEntry = {
      ...next,
      segments: sum(next.segments, segments),
      payloadBytes: sum(next.payloadBytes, payloadBytes),
      retransmissions: next.retransmissions + retransmissions,
    };
    return { ...all, entries: entries.with(at, run) };
  }
  const place = at < 0 ? entries.length : at;
  const before = entries[place - 1];
  const { client, server } = before ?? seen.initial;
  const hole: FoldEntry = {
    kind: "fold",
    firstPacket: Math.max(lastBefore + 1, whole.firstPacket),
    lastPacket: (packets[after]?.number ?? whole.lastPacket + 1) - 1,
    seconds: before?.seconds ?? 0,
    untilSeconds: next?.seconds ?? before?.seconds ?? 0,
    segments,
    payloadBytes,
    retransmissions,
    client,
    server,
  };
  // What is not in memory was not lost.
  const rest = entries
    .slice(place)
    .map((entry) =>
      entry.kind === "segment" ? { ...entry, missingBefore: 0, fillsGapBefore: null } : entry,
    );
  return { ...all, entries: [...entries.slice(0, place), hole, ...rest] };
}

/** 0: it has none. */
function lastPacketOf(entry: TraceEntry): number {
  if (entry.kind === "timer") return 0;
  return entry.kind === "fold" ? entry.lastPacket : entry.packet;
}

type BySide = { client: number; server: number };

function sum(one: BySide, other: BySide): BySide {
  return { client: one.client + other.client, server: one.server + other.server };
}

function renumbered(entry: TraceEntry, numbers: readonly number[]): TraceEntry {
  const numberOf = (place: number) => numbers[place - 1] ?? place;
  switch (entry.kind) {
    case "timer":
      return entry;
    case "fold":
      return { ...entry, firstPacket: numberOf(entry.firstPacket), lastPacket: numberOf(entry.lastPacket) };
    case "segment": {
      const { repeats, fillsGapBefore } = entry;
      return {
        ...entry,
        packet: numberOf(entry.packet),
        repeats: repeats === null ? null : { ...repeats, packet: numberOf(repeats.packet) },
        fillsGapBefore: fillsGapBefore === null ? null : numberOf(fillsGapBefore),
      };
    }
    default:
      return { ...entry, packet: numberOf(entry.packet) };
  }
}

// ── Sides ──────────────────────────────────────────────────────────────────────────────────────────

/** Without a handshake who is the client is a guess, and another one with fewer packets. */
function areSwapped(one: ConnectionRecord, other: ConnectionRecord): boolean {
  const isSame = one.client.ip === other.client.ip && one.client.port === other.client.port;
  return !isSame && one.client.ip === other.server.ip && one.client.port === other.server.port;
}

function swapped(trace: TraceRecord): TraceRecord {
  const { connection, base, initial, entries } = trace;
  return {
    ...trace,
    connection: { ...connection, client: connection.server, server: connection.client },
    base: exchanged(base),
    initial: exchanged(initial),
    entries: entries.map((entry): TraceEntry => {
      const states = { client: entry.server, server: entry.client };
      switch (entry.kind) {
        case "segment":
        case "fragment":
          return { ...entry, ...states, from: other(entry.from) };
        case "icmp":
          return { ...entry, ...states, to: other(entry.to) };
        case "timer":
          return { ...entry, ...states, end: other(entry.end) };
        default:
          return {
            ...entry,
            ...states,
            segments: exchanged(entry.segments),
            payloadBytes: exchanged(entry.payloadBytes),
          };
      }
    }),
  };
}

function exchanged<Value>({ client, server }: { client: Value; server: Value }): {
  client: Value;
  server: Value;
} {
  return { client: server, server: client };
}

function other(side: Side): Side {
  return side === "client" ? "server" : "client";
}
