// One compressed frame through a decompressor of node:zlib, piece by piece. The streams' own
// plumbing loses what is buffered when the data turn out bad; here all that was made is handed out.
import type { InflateRaw } from "node:zlib";
import { BrokenBytes } from "./byte-source.ts";
import type { ByteWindow } from "./byte-window.ts";

/** The most compressed bytes given at once: a bomb makes a thousand times as many of them. */
const PIECE = 32 * 1024;

/**
 * Yields what the frame at the window's start holds and leaves the window behind its end. Throws
 * BrokenBytes when the data are bad or end too early.
 */
export async function* readZlibFrame(
  engine: InflateRaw,
  window: ByteWindow,
  format: string,
): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = [];
  let ended = false;
  let settle: (error: Error | null) => void = () => {};
  engine.on("data", (piece: Uint8Array) => made.push(piece));
  engine.on("end", () => {
    ended = true;
  });
  engine.on("error", (error: Error) => settle(error));
  try {
    let taken = 0;
    while (!ended) {
      if (!(await window.fill(1))) {
        // A zstd frame has nothing behind it by which its end would have been noticed.
        if (await endsHere(engine)) return;
        throw endsEarly(window, format);
      }
      const piece = window.bytes.subarray(window.start, window.start + pieceLength(window));
      const error = await new Promise<Error | null>((resolve) => {
        settle = resolve;
        engine.write(piece, () => resolve(null));
      });
      yield* made;
      made = [];
      if (error) throw new BrokenBytes(`the ${format} data are damaged (${error.message})`, false);
      // The end of the frame is told a turn later than the write that reached it.
      await new Promise((resolve) => setImmediate(resolve));
      window.start += engine.bytesWritten - taken;
      taken = engine.bytesWritten;
    }
  } finally {
    engine.destroy();
  }
}

/** Whether the frame is complete with what was given; all that it made was handed out before. */
function endsHere(engine: InflateRaw): Promise<boolean> {
  return new Promise((resolve) => {
    engine.once("end", () => resolve(true));
    engine.once("error", () => resolve(false));
    engine.end();
  });
}

/**
 * How much to give a decompressor at once. The last four bytes go alone, those before them one by
 * one: a decoder that finds a wrong checksum there, or no end, keeps back what it has not handed out.
 */
export function pieceLength({ available }: ByteWindow): number {
  if (available <= 4) return available;
  return Math.min(Math.max(1, available - 8), PIECE);
}

/** What to throw where compressed data stop before their end. */
export function endsEarly(window: ByteWindow, format: string): BrokenBytes {
  return window.broken ?? new BrokenBytes(`the ${format} data end before their end mark`, true);
}
