// One connection followed through the whole input: its packets, its record, and what was found about
// services, hosts and the capture of which it is a part.
import type { PacketSource } from "../capture/packet-source.ts";
import type { TimeBase } from "../capture/time-base.ts";
import type { Segment } from "../decode/segment.ts";
import { buildTrace } from "../record/build-trace.ts";
import type { ConnectionRecord, SubjectFinding } from "../record/connection-record.ts";
import type { TraceRecord } from "../record/trace-record.ts";
import { ID } from "../track/connection-layout.ts";
import type { ConnectionView } from "../track/connection-view.ts";
import { SYN_HELD } from "../track/segment-facts.ts";
import { Trace } from "../track/trace.ts";
import type { Tracker, Undecided } from "../track/tracker.ts";
import { runEngine } from "./engine.ts";
import type { EngineOptions, EngineResult } from "./engine-options.ts";
import { type Follower, together } from "./follower.ts";

/** More than anybody reads. */
const DEFAULT_KEPT = 20_000;

export interface TraceOptions extends EngineOptions {
  /** Keep plain data one by one too, from the first packet on. */
  readonly all?: boolean;
  /** How many packets are kept one by one, at least; up to twice as many where they are not plain. Default 20,000. */
  readonly kept?: number;
}

export interface TraceResult {
  /** Null where there is no such connection. */
  readonly trace: TraceRecord | null;
  /** Findings about a service, a host or the capture that list the connection. */
  readonly findings: SubjectFinding[];
  readonly result: EngineResult;
}

/** Reads the source to its end, because later packets may tell more of the connection, and closes it. */
export async function traceConnection(
  source: PacketSource,
  id: number,
  { all = false, kept = DEFAULT_KEPT, follower: other, ...options }: TraceOptions = {},
): Promise<TraceResult> {
  const follower = new ConnectionFollower(id, new Trace(kept, !all), source.timeBase);
  const followers = other === undefined ? follower : together([follower, other]);
  const result = await runEngine(source, { ...options, follower: followers });
  const findings = result.findings.filter(({ connections }) => connections.includes(id));
  return { trace: follower.trace, findings, result };
}

class ConnectionFollower implements Follower {
  trace: TraceRecord | null = null;
  private readonly id: number;
  private readonly packets: Trace;
  private readonly base: TimeBase;
  private tracker: Tracker | null = null;
  private view: ConnectionView | null = null;
  /** SYNs that may yet turn out to begin another connection, by packet. */
  private readonly held = new Map<number, Undecided>();

  constructor(id: number, packets: Trace, base: TimeBase) {
    this.id = id;
    this.packets = packets;
    this.base = base;
  }

  begin(tracker: Tracker): void {
    this.tracker = tracker;
    this.view = tracker.newView();
    tracker.onPromoted = (segment, handle, facts) => this.add(segment, handle, 0, facts);
  }

  packet(segment: Segment, facts: number): void {
    const { handle, endpoint, undecided } = this.tracker as Tracker;
    if (handle < 0) return;
    if (this.add(segment, handle, endpoint, facts) && (facts & SYN_HELD) !== 0 && undecided !== null) {
      this.held.set(segment.packet, undecided);
    }
  }

  over(view: ConnectionView, record: () => ConnectionRecord, atEnd: boolean): void {
    if (view.word(ID) >>> 0 !== this.id) return;
    const others = [...this.held].filter(([, { connection }]) => connection !== this.id);
    this.packets.remove(new Set(others.map(([packet]) => packet)));
    const { client, server } = view;
    const traced = { packets: this.packets.packets, connection: record(), client, server, asOf: view.asOf };
    this.trace = buildTrace({ ...traced, over: !atEnd }, this.base);
  }

  /** Returns whether the packet is of the connection that is followed. */
  private add(segment: Segment, handle: number, endpoint: number, facts: number): boolean {
    const view = this.view as ConnectionView;
    view.handle = handle;
    if (view.word(ID) >>> 0 !== this.id) return false;
    this.packets.add(segment, endpoint, facts, view);
    return true;
  }
}
