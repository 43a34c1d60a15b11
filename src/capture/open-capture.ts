// From what the user names to a source of packets: one input, or several merged into one timeline.
// The folder's front door.
import { CaptureError } from "./capture-error.ts";
import { ChannelTable } from "./channel-table.ts";
import { FilePool } from "./file-pool.ts";
import { type CaptureSpec, findInput, type InputBytes } from "./input-bytes.ts";
import { type InputPlace, openInput } from "./input-source.ts";
import { MergedSource, type MergePart } from "./merge-sources.ts";
import type { CaptureDamage, PacketSource } from "./packet-source.ts";

export type { CaptureSpec } from "./input-bytes.ts";

export interface OpenOptions {
  /** Bytes read from an input at once. Default 1 MiB, less when many inputs are merged. */
  readonly bufferBytes?: number;
  /** Files kept open at one time. Default 64. */
  readonly openFiles?: number;
}

const KIBIBYTE = 1024;
/** What a first look at an input reads at once. */
const GLANCE = 64 * KIBIBYTE;

/** One input as a source. Rejects with CaptureError when nothing can be read from it. */
export function openCapture(input: CaptureSpec, options: OpenOptions = {}): Promise<PacketSource> {
  return openCaptures([input], options);
}

/**
 * Several inputs as one timeline, merged by time; one alone stays in its own order. All are looked
 * up and their headers read before this resolves; rejects with CaptureError when one cannot be read.
 */
export async function openCaptures(
  inputs: readonly CaptureSpec[],
  options: OpenOptions = {},
): Promise<PacketSource> {
  if (inputs.length === 0) {
    throw new CaptureError("not-found", "", 0, "no capture is named: name a file, or - for standard input");
  }
  if (inputs.filter((input) => input === "-").length > 1) {
    throw new CaptureError("unreadable", "-", 0, "-: standard input can be read only once: name it once");
  }
  const pool = new FilePool(options.openFiles);
  const found: InputBytes[] = [];
  for (const input of inputs) found.push(await findInput(input, pool));

  const share = Math.max(GLANCE, Math.min(1024 * KIBIBYTE, (16 * 1024 * KIBIBYTE) / found.length));
  const bufferBytes = options.bufferBytes ?? share;
  const channels = new ChannelTable();
  const damage: CaptureDamage[] = [];
  const place = (index: number): InputPlace => ({ index, channels, damage, bufferBytes });
  const [only] = found;
  if (found.length === 1 && only) return openInput(only, place(0));

  const parts: MergePart[] = [];
  try {
    for (const [index, bytes] of found.entries()) {
      parts.push(await (bytes.rereadable ? glanceAt(bytes, place(index)) : holdOpen(bytes, place(index))));
    }
  } catch (error) {
    for (const part of parts) await part.close();
    throw error;
  }
  return new MergedSource(parts, channels.channels, damage);
}

/** Looks at header and first packet and closes the input again, until its time has come. */
async function glanceAt(bytes: InputBytes, place: InputPlace): Promise<MergePart> {
  const glance = { ...place, channels: new ChannelTable(), damage: [], bufferBytes: GLANCE };
  const source = await openInput(bytes, glance);
  const first = await source.firstMoment();
  await source.close();
  return {
    input: source.input,
    size: bytes.size,
    first,
    open: () => openInput(bytes, place, source.input),
    close: async () => {},
  };
}

/** What flows cannot be looked at twice: it stays open. */
async function holdOpen(bytes: InputBytes, place: InputPlace): Promise<MergePart> {
  const source = await openInput(bytes, place);
  const first = await source.firstMoment();
  const { input } = source;
  return { input, size: bytes.size, first, open: async () => source, close: () => source.close() };
}
