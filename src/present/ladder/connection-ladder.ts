// A traced connection → the ladder that every format draws.
import { SEVERITY_RANK } from "../../detect/finding.ts";
import type { Finding, Severity, Side, State } from "../../record/connection-record.ts";
import type {
  FoldEntry,
  IcmpEntry,
  SegmentEntry,
  TimerEntry,
  TraceRecord,
} from "../../record/trace-record.ts";
import type { LadderWords } from "../../words/ladder-words.ts";
import { formatBytes, formatCount, formatDuration } from "../../words/numbers.ts";
import type { Glyphs } from "../terminal/glyphs.ts";
import { ClosedWindows } from "./closed-windows.ts";
import { type Drawn, drawList } from "./draw-list.ts";
import { icmpName } from "./icmp-name.ts";
import type { Ladder, LadderRow } from "./ladder.ts";
import { numberText, segmentLabel } from "./segment-label.ts";
import { segmentNotes } from "./segment-notes.ts";

export interface LadderWishes {
  readonly words: LadderWords;
  readonly glyphs: Glyphs;
  /** Draw every segment. */
  readonly all: boolean;
}

export interface ConnectionLadder extends Ladder {
  /** Segments that are not drawn one by one, and how many of them not even `all` draws. */
  readonly folded: number;
  readonly leftOut: number;
}

export function connectionLadder(trace: TraceRecord, wishes: LadderWishes): ConnectionLadder {
  return new LadderBuilder(trace, wishes).build();
}

class LadderBuilder {
  readonly #trace: TraceRecord;
  readonly #wishes: LadderWishes;
  readonly #rows: LadderRow[] = [];
  readonly #crossingFin: SegmentEntry | null;
  readonly #singleEnd: boolean;
  /** As last drawn. */
  #client: State | null = null;
  #server: State | null = null;
  readonly #closedWindows = new ClosedWindows();
  #findings: Finding[];
  readonly #marks = new Map<number, Severity>();
  #folded = 0;

  constructor(trace: TraceRecord, wishes: LadderWishes) {
    this.#trace = trace;
    this.#wishes = wishes;
    this.#crossingFin = secondFin(trace);
    const { client, server } = trace.connection;
    this.#singleEnd = client.ip === server.ip && client.port === server.port;
    this.#findings = [...trace.connection.findings];
    for (const { packets, severity } of this.#findings) {
      // What is only worth knowing needs no mark on every packet.
      if (severity === "info") continue;
      for (const packet of packets) {
        const before = this.#marks.get(packet);
        if (before === undefined || SEVERITY_RANK[before] < SEVERITY_RANK[severity]) {
          this.#marks.set(packet, severity);
        }
      }
    }
  }

  build(): ConnectionLadder {
    const { entries, foldedSegments } = this.#trace;
    const { words, all } = this.#wishes;
    this.#remarks();
    this.#initial();
    const unseen = this.#unseenBefore();
    for (const drawn of drawList(entries, new Set(this.#findings.flatMap(({ packets }) => packets)), all)) {
      if (drawn === unseen) this.#unseenAnswer(drawn);
      this.#draw(drawn);
      this.#findingsUpTo(lastPacketOf(drawn));
    }
    this.#findingsUpTo(Number.POSITIVE_INFINITY);
    this.#captureEnds();
    return {
      client: words.side.client,
      server: words.side.server,
      heads: words,
      rows: this.#rows,
      folded: this.#folded,
      leftOut: all ? foldedSegments : 0,
    };
  }

  // ── Before the first packet ──────────────────────────────────────────────────────────────────

  #remarks(): void {
    const { connection } = this.#trace;
    const { words } = this.#wishes;
    const remarks = [
      connection.opening === "unseen" && connection.verdict !== "partial" ? words.beginsInTheMiddle : "",
      connection.directions === "client" || connection.directions === "server"
        ? isUnanswered(connection.verdict)
          ? ""
          : words.onlySide(connection.directions)
        : "",
      connection.previous === null ? "" : words.previous(String(connection.previous)),
      connection.evicted ? words.evicted : "",
    ];
    for (const text of remarks) if (text !== "") this.#rows.push({ kind: "note", text });
  }

  #initial(): void {
    const { client, server } = this.#trace.initial;
    if (client === "UNKNOWN" && server === "UNKNOWN") return;
    this.#rows.push({ kind: "states", ...this.#changes({ client, server }) });
  }

  // ── Row by row ───────────────────────────────────────────────────────────────────────────────

