// Zstandard, RFC 8878, by node:zlib where it has a decoder that tells when data end early (Node 24), else
// by zstddec, the reference decoder as WebAssembly.
import zlib, { type InflateRaw } from "node:zlib";
import { BrokenBytes } from "./byte-source.ts";
import type { ByteWindow } from "./byte-window.ts";
import { endsEarly, pieceLength, readZlibFrame } from "./zlib-frame.ts";

const MAGIC = 0xfd2fb528;
/** What the zstd program takes too unless told otherwise. */
const LARGEST_WINDOW = 128 * 1024 * 1024;
/** The most that zstddec is given at once. */
const WASM_PIECE = 4 * 1024;
/**
 * On bad data zstddec yields empty pieces without end. Good data yield one for each frame without
 * content, which takes at least 8 bytes: so many in a row, out of one piece, are bad data.
 */
const MOST_EMPTY = WASM_PIECE / 8 + 1;

const native = zlib as {
  createZstdDecompress?: (options: object) => InflateRaw;
  zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array;
};

/** The decoder of node:zlib; undefined where there is none, or (Node 22) one that takes a cut frame for a whole one. */
function nativeDecoder(): typeof native.createZstdDecompress {
  try {
    native.zstdDecompressSync?.(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0));
    return undefined;
  } catch {
    return native.createZstdDecompress;
  }
}

/** Yields the contents of all frames. */
export async function* unzstd(window: ByteWindow): AsyncGenerator<Uint8Array> {
  const createZstdDecompress = nativeDecoder();
  if (createZstdDecompress === undefined) {
    await checkWindowSize(window);
    yield* unzstdByWebAssembly(window);
    return;
  }
  do {
    const magic = (await window.fill(4)) ? window.view.getUint32(window.start, true) : 0;
    if (isSkippableFrame(magic)) await passSkippableFrame(window, "zstd");
    else if (magic === MAGIC) {
      await checkWindowSize(window);
      yield* readZlibFrame(createZstdDecompress({ chunkSize: 64 * 1024 }), window, "zstd");
    } else throw new BrokenBytes("the zstd data are followed by bytes that belong to no frame", false);
  } while (await window.fill(1));
  if (window.broken) throw window.broken;
}

/** Skippable frames have the same form in zstd and lz4. */
export function isSkippableFrame(magic: number): boolean {
  return magic >>> 4 === 0x184d2a5;
}

export async function passSkippableFrame(window: ByteWindow, format: string): Promise<void> {
  if (!(await window.fill(8))) throw endsEarly(window, format);
  const length = window.view.getUint32(window.start + 4, true);
  if (!(await window.skip(8 + length))) throw endsEarly(window, format);
}

/** Looks at the frame header (RFC 8878 §3.1.1.1): memory is asked for before the first byte comes. */
async function checkWindowSize(window: ByteWindow): Promise<void> {
  await window.fill(14);
  if (window.available < 6) throw endsEarly(window, "zstd");
  const { view, start } = window;
  const descriptor = view.getUint8(start + 4);
  let size: number;
  if (descriptor & 0x20) {
    const at = start + 5 + [0, 1, 2, 4][descriptor & 3]!;
    const bytes = [1, 2, 4, 8][descriptor >> 6]!;
    if (at + bytes > window.end) throw endsEarly(window, "zstd");
    size = bytes < 4 ? 0 : view.getUint32(at, true);
    if (bytes === 8) size += view.getUint32(at + 4, true) * 0x1_0000_0000;
  } else {
    const log = view.getUint8(start + 5);
    size = 2 ** (10 + (log >> 3)) * (1 + (log & 7) / 8);
  }
  if (size > LARGEST_WINDOW) {
    const text = `the zstd data need a window of ${size} bytes, more than ${LARGEST_WINDOW}`;
    throw new BrokenBytes(text, false, "unpack it first, zstd -dc --long=31 FILE | shakedown read -");
  }
}

async function* unzstdByWebAssembly(window: ByteWindow): AsyncGenerator<Uint8Array> {
  const { ZSTDDecoder } = await import("zstddec/stream");
  const decoder = new ZSTDDecoder();
  await decoder.init();
  // The decoder pulls its input where we cannot wait for it, so one piece always lies ready.
  let ready: Uint8Array | null = null;
  const output = decoder.decodeStreaming({
    *[Symbol.iterator]() {
      for (let piece = ready; piece !== null; piece = ready) {
        ready = null;
        yield piece;
      }
    },
  });
  let endless = false;
  let empty = 0;
  try {
    for (;;) {
      if (ready === null && (await window.fill(1))) {
        const end = window.start + Math.min(pieceLength(window), WASM_PIECE);
        ready = window.bytes.subarray(window.start, end);
        window.start = end;
      }
      const waiting: Uint8Array | null = ready;
      const next = output.next();
      if (next.done) break;
      empty = next.value.length > 0 || ready !== waiting ? 0 : empty + 1;
      endless = empty > MOST_EMPTY;
      if (endless) throw new BrokenBytes("the zstd data are damaged", false);
      if (next.value.length > 0) yield next.value;
    }
    if (window.broken) throw window.broken;
  } catch (error) {
    // Its one error of its own: the last frame is not complete.
    throw error instanceof BrokenBytes ? error : endsEarly(window, "zstd");
  } finally {
    ready = null;
    if (!endless) release(output);
  }
}

/**
 * The decoder frees its memory only at its end, so it is led there when reading stops before, unless
 * what it holds unpacks to very much.
 */
function release(output: Iterator<Uint8Array>): void {
  try {
    for (let rest = 0; rest < MOST_EMPTY && !output.next().done; rest++);
  } catch {
    // The frame is incomplete, as was to be expected.
  }
}
