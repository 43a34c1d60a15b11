// gzip, RFC 1952: members one after another. Only the deflated part goes to node:zlib, so that a
// wrong checksum costs nothing of what was unpacked.
import { crc32, createInflateRaw } from "node:zlib";
import { BrokenBytes } from "./byte-source.ts";
import type { ByteWindow } from "./byte-window.ts";
import { endsEarly, readZlibFrame } from "./zlib-frame.ts";

const HEADER = 10;
const TRAILER = 8;
const MAGIC = 0x1f8b;
const DEFLATE = 8;
const HEADER_CRC = 0x02;
const EXTRA = 0x04;
const NAME = 0x08;
const COMMENT = 0x10;
const RESERVED = 0xe0;

/** Yields the contents of all members. What follows them and is no member is left out, as gzip does. */
export async function* gunzip(window: ByteWindow): AsyncGenerator<Uint8Array> {
  do {
    await passHeader(window);
    let sum = 0;
    let size = 0;
    for await (const piece of readZlibFrame(createInflateRaw({ chunkSize: 64 * 1024 }), window, "gzip")) {
      sum = crc32(piece, sum);
      size += piece.length;
      yield piece;
    }
    if (!(await window.fill(TRAILER))) throw endsEarly(window, "gzip");
    const { view, start } = window;
    if (view.getUint32(start, true) !== sum || view.getUint32(start + 4, true) !== size % 0x1_0000_0000) {
      throw new BrokenBytes(
        "the gzip data are damaged: their checksum is wrong, so packets may be too",
        false,
      );
    }
    window.start += TRAILER;
  } while ((await window.fill(2)) && window.view.getUint16(window.start) === MAGIC);
}

async function passHeader(window: ByteWindow): Promise<void> {
  if (!(await window.fill(HEADER))) throw endsEarly(window, "gzip");
  const method = window.view.getUint8(window.start + 2);
  const flags = window.view.getUint8(window.start + 3);
  if (method !== DEFLATE || (flags & RESERVED) !== 0) {
    throw new BrokenBytes(`the gzip header is damaged (method ${method}, flags ${flags})`, false);
  }
  window.start += HEADER;
  if (flags & EXTRA) {
    if (!(await window.fill(2))) throw endsEarly(window, "gzip");
    const length = window.view.getUint16(window.start, true);
    if (!(await window.skip(2 + length))) throw endsEarly(window, "gzip");
  }
  if (flags & NAME) await passText(window);
  if (flags & COMMENT) await passText(window);
  if (flags & HEADER_CRC && !(await window.skip(2))) throw endsEarly(window, "gzip");
}

/** To behind the next zero byte. */
async function passText(window: ByteWindow): Promise<void> {
  for (;;) {
    if (!(await window.fill(1))) throw endsEarly(window, "gzip");
    const zero = window.bytes.subarray(window.start, window.end).indexOf(0);
    window.start = zero < 0 ? window.end : window.start + zero + 1;
    if (zero >= 0) return;
  }
}
