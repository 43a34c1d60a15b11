// `--write-findings`: of each connection with a finding that is bad enough, the packets that are kept of it go
// into a file of its own: soon after the finding, and once more with its end. Most connections have none,
// and cost one copy of their headers a packet.
import { join } from "node:path";
import type { PacketBlock } from "../../capture/packet-block.ts";
import type { PacketSource } from "../../capture/packet-source.ts";
import type { Segment } from "../../decode/segment.ts";
import { SEVERITY_RANK } from "../../detect/finding.ts";
import type { ConnectionRecord, Finding, Severity } from "../../record/connection-record.ts";
import { ipOf, portOf } from "../../record/endpoint-address.ts";
import type { LifecycleEvent } from "../../record/event-record.ts";
import { ID } from "../../track/connection-layout.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import { SYN_HELD } from "../../track/segment-facts.ts";
import { STATES } from "../../track/tcp-state-machine.ts";
import type { Tracker } from "../../track/tracker.ts";
import type { Follower } from "../follower.ts";
import { EvidenceFiles } from "./evidence-files.ts";
import { EvidenceLimits } from "./evidence-limits.ts";
import { EvidenceStore } from "./evidence-store.ts";
import { HeldPackets } from "./held-packets.ts";
import { keptCapture } from "./kept-capture.ts";
import { timeInName, type WriteFailure } from "./rotating-files.ts";

export interface EvidenceKeeperOptions {
  readonly folder: string;
  /** "program 1.0", for the section headers. */
  readonly application: string;
  /** Findings of this severity or worse. */
  readonly severity: Severity;
  /** For the packets of all connections, in bytes. */
  readonly memory: number;
  /** Files that stay. */
  readonly keep: number;
  /** Only connections that pass. */
  readonly selected?: ((record: ConnectionRecord) => boolean) | undefined;
  /** Hears at once that a file cannot be written; of the first only. */
  readonly onFailure: (failure: WriteFailure) => void;
}

/** What goes into the comments, whoever found it. */
type Found = Pick<Finding, "id" | "severity" | "summary">;

/** A connection with findings that goes on. */
interface Wanted {
  readonly handle: number;
  readonly path: string;
  readonly found: Found[];
}

/** Connections with findings that go on and are remembered. */
const MOST_WANTED = 16_384;
/** One that is not to be written, because there were too many like it. */
const LEFT_OUT = null;

export class EvidenceKeeper implements Follower {
  /** Connections with such findings of which nothing was written: too many at once, or nothing was kept of them. */
  leftOut = 0;
  readonly files: EvidenceFiles;
  readonly store: EvidenceStore;
  private readonly source: PacketSource;
  private readonly options: EvidenceKeeperOptions;
  private readonly limits: EvidenceLimits;
  private readonly leastRank: number;
  private readonly held = new HeldPackets();
  private tracker: Tracker = null as never;
  private view: ConnectionView = null as never;
  /** By id of the connection. */
  private readonly wanted = new Map<number, Wanted | typeof LEFT_OUT>();
  /** Ids whose files are to be written anew. */
  private readonly due = new Set<number>();

  constructor(source: PacketSource, options: EvidenceKeeperOptions) {
    this.source = source;
    this.options = options;
    this.leastRank = SEVERITY_RANK[options.severity];
    this.store = new EvidenceStore(options.memory);
    this.limits = new EvidenceLimits(options.keep);
    this.files = new EvidenceFiles(this.limits, options.onFailure);
  }

  begin(tracker: Tracker): void {
    this.tracker = tracker;
    this.view = tracker.newView();
  }

  packet(segment: Segment, facts: number, block: PacketBlock, index: number): void {
    const { tracker, store } = this;
    const { handle } = tracker;
    if (handle < 0) return;
    if ((facts & SYN_HELD) !== 0) {
      if (tracker.undecided !== null) this.held.keep(tracker.undecided, block, index, segment.packet);
      return;
    }
    if (store.isNew(handle))
      store.name(handle, tracker.table.words[tracker.table.coldRow(handle) + ID] as number);
    store.keep(handle, block, index, segment.packet);
  }

  /**
   * What is found while connections go on; `record` builds that of the event's connection, whose row is
   * `handle`. (Which of those of a service are selected, is known when they are over.)
   */
  event(event: LifecycleEvent, record: (() => ConnectionRecord) | null, handle: number): void {
    if (event.kind !== "finding" || SEVERITY_RANK[event.finding.severity] < this.leastRank) return;
    const { selected } = this.options;
    if (selected !== undefined && (record === null || !selected(record()))) return;
    const { connection, finding } = event;
    if (connection !== null) {
      this.raise(connection, finding, this.store.keeps(handle, connection) ? handle : -1, false);
      return;
    }
    const handles = this.store.handlesOf(finding.connections);
    for (const id of finding.connections) this.raise(id, finding, handles.get(id) ?? -1, true);
  }

