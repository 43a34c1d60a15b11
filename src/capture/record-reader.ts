// What the readers of all formats share: the loop from bytes to blocks of packets, and what is said
// when the bytes end or make no sense. Knows no format.
import type { ByteWindow } from "./byte-window.ts";
import type { ChannelTable } from "./channel-table.ts";
import { PacketBlock } from "./packet-block.ts";
import type { CaptureDamage, CaptureInput } from "./packet-source.ts";
import { TimeBase } from "./time-base.ts";

/** What a reader writes into besides packets, shared by all inputs of a timeline. */
export interface ReaderContext {
  readonly name: string;
  /** Index into the timeline's inputs. */
  readonly input: number;
  readonly channels: ChannelTable;
  readonly damage: CaptureDamage[];
  /** `comments` of the input, which a pcapng reader fills. */
  readonly comments: string[];
  /** Where the format does not tell it. */
  readonly interfaceName?: string;
}

/** Records may claim this much whatever the snapshot length is: libpcap's MAXIMUM_SNAPLEN. */
const ALWAYS_ALLOWED = 262_144;
/** Beyond this no snapshot length is believed: libpcap's largest, for USB and D-Bus captures. */
const NEVER_ALLOWED = 128 * 1024 * 1024;

/** The longest packet that a record may claim to hold. */
export function longestPacket(snapLength: number): number {
  return Math.min(Math.max(snapLength, ALWAYS_ALLOWED), NEVER_ALLOWED);
}

/** A reader of one input in one format. */
export abstract class RecordReader {
  abstract readonly format: CaptureInput["format"];
  /** The first packet sets it. */
  readonly timeBase = new TimeBase();
  protected readonly window: ByteWindow;
  protected readonly context: ReaderContext;
  protected readonly block = new PacketBlock();
  /** Packets in blocks handed out. */
  protected packets = 0;
  /** Bytes from the window's start that the walk wants before it can go on. */
  protected needed = 1;
  /** What the walk stands before, for the sentence that says where an input was cut. */
  protected awaited = "a record";
  #skipping = 0;
  #ended = false;

  constructor(window: ByteWindow, context: ReaderContext) {
    this.window = window;
    this.context = context;
  }

  /**
   * Walks whole records in the window, fills the block from its index 0 and returns how many packets
   * it holds. 0: `needed` bytes are wanted, or `damaged` or `skip` was called. Moves the
   * window's start past what it took.
   */
  protected abstract walk(): number;

  /** As PacketSource.nextBlock. */
  async nextBlock(): Promise<PacketBlock | null> {
    const { block, window } = this;
    while (!this.#ended) {
      const count = this.walk();
      if (count > 0) {
        block.bytes = window.bytes;
        block.view = window.view;
        block.from = 0;
        block.to = count;
        this.packets += count;
        return block;
      }
      if (this.#ended) break;
      if (this.#skipping > 0) await this.#skipAhead();
      else if (!(await window.fill(this.needed))) this.#inputEnded();
    }
    return null;
  }

  /** Nothing behind this place can be read. Called with nothing in the block. */
  protected damaged(message: string): void {
    this.#end(message, false);
  }

  /** The walk goes on `bytes` later, however many of them are in the window. */
  protected skip(bytes: number): void {
    this.#skipping = bytes;
  }

  async #skipAhead(): Promise<void> {
    const bytes = this.#skipping;
    this.#skipping = 0;
    const { position } = this.window;
    if (await this.window.skip(bytes)) return;
    const { broken } = this.window;
    const found = this.window.position - position;
    const message = `the input ends inside ${this.awaited}: ${found} of ${bytes} bytes are there`;
    this.#end(broken?.message ?? message, broken?.cutShort ?? true, position);
  }

  #inputEnded(): void {
    const { broken, available } = this.window;
    if (broken) this.#end(broken.message, broken.cutShort);
    else if (available > 0) {
      const found = `${available} of ${this.needed} bytes`;
      this.#end(`the input ends inside ${this.awaited}: ${found} are there`, true);
    }
    this.#ended = true;
  }

  #end(message: string, cutShort: boolean, byteOffset = this.window.position): void {
    this.#ended = true;
    this.context.damage.push({
      file: this.context.name,
      byteOffset,
      packet: this.packets + 1,
      message,
      cutShort,
    });
  }
}
