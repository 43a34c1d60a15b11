// Answers what the screen asks for: looks at the table between blocks of packets, and sends a frame when
// something changed, at most ten times a second.
import { addressText } from "../../record/address-text.ts";
import type { ConnectionRecord, State, Verdict } from "../../record/connection-record.ts";
import { ipOf, portOf } from "../../record/endpoint-address.ts";
import type { LifecycleEvent } from "../../record/event-record.ts";
import { ID } from "../../track/connection-layout.ts";
import { type ConnectionView, VERDICTS } from "../../track/connection-view.ts";
import { STATES } from "../../track/tcp-state-machine.ts";
import type { InSight, Onlooker } from "../onlooker.ts";
import type { ConnectionRow, Frame, ReplayStatus, RowEnd } from "./frame.ts";
import type { FromSession, ViewRequest } from "./protocol.ts";

export interface ScreenFeedOptions {
  readonly send: (message: FromSession) => void;
  /** Null: not a replay. */
  readonly replay: () => ReplayStatus | null;
}

export class ScreenFeed implements Onlooker {
  private readonly options: ScreenFeedOptions;
  private seen: InSight | null = null;
  private request: ViewRequest | null = null;
  private nextFrame = 0;

  constructor(options: ScreenFeedOptions) {
    this.options = options;
  }

  begin(seen: InSight): void {
    this.seen = seen;
  }

  look(): void {
    if (performance.now() >= this.nextFrame) this.answer();
  }

  /** What the engine tells. */
  event(_event: LifecycleEvent, _record: (() => ConnectionRecord) | null, _handle: number): void {}

  view(request: ViewRequest): void {
    this.request = request;
    this.answer();
  }

  private answer(): void {
    const { seen, request } = this;
    if (seen === null || request === null) return;
    this.nextFrame = performance.now() + 100;
    const frame = this.frame(seen, request);
    this.options.send({ type: "frame", frame });
  }

  private frame(seen: InSight, request: ViewRequest): Frame {
    const { tracker } = seen;
    const rows: ConnectionRow[] = [];
    const view = tracker.newView();
    view.asOf = tracker.now;
    for (let handle = 0; handle < tracker.table.used && rows.length < request.count; handle++) {
      if (!tracker.table.isLive(handle)) continue;
      view.handle = handle;
      rows.push(rowOf(view));
    }
    void addressText;
    return {
      answers: request.number,
      status: {
        source: { kind: "files", names: seen.source.inputs.map(({ name }) => name) },
        now: null,
        elapsedSeconds: 0,
        packets: seen.batch.packets,
        tcpPackets: seen.batch.tcpPackets,
        packetsPerSecond: 0,
        bytesPerSecond: 0,
        received: null,
        droppedByKernel: null,
        droppedByInterface: null,
        connections: tracker.lifecycle.recognised,
        tracked: rows.length,
        evicted: 0,
        memoryBytes: process.memoryUsage.rss(),
        findings: { info: 0, warning: 0, error: 0 },
        damaged: [],
        replay: this.options.replay(),
      },
      body: {
        view: "connections",
        total: rows.length,
        matching: rows.length,
        offset: 0,
        rows,
        anchorAt: null,
      },
      detail: null,
    };
  }
}

function rowOf(view: ConnectionView): ConnectionRow {
  return {
    id: view.word(ID) >>> 0,
    client: endOf(view, view.client),
    server: endOf(view, view.server),
    verdict: VERDICTS[view.verdict] as Verdict,
    inStateSeconds: (view.asOf - Math.max(view.stateSince(0), view.stateSince(1))) / 1e9,
    handshakeSeconds: null,
    packets: 0,
    bytes: 0,
    finding: null,
    tunnel: [],
    isOver: false,
    isDoubtful: false,
  };
}

function endOf(view: ConnectionView, end: number): RowEnd {
  return {
    ip: ipOf(view, end),
    port: portOf(view, end),
    state: STATES[view.state(end)] as State,
    process: null,
  };
}
