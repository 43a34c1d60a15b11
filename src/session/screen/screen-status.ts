// The status line's figures: how capturing and reading go, as of now.
import { MomentText } from "../../record/address-text.ts";
import type { Severity } from "../../record/connection-record.ts";
import type { InSight } from "../onlooker.ts";
import { FlowRate } from "./flow-rate.ts";
import type { NewestFinding, ReplayStatus, Status } from "./frame.ts";

/** From one look at the memory to the next. */
const WEIGHED_MILLISECONDS = 500;

export class ScreenStatus {
  private readonly seen: InSight;
  private readonly replay: () => ReplayStatus | null;
  private readonly moments: MomentText;
  private readonly flow = new FlowRate();
  private readonly begun = performance.now();
  private isOver = false;
  private endedAt = 0;
  private weighedAt = Number.NEGATIVE_INFINITY;
  private memoryBytes = 0;

  constructor(seen: InSight, replay: () => ReplayStatus | null) {
    this.seen = seen;
    this.replay = replay;
    this.moments = new MomentText(seen.source.timeBase);
  }

  private get isLive(): boolean {
    return this.seen.source.statistics !== undefined;
  }

  /** Of the clock on which packets come: seconds. */
  private get seconds(): number {
    if (this.isLive) return ((this.isOver ? this.endedAt : performance.now()) - this.begun) / 1000;
    const { firstTime } = this.seen.batch;
    const { now } = this.seen.tracker;
    return Number.isFinite(firstTime) && Number.isFinite(now) ? Math.max(0, now - firstTime) / 1e9 : 0;
  }

  /** (Asking takes a millisecond.) */
  private memory(): number {
    const now = performance.now();
    if (now - this.weighedAt >= WEIGHED_MILLISECONDS) {
      this.weighedAt = now;
      this.memoryBytes = process.memoryUsage.rss();
    }
    return this.memoryBytes;
  }

  /** Now and then. */
  look(): void {
    const { batch } = this.seen;
    this.flow.see(this.seconds, batch.packets, batch.bytes);
  }

  /** Nothing comes any more. */
  over(): void {
    this.isOver = true;
    this.endedAt = performance.now();
  }

  now(findings: Readonly<Record<Severity, number>>, newestFinding: NewestFinding | null): Status {
    const { source, batch, tracker } = this.seen;
    const { received = null, droppedByKernel = null, droppedByInterface = null } = this.seen.capture();
    const names = source.inputs.map(({ name }) => name);
    const moment = tracker.now;
    const { recognised, evicted } = tracker.lifecycle;
    return {
      source: this.isLive ? { kind: "live", interfaces: names } : { kind: "files", names },
      now: Number.isFinite(moment) ? this.moments.format(moment) : null,
      elapsedSeconds: this.seconds,
      packets: batch.packets,
      tcpPackets: batch.tcpPackets,
      packetsPerSecond: this.isOver ? 0 : this.flow.packetsPerSecond,
      bytesPerSecond: this.isOver ? 0 : this.flow.bytesPerSecond,
      received,
      droppedByKernel,
      droppedByInterface,
      connections: recognised,
      tracked: this.isOver ? 0 : tracker.table.live,
      evicted,
      memoryBytes: this.memory(),
      findings,
      newestFinding,
      damaged: source.damage.map(({ file, message }) => `${file}: ${message}`),
      replay: this.replay(),
    };
  }
}
