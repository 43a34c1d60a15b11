// Standard input as a stream, in whichever thread it is read: Node hands it to the main thread only.
import { createReadStream, fstatSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { isatty } from "node:tty";
import { isMainThread } from "node:worker_threads";

const STANDARD_INPUT = 0;

export function isStandardInputTerminal(): boolean {
  return isatty(STANDARD_INPUT);
}

/** Once in a process. */
export function openStandardInput(): Readable {
  if (isMainThread) return process.stdin;
  const found = fstatSync(STANDARD_INPUT);
  // (A thread that blocks in a read of a pipe would keep the process from ending.)
  if (found.isFIFO() || found.isSocket())
    return new Socket({ fd: STANDARD_INPUT, readable: true, writable: false });
  return createReadStream("", { fd: STANDARD_INPUT, autoClose: false });
}
