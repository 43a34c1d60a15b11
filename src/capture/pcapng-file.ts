// pcapng: sections of blocks, each section in its own byte order, packets by interface.
// https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/
import type { ByteWindow } from "./byte-window.ts";
import { CaptureError } from "./capture-error.ts";
import { BLOCK_PACKETS } from "./packet-block.ts";
import { PcapngInterfaces } from "./pcapng-interfaces.ts";
import { OPTION_COMMENT, optionText, readOptions } from "./pcapng-options.ts";
import { type ReaderContext, RecordReader } from "./record-reader.ts";

const SECTION_HEADER = 0x0a0d0d0a; // the same in either byte order
const INTERFACE_DESCRIPTION = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** The shortest block: type, length, length again. */
const SHORTEST = 12;
/** What a block may hold besides a packet; longer ones that are of use are not believed. */
const LONGEST_WITHOUT_PACKET = 16 * 1024 * 1024;
const WORD = 0x1_0000_0000;

/** Reads the first section header. Rejects with CaptureError where that cannot be done. */
export async function openPcapngFile(window: ByteWindow, context: ReaderContext): Promise<PcapngFile> {
  const { name } = context;
  const refuse = (code: "damaged" | "unsupported", byteOffset: number, text: string): never => {
    throw new CaptureError(code, name, byteOffset, `${name}: ${text}`);
  };
  const cut = (wanted: number): never =>
    refuse(
      "damaged",
      0,
      `ends inside the pcapng section header (${window.available} of ${wanted} bytes), so nothing was captured: capture again`,
    );

  if (!(await window.fill(28))) cut(28);
  const { view, start } = window;
  const little = view.getUint32(start + 8, true) === BYTE_ORDER_MAGIC;
  const length = view.getUint32(start + 4, little);
  const fault = sectionFault(view, start, little, length);
  if (fault !== null) {
    const unknownVersion = fault.startsWith("pcapng version");
    refuse(unknownVersion ? "unsupported" : "damaged", 0, `${fault}: capture or copy it again`);
  }
  if (!(await window.fill(length))) cut(length);
  const trailer = window.view.getUint32(window.start + length - 4, little);
  if (trailer !== length) refuse("damaged", length - 4, `${lengthsDiffer(length, trailer)}: copy it again`);
  const file = new PcapngFile(window, context);
  file.beginSection(window.start, little, length);
  window.start += length;
  return file;
}

export class PcapngFile extends RecordReader {
  readonly format = "pcapng";
  private readonly interfaces = new PcapngInterfaces();
  private little = true;
  /** Length of a block that was skipped up to its last four bytes; 0: none. */
  private skipped = 0;
  /** Time of the packet before, which a Simple Packet Block is given. */
  private lastTime = 0;

  /** A Section Header Block of known length and version at `at`. */
  beginSection(at: number, little: boolean, length: number): void {
    const { view } = this.window;
    const { comments } = this.context;
    this.little = little;
    this.interfaces.clear();
    readOptions(view, little, at + 24, at + length - 4, (code, valueAt, valueLength) => {
      if (code === OPTION_COMMENT) comments.push(optionText(view, valueAt, valueLength));
    });
  }

  protected walk(): number {
    const { window, block, interfaces, timeBase } = this;
    const { view, end } = window;
    const { offset, captured, original, time, channel } = block;
    if (this.skipped > 0 && !this.endSkipped()) return 0;
    let at = window.start;
    let count = 0;
    this.awaited = "a block's header";
    while (count < BLOCK_PACKETS) {
      if (end - at < SHORTEST) {
        this.needed = SHORTEST;
        break;
      }
      const type = view.getUint32(at, this.little);
      if (type !== ENHANCED_PACKET && type !== OLD_PACKET) {
        const simple = type === SIMPLE_PACKET;
        const length = simple ? this.simplePacket(at, count) : this.otherBlock(at, type, count);
        if (length === 0) break;
        if (simple) count++;
        at += length;
        continue;
      }

      const { little } = this;
      const length = view.getUint32(at + 4, little);
      if (length < 32 || (length & 3) !== 0) {
        this.fault(count, lengthFault(type, length, 32));
        break;
      }
      if (end - at < 28) {
        this.needed = 32;
        break;
      }
      const index =
        type === ENHANCED_PACKET ? view.getUint32(at + 8, little) : view.getUint16(at + 8, little);
      const packetLength = view.getUint32(at + 20, little);
      if (index >= interfaces.count) {
        this.fault(
          count,
          `a packet of interface ${index}, but this section describes ${interfaces.count} before it`,
        );
        break;
      }
      if (packetLength > length - 32 || packetLength > interfaces.longest[index]!) {
        this.fault(count, `a packet claims ${packetLength} captured bytes in a block of ${length}`);
        break;
      }
      if (!this.whole(at, length, packetLength, count)) break;

      const high = view.getUint32(at + 12, little);
      const low = view.getUint32(at + 16, little);
      const wireLength = view.getUint32(at + 24, little);
      if (interfaces.started[index] === 0) interfaces.start(index, high, low, timeBase);
      const nanosPerTick = interfaces.nanosPerTick[index]!;
      time[count] =
        nanosPerTick === 0
          ? interfaces.inexactNanos(index, high, low)
          : interfaces.secondNanos[index]! +
            ((high - interfaces.secondHigh[index]!) * WORD + (low - interfaces.secondLow[index]!)) *
              nanosPerTick;
      offset[count] = at + 28;
      captured[count] = packetLength;
      original[count] = wireLength < packetLength ? packetLength : Math.min(wireLength, 0x7fffffff);
      channel[count] = interfaces.channel[index]!;
      this.lastTime = time[count]!;
      at += length;
      count++;
    }
    window.start = at;
    return count;
  }

