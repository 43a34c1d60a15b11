// Saved packets handed out as time passes: as fast as they came, faster, or as fast as they can be read; held,
// and let go until a moment, the next packet, or the next finding. A packet is due at the greatest time so far:
// one that is older than those before it comes with them, as when it was captured.
import { PacketBlock } from "../../capture/packet-block.ts";
import type { PacketSource } from "../../capture/packet-source.ts";
import type { TimeBound } from "../engine-options.ts";
import type { Playhead } from "./playhead.ts";
import type { WallClock } from "./wall-clock.ts";

/** Packets that are due within this time are handed out together. */
const TOGETHER_MILLISECONDS = 20;
/** While nothing is due, the clock goes on so often. */
const BEAT_MILLISECONDS = 100;
/** So long nobody else has had a turn before all others have one. */
const TURN_MILLISECONDS = 15;

export interface PacedSourceOptions {
  /** Playing begins here … */
  readonly since?: TimeBound | undefined;
  /** … and ends here: what comes after is handed out at once. */
  readonly until?: TimeBound | undefined;
}

/** What was played is to be played again. */
export class Rewound extends Error {}

export class PacedSource implements PacketSource {
  /** When something happens without a packet, in nanoseconds of the timeline; asked on the way to a finding. */
  nextDue: () => number = () => Number.POSITIVE_INFINITY;
  private readonly source: PacketSource;
  private readonly playhead: Playhead;
  private readonly clock: WallClock;
  private readonly options: PacedSourceOptions;
  /** Handed out where only time has passed. */
  private readonly silence = new PacketBlock();
  private held: PacketBlock | null = null;
  /** Of `held`: the first packet that was not handed out, and one past the last. */
  private next = 0;
  private end = 0;
  private isFetching = false;
  private hasEnded = false;
  private failure: { readonly error: unknown } | null = null;
  private isStopped = false;
  private isRewound = false;
  /** The first packet's time. */
  private origin = 0;
  private until = Number.POSITIVE_INFINITY;
  /** The greatest time that was handed out. */
  private latest = Number.NEGATIVE_INFINITY;
  private settled = Number.NEGATIVE_INFINITY;
  /** Until then time has passed for whoever takes the blocks. */
  private told = Number.NEGATIVE_INFINITY;
  private lastTurn: number;
  private wake = (): void => {};

  constructor(source: PacketSource, playhead: Playhead, clock: WallClock, options: PacedSourceOptions = {}) {
    this.source = source;
    this.playhead = playhead;
    this.clock = clock;
    this.options = options;
    this.lastTurn = clock.now();
  }

  get timeBase() {
    return this.source.timeBase;
  }

  get inputs() {
    return this.source.inputs;
  }

  get channels() {
    return this.source.channels;
  }

  get damage() {
    return this.source.damage;
  }

  progress() {
    return this.source.progress();
  }

  close(): Promise<void> {
    return this.source.close();
  }

  /** Nanoseconds since the first packet; before it everything was handed out. */
  get position(): number {
    const settled = this.settledUntil();
    return this.offsetOf(settled);
  }

  /** Nanoseconds from the first packet to a moment of the timeline. */
  offsetOf(moment: number): number {
    return Math.max(0, moment - this.origin);
  }

  /** Nanoseconds of the timeline until the next packet is due; null: not known yet. */
  get silentFor(): number | null {
    return this.next < this.end ? Math.max(0, this.due - this.settledUntil()) : null;
  }

  settledUntil(): number {
    if (this.next < this.end) this.settle(Math.min(this.origin + this.playhead.position, this.due));
    return this.settled;
  }

  /** Something was asked of the playhead. */
  paced(): void {
    this.wake();
  }

  /** The input ends here. */
  stop(): void {
    this.isStopped = true;
    this.wake();
  }

  /** The reading is left: what waits for packets rejects with Rewound. */
  rewind(): void {
    this.isRewound = true;
    this.wake();
  }

  /** Lets all others have a turn, where they had none for long. */
  turn(): Promise<void> | undefined {
    if (this.clock.now() - this.lastTurn <= TURN_MILLISECONDS) return undefined;
    return this.clock.yield().then(() => {
      this.lastTurn = this.clock.now();
    });
  }

