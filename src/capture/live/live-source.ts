// One interface, or several as one timeline, as a source of packets. Their times are those of a clock that
// nobody sets.
import { ChannelTable } from "../channel-table.ts";
import type { PacketBlock } from "../packet-block.ts";
import type {
  CaptureDamage,
  CaptureInput,
  CaptureStatistics,
  Channel,
  PacketSource,
} from "../packet-source.ts";
import { TimeBase } from "../time-base.ts";
import { loadLibpcap } from "./libpcap.ts";
import type { InterfaceOptions } from "./live-device.ts";
import { holdMilliseconds, type LiveContext, LiveInput } from "./live-input.ts";
import { SteadyClock } from "./steady-clock.ts";

export type { InterfaceOptions } from "./live-device.ts";

const NANOS_PER_MILLISECOND = 1e6;

/**
 * Begins to capture on each of the interfaces. Rejects with LibpcapMissing, with CaptureError where one cannot
 * be captured on, with FilterError for a filter that libpcap does not understand.
 */
export async function openLive(
  names: readonly string[],
  options: InterfaceOptions = {},
): Promise<LiveSource> {
  const libpcap = await loadLibpcap();
  const timeBase = new TimeBase();
  const context: LiveContext = {
    libpcap,
    options,
    channels: new ChannelTable(),
    damage: [],
    timeBase,
    clock: new SteadyClock(timeBase),
  };
  const opened: LiveInput[] = [];
  try {
    // One that is named twice is still one.
    for (const [input, name] of [...new Set(names)].entries()) {
      opened.push(await LiveInput.open(context, name, input));
    }
  } catch (error) {
    for (const one of opened) await one.close();
    throw error;
  }
  return new LiveSource(opened, context);
}

/**
 * Waits as long as nothing comes; ends after `stop` or `close`, and when every interface is gone and may
 * not be opened again. One that is gone is opened again when it is back.
 * Packets of several interfaces come in order of time: what one has handed over waits until the others
 * had the time to hand over what is older.
 */
export class LiveSource implements PacketSource {
  readonly timeBase: TimeBase;
  readonly inputs: readonly CaptureInput[];
  readonly channels: readonly Channel[];
  readonly damage: readonly CaptureDamage[];
  readonly #opened: readonly LiveInput[];
  readonly #clock: SteadyClock;
  readonly #holdMilliseconds: number;
  /** The one of whose block a part was handed out. */
  #current: LiveInput | null = null;
  #failure: Error | null = null;
  #settled = Number.NEGATIVE_INFINITY;
  #wake: () => void = () => {};

  constructor(opened: readonly LiveInput[], context: LiveContext) {
    this.#opened = opened;
    this.#clock = context.clock;
    this.#holdMilliseconds = holdMilliseconds(context.options);
    this.timeBase = context.timeBase;
    this.channels = context.channels.channels;
    this.damage = context.damage;
    this.inputs = opened.map(({ name }) => {
      return { name, format: "live", compression: "none", comments: [] };
    });
  }

  async nextBlock(): Promise<PacketBlock | null> {
    const last = this.#current;
    this.#current = null;
    if (last !== null && last.from === last.to) last.block = null;
    for (;;) {
      for (const input of this.#opened) input.fetch(this.#arrived);
      if (this.#failure !== null) throw this.#failure;
      const first = this.#earliest(null);
      const idle = this.#opened.filter(({ waiting }) => waiting);
      if (first === null) {
        if (idle.length === 0) return null;
        await this.#arrival(Infinity);
        continue;
      }
      const horizon = horizonOf(idle);
      const now = this.#clock.now();
      if (first.next <= horizon || this.#isAhead(first.next, now)) return this.#run(first, horizon);
      const held = Math.ceil((first.next - now) / NANOS_PER_MILLISECOND) + this.#holdMilliseconds;
      // They may have been silent for long, and are asked whether they still are.
      for (const input of idle) input.ask();
      await this.#arrival(Math.max(1, held));
    }
  }

  now(): number {
    return this.#clock.now();
  }

  /** (The first packets may be older than the source.) */
  settledUntil(): number {
    let settled = this.#clock.now();
    for (const input of this.#opened) {
      if (input.ended) continue;
      if (input.block === null) {
        input.ask();
        settled = Math.min(settled, input.certain);
      } else if (input.from < input.to) settled = Math.min(settled, input.next);
      // All of its block is handed out, and what follows is not asked for yet.
      else settled = Math.min(settled, input.block.time[input.to - 1] as number);
    }
    this.#settled = Math.max(this.#settled, settled);
    return this.#settled;
  }

  /** Captured later than now: the system's clock was put back a little, and nothing can be waited for. */
  #isAhead(time: number, now: number): boolean {
    return time > now + this.#holdMilliseconds * NANOS_PER_MILLISECOND;
  }

  readonly #arrived = (failure: Error | null): void => {
    if (failure !== null) this.#failure = failure;
    this.#wake();
  };

  /** Resolves when a block has come, or after so long. (No race of promises: an idle one would gather them.) */
  #arrival(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === Infinity ? undefined : setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** By interface, in the order of `inputs`; goes on counting where one was opened again. */
  statistics(): CaptureStatistics[] {
    return this.#opened.map((input) => input.statistics());
  }

  /** Why nothing comes from an interface just now, by its name: it is down, or gone. */
  troubles(): ReadonlyMap<string, string> {
    const troubled = this.#opened.flatMap(({ name, trouble }) => {
      return trouble === null ? [] : [[name, trouble] as const];
    });
    return new Map(troubled);
  }

  progress(): { bytes: number; total: null } {
    return { bytes: this.#opened.reduce((sum, { bytesRead }) => sum + bytesRead, 0), total: null };
  }

  /** The end of capturing: nextBlock hands out what the kernel holds, then null. */
  stop(): void {
    for (const input of this.#opened) input.stop();
  }

  async close(): Promise<void> {
    for (const input of this.#opened) await input.close();
  }

  /** The packets of an input that come before the horizon and before those of the others; its first one does. */
  #run(input: LiveInput, horizon: number): PacketBlock {
    const block = input.block as PacketBlock;
    const other = this.#earliest(input);
    const limit = other === null ? horizon : Math.min(other.next, horizon);
    let to = input.from + 1;
    while (to < input.to && (block.time[to] as number) <= limit) to++;
    block.from = input.from;
    block.to = to;
    input.from = to;
    this.#current = input;
    return block;
  }

  #earliest(except: LiveInput | null): LiveInput | null {
    let earliest: LiveInput | null = null;
    for (const input of this.#opened) {
      if (input === except || input.block === null) continue;
      if (earliest === null || input.next < earliest.next) earliest = input;
    }
    return earliest;
  }
}

/** What was captured before this moment of the timeline has arrived from all of these. */
function horizonOf(idle: readonly LiveInput[]): number {
  let horizon = Infinity;
  for (const { certain } of idle) horizon = Math.min(horizon, certain);
  return horizon;
}
