// Compressed captures, unpacked as they are read: never as a whole, so that a bomb costs time only.
import { type ByteSource, PieceSource } from "./byte-source.ts";
import type { ByteWindow } from "./byte-window.ts";
import { gunzip } from "./gunzip.ts";
import type { CaptureInput } from "./packet-source.ts";
import { unzstd } from "./unzstd.ts";

const FORMATS = { gzip: gunzip, zstd: unzstd, lz4 };

/** What `window` holds, unpacked. Closing it leaves the source of `window` to its owner. */
export function decompress(
  window: ByteWindow,
  compression: Exclude<CaptureInput["compression"], "none">,
): ByteSource {
  return new PieceSource(FORMATS[compression](window));
}

/** Its decoder is loaded only where it is needed. */
async function* lz4(window: ByteWindow): AsyncGenerator<Uint8Array> {
  const { unlz4 } = await import("./lz4-frame.ts");
  yield* unlz4(window);
}
