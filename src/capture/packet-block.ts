// A batch of raw packets, as arrays instead of objects. Knows no protocol.

/** The most packets that one block holds. */
export const BLOCK_PACKETS = 1024;

/**
 * Packets `from` (inclusive) to `to` (exclusive) of a reader's buffer.
 *
 * BORROWED: valid until the next call of `nextBlock()` of the source that handed it out, which
 * fills the same arrays and the same bytes again. Copy what must live longer.
 */
export class PacketBlock {
  /** The buffer in which all packets of the block lie. */
  bytes: Uint8Array = new Uint8Array(0);
  /** The same memory as `bytes`, with the same origin. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** First packet of the run; merged sources hand out parts of a block. */
  from = 0;
  /** One past the last packet of the run. */
  to = 0;
  /** Where each packet's first byte lies in `bytes`. */
  readonly offset = new Int32Array(BLOCK_PACKETS);
  /** Bytes of the packet that are in `bytes`. */
  readonly captured = new Int32Array(BLOCK_PACKETS);
  /** Bytes that the packet had on the wire, as the record claims; never less than `captured`. */
  readonly original = new Int32Array(BLOCK_PACKETS);
  /** Nanoseconds since the timeline's base (time-base.ts); negative when earlier. */
  readonly time = new Float64Array(BLOCK_PACKETS);
  /** Index into the source's `channels`. */
  readonly channel = new Uint8Array(BLOCK_PACKETS);
}
