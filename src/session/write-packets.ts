// The second reading: tracks the same packets again and writes those of the chosen connections. Ids are
// given in the same order again, so that nothing but what was chosen is carried over.
import type { PacketBlock } from "../capture/packet-block.ts";
import type { PacketSource } from "../capture/packet-source.ts";
import type { PcapngWriter } from "../capture/pcapng-writer.ts";
import type { Segment } from "../decode/segment.ts";
import type { ConnectionRecord, SubjectFinding } from "../record/connection-record.ts";
import { ID } from "../track/connection-layout.ts";
import type { ConnectionView } from "../track/connection-view.ts";
import type { Tracker } from "../track/tracker.ts";
import { runEngine } from "./engine.ts";
import type { EngineOptions } from "./engine-options.ts";
import type { Follower } from "./follower.ts";
import { isUndecided, type UndecidedPackets } from "./undecided-packets.ts";

/** Which connections, and what the comment on the first packet of each says. */
export class ChosenConnections {
  readonly #comments = new Map<number, string>();

  get count(): number {
    return this.#comments.size;
  }

  add({ id, verdict, findings }: ConnectionRecord): void {
    // (Most have no finding, and share a handful of texts.)
    const found = findings.map(({ id: name, severity, summary }) => `\n${severity}: ${name}. ${summary}`);
    this.#comments.set(id, found.length === 0 ? verdict : verdict + found.join(""));
  }

  /** What was found about services, hosts and the capture is said of the connections that it lists too. */
  addFindings(findings: readonly SubjectFinding[]): void {
    for (const { id, severity, summary, connections } of findings) {
      for (const connection of connections) {
        const comment = this.#comments.get(connection);
        if (comment !== undefined)
          this.#comments.set(connection, `${comment}\n${severity}: ${id}. ${summary}`);
      }
    }
  }

  has(id: number): boolean {
    return this.#comments.has(id);
  }

  /** "connection 12: closed", and a line for each finding. */
  comment(id: number): string {
    return `connection ${id}: ${this.#comments.get(id) ?? ""}`;
  }
}

/**
 * Reads the source to its end and closes it.
 * @param options as in the first reading, or the ids would not be the same
 * @param undecided what the first reading found out about packets that only later ones explain
 */
export async function writePackets(
  source: PacketSource,
  chosen: ChosenConnections,
  undecided: UndecidedPackets,
  writer: PcapngWriter,
  options: EngineOptions,
): Promise<void> {
  const follower = new PacketPicker(source, chosen, undecided, writer);
  await runEngine(source, { ...options, follower }, { flush: () => writer.flush() });
}

class PacketPicker implements Follower {
  private readonly source: PacketSource;
  private readonly chosen: ChosenConnections;
  private readonly undecided: UndecidedPackets;
  private readonly writer: PcapngWriter;
  private readonly commented = new Set<number>();
  private tracker: Tracker | null = null;
  private view: ConnectionView | null = null;

  constructor(
    source: PacketSource,
    chosen: ChosenConnections,
    undecided: UndecidedPackets,
    writer: PcapngWriter,
  ) {
    this.source = source;
    this.chosen = chosen;
    this.undecided = undecided;
    this.writer = writer;
  }

  begin(tracker: Tracker): void {
    this.tracker = tracker;
    this.view = tracker.newView();
  }

  packet(segment: Segment, facts: number, block: PacketBlock, index: number): void {
    const id = this.connectionOf(segment, facts);
    if (!this.chosen.has(id)) return;
    const first = !this.commented.has(id);
    if (first) this.commented.add(id);
    this.writer.packet(this.source, block, index, first ? this.chosen.comment(id) : "");
  }

  private connectionOf(segment: Segment, facts: number): number {
    const tracker = this.tracker as Tracker;
    if (isUndecided(segment, facts, tracker)) return this.undecided.connectionOf(segment.packet);
    if (tracker.handle < 0) return 0;
    const view = this.view as ConnectionView;
    view.handle = tracker.handle;
    return view.word(ID) >>> 0;
  }
}
