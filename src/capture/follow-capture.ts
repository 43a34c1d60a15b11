// A capture that another program still writes, as a source of packets that never ends by itself. Where its
// name goes to a new file, as when captures are rotated, that one is read on the same timeline.
import { stat } from "node:fs/promises";
import { WAITING_WINDOW_BYTES } from "./byte-window.ts";
import { CaptureError } from "./capture-error.ts";
import { ChannelTable } from "./channel-table.ts";
import { FilePool } from "./file-pool.ts";
import { type FollowEnd, FollowedFile } from "./follow-file.ts";
import { findInput } from "./input-bytes.ts";
import { type InputSource, openInput } from "./input-source.ts";
import type { PacketBlock } from "./packet-block.ts";
import type { CaptureDamage, CaptureInput, Channel, PacketSource } from "./packet-source.ts";

const NANOS_PER_MILLISECOND = 1e6;
/** How often a name without a file is looked at. */
const LOOK_MILLISECONDS = 200;

/**
 * Resolves when the head of the capture is there, which an empty file is waited for. Rejects with
 * CaptureError where it cannot be followed.
 * @param tell hears that the file is another one from now on
 */
export async function followCapture(
  path: string,
  tell: (remark: string) => void,
  signal: AbortSignal,
): Promise<FollowedCapture> {
  const found = path === "-" ? null : await stat(path).catch(() => null);
  if (path === "-" || (found !== null && !found.isFile() && !found.isDirectory())) {
    const text = `${path}: what flows is followed anyway: leave --follow out`;
    throw new CaptureError("unsupported", path, 0, text);
  }
  // Says what is wrong with any name but that of an empty file.
  if (found?.size !== 0 || !found.isFile()) await findInput(path, new FilePool());
  const source = new FollowedCapture(path, tell, signal);
  await source.begin();
  return source;
}

export class FollowedCapture implements PacketSource {
  readonly inputs: CaptureInput[] = [];
  readonly damage: CaptureDamage[] = [];
  readonly #path: string;
  readonly #tell: (remark: string) => void;
  readonly #signal: AbortSignal;
  readonly #channels = new ChannelTable();
  #file: FollowedFile | null = null;
  #source: InputSource | null = null;
  /** The first file's, which the others are moved onto. */
  #first: InputSource | null = null;
  /** Damage of the file that is being read. */
  #damage: CaptureDamage[] = [];
  /** Bytes of the files before. */
  #bytesBefore = 0;
  #lastTime = Number.NEGATIVE_INFINITY;

  constructor(path: string, tell: (remark: string) => void, signal: AbortSignal) {
    this.#path = path;
    this.#tell = tell;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#file?.stop());
  }

  get timeBase() {
    return (this.#first as InputSource).timeBase;
  }

  get channels(): readonly Channel[] {
    return this.#channels.channels;
  }

  /** Opens what the name stands for now. */
  async begin(): Promise<void> {
    const file = await FollowedFile.open(this.#path);
    this.#file = file;
    if (this.#signal.aborted) file.stop();
    this.#damage = [];
    const bytes = { name: this.#path, size: null, rereadable: false, open: async () => file };
    const place = {
      index: 0,
      channels: this.#channels,
      damage: this.#damage,
      bufferBytes: WAITING_WINDOW_BYTES,
    };
    const source = await openInput(bytes, place);
    const { compression } = source.input;
    if (compression !== "none") {
      await source.close();
      const text = `${this.#path}: is compressed (${compression}), which cannot be followed: follow the file that it is made of`;
      throw new CaptureError("unsupported", this.#path, 0, text);
    }
    this.#source = source;
    if (this.#first === null) {
      this.#first = source;
      this.inputs.push(source.input);
    }
  }

  async nextBlock(): Promise<PacketBlock | null> {
    for (;;) {
      const source = this.#source as InputSource;
      const block = await source.nextBlock();
      if (block !== null) return this.#taken(source, block);
      const { ended } = this.#file as FollowedFile;
      // A record of which the writer has written half is no damage of ours.
      const damage = this.#damage.filter(({ cutShort }) => !(cutShort && ended === "stopped"));
      this.damage.push(...damage);
      if (ended === null || ended === "stopped") return null;
      if (!(await this.#goOn(ended))) return null;
    }
  }

  /** While nothing comes, time goes on as fast as it does. */
  settledUntil(): number {
    const idle = this.#file?.idleSince ?? null;
    if (idle === null) return this.#lastTime;
    return this.#lastTime + (performance.now() - idle) * NANOS_PER_MILLISECOND;
  }

  progress(): { bytes: number; total: null } {
    return { bytes: this.#bytesBefore + (this.#file?.bytesRead ?? 0), total: null };
  }

  async close(): Promise<void> {
    await this.#file?.close();
    await this.#source?.close();
  }

  #taken(source: InputSource, block: PacketBlock): PacketBlock {
    const { time } = block;
    if (source !== this.#first) {
      const { seconds, nanos } = source.timeBase;
      const shift = this.timeBase.since(seconds, nanos);
      for (let index = block.from; index < block.to; index++) time[index] = (time[index] as number) + shift;
    }
    this.#lastTime = Math.max(this.#lastTime, time[block.to - 1] as number);
    return block;
  }

  /** With the next file of that name; false when stopped before there is one. */
  async #goOn(ended: FollowEnd): Promise<boolean> {
    this.#bytesBefore += this.#file?.bytesRead ?? 0;
    await this.close();
    const what = ended === "truncated" ? "was cut to begin anew" : "is another file now";
    for (;;) {
      if (this.#signal.aborted) return false;
      const found = await stat(this.#path).catch(() => null);
      if (found !== null && found.size > 0) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
    try {
      await this.begin();
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      // What came before is reported all the same.
      const { byteOffset, message } = error;
      const damage = { file: this.#path, byteOffset, packet: 1, message, cutShort: false };
      if (!this.#signal.aborted) this.damage.push(damage);
      return false;
    }
    this.#tell(`${this.#path} ${what}: it is read from its beginning, and the story goes on`);
    return true;
  }
}
