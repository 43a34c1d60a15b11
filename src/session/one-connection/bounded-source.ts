// A source as far as a moment: so many packets, then as much time as has passed since, then the end. Lets
// everybody else have a turn while it is read.
import { PacketBlock } from "../../capture/packet-block.ts";
import type { PacketSource } from "../../capture/packet-source.ts";

/** So long nobody else has had a turn before all others have one. */
const TURN_MILLISECONDS = 10;

export interface Bound {
  readonly packets: number;
  /** In nanoseconds of the timeline. */
  readonly moment: number;
}

export class BoundedSource implements PacketSource {
  /** Packets handed out. */
  packets = 0;
  private readonly source: PacketSource;
  private readonly bound: Bound;
  private readonly signal: AbortSignal;
  private isPast = false;
  private lastTurn = performance.now();

  /** @param signal aborted, the next call of `nextBlock` rejects */
  constructor(source: PacketSource, bound: Bound, signal: AbortSignal) {
    this.source = source;
    this.bound = bound;
    this.signal = signal;
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

  settledUntil(): number {
    return this.isPast ? this.bound.moment : Number.NEGATIVE_INFINITY;
  }

  async nextBlock(): Promise<PacketBlock | null> {
    if (performance.now() - this.lastTurn > TURN_MILLISECONDS) {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      this.lastTurn = performance.now();
    }
    // (Not the end: nobody wants a report of what was read so far.)
    this.signal.throwIfAborted();
    if (this.isPast) return null;
    const left = this.bound.packets - this.packets;
    const block = left > 0 ? await this.source.nextBlock() : null;
    if (block === null) {
      this.isPast = true;
      return new PacketBlock();
    }
    block.to = Math.min(block.to, block.from + left);
    this.packets += block.to - block.from;
    return block;
  }
}
