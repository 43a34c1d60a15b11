// A file for a connection's packets: under a name that is not taken, never in place of another file, whole or not
// at all; and the line that says what became of it.
import { open, rm } from "node:fs/promises";
import { CaptureError } from "../../capture/capture-error.ts";
import type { OneConnectionWords } from "../../words/one-connection-words.ts";
import type { Notice } from "./one-connection.ts";

/** Packets may hold passwords. */
const PRIVATE = 0o600;

/**
 * `write` finds an empty file of this name, and resolves with what is said of the full one; where it rejects
 * nothing is left. Never rejects.
 */
export async function newCapture(
  path: string,
  words: OneConnectionWords,
  write: () => Promise<string>,
): Promise<Notice> {
  try {
    // The name is ours from here on.
    await (await open(path, "wx", PRIVATE)).close();
    try {
      return { type: "notice", line: await write(), isWarning: false };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  } catch (error) {
    return { type: "notice", line: whyNot(error, path, words), isWarning: true };
  }
}

function whyNot(error: unknown, path: string, words: OneConnectionWords): string {
  if (error instanceof CaptureError) return words.unreadable(error.message);
  const { code, message } = error as NodeJS.ErrnoException;
  return words.notWritten(path, code === undefined ? message : words.why(code));
}
