// Sun's snoop format, RFC 1761: big-endian, microseconds, records padded to 32 bits.
import type { ByteWindow } from "./byte-window.ts";
import { CaptureError } from "./capture-error.ts";
import { BLOCK_PACKETS } from "./packet-block.ts";
import { longestPacket, type ReaderContext, RecordReader } from "./record-reader.ts";

const FILE_HEADER = 16;
const RECORD_HEADER = 24;

/** RFC 1761 datalink type → LINKTYPE_ number. */
const LINK_TYPES = new Map([
  [0, 1], // IEEE 802.3: told from Ethernet by its length field
  [2, 6], // IEEE 802.5 token ring
  [4, 1], // Ethernet
  [8, 10], // FDDI
  [26, 242], // IP over InfiniBand, as later Solaris writes it
]);

/** Reads the file header. Rejects with CaptureError where it is cut or of an unknown kind. */
export async function openSnoopFile(window: ByteWindow, context: ReaderContext): Promise<SnoopFile> {
  const { name } = context;
  if (!(await window.fill(FILE_HEADER))) {
    const found = `${window.available} of ${FILE_HEADER} bytes`;
    const text = `${name}: ends inside the snoop file header (${found}), so nothing was captured: capture again`;
    throw new CaptureError("damaged", name, 0, text);
  }
  const version = window.view.getUint32(window.start + 8);
  const dataLink = window.view.getUint32(window.start + 12);
  const linkType = LINK_TYPES.get(dataLink);
  if (version !== 2 || linkType === undefined) {
    const what = version !== 2 ? `snoop version ${version}` : `snoop datalink type ${dataLink}`;
    const text = `${name}: ${what} is not known: convert it with editcap -F pcapng`;
    throw new CaptureError("unsupported", name, version !== 2 ? 8 : 12, text);
  }
  window.start += FILE_HEADER;
  return new SnoopFile(window, context, linkType);
}

export class SnoopFile extends RecordReader {
  readonly format = "snoop";
  constructor(window: ByteWindow, context: ReaderContext, linkType: number) {
    super(window, context);
    const { channels, input } = context;
    this.block.channel.fill(channels.numberOf({ linkType, snapLength: 0, interfaceName: null, input }));
  }

  protected walk(): number {
    const { window, block, timeBase } = this;
    const { view, end } = window;
    const longest = longestPacket(0);
    let at = window.start;
    let count = 0;
    while (count < BLOCK_PACKETS) {
      if (end - at < RECORD_HEADER) {
        this.needed = RECORD_HEADER;
        this.awaited = "a record's header";
        break;
      }
      const wireLength = view.getUint32(at);
      const length = view.getUint32(at + 4);
      const recordLength = view.getUint32(at + 8);
      const fault = lengthFault(length, recordLength, longest);
      if (fault !== null) {
        if (count === 0) this.damaged(fault);
        break;
      }
      if (end - at < recordLength) {
        this.needed = recordLength;
        this.awaited = `a record of ${length} captured bytes`;
        break;
      }
      const seconds = view.getUint32(at + 16);
      const nanos = view.getUint32(at + 20) * 1000;
      if (!timeBase.known) timeBase.set(seconds + Math.floor(nanos / 1e9), nanos % 1e9);
      block.offset[count] = at + RECORD_HEADER;
      block.captured[count] = length;
      block.original[count] = wireLength < length ? length : Math.min(wireLength, 0x7fffffff);
      block.time[count] = timeBase.since(seconds, nanos);
      at += recordLength;
      count++;
    }
    window.start = at;
    return count;
  }
}

/** What is wrong with a record's lengths, or null. */
function lengthFault(length: number, recordLength: number, longest: number): string | null {
  if (length > longest) return `a record claims ${length} captured bytes; at most ${longest} make sense`;
  if (recordLength < RECORD_HEADER + length) {
    return `a record of ${length} captured bytes claims to be ${recordLength} bytes long; ${RECORD_HEADER + length} are needed`;
  }
  // Padding is up to a few bytes; some writers round generously.
  if (recordLength > RECORD_HEADER + length + 512) {
    return `a record of ${length} captured bytes claims to be ${recordLength} bytes long`;
  }
  return null;
}
