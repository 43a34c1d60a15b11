// What every origin of packets (a file, standard input, several files merged, an interface) offers.
import type { PacketBlock } from "./packet-block.ts";
import type { TimeBase } from "./time-base.ts";

/** What a packet's `channel` number stands for: one link type on one interface of one input. */
export interface Channel {
  /** LINKTYPE_ number as at tcpdump.org/linktypes.html. */
  readonly linkType: number;
  /** Snapshot length in bytes; 0 when not limited or not said. */
  readonly snapLength: number;
  /** Name of the interface, when the capture gives it. */
  readonly interfaceName: string | null;
  /** Index into `inputs`. */
  readonly input: number;
}

/** One input of a source. */
export interface CaptureInput {
  /** As the user named it; `-` is standard input. */
  readonly name: string;
  readonly format: "pcap" | "pcapng" | "snoop" | "live";
  readonly compression: "none" | "gzip" | "zstd" | "lz4";
  /**
   * Comments of the capture itself (pcapng section headers), as written: clean before showing. Grow
   * while reading, as sections follow.
   */
  readonly comments: readonly string[];
}

/** Damage inside an input: everything before it was handed out, nothing behind it is. */
export interface CaptureDamage {
  /** The input's name. */
  readonly file: string;
  /** Where the damaged record begins, in bytes of the uncompressed capture. */
  readonly byteOffset: number;
  /** Number, inside this input and from 1, of the packet that could not be read. */
  readonly packet: number;
  /** One line: what was expected and what was found. */
  readonly message: string;
  /** The input simply ends inside a record, as a killed capture leaves it. */
  readonly cutShort: boolean;
}

/** Packets of one interface since capturing on it began. */
export interface CaptureStatistics {
  readonly received: number;
  /** For lack of room in the kernel's buffer. */
  readonly droppedByKernel: number;
  readonly droppedByInterface: number;
}

export interface PacketSource {
  readonly timeBase: TimeBase;
  readonly inputs: readonly CaptureInput[];
  /** Grows while reading; an index handed out stays valid. At most 256. */
  readonly channels: readonly Channel[];
  /** Grows while reading. */
  readonly damage: readonly CaptureDamage[];
  /**
   * The next packets, or null at the end. The block is borrowed until the next call. One without packets says
   * that time has passed, see `settledUntil`.
   * Never rejects for damage inside an input: that stands in `damage`, and the source goes on with
   * its other inputs or ends.
   */
  nextBlock(): Promise<PacketBlock | null>;
  /** Bytes read so far of all inputs as stored (compressed), and their sum, null for a pipe. */
  progress(): { readonly bytes: number; readonly total: number | null };
  /**
   * Only of a source that waits for packets, as an interface does: a moment of its timeline before which
   * every packet has been handed out. Grows on an idle line too, and never goes back.
   */
  settledUntil?(): number;
  /** Only of such a source: this moment, on its timeline. */
  now?(): number;
  /** Only of interfaces: in the order of `inputs`. */
  statistics?(): readonly CaptureStatistics[];
  close(): Promise<void>;
}
