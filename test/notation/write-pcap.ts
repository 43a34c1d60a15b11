// Writes classic pcap in every variant, for tests. Knows nothing of the reader that it tests.

export interface WrittenPacket {
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly time: bigint;
  readonly bytes: Uint8Array;
  /** Length on the wire; default: as many as `bytes`. */
  readonly original?: number;
}

export interface PcapOptions {
  /** LINKTYPE_ number; default 1, Ethernet. */
  readonly linkType?: number;
  /** Nanosecond timestamps (magic a1b23c4d); default microseconds, the rest of a time is cut off. */
  readonly nanos?: boolean;
  readonly bigEndian?: boolean;
  /** Kuznetzov's records (magic a1b2cd34): eight more bytes in each record header. */
  readonly modified?: boolean;
  /** Default 262144, as tcpdump writes. */
  readonly snapLength?: number;
}

const SECOND = 1_000_000_000n;

/** The bytes of a pcap file that holds the packets in the order given. */
export function writePcap(packets: Iterable<WrittenPacket>, options: PcapOptions = {}): Uint8Array {
  const little = !options.bigEndian;
  const list = [...packets];
  const recordHeader = options.modified ? 24 : 16;
  const total = list.reduce((sum, packet) => sum + recordHeader + packet.bytes.length, 24);
  const file = new Uint8Array(total);
  const view = new DataView(file.buffer);
  const magic = options.modified ? 0xa1b2cd34 : options.nanos ? 0xa1b23c4d : 0xa1b2c3d4;
  view.setUint32(0, magic, little);
  view.setUint16(4, 2, little);
  view.setUint16(6, 4, little);
  view.setUint32(16, options.snapLength ?? 262144, little);
  view.setUint32(20, options.linkType ?? 1, little);

  let at = 24;
  for (const { time, bytes, original } of list) {
    const fraction = time % SECOND;
    view.setUint32(at, Number(time / SECOND), little);
    view.setUint32(at + 4, Number(options.nanos ? fraction : fraction / 1000n), little);
    view.setUint32(at + 8, bytes.length, little);
    view.setUint32(at + 12, original ?? bytes.length, little);
    file.set(bytes, at + recordHeader);
    at += recordHeader + bytes.length;
  }
  return file;
}
