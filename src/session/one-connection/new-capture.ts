// A capture under a name that is not taken: never in place of a file, whole or not at all.
import { open, rm } from "node:fs/promises";
import { PcapngWriter } from "../../capture/pcapng-writer.ts";

/** Packets may hold passwords. */
const PRIVATE = 0o600;

/**
 * The file has its name when `write` is through; where it rejects, nothing is left. Rejects with the system's
 * error, EEXIST where the name is taken.
 */
export async function writeNewCapture(
  path: string,
  write: (writer: PcapngWriter) => Promise<void>,
): Promise<void> {
  // The name is ours from here on.
  await (await open(path, "wx", PRIVATE)).close();
  try {
    const writer = await PcapngWriter.create(path);
    try {
      await write(writer);
      await writer.finish();
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
