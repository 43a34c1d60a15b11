// A file or folder that was named and cannot be written: one line that says why, as the system means it.
import { UsageError } from "./usage-error.ts";

/** The error as it is where it is none of the system's. */
export function cannotWrite(option: string, path: string, error: NodeJS.ErrnoException): Error {
  if (error.syscall === undefined) return error;
  return new UsageError(
    `${option}: ${path} cannot be written (${whyNotWritten(error.code ?? error.message)}); name another place`,
  );
}

/** The system's code in words, where everybody meets it. */
export function whyNotWritten(code: string): string {
  switch (code) {
    case "ENOSPC":
      return "the disk is full";
    case "EDQUOT":
      return "the quota is used up";
    case "EACCES":
    case "EPERM":
      return process.env["SUDO_UID"] === undefined || process.getuid?.() === 0
        ? "permission denied"
        : "permission denied to the user who called sudo";
    case "EROFS":
      return "the file system is read-only";
    case "EFBIG":
      return "the file is as large as it may be";
    default:
      return code;
  }
}
