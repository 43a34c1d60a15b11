// One connection of saved captures: they are read again, as far as the replay stands. The same thread does it,
// in turns with the replay. Ids are given in the same order each time.
import type { PacketSource } from "../../capture/packet-source.ts";
import { PcapngWriter } from "../../capture/pcapng-writer.ts";
import type { Tracker } from "../../track/tracker.ts";
import type { EngineOptions } from "../engine-options.ts";
import type { Follower } from "../follower.ts";
import { traceConnection } from "../trace-connection.ts";
import { UndecidedPackets } from "../undecided-packets.ts";
import { ChosenConnections, writePackets } from "../write-packets.ts";
import { type Bound, BoundedSource } from "./bounded-source.ts";
import { newCapture } from "./new-capture.ts";
import {
  KEPT_ONE_BY_ONE,
  type Notice,
  type OneConnection,
  type OneConnectionOptions,
  restAfter,
} from "./one-connection.ts";
import { WatchedRow } from "./watched-row.ts";

export interface RereadOptions extends OneConnectionOptions {
  readonly open: () => Promise<PacketSource>;
  /** As the replay itself is read. */
  readonly engine: EngineOptions;
}

const PROGRESS_MILLISECONDS = 100;

const EVERYTHING: Bound = { packets: Number.POSITIVE_INFINITY, moment: Number.NEGATIVE_INFINITY };
const NEVER = new AbortController().signal;

export class RereadConnection implements OneConnection {
  readonly follower: Follower;
  private readonly options: RereadOptions;
  private tracker: Tracker | null = null;
  /** Packets that the replay has read. */
  private packets = 0;
  private wanted: number | null = null;
  private row: WatchedRow | null = null;
  /** As the row was when the ladder was read that was sent last, or is being read. */
  private sign = "";
  private reading: AbortController | null = null;
  private restUntil = 0;

  constructor(options: RereadOptions) {
    this.options = options;
    this.follower = {
      begin: (tracker) => this.begin(tracker),
      block: ({ from, to }) => {
        this.packets += to - from;
      },
      tick: () => this.look(),
    };
  }

  trace(id: number | null): void {
    this.reading?.abort();
    this.reading = null;
    this.wanted = id;
    this.row = null;
    this.restUntil = 0;
    if (id !== null) this.look(true);
  }

  write(id: number, path: string): Promise<Notice> {
    const { words } = this.options;
    return newCapture(path, words, async () => {
      const writer = await PcapngWriter.create(path);
      try {
        await this.writeAll(id, writer);
        await writer.finish();
      } catch (error) {
        await writer.abandon();
        throw error;
      }
      return words.written(writer.packets, path);
    });
  }

  async close(): Promise<void> {
    this.trace(null);
    this.tracker = null;
  }

  /** Also where the replay begins anew: what it shows is as of an earlier moment then. */
  private begin(tracker: Tracker): void {
    this.tracker = tracker;
    this.packets = 0;
    this.row = null;
    this.restUntil = 0;
  }

  /** Reads again where something happened to the connection. */
  private look(isAsked = false): void {
    const { tracker, wanted } = this;
    if (tracker === null || wanted === null || this.reading !== null) return;
    if (performance.now() < this.restUntil) return;
    this.row ??= new WatchedRow(tracker, wanted);
    const sign = this.row.sign();
    if (sign === this.sign && !isAsked) return;
    this.sign = sign;
    this.reading = new AbortController();
    void this.read(wanted, tracker, this.reading.signal);
  }

  private async read(id: number, tracker: Tracker, signal: AbortSignal): Promise<void> {
    const began = performance.now();
    const { options } = this;
    const empty = { trace: null, connection: null, findings: [], subjects: [] };
    try {
      if (this.row?.place === "not-begun") {
        options.send({ type: "trace", id, ...empty, note: options.words.notBegun });
        return;
      }
      const bound = { packets: this.packets, moment: tracker.now };
      let nextProgress = began + PROGRESS_MILLISECONDS;
      const source = await this.open(bound, signal);
      const { trace, findings } = await traceConnection(source, id, {
        ...options.engine,
        all: true,
        kept: KEPT_ONE_BY_ONE,
        onProgress: ({ packets }) => {
          if (signal.aborted || performance.now() < nextProgress) return;
          nextProgress = performance.now() + PROGRESS_MILLISECONDS;
          options.send({ type: "tracing", id, done: bound.packets === 0 ? 1 : packets / bound.packets });
        },
      });
      if (signal.aborted) return;
      const connection = trace?.connection ?? null;
      const note = trace === null ? options.words.notBegun : null;
      const found = { findings: connection?.findings ?? [], subjects: findings };
      options.send({ type: "trace", id, trace, connection, ...found, note });
    } catch (error) {
      if (signal.aborted) return;
      options.send({ type: "trace", id, ...empty, note: options.words.unreadable((error as Error).message) });
    } finally {
      if (!signal.aborted) {
        this.restUntil = restAfter(began);
        this.reading = null;
      }
    }
  }

  private async writeAll(id: number, writer: PcapngWriter): Promise<void> {
    const { engine, words, application } = this.options;
    const undecided = new UndecidedPackets();
    const chosen = new ChosenConnections();
    const source = await this.open(EVERYTHING, NEVER);
    const { trace, findings } = await traceConnection(source, id, {
      ...engine,
      follower: undecided,
      kept: 1,
    });
    if (trace === null) throw new Error(words.notBegun);
    chosen.add(trace.connection);
    chosen.addFindings(findings);
    const names = source.inputs.map(({ name }) => name).join(", ");
    writer.section(application, `Connection ${id} of ${names}: ${trace.connection.verdict}`);
    await writePackets(await this.open(EVERYTHING, NEVER), chosen, undecided, writer, engine);
  }

  private async open(bound: Bound, signal: AbortSignal): Promise<BoundedSource> {
    return new BoundedSource(await this.options.open(), bound, signal);
  }
}