  tick(): void {
    for (const id of this.due) {
      const wanted = this.wanted.get(id);
      if (wanted) this.write(id, wanted);
    }
    this.due.clear();
  }

  block(): void {
    if (this.due.size > 0) this.tick();
  }

  over(
    view: ConnectionView,
    record: () => ConnectionRecord,
    _atEnd: boolean,
    findings: readonly Finding[],
  ): void {
    const { handle } = view;
    const severe = findings.find(({ severity }) => SEVERITY_RANK[severity] >= this.leastRank);
    if (severe !== undefined || this.wanted.size > 0) this.conclude(view, record, severe);
    this.store.release(handle);
  }

  private conclude(view: ConnectionView, record: () => ConnectionRecord, severe: Finding | undefined): void {
    const id = view.word(ID) >>> 0;
    const { selected } = this.options;
    const isSelected = selected === undefined || severe === undefined || selected(record());
    if (severe !== undefined && isSelected) this.raise(id, severe, view.handle, true);
    const wanted = this.wanted.get(id);
    if (wanted) this.write(id, wanted, record());
    this.wanted.delete(id);
    this.due.delete(id);
  }

  /** Everything is on the disk that can be. */
  close(): Promise<void> {
    return this.files.finish();
  }

  /**
   * @param handle −1: nothing is kept of it
   * @param isLast nothing more may be heard of the connection
   */
  private raise(
    id: number,
    { id: finding, severity, summary }: Found,
    handle: number,
    isLast: boolean,
  ): void {
    const found = { id: finding, severity, summary };
    const wanted = this.wanted.get(id);
    if (wanted === LEFT_OUT) return;
    if (wanted !== undefined) {
      if (wanted.found.every((other) => other.id !== finding)) wanted.found.push(found);
      this.due.add(id);
      return;
    }
    const { size } = this.wanted;
    const known = handle >= 0 && !this.store.isNew(handle) && size < MOST_WANTED;
    if (!known || !this.limits.admits(finding, performance.now() / 1000)) {
      // Its end comes, and must not count it again.
      const remembered = handle >= 0 && size < MOST_WANTED / 2;
      if (remembered) this.wanted.set(id, LEFT_OUT);
      if (remembered || isLast) this.leftOut++;
      return;
    }
    this.store.pin(handle);
    this.wanted.set(id, { handle, path: this.pathOf(id, handle, finding), found: [found] });
    this.due.add(id);
  }

  /** When it began, who with whom, what was found: never anything that a packet says. */
  private pathOf(id: number, handle: number, finding: string): string {
    const { view, store, source } = this;
    view.handle = handle;
    const began = timeInName(source.timeBase.epochNanos(store.packets(handle)[0]?.time ?? 0));
    const ends = `${nameOf(view, view.client)}_${nameOf(view, view.server)}`;
    return join(this.options.folder, `${began}_${ends}_${finding}_${id}.pcapng`);
  }

  /** @param record where it is over */
  private write(id: number, { handle, path, found }: Wanted, record: ConnectionRecord | null = null): void {
    const packets = [...this.store.packets(handle), ...this.held.packetsOf(id)];
    if (packets.length === 0) {
      this.leftOut++;
      return;
    }
    packets.sort((one, other) => one.time - other.time);
    const comment = this.comment(id, handle, found, record);
    this.files.write(
      path,
      (found[0] as Found).id,
      keptCapture(packets, this.source, this.options.application, comment),
    );
  }

  private comment(
    id: number,
    handle: number,
    found: readonly Found[],
    record: ConnectionRecord | null,
  ): string {
    const all: Found[] = [...(record?.findings ?? [])];
    for (const one of found) if (all.every((other) => other.id !== one.id)) all.push(one);
    const lines = all.map(({ id: name, severity, summary }) => `\n${severity}: ${name}. ${summary}`);
    return `connection ${id}: ${record?.verdict ?? this.standing(handle)}${lines.join("")}`;
  }

  private standing(handle: number): string {
    const { view } = this;
    view.handle = handle;
    const [client, server] = [view.client, view.server].map((end) => STATES[view.state(end)]);
    return `goes on, client in ${client}, server in ${server}`;
  }
}

/** "10.1.0.1-80", "2001-db8--1-443": also where file names have no colons. */
function nameOf(view: ConnectionView, end: number): string {
  return `${ipOf(view, end).replaceAll(":", "-")}-${portOf(view, end)}`;
}