  /** Length of the Simple Packet Block at `at`, put into the block; 0: not now. */
  private simplePacket(at: number, count: number): number {
    const { block, interfaces, little } = this;
    const { view } = this.window;
    const length = view.getUint32(at + 4, little);
    if (length < 16 || (length & 3) !== 0) return this.fault(count, lengthFault(SIMPLE_PACKET, length, 16));
    if (interfaces.count === 0) {
      return this.fault(count, "a simple packet block, but this section describes no interface before it");
    }
    const wireLength = view.getUint32(at + 8, little);
    const snapLength = interfaces.snapLength[0]!;
    const packetLength = snapLength === 0 ? wireLength : Math.min(wireLength, snapLength);
    if (packetLength > length - 16 || packetLength > interfaces.longest[0]!) {
      return this.fault(count, `a packet claims ${packetLength} captured bytes in a block of ${length}`);
    }
    if (!this.whole(at, length, packetLength, count)) return 0;
    block.offset[count] = at + 12;
    block.captured[count] = packetLength;
    block.original[count] = Math.min(wireLength, 0x7fffffff);
    block.time[count] = this.lastTime;
    block.channel[count] = interfaces.channel[0]!;
    return length;
  }

  /** Length of a block without packet at `at`, which is taken in or passed over; 0: not now. */
  private otherBlock(at: number, type: number, count: number): number {
    const { window, context } = this;
    const { view, end } = window;
    if (type === SECTION_HEADER) return this.sectionHeader(at, count);
    const length = view.getUint32(at + 4, this.little);
    const shortest = type === INTERFACE_DESCRIPTION ? 20 : SHORTEST;
    if (length < shortest || (length & 3) !== 0)
      return this.fault(count, lengthFault(type, length, shortest));
    if (type === INTERFACE_DESCRIPTION) {
      if (!this.whole(at, length, 0, count)) return 0;
      this.interfaces.describe(view, this.little, at, length, context.channels, context.input);
      return length;
    }
    if (end - at >= length) return this.whole(at, length, length, count) ? length : 0;
    if (count === 0) {
      this.awaited = `a block of ${length} bytes`;
      this.skipped = length;
      this.skip(length - 4);
    }
    return 0;
  }

  private sectionHeader(at: number, count: number): number {
    const { view, end } = this.window;
    if (end - at < 28) return this.wait(28);
    const little = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
    const length = view.getUint32(at + 4, little);
    const fault = sectionFault(view, at, little, length);
    if (fault !== null) return this.fault(count, fault);
    const before = this.little;
    this.little = little;
    if (!this.whole(at, length, 0, count)) {
      this.little = before;
      return 0;
    }
    this.beginSection(at, little, length);
    return length;
  }

  /** Whether the block is in the window to its end and repeats its length there. */
  private whole(at: number, length: number, packetLength: number, count: number): boolean {
    const { view, end } = this.window;
    if (length - packetLength > LONGEST_WITHOUT_PACKET) {
      this.fault(count, `a block claims ${length} bytes for a packet of ${packetLength}`);
      return false;
    }
    if (end - at < length) {
      this.awaited = `a block of ${length} bytes`;
      this.needed = length;
      return false;
    }
    const trailer = view.getUint32(at + length - 4, this.little);
    if (trailer === length) return true;
    this.fault(count, lengthsDiffer(length, trailer));
    return false;
  }

  /** The last four bytes of a block that was too long to keep. */
  private endSkipped(): boolean {
    const { window, skipped } = this;
    if (window.available < 4) {
      this.awaited = `a block of ${skipped} bytes`;
      this.needed = 4;
      return false;
    }
    const trailer = window.view.getUint32(window.start, this.little);
    this.skipped = 0;
    if (trailer !== skipped) {
      this.damaged(lengthsDiffer(skipped, trailer));
      return false;
    }
    window.start += 4;
    return true;
  }

  /** Damage is told once what stands before it was handed out: the walk comes here again. */
  private fault(count: number, message: string): 0 {
    if (count === 0) this.damaged(message);
    return 0;
  }

  private wait(needed: number): 0 {
    this.needed = needed;
    return 0;
  }
}

/** What is wrong with a section header of which 28 bytes are there, or null. */
function sectionFault(view: DataView, at: number, little: boolean, length: number): string | null {
  if (!little && view.getUint32(at + 8) !== BYTE_ORDER_MAGIC) {
    const found = view
      .getUint32(at + 8)
      .toString(16)
      .padStart(8, "0");
    return `the section header's byte-order magic is ${found} instead of 1a2b3c4d`;
  }
  if (length < 28 || (length & 3) !== 0 || length > LONGEST_WITHOUT_PACKET) {
    return lengthFault(SECTION_HEADER, length, 28);
  }
  const major = view.getUint16(at + 12, little);
  const minor = view.getUint16(at + 14, little);
  // 1.2 was written by some tools and means the same, as the draft says.
  if (major !== 1 || (minor !== 0 && minor !== 2))
    return `pcapng version ${major}.${minor} is not known (1.0 is)`;
  return null;
}

function lengthFault(type: number, length: number, shortest: number): string {
  const what = `a block of type ${type} claims ${length} bytes`;
  return length < shortest ? `${what}; ${shortest} is the least` : `${what}, which cannot be`;
}

function lengthsDiffer(start: number, end: number): string {
  return `a block claims ${start} bytes at its start and ${end} at its end`;
}
