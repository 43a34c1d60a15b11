// Files that are written from their beginning, whatever stood under their names.
import { type FileHandle, open, rm, stat } from "node:fs/promises";

/** Packets may hold passwords: as dumpcap does, only their owner may read them. */
const PRIVATE = 0o600;

/**
 * For a partial file that gets its name when it is whole. What stands there goes first, and no link is
 * followed: whoever may write in the folder could have put one there that leads to a file of ours. Rejects
 * with the system's error.
 */
export async function openNewFile(path: string): Promise<FileHandle> {
  await rm(path, { force: true });
  return open(path, "wx", PRIVATE);
}

export interface Replacement {
  readonly file: FileHandle;
  /** Where it grows until it is renamed to its path; null: at its own place, because that is a pipe or a device. */
  readonly partial: string | null;
}

/**
 * What will stand at `path`, growing at `partial` where there can be another file. Rejects with the system's
 * error, also for what may not be written: that is not replaced either.
 */
export async function openReplacement(path: string, partial: string): Promise<Replacement> {
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile() && !found.isDirectory())
    return { file: await open(path, "w"), partial: null };
  // (A folder is refused here.)
  if (found !== null) await (await open(path, "r+")).close();
  return { file: await openNewFile(partial), partial };
}
