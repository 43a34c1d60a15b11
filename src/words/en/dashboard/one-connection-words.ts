// English for one connection's ladder and its packets in a file.
import { counted, formatCount } from "../../numbers.ts";
import type { OneConnectionWords } from "../../one-connection-words.ts";

const WHY: Readonly<Record<string, string>> = {
  EEXIST: "it exists already, and nothing is replaced",
  ENOENT: "there is no such folder",
  ENOTDIR: "there is no such folder",
  EISDIR: "it is a folder",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  EFBIG: "the file is as large as it may be",
  ENAMETOOLONG: "the name is too long",
};

export const oneConnectionWords: OneConnectionWords = {
  forgotten: "no packet of it is in memory any more",
  notBegun: "at this moment it has not begun",
  kept: (kept, total, first, last) => {
    const which =
      first > 0 ? `the first ${formatCount(first)} and the last ${formatCount(last)}` : "the last";
    return `${formatCount(kept)} of ${counted(total, "packet")} are in memory: ${which}`;
  },
  unreadable: (why) => `the input cannot be read again: ${why}`,
  written: (packets, path) => `${counted(packets, "packet")} written to ${path}`,
  writtenOf: (packets, path, kept, bytes) =>
    `${counted(packets, "packet")} written to ${path}, at most ${bytes} bytes of each${kept === null ? "" : `; ${kept}`}`,
  notWritten: (path, why) => `${path} cannot be written: ${why}`,
  why: (code) => WHY[code] ?? code,
};
