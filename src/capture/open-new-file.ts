// A file that is made anew, whatever stood under its name.
import { type FileHandle, open, rm } from "node:fs/promises";

/**
 * To be written from its beginning; for the partial file that gets its name when it is whole. What stands
 * there goes first, and no link is followed: whoever may write in the folder could have put one there that
 * leads to a file of ours. Rejects with the system's error.
 */
export async function openNewFile(path: string): Promise<FileHandle> {
  await rm(path, { force: true });
  return open(path, "wx");
}
