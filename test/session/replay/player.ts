// A replay over a clock that the test sets, and what can be seen of it: events told, connections as they stand.
import { type CaptureSpec, openCaptures } from "../../../src/capture/open-capture.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import type { LifecycleEvent } from "../../../src/record/event-record.ts";
import type { EngineOptions, EngineResult } from "../../../src/session/engine-options.ts";
import type { InSight } from "../../../src/session/onlooker.ts";
import { Replay } from "../../../src/session/replay/replay.ts";
import type { Speed } from "../../../src/session/screen/frame.ts";
import type { PaceRequest } from "../../../src/session/screen/protocol.ts";
import { SetClock, settled } from "./set-clock.ts";

export interface PlayOptions {
  readonly speed?: Speed;
  readonly engine?: EngineOptions;
  readonly canRewind?: boolean;
}

export class Player {
  readonly clock = new SetClock();
  readonly replay: Replay;
  /** Of the reading that goes on. */
  events: LifecycleEvent[] = [];
  connections: ConnectionRecord[] = [];
  readings = 0;
  ends = 0;
  private seen: InSight | null = null;
  private readonly result: Promise<EngineResult>;

  private constructor(replay: Replay, clock: SetClock) {
    this.replay = replay;
    this.clock = clock;
    this.result = replay.run(
      async () => {
        this.readings++;
        this.events = [];
        this.connections = [];
        return {
          onlooker: { begin: (seen) => this.see(seen), look: () => {} },
          event: (event) => void this.events.push(event),
          connection: (record) => void this.connections.push(record),
        };
      },
      () => void this.ends++,
    );
    this.result.catch(() => {});
  }

  private see(seen: InSight): void {
    this.seen = seen;
  }

  static async of(
    inputs: readonly CaptureSpec[],
    { speed = 1, engine = {}, canRewind = true }: PlayOptions = {},
  ): Promise<Player> {
    const clock = new SetClock();
    const open = () => openCaptures(inputs);
    const replay = new Replay({ source: await open(), open, canRewind, speed, engine, clock });
    const player = new Player(replay, clock);
    await player.until(() => player.seen !== null && (player.packets > 0 || replay.status.isAtEnd));
    await settled();
    return player;
  }

  async pace(request: Omit<PaceRequest, "type">): Promise<void> {
    this.replay.pace({ type: "pace", ...request });
    await settled();
  }

  /** Waits for real, where much is read. */
  async until(isSo: () => boolean): Promise<void> {
    for (let turn = 0; turn < 100_000 && !isSo(); turn++)
      await new Promise((resolve) => void setImmediate(resolve));
  }

  stop(): Promise<EngineResult> {
    this.replay.stop();
    return this.result;
  }

  get packets(): number {
    return (this.seen as InSight).batch.packets;
  }

  get position(): number {
    return this.replay.status.positionSeconds;
  }

  /** Every row as it would be reported, at the moment at which the replay stands. */
  standing(): ConnectionRecord[] {
    const { tracker, builder } = this.seen as InSight;
    const view = tracker.newView();
    view.asOf = tracker.now;
    const records: ConnectionRecord[] = [];
    for (let handle = 0; handle < tracker.table.used; handle++) {
      if (!tracker.table.isLive(handle)) continue;
      view.handle = handle;
      records.push(builder.build(view, tracker.lifecycle.sideRows, []));
    }
    return records.toSorted((a, b) => a.id - b.id);
  }
}
