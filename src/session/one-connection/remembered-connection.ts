// One connection of what cannot be read again, live or from a pipe: its ladder and its file are made of the
// packets in memory, and say what is not there any more.
import { writeFile } from "node:fs/promises";
import type { PacketSource } from "../../capture/packet-source.ts";
import type { Tracker } from "../../track/tracker.ts";
import type { EngineOptions } from "../engine-options.ts";
import { KEPT_BYTES } from "../evidence/evidence-store.ts";
import { keptCapture } from "../evidence/kept-capture.ts";
import type { Follower } from "../follower.ts";
import type { Detail } from "../screen/frame.ts";
import { keptLadder } from "./kept-ladder.ts";
import { newCapture } from "./new-capture.ts";
import { type Notice, type OneConnection, type OneConnectionOptions, restAfter } from "./one-connection.ts";
import { type Remembered, RememberedPackets } from "./remembered-packets.ts";
import { WatchedRow } from "./watched-row.ts";

export interface RememberedOptions extends OneConnectionOptions {
  /** Whose packets they are. */
  readonly source: PacketSource;
  /** As they are tracked. */
  readonly engine: EngineOptions;
  /** For packets of all connections, in bytes. Default 64 MiB. */
  readonly memory?: number;
}

export class RememberedConnection implements OneConnection {
  readonly follower: Follower;
  private readonly options: RememberedOptions;
  private readonly remembered: RememberedPackets;
  private tracker: Tracker | null = null;
  private wanted: number | null = null;
  private row: WatchedRow | null = null;
  /** As the row was when the ladder was made that was sent last, or is being made. */
  private sign = "";
  private isMaking = false;
  private restUntil = 0;

  constructor(options: RememberedOptions) {
    this.options = options;
    this.remembered = new RememberedPackets(options.memory);
    const { remembered } = this;
    this.follower = {
      begin: (tracker) => this.begin(tracker),
      packet: (segment, facts, block, index) => remembered.packet(segment, facts, block, index),
      tick: () => this.look(),
      over: (view) => remembered.over(view),
    };
  }

  trace(id: number | null): void {
    this.wanted = id;
    this.row = null;
    this.sign = "";
    this.restUntil = 0;
    const { tracker } = this;
    if (id === null || tracker === null) return;
    this.row = new WatchedRow(tracker, id);
    this.remembered.open(id, this.row.handle);
    this.look();
  }

  async write(id: number, path: string): Promise<Notice> {
    const { words, detail, source, application } = this.options;
    const kept = this.remembered.packetsOf(id);
    if (kept === null)
      return { type: "notice", line: words.notWritten(path, words.forgotten), isWarning: true };
    const known = detail(id);
    const { packets } = kept;
    const bytes = keptCapture(packets, source, application, commentOf(id, known));
    return newCapture(path, words, async () => {
      await writeFile(path, bytes);
      return words.writtenOf(packets.length, path, this.noteOf(kept, known), KEPT_BYTES);
    });
  }

  async close(): Promise<void> {
    this.trace(null);
    this.tracker = null;
  }

  private begin(tracker: Tracker): void {
    this.tracker = tracker;
    this.remembered.begin(tracker);
  }

  /** A ladder where something happened to the connection. */
  private look(): void {
    const { wanted, row } = this;
    if (wanted === null || row === null || this.isMaking) return;
    if (performance.now() < this.restUntil) return;
    const sign = row.sign();
    if (sign === this.sign) return;
    this.sign = sign;
    this.isMaking = true;
    const began = performance.now();
    void this.make(wanted).finally(() => {
      this.isMaking = false;
      if (this.wanted === wanted) this.restUntil = restAfter(began);
      // Another may have been asked for meanwhile.
      else this.look();
    });
  }

  private async make(id: number): Promise<void> {
    const { options, remembered, tracker } = this;
    const { send, words, source, engine } = options;
    const known = options.detail(id);
    const connection = known?.connection ?? null;
    const found = { findings: connection?.findings ?? [], subjects: known?.subjects ?? [] };
    const kept = remembered.packetsOf(id);
    const moment = tracker?.now ?? Number.NEGATIVE_INFINITY;
    try {
      const trace = kept && (await keptLadder({ ...kept, source, moment, engine, connection }));
      if (this.wanted !== id) return;
      const note = trace === null ? words.forgotten : this.noteOf(kept as Remembered, known);
      send({ type: "trace", id, trace, connection: connection ?? trace?.connection ?? null, ...found, note });
    } catch (error) {
      if (this.wanted !== id) return;
      const note = words.unreadable((error as Error).message);
      send({ type: "trace", id, trace: null, connection, ...found, note });
    }
  }

  /** Null: all is there. */
  private noteOf({ packets, holeAfter }: Remembered, known: Detail | null): string | null {
    if (known === null) return null;
    const { client, server, firstPacket } = known.connection;
    const total = client.packets + server.packets;
    if (packets.length >= total) return null;
    const first = (packets[0]?.number ?? 0) <= firstPacket ? holeAfter : 0;
    return this.options.words.kept(packets.length, total, first, packets.length - first);
  }
}

function commentOf(id: number, known: Detail | null): string {
  if (known === null) return `connection ${id}`;
  const { connection, subjects } = known;
  const found = [...connection.findings, ...subjects];
  const lines = found.map(({ id: name, severity, summary }) => `\n${severity}: ${name}. ${summary}`);
  return `connection ${id}: ${connection.verdict}${lines.join("")}`;
}
