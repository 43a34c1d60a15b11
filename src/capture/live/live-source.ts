// One interface, or several as one timeline, as a source of packets. The records that libpcap writes are
// walked by the reader of pcap files.
import { ByteWindow } from "../byte-window.ts";
import { CaptureError } from "../capture-error.ts";
import { ChannelTable } from "../channel-table.ts";
import type { PacketBlock } from "../packet-block.ts";
import type {
  CaptureDamage,
  CaptureInput,
  CaptureStatistics,
  Channel,
  PacketSource,
} from "../packet-source.ts";
import { openPcapFile, type PcapFile } from "../pcap-file.ts";
import { TimeBase } from "../time-base.ts";
import { loadLibpcap } from "./libpcap.ts";
import { LibpcapMissing } from "./libpcap-package.ts";
import { LiveDevice, type LiveOptions, TIMEOUT_MILLISECONDS } from "./live-device.ts";

export type { LiveOptions } from "./live-device.ts";

/** Below the size at which a window reads ahead: what came is wanted at once. */
const WINDOW_BYTES = 512 * 1024;

const NANOS_PER_MILLISECOND = 1e6;

/** An interface and what is left of its block. */
interface Head {
  readonly device: LiveDevice;
  readonly window: ByteWindow;
  readonly reader: PcapFile;
  block: PacketBlock | null;
  from: number;
  to: number;
  /** Whether the next block was asked for and is not there. */
  waiting: boolean;
  ended: boolean;
}

/**
 * Begins to capture on each of the interfaces. Rejects with CaptureError where one cannot be captured on
 * or libpcap is missing, with FilterError for a filter that it does not understand.
 */
export async function openLive(names: readonly string[], options: LiveOptions = {}): Promise<LiveSource> {
  const libpcap = await loadLibpcap().catch((error: unknown) => {
    if (!(error instanceof LibpcapMissing)) throw error;
    throw new CaptureError("unsupported", names.join(), 0, `capturing needs libpcap: ${error.message}`);
  });
  const channels = new ChannelTable();
  const damage: CaptureDamage[] = [];
  const heads: Head[] = [];
  try {
    for (const [input, name] of names.entries()) {
      const device = LiveDevice.open(libpcap, name, options);
      const window = new ByteWindow(device, WINDOW_BYTES);
      const head = { device, window, block: null, from: 0, to: 0, waiting: false, ended: false };
      heads.push({ ...head, reader: null as never });
      // The file header is there at once: pcap_dump_fopen wrote it.
      await window.fill(4);
      const context = { name, input, channels, damage, comments: [], interfaceName: name };
      heads[input] = { ...head, reader: await openPcapFile(window, context) };
    }
  } catch (error) {
    for (const { window } of heads) await window.close();
    throw error;
  }
  const { timeoutMilliseconds = TIMEOUT_MILLISECONDS } = options;
  return new LiveSource(heads, channels.channels, damage, 2 * timeoutMilliseconds);
}

/**
 * Never ends by itself: nextBlock waits as long as nothing comes, and gives null after `stop` or `close`.
 * Packets of several interfaces come in order of time: what one has handed over waits until the others
 * had the time to hand over what is older.
 */
export class LiveSource implements PacketSource {
  readonly timeBase = new TimeBase();
  readonly inputs: readonly CaptureInput[];
  readonly channels: readonly Channel[];
  readonly damage: readonly CaptureDamage[];
  readonly #heads: readonly Head[];
  readonly #holdMilliseconds: number;
  #current: Head | null = null;
  #wake: () => void = () => {};
  #failure: Error | null = null;
  #settled = Number.NEGATIVE_INFINITY;

  constructor(
    heads: readonly Head[],
    channels: readonly Channel[],
    damage: readonly CaptureDamage[],
    holdMilliseconds: number,
  ) {
    this.#heads = heads;
    this.#holdMilliseconds = holdMilliseconds;
    this.channels = channels;
    this.damage = damage;
    this.timeBase.set(Math.floor(Date.now() / 1000), 0);
    this.inputs = heads.map(({ device: { name } }) => {
      return { name, format: "live", compression: "none", comments: [] };
    });
  }

