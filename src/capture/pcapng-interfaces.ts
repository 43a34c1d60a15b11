// The interfaces of a pcapng section: link type, snapshot length, and how its 64-bit times count.
import type { ChannelTable } from "./channel-table.ts";
import { linkTypeInFile } from "./link-types.ts";
import { optionText, readOptions } from "./pcapng-options.ts";
import { longestPacket } from "./record-reader.ts";
import type { TimeBase } from "./time-base.ts";

const IF_NAME = 2;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;
const MICROSECONDS = 6;
const WORD = 0x1_0000_0000;

/** Arrays by interface number, because a hostile section describes a million of them. */
export class PcapngInterfaces {
  count = 0;
  channel = new Uint8Array(4);
  snapLength = new Int32Array(4);
  /** Longest packet that makes sense. */
  longest = new Int32Array(4);
  /** Whether `second…` and `nanos` below are set: with an interface's first packet. */
  started = new Uint8Array(4);
  /** The ticks at the beginning of a second near by, as two words: what is left fits a float64. */
  secondHigh = new Float64Array(4);
  secondLow = new Float64Array(4);
  /** That second in nanoseconds of the timeline. */
  secondNanos = new Float64Array(4);
  /** 0: not a whole number, `inexactNanos` has to be asked. */
  nanosPerTick = new Float64Array(4);
  /** if_tsresol as written. */
  resolution = new Uint8Array(4);
  /** if_tsoffset in seconds. */
  offset = new Float64Array(4);

  /** A new section has no interfaces yet. */
  clear(): void {
    this.count = 0;
  }

  /** An Interface Description Block at `at`, `length` bytes long (at least 20). */
  describe(
    view: DataView,
    little: boolean,
    at: number,
    length: number,
    channels: ChannelTable,
    input: number,
  ): void {
    const linkType = linkTypeInFile(view.getUint16(at + 8, little));
    const written = view.getUint32(at + 12, little);
    const snapLength = written > 0x7fffffff ? 0 : written;
    let interfaceName: string | null = null;
    let resolution = MICROSECONDS;
    let offset = 0;
    readOptions(view, little, at + 16, at + length - 4, (code, valueAt, valueLength) => {
      if (code === IF_NAME) interfaceName = optionText(view, valueAt, valueLength) || null;
      else if (code === IF_TSRESOL && valueLength === 1) resolution = view.getUint8(valueAt);
      else if (code === IF_TSOFFSET && valueLength === 8) offset = Number(view.getBigInt64(valueAt, little));
    });

    const index = this.count++;
    if (index === this.channel.length) this.#grow();
    this.channel[index] = channels.numberOf({ linkType, snapLength, interfaceName, input }, index);
    this.snapLength[index] = snapLength;
    this.longest[index] = longestPacket(snapLength);
    this.started[index] = 0;
    this.resolution[index] = resolution;
    this.offset[index] = offset;
    const exponent = resolution & 0x7f;
    // 10⁹ = 2⁹ · 5⁹, so up to nine places divide it in either base.
    this.nanosPerTick[index] = exponent > 9 ? 0 : 1e9 / ticksPerSecond(resolution);
  }

  /** The first packet of an interface: the one place where 64-bit arithmetic is needed. */
  start(index: number, high: number, low: number, timeBase: TimeBase): void {
    const perSecond = exactTicksPerSecond(this.resolution[index]!);
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    const seconds = ticks / perSecond;
    const beginning = seconds * perSecond;
    const second = Number(seconds) + this.offset[index]!;
    timeBase.set(second, Number(((ticks - beginning) * 1_000_000_000n) / perSecond));
    this.secondHigh[index] = Number(beginning >> 32n);
    this.secondLow[index] = Number(beginning & 0xffff_ffffn);
    this.secondNanos[index] = timeBase.since(second, 0);
    this.started[index] = 1;
  }

  /** Nanoseconds of the timeline where a tick is no whole number of them, cut off as Wireshark does. */
  inexactNanos(index: number, high: number, low: number): number {
    const perSecond = ticksPerSecond(this.resolution[index]!);
    const ticks = (high - this.secondHigh[index]!) * WORD + (low - this.secondLow[index]!);
    const seconds = Math.floor(ticks / perSecond);
    const rest = ticks - seconds * perSecond;
    return this.secondNanos[index]! + seconds * 1e9 + Math.floor((rest * 1e9) / perSecond);
  }

  #grow(): void {
    this.channel = twice(this.channel);
    this.snapLength = twice(this.snapLength);
    this.longest = twice(this.longest);
    this.started = twice(this.started);
    this.secondHigh = twice(this.secondHigh);
    this.secondLow = twice(this.secondLow);
    this.secondNanos = twice(this.secondNanos);
    this.nanosPerTick = twice(this.nanosPerTick);
    this.resolution = twice(this.resolution);
    this.offset = twice(this.offset);
  }
}

function ticksPerSecond(resolution: number): number {
  return (resolution & 0x80 ? 2 : 10) ** (resolution & 0x7f);
}

function exactTicksPerSecond(resolution: number): bigint {
  return (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
}

function twice<T extends Uint8Array | Int32Array | Float64Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}
