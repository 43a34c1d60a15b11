// One interface through the npm package cap, where libpcap cannot be called directly. It hands out packets
// alone: no times, no counts of what was lost. Each is stamped when it arrives.
import type { Cap } from "cap";
import { CaptureError } from "../capture-error.ts";
import { FilterError } from "../filter-error.ts";
import { BLOCK_PACKETS, PacketBlock } from "../packet-block.ts";
import type { CaptureDamage, CaptureInput, Channel } from "../packet-source.ts";
import { TimeBase } from "../time-base.ts";
import { BUFFER_BYTES, type LiveCapture } from "./live-capture.ts";

export interface CapOptions {
  /** The kernel's buffer, in bytes. Default 32 MiB. */
  readonly bufferBytes?: number;
  /** In the language of pcap-filter(7); run by the kernel. */
  readonly filter?: string;
}

/** The snapshot length that cap sets. */
const SNAP_LENGTH = 65_535;
/** Bytes of one block: many packets of the usual length, and always one of the longest. */
const BLOCK_BYTES = 1024 * 1024;
/** Blocks that may wait for the analysis; what comes beyond is lost, and said. */
const MOST_BLOCKS = 64;

const NANOS_PER_MILLISECOND = 1e6;
/** When stopped, what lies ready in the kernel gets so long to arrive. */
const DRAIN_MILLISECONDS = 50;
const NO_TROUBLES: ReadonlyMap<string, string> = new Map();

/** When collected, one that is closed or never opened takes the process with it: none ever is. */
const KEPT: Cap[] = [];

/** LINKTYPE_ numbers of the names that cap gives. */
const LINK_TYPES = new Map([
  ["NULL", 0],
  ["ETHERNET", 1],
  ["RAW", 101],
  ["LINKTYPE_LINUX_SLL", 113],
  ["IEEE802_11_RADIO", 127],
]);

/** What this way of capturing cannot tell. */
export const CAP_LIMITS: readonly string[] = [
  "through the package cap, times are taken when packets arrive, how many were lost is not known, and it ends when the interface goes down",
];

/** The package's class; null where it is not installed, or was built for another Node. */
export async function loadCap(): Promise<typeof Cap | null> {
  try {
    return (await import("cap")).default.Cap;
  } catch {
    return null;
  }
}

/**
 * Begins to capture. Throws CaptureError where the interface cannot be captured on, FilterError for a filter
 * that libpcap does not understand.
 */
export function openCap(Capture: typeof Cap, name: string, options: CapOptions = {}): CapSource {
  const { filter = "", bufferBytes = BUFFER_BYTES } = options;
  const cap = new Capture();
  KEPT.push(cap);
  const packet = Buffer.alloc(SNAP_LENGTH);
  let linkType: string;
  try {
    linkType = cap.open(name, filter, bufferBytes, packet);
  } catch (error) {
    throw refused(name, filter, (error as Error).message.trim().replaceAll(/\s+/g, " "));
  }
  const number = LINK_TYPES.get(linkType) ?? Number(/^Unknown linktype (\d+)$/.exec(linkType)?.[1]);
  return new CapSource(cap, name, packet, number);
}

/** cap passes on libpcap's words and no number. */
function refused(name: string, filter: string, words: string): CaptureError | FilterError {
  if (/permi/i.test(words)) {
    return new CaptureError(
      "not-permitted",
      name,
      0,
      `${name}: this user may not capture (${words}); use sudo`,
    );
  }
  if (/no such device/i.test(words))
    return new CaptureError("not-found", name, 0, `there is no interface ${name} (${words})`);
  if (/not up|is down/i.test(words)) {
    return new CaptureError("unreadable", name, 0, `${name} is down (${words}); switch it on first`);
  }
  if (filter !== "") return new FilterError(filter, null, `"${filter}": ${words}`);
  return new CaptureError(
    "unreadable",
    name,
    0,
    `${name} cannot be captured on (${words || "cap does not say why"})`,
  );
}

