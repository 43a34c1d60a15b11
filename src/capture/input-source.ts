// One input, opened: compression and format found by the first bytes, then read to its end.
import type { BrokenBytes, ByteSource } from "./byte-source.ts";
import { ByteWindow } from "./byte-window.ts";
import { CaptureError } from "./capture-error.ts";
import type { ChannelTable } from "./channel-table.ts";
import { decompress } from "./decompress.ts";
import { type InputBytes, isEmpty } from "./input-bytes.ts";
import type { PacketBlock } from "./packet-block.ts";
import type { CaptureDamage, CaptureInput, Channel, PacketSource } from "./packet-source.ts";
import { openPcapFile } from "./pcap-file.ts";
import { openPcapngFile } from "./pcapng-file.ts";
import { RECOGNISED_BYTES, type Recognised, recognise } from "./recognise.ts";
import type { RecordReader } from "./record-reader.ts";
import { openSnoopFile } from "./snoop-file.ts";
import { passSkippableFrame } from "./unzstd.ts";

const READERS = { pcap: openPcapFile, pcapng: openPcapngFile, snoop: openSnoopFile };

/** Which input of a timeline it is, and what it shares with the others. */
export interface InputPlace {
  /** Index into the timeline's inputs. */
  readonly index: number;
  readonly channels: ChannelTable;
  readonly damage: CaptureDamage[];
  /** Bytes read at once. */
  readonly bufferBytes: number;
}

/**
 * Reads as far as the capture's header. Rejects with CaptureError where that cannot be done.
 * `again`: how the input was described when it was opened before; its comments are read anew.
 */
export async function openInput(
  bytes: InputBytes,
  place: InputPlace,
  again?: InputDescription,
): Promise<InputSource> {
  const { name } = bytes;
  const stored = await bytes.open();
  let window = new ByteWindow(stored, place.bufferBytes);
  try {
    let compression: CaptureInput["compression"] = "none";
    let found = await recogniseStart(window, name);
    if (found.kind === "compressed") {
      compression = found.compression;
      window = new ByteWindow(decompress(window, compression), place.bufferBytes);
      found = await recogniseStart(window, name, compression);
    }
    if (found.kind === "other") throw new CaptureError(found.code, name, 0, `${name}: ${found.advice}`);
    if (found.kind !== "capture") {
      const text = `${name}: is compressed twice: unpack it once first, such as zcat FILE | shakedown read -`;
      throw new CaptureError("unsupported", name, 0, text);
    }
    const { index: input, channels, damage } = place;
    const description = again ?? { name, format: found.format, compression, comments: [] };
    const { comments } = description;
    comments.length = 0;
    const reader = await READERS[found.format](window, { name, input, channels, damage, comments });
    return new InputSource(description, bytes.size, reader, window, stored, place);
  } catch (error) {
    await window.close();
    await stored.close();
    throw error;
  }
}

/** Passes over frames without content, which only compressed data begin with. */
async function recogniseStart(
  window: ByteWindow,
  name: string,
  within?: CaptureInput["compression"],
): Promise<Recognised> {
  for (;;) {
    // No more than needed is waited for: a live pipe may bring a header and then nothing for long.
    await window.fill(8);
    if (window.available === 0) {
      if (window.broken) throw nothingReadable(name, window.broken);
      if (within === undefined) throw isEmpty(name);
      const text = `${name}: holds nothing but an empty ${within} frame: capture or copy it again`;
      throw new CaptureError("not-a-capture", name, 0, text);
    }
    let found = recogniseWindow(window);
    if (found.kind === "other" && (await window.fill(RECOGNISED_BYTES))) found = recogniseWindow(window);
    if (found.kind !== "skippable") return found;
    await passSkippableFrame(window, "compressed").catch((error: BrokenBytes) => {
      throw nothingReadable(name, error);
    });
  }
}

function recogniseWindow(window: ByteWindow): Recognised {
  const { start, end, bytes } = window;
  return recognise(bytes.subarray(start, Math.min(end, start + RECOGNISED_BYTES)));
}

function nothingReadable(name: string, broken: BrokenBytes): CaptureError {
  return new CaptureError("damaged", name, 0, `${name}: ${broken.message}: ${broken.advice}`);
}

/** `comments` grow while an input is read. */
type InputDescription = CaptureInput & { readonly comments: string[] };

/** A point in time: seconds since 1970-01-01 UTC and nanoseconds on top. */
export interface Moment {
  readonly seconds: number;
  readonly nanos: number;
}

/** An opened input is a timeline of its own. */
export class InputSource implements PacketSource {
  readonly input: InputDescription;
  readonly inputs: readonly CaptureInput[];
  readonly channels: readonly Channel[];
  readonly damage: readonly CaptureDamage[];
  readonly #size: number | null;
  readonly #reader: RecordReader;
  readonly #window: ByteWindow;
  readonly #stored: ByteSource;
  #peeked: PacketBlock | null = null;
  #closed = false;

  constructor(
    input: InputDescription,
    size: number | null,
    reader: RecordReader,
    window: ByteWindow,
    stored: ByteSource,
    place: InputPlace,
  ) {
    this.input = input;
    this.inputs = [input];
    this.channels = place.channels.channels;
    this.damage = place.damage;
    this.#size = size;
    this.#reader = reader;
    this.#window = window;
    this.#stored = stored;
  }

  get timeBase() {
    return this.#reader.timeBase;
  }

  async nextBlock(): Promise<PacketBlock | null> {
    if (this.#closed) return null;
    const block = this.#peeked ?? (await this.#reader.nextBlock());
    this.#peeked = null;
    return block;
  }

  /** When its first packet was captured, which stays to be read; null when it holds none with a time. */
  async firstMoment(): Promise<Moment | null> {
    this.#peeked ??= await this.#reader.nextBlock();
    const { known, seconds, nanos } = this.timeBase;
    return this.#peeked && known ? { seconds, nanos } : null;
  }

  progress(): { bytes: number; total: number | null } {
    return { bytes: this.#stored.bytesRead, total: this.#size };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#window.close();
    await this.#stored.close();
  }
}
