// One interface of a live source over its whole life: opened, gone, there again under the same name. Hands
// out its packets on the timeline of the source.
import { setTimeout as pause } from "node:timers/promises";
import { ByteWindow, WAITING_WINDOW_BYTES } from "../byte-window.ts";
import { CaptureError } from "../capture-error.ts";
import type { ChannelTable } from "../channel-table.ts";
import { FilterError } from "../filter-error.ts";
import type { PacketBlock } from "../packet-block.ts";
import type { CaptureDamage, CaptureStatistics } from "../packet-source.ts";
import { openPcapFile, type PcapFile } from "../pcap-file.ts";
import type { TimeBase } from "../time-base.ts";
import { isSwitchedOff } from "./interface-state.ts";
import type { Libpcap } from "./libpcap.ts";
import { type InterfaceOptions, LiveDevice, TIMEOUT_MILLISECONDS } from "./live-device.ts";
import type { SteadyClock } from "./steady-clock.ts";
import { SteadyTimes } from "./steady-times.ts";

/** One that is gone is looked for so often. */
const RETRY_MILLISECONDS = 500;
/** So often a silent one is asked whether it is switched off. */
const STATE_MILLISECONDS = 1000;

/** What the interfaces of a source share. */
export interface LiveContext {
  readonly libpcap: Libpcap;
  readonly options: InterfaceOptions;
  readonly channels: ChannelTable;
  readonly damage: CaptureDamage[];
  readonly timeBase: TimeBase;
  readonly clock: SteadyClock;
}

export class LiveInput {
  readonly name: string;
  /** What is left of the last block; null: the next one is to be fetched. */
  block: PacketBlock | null = null;
  /** First of its packets that was not handed out, and one past the last. */
  from = 0;
  to = 0;
  /** Whether the next block was asked for and is not there. */
  waiting = false;
  /** Nothing comes any more. */
  ended = false;
  readonly #context: LiveContext;
  readonly #input: number;
  readonly #times: SteadyTimes;
  /** Of handles that are closed. */
  readonly #past = { received: 0, droppedByKernel: 0, droppedByInterface: 0 };
  #pastBytes = 0;
  #device: LiveDevice;
  #window: ByteWindow;
  #reader: PcapFile | null = null;
  #stopping = new AbortController();
  /** Why nothing can be captured on it just now: it is not there. */
  #lost: string | null = null;
  #switchedOff = false;
  #stateAskedAt = 0;

  private constructor(context: LiveContext, name: string, input: number) {
    this.name = name;
    this.#context = context;
    this.#input = input;
    this.#times = new SteadyTimes(context.clock);
    this.#device = LiveDevice.open(context.libpcap, name, context.options);
    this.#window = new ByteWindow(this.#device, WAITING_WINDOW_BYTES);
  }

  /** Begins to capture; rejects as LiveDevice.open throws. */
  static async open(context: LiveContext, name: string, input: number): Promise<LiveInput> {
    const opened = new LiveInput(context, name, input);
    await opened.#begin();
    return opened;
  }

  /** Asks for the next block where the last is used up; `done` is called when it is there, or none comes. */
  fetch(done: (failure: Error | null) => void): void {
    if (this.block !== null || this.waiting || this.ended) return;
    this.waiting = true;
    this.#next()
      .then((block) => {
        this.waiting = false;
        if (block === null) this.ended = true;
        else this.#take(block);
        return null;
      })
      .catch((failure: Error) => failure)
      .then(done);
  }

  /** The time of its next packet, on the timeline. Only with a block. */
  get next(): number {
    return (this.block as PacketBlock).time[this.from] as number;
  }

