// LZ4 frames (lz4_Frame_format.md 1.6.x): our own walk over frames and blocks, since no maintained
// decoder streams; what a block holds is unpacked by lz4js, after a check that it stays in bounds.
import { decompressBlock } from "lz4js";
import { BrokenBytes } from "./byte-source.ts";
import type { ByteWindow } from "./byte-window.ts";
import { isSkippableFrame, passSkippableFrame } from "./unzstd.ts";
import { Xxh32 } from "./xxh32.ts";
import { endsEarly } from "./zlib-frame.ts";

const MAGIC = 0x184d2204;
const LEGACY_MAGIC = 0x184c2102;
const LEGACY_BLOCK = 8 * 1024 * 1024;
/** How far back a match reaches, over blocks too where they are linked. */
const HISTORY = 64 * 1024;

const VERSION_MASK = 0xc0;
const VERSION = 0x40;
const BLOCKS_INDEPENDENT = 0x20;
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const CONTENT_CHECKSUM = 0x04;
const RESERVED = 0x02;
const DICTIONARY = 0x01;
const STORED = 0x8000_0000;

/** Yields the contents of all frames. */
export async function* unlz4(window: ByteWindow): AsyncGenerator<Uint8Array> {
  while (await window.fill(1)) {
    await want(window, 4);
    const magic = window.view.getUint32(window.start, true);
    if (magic === MAGIC) yield* readFrame(window);
    else if (magic === LEGACY_MAGIC) yield* readLegacyFrame(window);
    else if (isSkippableFrame(magic)) await passSkippableFrame(window, "lz4");
    else throw damaged("bytes follow that belong to no frame");
  }
  if (window.broken) throw window.broken;
}

async function* readFrame(window: ByteWindow): AsyncGenerator<Uint8Array> {
  await want(window, 7);
  const flags = window.view.getUint8(window.start + 4);
  const sizeCode = (window.view.getUint8(window.start + 5) >> 4) & 7;
  if ((flags & VERSION_MASK) !== VERSION || (flags & RESERVED) !== 0 || sizeCode < 4) {
    throw damaged(`frame flags ${flags}, block size code ${sizeCode}`);
  }
  if (flags & DICTIONARY)
    throw new BrokenBytes(
      "the lz4 data need a dictionary",
      false,
      "unpack it first, lz4 -dc -D DICTIONARY FILE | shakedown read -",
    );
  const descriptor = 2 + (flags & CONTENT_SIZE ? 8 : 0);
  await want(window, 4 + descriptor + 1);
  const at = window.start + 4;
  if (((hash(window, at, descriptor) >>> 8) & 0xff) !== window.view.getUint8(at + descriptor)) {
    throw damaged("the frame header's checksum is wrong");
  }
  window.start = at + descriptor + 1;

  const blockSize = 2 ** (8 + 2 * sizeCode);
  const trailer = flags & BLOCK_CHECKSUM ? 4 : 0;
  const unpacker = new BlockUnpacker(blockSize, (flags & BLOCKS_INDEPENDENT) === 0);
  const sumOfContents = new Xxh32();
  for (;;) {
    await want(window, 4);
    const header = window.view.getUint32(window.start, true);
    window.start += 4;
    if (header === 0) break;
    const length = header & ~STORED;
    if (length > blockSize) throw damaged(`a block of ${length} bytes, at most ${blockSize} fit`);
    await want(window, length + trailer);
    if (flags & BLOCK_CHECKSUM) {
      const sum = window.view.getUint32(window.start + length, true);
      if (hash(window, window.start, length) !== sum) throw damaged("a block's checksum is wrong");
    }
    const contents = unpacker.unpack(window, length, header >= STORED);
    if (flags & CONTENT_CHECKSUM) sumOfContents.update(contents);
    yield contents;
    window.start += length + trailer;
  }
  if (flags & CONTENT_CHECKSUM) {
    await want(window, 4);
    if (sumOfContents.digest() !== window.view.getUint32(window.start, true)) {
      throw damaged("their checksum is wrong, so packets may be too");
    }
    window.start += 4;
  }
}