  async nextBlock(): Promise<PacketBlock | null> {
    for (let hasWaited = false; ; ) {
      const turn = this.turn();
      if (turn !== undefined) await turn;
      if (this.isRewound) throw new Rewound();
      if (this.failure !== null) throw this.failure.error;
      if (this.isStopped) return null;
      if (this.next < this.end) {
        const block = this.take();
        if (block !== null) return block;
        if (hasWaited && this.settledUntil() > this.told) return this.pass(this.settled);
        await this.untilDue();
        hasWaited = true;
      } else if (this.hasEnded) {
        this.playhead.end(this.position);
        return null;
      } else await this.fetch();
    }
  }

  // ── Reading ──────────────────────────────────────────────────────────────────────────────────

  /** (A pipe may hold it for ever: whoever wakes it need not wait for that.) */
  private async fetch(): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    if (!this.isFetching) {
      this.isFetching = true;
      this.source.nextBlock().then(
        (block) => this.fetched(block),
        (error: unknown) => {
          this.failure = { error };
          this.wake();
        },
      );
    }
    await woken;
  }

  private fetched(block: PacketBlock | null): void {
    this.isFetching = false;
    if (block === null) this.hasEnded = true;
    else {
      if (this.held === null) this.begin(block);
      this.held = block;
      this.next = block.from;
      this.end = block.to;
    }
    this.wake();
  }

  private begin(block: PacketBlock): void {
    const { options, playhead } = this;
    this.origin = block.time[block.from] as number;
    if (options.until) this.until = this.momentOf(options.until);
    playhead.begin(options.since ? this.momentOf(options.since) - this.origin : 0);
  }

  private momentOf(bound: TimeBound): number {
    if ("offsetSeconds" in bound) return bound.offsetSeconds * 1e9;
    return Number(bound.epochNanos - this.source.timeBase.epochNanos(0));
  }

  // ── Handing out ──────────────────────────────────────────────────────────────────────────────

  /** When the next packet is due. */
  private get due(): number {
    const time = (this.held as PacketBlock).time[this.next] as number;
    return Math.min(Math.max(time, this.latest), this.until);
  }

  /** What may be handed out now; null: nothing yet. */
  private take(): PacketBlock | null {
    const { playhead, origin } = this;
    const { jump } = playhead;
    if (!playhead.isFree) return this.upTo(origin + playhead.position);
    if (jump === null) return this.upTo(Number.POSITIVE_INFINITY);
    if (jump.to === "finding") return this.step();
    const target = jump.to === "packet" ? this.due : Math.max(origin + jump.at, this.settled);
    const block = this.upTo(target);
    if (block !== null) {
      if (jump.to === "packet") playhead.arrive(target - origin);
      return block;
    }
    playhead.arrive(target - origin);
    return this.pass(target);
  }

  /** All packets that are due by then. */
  private upTo(limit: number): PacketBlock | null {
    const block = this.held as PacketBlock;
    const { end, next } = this;
    let { latest } = this;
    let to = next;
    for (const { time } = block; to < end; to++) {
      const now = time[to] as number;
      if (now <= latest) continue;
      if (now > limit && limit < this.until) break;
      latest = now;
    }
    if (to === next) return null;
    return this.handOut(to, latest);
  }

  /** On the way to a finding nothing may be overshot: a packet, or the time until something is due without one. */
  private step(): PacketBlock {
    const { due } = this;
    const timer = this.nextDue();
    if (timer > this.settled && timer < due) {
      this.playhead.reach(timer - this.origin);
      return this.pass(timer);
    }
    const time = (this.held as PacketBlock).time[this.next] as number;
    return this.handOut(this.next + 1, Math.max(time, this.latest));
  }

  private handOut(to: number, latest: number): PacketBlock {
    const block = this.held as PacketBlock;
    block.from = this.next;
    block.to = to;
    this.next = to;
    this.latest = latest;
    this.settle(Math.min(latest, this.until));
    this.told = this.settled;
    if (this.playhead.isFree) this.playhead.reach(this.settled - this.origin);
    return block;
  }

  /** Only time passes. */
  private pass(moment: number): PacketBlock {
    this.settle(moment);
    this.told = this.settled;
    return this.silence;
  }

  private settle(moment: number): void {
    if (moment > this.settled) this.settled = moment;
  }

  /** Waits for the next packet's time, or for a word of who watches. */
  private async untilDue(): Promise<void> {
    const { playhead, clock } = this;
    const { rate } = playhead;
    if (rate === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    } else {
      const silent = (this.due - this.origin - playhead.position) / rate;
      const { over, cancel } = clock.wait(
        Math.min(Math.max(silent, TOGETHER_MILLISECONDS), BEAT_MILLISECONDS),
      );
      this.wake = cancel;
      await over;
    }
    this.lastTurn = clock.now();
  }
}
