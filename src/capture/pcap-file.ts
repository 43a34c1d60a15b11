// Classic pcap: a header, then records one after another. Every variant that libpcap reads, and
// Ixia's. https://www.tcpdump.org/manpages/pcap-savefile.5.html
import type { ByteWindow } from "./byte-window.ts";
import { CaptureError } from "./capture-error.ts";
import { linkTypeInFile } from "./link-types.ts";
import { BLOCK_PACKETS } from "./packet-block.ts";
import { longestPacket, type ReaderContext, RecordReader } from "./record-reader.ts";

interface Variant {
  readonly nanosPerUnit: 1 | 1000;
  readonly fileHeader: number;
  readonly recordHeader: number;
}

/** By magic number, read in the writer's byte order. */
const VARIANTS = new Map<number, Variant>([
  [0xa1b2c3d4, { nanosPerUnit: 1000, fileHeader: 24, recordHeader: 16 }],
  [0xa1b23c4d, { nanosPerUnit: 1, fileHeader: 24, recordHeader: 16 }],
  // Kuznetzov's patch: interface index, protocol and packet type behind the usual record header.
  [0xa1b2cd34, { nanosPerUnit: 1000, fileHeader: 24, recordHeader: 24 }],
  // Ixia hardware and software ports: the sum of all records' lengths behind the file header.
  [0x1c0001ac, { nanosPerUnit: 1, fileHeader: 28, recordHeader: 16 }],
  [0x1c0001ab, { nanosPerUnit: 1000, fileHeader: 28, recordHeader: 16 }],
]);

/** Whether these four bytes, read big-endian, begin a pcap file of either byte order. */
export function isPcapMagic(magic: number): boolean {
  return VARIANTS.has(magic >>> 0) || VARIANTS.has(swap(magic));
}

/** Reads the file header. Rejects with CaptureError where it is cut or of an unknown version. */
export async function openPcapFile(window: ByteWindow, context: ReaderContext): Promise<PcapFile> {
  const { name } = context;
  const bigEndianMagic = window.view.getUint32(window.start);
  const little = !VARIANTS.has(bigEndianMagic);
  const variant = VARIANTS.get(little ? swap(bigEndianMagic) : bigEndianMagic)!;
  if (!(await window.fill(variant.fileHeader))) {
    const found = `${window.available} of ${variant.fileHeader} bytes`;
    const text = `${name}: ends inside the pcap file header (${found}), so nothing was captured: capture again`;
    throw new CaptureError("damaged", name, 0, text);
  }
  const { view, start } = window;
  const major = view.getUint16(start + 4, little);
  const minor = view.getUint16(start + 6, little);
  // 543.0 was written by an old NetBSD-derived Alpha tool; libpcap reads it too.
  if (major !== 2 && !(major === 543 && minor === 0)) {
    const text = `${name}: pcap version ${major}.${minor} is not known (2.4 is): convert it with editcap, or capture again`;
    throw new CaptureError("unsupported", name, 4, text);
  }
  const snapLength = view.getUint32(start + 16, little);
  const linkType = linkTypeInFile(view.getUint32(start + 20, little));
  window.start += variant.fileHeader;
  return new PcapFile(window, context, variant, little, major, minor, snapLength, linkType);
}

export class PcapFile extends RecordReader {
  readonly format = "pcap";
  private readonly little: boolean;
  private readonly recordHeader: number;
  private readonly nanosPerUnit: number;
  private readonly longest: number;
  /** The two lengths changed places in version 2.3; libpcap goes by which is larger there. */
  private readonly lengthsSwapped: "never" | "when-larger" | "always";

  constructor(
    window: ByteWindow,
    context: ReaderContext,
    variant: Variant,
    little: boolean,
    major: number,
    minor: number,
    snapLength: number,
    linkType: number,
  ) {
    super(window, context);
    this.little = little;
    this.recordHeader = variant.recordHeader;
    this.nanosPerUnit = variant.nanosPerUnit;
    this.longest = longestPacket(snapLength);
    this.lengthsSwapped = major === 543 || minor < 3 ? "always" : minor === 3 ? "when-larger" : "never";
    const { channels, input, interfaceName = null } = context;
    const limit = snapLength > 0x7fffffff ? 0 : snapLength;
    this.block.channel.fill(channels.numberOf({ linkType, snapLength: limit, interfaceName, input }));
  }

  protected walk(): number {
    const { window, block, little, recordHeader, nanosPerUnit, longest, timeBase } = this;
    const { view, end } = window;
    const { offset, captured, original, time } = block;
    let at = window.start;
    let count = 0;
    while (count < BLOCK_PACKETS) {
      if (end - at < recordHeader) {
        this.needed = recordHeader;
        this.awaited = "a record's header";
        break;
      }
      const seconds = view.getUint32(at, little);
      const nanos = view.getUint32(at + 4, little) * nanosPerUnit;
      let length = view.getUint32(at + 8, little);
      let wireLength = view.getUint32(at + 12, little);
      if (this.lengthsSwapped !== "never" && (this.lengthsSwapped === "always" || length > wireLength)) {
        const first = length;
        length = wireLength;
        wireLength = first;
      }
      if (length === 0 && wireLength === 0 && isFileHeader(seconds, view.getUint32(at + 4, little))) {
        if (count === 0) this.damaged("another capture begins here: name both files instead of joining them");
        break;
      }
      if (length > longest) {
        // Found again, at the same place, when what stands before it was handed out.
        if (count === 0)
          this.damaged(`a record claims ${length} captured bytes; at most ${longest} make sense`);
        break;
      }
      if (end - at - recordHeader < length) {
        this.needed = recordHeader + length;
        this.awaited = `a record of ${length} captured bytes`;
        break;
      }
      if (!timeBase.known) timeBase.set(seconds + Math.floor(nanos / 1e9), nanos % 1e9);
      offset[count] = at + recordHeader;
      captured[count] = length;
      original[count] = wireLength < length ? length : Math.min(wireLength, 0x7fffffff);
      time[count] = (seconds - timeBase.seconds) * 1e9 + (nanos - timeBase.nanos);
      at += recordHeader + length;
      count++;
    }
    window.start = at;
    return count;
  }
}

/** Whether a record without bytes has a pcap file's magic number and version 2.4 for a time: files were joined. */
function isFileHeader(seconds: number, fraction: number): boolean {
  return VARIANTS.has(seconds) && (fraction === 0x0004_0002 || fraction === 0x0002_0004);
}

function swap(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