  #draw(drawn: Drawn): void {
    switch (drawn.kind) {
      case "segment":
        this.#segment(drawn);
        break;
      case "fragment": {
        const { words } = this.#wishes;
        const bytes = words.bytes(drawn.payloadBytes, formatCount(drawn.payloadBytes));
        this.#rows.push({
          ...this.#common(drawn),
          kind: "segment",
          from: drawn.from,
          label: words.fragment(bytes),
        });
        break;
      }
      case "icmp":
        this.#icmp(drawn);
        break;
      case "fold":
        this.#fold(drawn);
        break;
      case "timer":
        this.#timer(drawn);
        break;
      case "silence":
        this.#rows.push({ kind: "silence", text: this.#wishes.words.silence(this.#duration(drawn.seconds)) });
    }
  }

  #segment(entry: SegmentEntry): void {
    const { words, glyphs } = this.#wishes;
    const peer = entry.from === "client" ? "server" : "client";
    const notes = segmentNotes(entry, {
      words,
      glyphs,
      connection: this.#trace.connection,
      crossingFin: this.#crossingFin,
      peerWindowClosed: this.#closedWindows.since(peer) !== null,
      windowClosedSince: this.#closedWindows.since(entry.from),
    });
    this.#closedWindows.follow(entry);
    this.#rows.push({
      ...this.#common(entry),
      kind: "segment",
      from: entry.from,
      ...segmentLabel(entry, words, this.#singleEnd),
      ...(notes.length > 0 && { notes }),
    });
  }

  #icmp(entry: IcmpEntry): void {
    const { words } = this.#wishes;
    const number = entry.relativeSequence;
    const about =
      number === null ? words.packet : number === 0 ? "SYN" : `seq=${numberText(entry.to, number)}`;
    const notes = [{ text: words.icmpFrom(entry.router, about) }];
    this.#rows.push({ ...this.#common(entry), kind: "icmp", to: entry.to, label: icmpName(entry), notes });
  }

  #fold(entry: FoldEntry): void {
    const { words } = this.#wishes;
    const { segments, payloadBytes, retransmissions } = entry;
    const count = segments.client + segments.server;
    this.#folded += count;
    const text = [
      words.segments(count, formatCount(count)),
      ...(["client", "server"] as const)
        .filter((side) => payloadBytes[side] > 0)
        .map((side) => words.bytesFrom(formatBytes(payloadBytes[side]), side)),
      retransmissions > 0 ? words.retransmitted(retransmissions, formatCount(retransmissions)) : "",
      this.#duration(entry.untilSeconds - entry.seconds),
    ];
    this.#rows.push({
      kind: "fold",
      text: words.list(text.filter((part) => part !== "")),
      seconds: entry.seconds,
      untilSeconds: entry.untilSeconds,
      ...this.#changes(entry),
    });
  }

  #timer(entry: TimerEntry): void {
    const { words } = this.#wishes;
    const text = entry.before === "TIME_WAIT" ? words.twoMslOver : words.gaveUp;
    this.#rows.push({ kind: "states", text, seconds: entry.seconds, ...this.#changes(entry) });
  }

  // ── What no packet shows ─────────────────────────────────────────────────────────────────────

  /** The segment that proves a SYN-ACK which was not captured; null where there is none. */
  #unseenBefore(): SegmentEntry | null {
    const { connection, entries } = this.#trace;
    const { opening, client, server } = connection;
    if ((opening !== "three-way" && opening !== "fast-open") || client.syn === 0 || server.synAck > 0)
      return null;
    return (
      entries.find(
        (entry): entry is SegmentEntry =>
          entry.kind === "segment" &&
          !entry.flags.includes("SYN") &&
          !entry.flags.includes("RST") &&
          entry.from === "client" &&
          entry.flags.includes("ACK"),
      ) ?? null
    );
  }

  #unseenAnswer(proof: SegmentEntry): void {
    this.#rows.push({
      kind: "segment",
      from: "server",
      label: "SYN ACK seq=y ack=x+1",
      fate: "unseen",
      notes: [{ text: this.#wishes.words.notCaptured }],
      ...this.#changes({ client: proof.client, server: "SYN_RECEIVED" }),
    });
  }

  /** The findings that are not drawn yet and whose last packet is at most this one. */
  #findingsUpTo(packet: number): void {
    const last = (finding: Finding) => Math.max(...finding.packets, 0) || Number.POSITIVE_INFINITY;
    for (const finding of this.#findings.filter((each) => last(each) <= packet)) {
      const { severity, id, summary } = finding;
      this.#rows.push({ kind: "finding", severity, id, text: summary });
    }
    this.#findings = this.#findings.filter((each) => last(each) > packet);
  }

  #captureEnds(): void {
    const { over, entries, watchedSeconds } = this.#trace;
    const { words } = this.#wishes;
    const last = entries.at(-1);
    if (over || last === undefined || isOver(last.client, last.server)) return;
    const after = watchedSeconds - last.seconds;
    if (after <= 0) return;
    const text = words.captureEnds(this.#duration(after));
    if (text !== "") this.#rows.push({ kind: "note", text });
  }

  // ── What rows share ──────────────────────────────────────────────────────────────────────────

  #common(entry: { packet: number; seconds: number; client: State; server: State }) {
    const { packet, seconds } = entry;
    const mark = this.#marks.get(packet);
    return { packet, seconds, ...(mark && { mark }), ...this.#changes(entry) };
  }

  /** The states that are not drawn yet. */
  #changes({ client, server }: { client: State; server: State }): Partial<Record<Side, State>> {
    const changes: Partial<Record<Side, State>> = {};
    if (client !== this.#client && client !== "UNKNOWN") changes.client = this.#client = client;
    if (server !== this.#server && server !== "UNKNOWN") changes.server = this.#server = server;
    return changes;
  }

  #duration(seconds: number): string {
    return formatDuration(seconds, this.#wishes.glyphs.micro);
  }
}

/** Whether only one end is heard because the other does not answer, not because it was not captured. */
function isUnanswered(verdict: string): boolean {
  return verdict === "unanswered" || verdict === "connecting" || verdict === "unreachable";
}

function isOver(client: State, server: State): boolean {
  const done = (state: State) => state === "CLOSED" || state === "UNKNOWN" || state === "LISTEN";
  return done(client) && done(server);
}

/** The first FIN of the end that sent its FIN second. */
function secondFin({ entries }: TraceRecord): SegmentEntry | null {
  const fins = entries.filter(
    (entry): entry is SegmentEntry => entry.kind === "segment" && entry.flags.includes("FIN"),
  );
  const first = fins[0];
  return fins.find(({ from }) => from !== first?.from) ?? null;
}

function lastPacketOf(drawn: Drawn): number {
  if (drawn.kind === "fold") return drawn.lastPacket;
  return drawn.kind === "silence" || drawn.kind === "timer" ? 0 : drawn.packet;
}
