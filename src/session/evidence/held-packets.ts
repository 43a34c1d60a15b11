// The newest packets of which only a later one tells with which connection they are counted, such as a SYN
// on the addresses of a connection that still stands.
import type { PacketBlock } from "../../capture/packet-block.ts";
import type { Undecided } from "../../track/tracker.ts";
import { KEPT_BYTES, type KeptPacket } from "./evidence-store.ts";

const MOST = 64;

interface HeldPacket extends KeptPacket {
  readonly undecided: Undecided;
}

export class HeldPackets {
  readonly #packets: HeldPacket[] = [];

  keep(undecided: Undecided, block: PacketBlock, index: number, number: number): void {
    if (this.#packets.length === MOST) this.#packets.shift();
    const from = block.offset[index] as number;
    this.#packets.push({
      undecided,
      number,
      time: block.time[index] as number,
      bytes: block.bytes.slice(from, from + Math.min(block.captured[index] as number, KEPT_BYTES)),
      original: block.original[index] as number,
      channel: block.channel[index] as number,
    });
  }

  /** Of the connection with that id, as far as it is decided. */
  packetsOf(id: number): readonly KeptPacket[] {
    return this.#packets.filter(({ undecided }) => undecided.connection >>> 0 === id);
  }
}