  async nextBlock(): Promise<PacketBlock | null> {
    const last = this.#current;
    this.#current = null;
    if (last !== null && last.from === last.to) last.block = null;
    for (;;) {
      for (const head of this.#heads) this.#fetch(head);
      if (this.#failure !== null) throw this.#failure;
      const head = this.#earliest(null);
      const idle = this.#heads.filter(({ waiting }) => waiting);
      if (head === null) {
        if (idle.length === 0) return null;
        await this.#arrival(Infinity);
        continue;
      }
      const horizon = this.#horizon(idle);
      if (timeOf(head) <= horizon || this.#isAhead(timeOf(head))) return this.#run(head, horizon);
      const held = Math.ceil((timeOf(head) - this.#now()) / NANOS_PER_MILLISECOND) + this.#holdMilliseconds;
      // They may have been silent for long, and are asked whether they still are.
      for (const { device } of idle) device.ask();
      await this.#arrival(Math.max(1, held));
    }
  }

  /** (The first packets may be older than the source.) */
  settledUntil(): number {
    const idle = this.#heads.filter(({ block, ended }) => block === null && !ended);
    for (const { device } of idle) device.ask();
    const heads = this.#heads.filter(({ block }) => block !== null).map(timeOf);
    this.#settled = Math.max(this.#settled, Math.min(this.#horizon(idle), this.#now(), ...heads));
    return this.#settled;
  }

  /** The clock of the system, on the timeline. */
  #now(): number {
    const { seconds, nanos } = this.timeBase;
    return (Date.now() - seconds * 1000) * NANOS_PER_MILLISECOND - nanos;
  }

  /** Captured later than now: the system's clock was put back, and nothing can be waited for. */
  #isAhead(time: number): boolean {
    return time > this.#now() + this.#holdMilliseconds * NANOS_PER_MILLISECOND;
  }

  /**
   * What was captured before this moment of the timeline has arrived from all of these: they were asked
   * when the kernel must have handed it over, and had nothing. One whose interface is gone holds nobody up.
   */
  #horizon(idle: readonly Head[]): number {
    let horizon = Infinity;
    const { seconds, nanos } = this.timeBase;
    for (const { device } of idle) {
      if (device.trouble !== null) continue;
      const certain = device.emptyAt - this.#holdMilliseconds - seconds * 1000;
      horizon = Math.min(horizon, certain * NANOS_PER_MILLISECOND - nanos);
    }
    return horizon;
  }

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

  /** By interface, in the order of `inputs`. */
  statistics(): CaptureStatistics[] {
    return this.#heads.map(({ device }) => device.statistics());
  }

  /** libpcap's words on interfaces from which nothing comes just now, by name. */
  troubles(): ReadonlyMap<string, string> {
    const troubled = this.#heads.flatMap(({ device: { name, trouble } }) => {
      return trouble === null ? [] : [[name, trouble] as const];
    });
    return new Map(troubled);
  }

  progress(): { bytes: number; total: null } {
    return { bytes: this.#heads.reduce((sum, { device }) => sum + device.bytesRead, 0), total: null };
  }

  /** The end of capturing: nextBlock hands out what the kernel holds, then null. */
  stop(): void {
    for (const { device } of this.#heads) device.stop();
  }

  async close(): Promise<void> {
    for (const { window } of this.#heads) await window.close();
  }

  /** Asks for the next block of a head whose last is used up. */
  #fetch(head: Head): void {
    if (head.block !== null || head.waiting || head.ended) return;
    head.waiting = true;
    head.reader
      .nextBlock()
      .then((block) => {
        if (block === null) head.ended = true;
        else this.#take(head, block);
      })
      .catch((error: Error) => {
        this.#failure = error;
      })
      .finally(() => {
        head.waiting = false;
        this.#wake();
      });
  }

  /** Each reader counts from its own first packet: its times are moved onto the common base. */
  #take(head: Head, block: PacketBlock): void {
    const { timeBase } = head.reader;
    this.timeBase.set(timeBase.seconds, timeBase.nanos);
    const shift = this.timeBase.since(timeBase.seconds, timeBase.nanos);
    const { time } = block;
    if (shift !== 0) for (let i = block.from; i < block.to; i++) time[i] = (time[i] as number) + shift;
    head.block = block;
    head.from = block.from;
    head.to = block.to;
  }

  /** The packets of a head that come before the horizon and before those of the others; its first one does. */
  #run(head: Head, horizon: number): PacketBlock {
    const block = head.block as PacketBlock;
    const other = this.#earliest(head);
    const limit = other === null ? horizon : Math.min(timeOf(other), horizon);
    let to = head.from + 1;
    while (to < head.to && (block.time[to] as number) <= limit) to++;
    block.from = head.from;
    block.to = to;
    head.from = to;
    this.#current = head;
    return block;
  }

  #earliest(except: Head | null): Head | null {
    let earliest: Head | null = null;
    for (const head of this.#heads) {
      if (head === except || head.block === null) continue;
      if (earliest === null || timeOf(head) < timeOf(earliest)) earliest = head;
    }
    return earliest;
  }
}

function timeOf({ block, from }: Head): number {
  return (block as PacketBlock).time[from] as number;
}