export class CapSource implements LiveCapture {
  readonly timeBase = new TimeBase();
  readonly inputs: readonly CaptureInput[];
  readonly channels: readonly Channel[];
  readonly damage: readonly CaptureDamage[] = [];
  lost = 0;
  readonly #cap: Cap;
  /** Where cap writes each packet: it keeps a bare pointer, so this reference is all that keeps the memory. */
  readonly #packet: Buffer;
  readonly #begun = performance.now();
  /** Blocks with packets, the oldest first; the last is being filled. */
  readonly #filled: PacketBlock[] = [];
  readonly #free: PacketBlock[] = [];
  /** The one that was handed out. */
  #lent: PacketBlock | null = null;
  #blocks = 0;
  /** Bytes used in the block that is being filled. */
  #used = 0;
  #bytes = 0;
  #over = false;
  #closed = false;
  #wakeDue = false;
  #wake: () => void = () => {};

  constructor(cap: Cap, name: string, packet: Buffer, linkType: number) {
    this.#cap = cap;
    this.#packet = packet;
    const now = Date.now();
    this.timeBase.set(Math.floor(now / 1000), (now % 1000) * NANOS_PER_MILLISECOND);
    this.channels = [{ linkType, snapLength: SNAP_LENGTH, interfaceName: name, input: 0 }];
    this.inputs = [{ name, format: "live", compression: "none", comments: [] }];
    cap.on("packet", (length) => this.#take(length));
  }

  async nextBlock(): Promise<PacketBlock | null> {
    if (this.#lent !== null) this.#free.push(this.#lent);
    this.#lent = null;
    while (this.#filled.length === 0) {
      if (this.#over) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#lent = this.#filled.shift() as PacketBlock;
    return this.#lent;
  }

  /** Of a clock that nobody sets. */
  now(): number {
    return (performance.now() - this.#begun) * NANOS_PER_MILLISECOND;
  }

  settledUntil(): number {
    const [oldest] = this.#filled;
    return oldest === undefined ? this.now() : (oldest.time[0] as number);
  }

  /** cap ends the process where an interface goes down. */
  troubles(): ReadonlyMap<string, string> {
    return NO_TROUBLES;
  }

  progress(): { bytes: number; total: null } {
    return { bytes: this.#bytes, total: null };
  }

  /** What lies ready in the kernel still comes: the event loop gets its turns. */
  stop(): void {
    setTimeout(() => this.#end(), DRAIN_MILLISECONDS);
  }

  async close(): Promise<void> {
    this.#end();
  }

  #end(): void {
    this.#over = true;
    if (!this.#closed) this.#cap.close();
    this.#closed = true;
    this.#wake();
  }

  #take(length: number): void {
    const block = this.#blockFor(length);
    if (block === null) {
      this.lost++;
      return;
    }
    const index = block.to++;
    this.#packet.copy(block.bytes, this.#used, 0, length);
    block.offset[index] = this.#used;
    block.captured[index] = length;
    // What it had on the wire, cap does not tell; the IP header does.
    block.original[index] = length;
    block.time[index] = this.now();
    this.#used += length;
    this.#bytes += length;
    // One block of all that lies ready; but where packets never cease, full ones are handed out in between.
    if (this.#filled.length > 1) this.#wake();
    else if (!this.#wakeDue) {
      this.#wakeDue = true;
      setImmediate(() => {
        this.#wakeDue = false;
        this.#wake();
      });
    }
  }

  /** The block that is being filled, or the next one; null where as many wait as may. */
  #blockFor(length: number): PacketBlock | null {
    const last = this.#filled.at(-1);
    if (last !== undefined && last.to < BLOCK_PACKETS && this.#used + length <= BLOCK_BYTES) return last;
    const block = this.#free.pop() ?? this.#newBlock();
    if (block === null) return null;
    block.from = 0;
    block.to = 0;
    this.#used = 0;
    this.#filled.push(block);
    return block;
  }

  #newBlock(): PacketBlock | null {
    if (this.#blocks === MOST_BLOCKS) return null;
    this.#blocks++;
    const block = new PacketBlock();
    block.bytes = new Uint8Array(BLOCK_BYTES);
    block.view = new DataView(block.bytes.buffer);
    return block;
  }
}
