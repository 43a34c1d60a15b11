// TCP segments over IPv4 over Ethernet as a classic pcap, through one large buffer.
import { writeSync } from "node:fs";

const BUFFER_BYTES = 1 << 22;
const LARGEST_RECORD = 16 + 14 + 20 + 40 + 1448;
const SYN = 0x02;
/** 2024-03-09 16:00:00 UTC, in seconds since 1970. */
const START_SECONDS = 1_710_000_000;

export class SegmentWriter {
  #file;
  #bytes = new Uint8Array(BUFFER_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #payload = Uint8Array.from({ length: 1448 }, (_, i) => 0x20 + (i % 95));
  #identification = 0;
  packets = 0;
  bytesWritten = 0;

  /** @param {number} file an open file descriptor */
  constructor(file) {
    this.#file = file;
    const view = this.#view;
    view.setUint32(0, 0xa1b2c3d4, true);
    view.setUint16(4, 2, true);
    view.setUint16(6, 4, true);
    view.setUint32(16, 262144, true);
    view.setUint32(20, 1, true);
    this.#length = 24;
  }

  /** Times in microseconds since the first packet, addresses as IPv4 words. */
  segment(
    time,
    source,
    destination,
    sourcePort,
    destinationPort,
    sequence,
    acknowledgement,
    flags,
    payload,
    timestampValue,
    timestampEcho,
  ) {
    if (this.#length + LARGEST_RECORD > BUFFER_BYTES) this.flush();
    const view = this.#view;
    const options = flags & SYN ? 20 : 12;
    const ipLength = 20 + 20 + options + payload;
    let at = this.#length;
    view.setUint32(at, START_SECONDS + Math.floor(time / 1e6), true);
    view.setUint32(at + 4, time % 1e6, true);
    view.setUint32(at + 8, 14 + ipLength, true);
    view.setUint32(at + 12, 14 + ipLength, true);
    at += 16;
    view.setUint32(at, 0x02000000);
    view.setUint32(at + 4, 0x00010200);
    view.setUint32(at + 8, 0x00000002);
    view.setUint16(at + 12, 0x0800);
    at += 14;
    this.#identification = (this.#identification + 1) & 0xffff;
    view.setUint32(at, 0x45000000 | ipLength);
    view.setUint32(at + 4, (this.#identification << 16) | 0x4000);
    view.setUint32(at + 8, 0x40060000);
    view.setInt32(at + 12, source);
    view.setInt32(at + 16, destination);
    view.setUint16(at + 10, headerChecksum(view, at));
    at += 20;
    view.setUint16(at, sourcePort);
    view.setUint16(at + 2, destinationPort);
    view.setInt32(at + 4, sequence);
    view.setInt32(at + 8, acknowledgement);
    view.setUint16(at + 12, ((20 + options) << 10) | flags);
    view.setUint16(at + 14, 65535);
    // The TCP checksum is left to the card, as in captures of a sending machine.
    view.setUint32(at + 16, 0);
    at += 20;
    if (flags & SYN) {
      view.setUint32(at, 0x020405b4); // MSS 1460
      view.setUint32(at + 4, 0x0402080a); // SACK permitted, timestamps
      view.setInt32(at + 8, timestampValue);
      view.setInt32(at + 12, timestampEcho);
      view.setUint32(at + 16, 0x01030307); // window scale 7
    } else {
      view.setUint32(at, 0x0101080a);
      view.setInt32(at + 4, timestampValue);
      view.setInt32(at + 8, timestampEcho);
    }
    at += options;
    if (payload > 0) {
      this.#bytes.set(
        payload === this.#payload.length ? this.#payload : this.#payload.subarray(0, payload),
        at,
      );
      at += payload;
    }
    this.#length = at;
    this.packets++;
  }

  flush() {
    for (let written = 0; written < this.#length; ) {
      written += writeSync(this.#file, this.#bytes, written, this.#length - written);
    }
    this.bytesWritten += this.#length;
    this.#length = 0;
  }
}

/** RFC 791 §3.1; the checksum field counts as zero, as it still is. */
function headerChecksum(view, at) {
  let sum = 0;
  for (let i = 0; i < 20; i += 2) sum += view.getUint16(at + i);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~(sum + (sum >>> 16)) & 0xffff;
}