  /** Packets captured before this moment of the timeline have been handed out, where nothing is left of a block. */
  get certain(): number {
    if (this.#lost !== null) return Number.POSITIVE_INFINITY;
    return this.#context.clock.at(this.#certainSince());
  }

  /** Why nothing comes just now; null while all is well. */
  get trouble(): string | null {
    if (this.#lost !== null) return this.#lost;
    return this.#device.trouble ?? (this.#switchedOff ? "the interface is down" : null);
  }

  get bytesRead(): number {
    return this.#pastBytes + this.#device.bytesRead;
  }

  /** Asks the kernel now, where one waits for it to speak up; and whether the interface is switched off. */
  ask(): void {
    this.#device.ask();
    const now = performance.now();
    if (now - this.#stateAskedAt < STATE_MILLISECONDS) return;
    this.#stateAskedAt = now;
    this.#switchedOff = isSwitchedOff(this.name);
  }

  statistics(): CaptureStatistics {
    const { received, droppedByKernel, droppedByInterface } = this.#device.statistics();
    return {
      received: this.#past.received + received,
      droppedByKernel: this.#past.droppedByKernel + droppedByKernel,
      droppedByInterface: this.#past.droppedByInterface + droppedByInterface,
    };
  }

  stop(): void {
    this.#stopping.abort();
    this.#device.stop();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#window.close();
  }

  async #begin(): Promise<void> {
    const { channels, damage } = this.#context;
    const { name } = this;
    const reading = { name, input: this.#input, channels, damage, comments: [], interfaceName: name };
    try {
      // The file header is there at once: pcap_dump_fopen wrote it.
      await this.#window.fill(4);
      this.#reader = await openPcapFile(this.#window, reading);
    } catch (error) {
      await this.#window.close();
      throw error;
    }
  }

  async #next(): Promise<PacketBlock | null> {
    for (;;) {
      const block = await (this.#reader as PcapFile).nextBlock();
      if (block !== null || this.#device.trouble === null || this.#stopping.signal.aborted) return block;
      if (!(await this.#reopen(this.#device.trouble))) return null;
    }
  }

  /** Waits until the interface is there again; false: it is not to be had any more. */
  async #reopen(trouble: string): Promise<boolean> {
    const { libpcap, options } = this.#context;
    const { signal } = this.#stopping;
    await this.#window.close();
    this.#lost = trouble;
    while (!signal.aborted) {
      try {
        const device = LiveDevice.open(libpcap, this.name, options);
        Object.assign(this.#past, this.statistics());
        this.#pastBytes += this.#device.bytesRead;
        this.#device = device;
        this.#window = new ByteWindow(device, WAITING_WINDOW_BYTES);
        this.#lost = null;
        await this.#begin();
        return true;
      } catch (error) {
        this.#lost ??= trouble;
        if (error instanceof FilterError) this.#lost = `${trouble}; as it is now, ${error.message}`;
        else if (!(error instanceof CaptureError)) throw error;
        else if (error.code === "not-permitted") {
          this.#lost = `${trouble}; root was given up, so it cannot be opened again (--keep-root keeps it)`;
          return false;
        }
      }
      await pause(RETRY_MILLISECONDS, undefined, { signal }).catch(() => {});
    }
    return false;
  }

  /** The reader counts from its own first packet, and by the system's clock. */
  #take(block: PacketBlock): void {
    const { seconds, nanos } = (this.#reader as PcapFile).timeBase;
    this.#switchedOff = false;
    this.#times.place(block, this.#context.timeBase.since(seconds, nanos), this.#certainSince());
    this.block = block;
    this.from = block.from;
    this.to = block.to;
  }

  /**
   * What was captured before this moment of CLOCK_MONOTONIC has arrived: the kernel was asked when it
   * must have handed it over, and had nothing.
   */
  #certainSince(): number {
    return this.#device.emptyAt - holdMilliseconds(this.#context.options);
  }
}

/** How long a packet may stay in the kernel: until the batch is full or its time is up, seen by a timer. */
export function holdMilliseconds({ timeoutMilliseconds = TIMEOUT_MILLISECONDS }: InterfaceOptions): number {
  return 2 * timeoutMilliseconds;
}