/** As `lz4 -l` and the Linux kernel write it: blocks of 8 MiB to the end of the input. */
async function* readLegacyFrame(window: ByteWindow): AsyncGenerator<Uint8Array> {
  window.start += 4;
  const unpacker = new BlockUnpacker(LEGACY_BLOCK, false);
  while (await window.fill(1)) {
    await want(window, 4);
    const length = window.view.getUint32(window.start, true);
    if (length === MAGIC || length === LEGACY_MAGIC || isSkippableFrame(length)) return;
    // LZ4_compressBound: what cannot be compressed grows a little.
    if (length > LEGACY_BLOCK + LEGACY_BLOCK / 255 + 16) throw damaged(`a block of ${length} bytes`);
    window.start += 4;
    await want(window, length);
    yield unpacker.unpack(window, length, false);
    window.start += length;
  }
}

/** Unpacks blocks into one buffer, behind what earlier blocks left for later ones to refer to. */
class BlockUnpacker {
  readonly #linked: boolean;
  readonly #blockSize: number;
  readonly #buffer: Uint8Array;
  #history = 0;

  constructor(blockSize: number, linked: boolean) {
    this.#linked = linked;
    this.#blockSize = blockSize;
    this.#buffer = new Uint8Array(HISTORY + blockSize);
  }

  /** The contents of the block at the window's start; valid until the next call. */
  unpack(window: ByteWindow, length: number, stored: boolean): Uint8Array {
    const buffer = this.#buffer;
    const { bytes, start } = window;
    const from = this.#history;
    let to: number;
    if (stored) {
      buffer.set(bytes.subarray(start, start + length), from);
      to = from + length;
    } else {
      const size = unpackedSize(bytes, start, start + length, from, this.#blockSize);
      if (size < 0) throw damaged("a block refers to what is not there");
      to = decompressBlock(bytes, buffer, start, length, from);
    }
    // Handed out as a copy: the history moves before the consumer is done with it.
    const contents = buffer.slice(from, to);
    if (this.#linked) {
      const keep = Math.min(to, HISTORY);
      buffer.copyWithin(0, to - keep, to);
      this.#history = keep;
    }
    return contents;
  }
}

/**
 * Walks the sequences of a compressed block without unpacking it. −1 when one runs out of the block,
 * refers to before `history`, or makes more than `limit` bytes: lz4js checks none of that.
 */
function unpackedSize(bytes: Uint8Array, from: number, to: number, history: number, limit: number): number {
  let at = from;
  let size = 0;
  while (at < to) {
    const token = bytes[at++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        if (at >= to) return -1;
        more = bytes[at++]!;
        literals += more;
      } while (more === 255);
    }
    at += literals;
    size += literals;
    if (at > to || size > limit) return -1;
    if (at === to) return size;
    if (to - at < 2) return -1;
    const distance = bytes[at]! | (bytes[at + 1]! << 8);
    at += 2;
    if (distance === 0 || distance > history + size) return -1;
    let match = (token & 15) + 4;
    if (match === 19) {
      let more: number;
      do {
        if (at >= to) return -1;
        more = bytes[at++]!;
        match += more;
      } while (more === 255);
    }
    size += match;
    if (size > limit) return -1;
  }
  return size;
}

function hash(window: ByteWindow, at: number, length: number): number {
  return new Xxh32().update(window.bytes.subarray(at, at + length)).digest();
}

async function want(window: ByteWindow, bytes: number): Promise<void> {
  if (!(await window.fill(bytes))) throw endsEarly(window, "lz4");
}

function damaged(why: string): BrokenBytes {
  return new BrokenBytes(`the lz4 data are damaged: ${why}`, false);
}
