// Several sources as one timeline. Packets are neither copied nor looked at: from each source one
// block is held, and runs of it are handed out that are not later than the others' next packets.
import type { PacketBlock } from "./packet-block.ts";
import type { CaptureDamage, CaptureInput, Channel, PacketSource } from "./packet-source.ts";
import { TimeBase } from "./time-base.ts";

/** A source that is opened when its first packet's time is reached. */
export interface MergePart {
  readonly input: CaptureInput;
  /** Bytes as stored; null for a pipe. */
  readonly size: number | null;
  /** When its first packet was captured; null when that is not known: it is opened at once. */
  readonly first: { readonly seconds: number; readonly nanos: number } | null;
  /** Rejects when the input is gone by then. */
  open(): Promise<PacketSource>;
  /** Lets go of what is held though not opened. */
  close(): Promise<void>;
}

/** An opened source and what is left of its block. */
interface Head {
  readonly order: number;
  readonly source: PacketSource;
  block: PacketBlock;
  from: number;
  to: number;
}

interface Waiting {
  readonly order: number;
  readonly part: MergePart;
  readonly time: number;
}

/** Ties go in the order of the parts. Each part keeps its own order, as mergecap does. */
export class MergedSource implements PacketSource {
  readonly timeBase = new TimeBase();
  readonly inputs: readonly CaptureInput[];
  readonly channels: readonly Channel[];
  readonly damage: readonly CaptureDamage[];
  readonly #damage: CaptureDamage[];
  readonly #total: number | null;
  /** The next to be opened last. */
  readonly #waiting: Waiting[];
  readonly #heads: Head[] = [];
  #current: Head | null = null;
  #bytesOfClosed = 0;

  constructor(parts: readonly MergePart[], channels: readonly Channel[], damage: CaptureDamage[]) {
    this.inputs = parts.map((part) => part.input);
    this.channels = channels;
    this.damage = damage;
    this.#damage = damage;
    this.#total = parts.reduce<number | null>(
      (sum, part) => (sum === null || part.size === null ? null : sum + part.size),
      0,
    );
    for (const { first } of parts) {
      if (first === null) continue;
      if (this.timeBase.since(first.seconds, first.nanos) < 0) this.timeBase.known = false;
      this.timeBase.set(first.seconds, first.nanos);
    }
    this.#waiting = parts.map((part, order) => {
      const time = part.first ? this.timeBase.since(part.first.seconds, part.first.nanos) : -Infinity;
      return { order, part, time };
    });
    this.#waiting.sort((a, b) => b.time - a.time || b.order - a.order);
  }

  async nextBlock(): Promise<PacketBlock | null> {
    const last = this.#current;
    this.#current = null;
    if (last && last.from === last.to && !(await this.#refill(last))) await this.#drop(last);
    await this.#openReached();

    const head = this.#earliest(null);
    if (head === null) return null;
    const { block, from } = head;
    block.from = from;
    block.to = this.#endOfRun(head);
    head.from = block.to;
    this.#current = head;
    return block;
  }

  progress(): { bytes: number; total: number | null } {
    let bytes = this.#bytesOfClosed;
    for (const { source } of this.#heads) bytes += source.progress().bytes;
    return { bytes, total: this.#total };
  }

  async close(): Promise<void> {
    for (const head of this.#heads.splice(0)) await head.source.close();
    for (const { part } of this.#waiting.splice(0)) await part.close();
    this.#current = null;
  }

  /** Opens the parts that begin not later than the earliest head, until none does. */
  async #openReached(): Promise<void> {
    for (;;) {
      const next = this.#waiting.at(-1);
      if (next === undefined) return;
      const head = this.#earliest(null);
      if (head !== null && !comesBefore(next.time, next.order, head)) return;
      this.#waiting.pop();
      await this.#open(next);
    }
  }

  async #open({ part, order }: Waiting): Promise<void> {
    let source: PacketSource;
    try {
      source = await part.open();
    } catch (error) {
      const message = `cannot be read any more: ${(error as Error).message}`;
      this.#damage.push({ file: part.input.name, byteOffset: 0, packet: 1, message, cutShort: false });
      return;
    }
    const block = await source.nextBlock();
    if (block === null) return this.#closeSource(source);
    const head = { order, source, block, from: 0, to: 0 };
    this.#take(head, block);
    this.#heads.push(head);
  }

  async #refill(head: Head): Promise<boolean> {
    const block = await head.source.nextBlock();
    if (block === null) return false;
    this.#take(head, block);
    return true;
  }

  /** Each source counts from its own first packet: its times are moved onto the common base. */
  #take(head: Head, block: PacketBlock): void {
    const { timeBase } = head.source;
    const shift = timeBase.known ? this.timeBase.since(timeBase.seconds, timeBase.nanos) : 0;
    if (shift !== 0) for (let i = block.from; i < block.to; i++) block.time[i]! += shift;
    head.block = block;
    head.from = block.from;
    head.to = block.to;
  }

  async #drop(head: Head): Promise<void> {
    this.#heads.splice(this.#heads.indexOf(head), 1);
    await this.#closeSource(head.source);
  }

  async #closeSource(source: PacketSource): Promise<void> {
    this.#bytesOfClosed += source.progress().bytes;
    await source.close();
  }

  #earliest(except: Head | null): Head | null {
    let earliest: Head | null = null;
    for (const head of this.#heads) {
      if (head === except) continue;
      const time = head.block.time[head.from]!;
      if (earliest === null || comesBefore(time, head.order, earliest)) earliest = head;
    }
    return earliest;
  }

  /** One past the last packet of `head` that comes before every other head and part. */
  #endOfRun(head: Head): number {
    const other = this.#earliest(head);
    const waiting = this.#waiting.at(-1);
    let limit = Infinity;
    let order = Infinity;
    if (other !== null) {
      limit = other.block.time[other.from]!;
      order = other.order;
    }
    if (
      waiting !== undefined &&
      (waiting.time < limit || (waiting.time === limit && waiting.order < order))
    ) {
      limit = waiting.time;
      order = waiting.order;
    }
    const { time } = head.block;
    if (limit === Infinity) return head.to;
    let to = head.from + 1;
    if (head.order < order) while (to < head.to && time[to]! <= limit) to++;
    else while (to < head.to && time[to]! < limit) to++;
    return to;
  }
}

function comesBefore(time: number, order: number, head: Head): boolean {
  const other = head.block.time[head.from]!;
  return time < other || (time === other && order < head.order);
}
