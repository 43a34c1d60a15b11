// The lines between the program and the small process that keeps root (inode-helper.ts): an inode asks, the
// process that holds it answers. Whatever is no such line is passed over.
import type { SocketOwner } from "./process-scan.ts";

/** No line of the protocol is longer; what runs on for longer is dropped up to its end. */
const LONGEST_LINE = 256;
/** Unsigned, 32 bits. */
const INODE = /^[1-9]\d{0,9}$/;
const ANSWER = /^(\d{1,10}) (?:-|(\d{1,10}) ([\w.-]{1,128}) (.*))$/;

/** Cuts what comes into lines. */
export class LineCutter {
  #rest = "";
  #dropping = false;

  /** The lines that end in this piece. */
  *take(piece: string): Generator<string> {
    for (let from = 0; from <= piece.length; ) {
      const end = piece.indexOf("\n", from);
      const part = piece.slice(from, end < 0 ? piece.length : end);
      if (this.#rest.length + part.length > LONGEST_LINE) this.#dropping = true;
      this.#rest = this.#dropping ? "" : this.#rest + part;
      if (end < 0) return;
      if (!this.#dropping) yield this.#rest;
      this.#rest = "";
      this.#dropping = false;
      from = end + 1;
    }
  }
}

/** The inode that a line asks for; null: it asks for none. */
export function readQuestion(line: string): number | null {
  if (!INODE.test(line)) return null;
  const inode = Number(line);
  return inode <= 0xffffffff ? inode : null;
}

export function answerLine(inode: number, owner: SocketOwner | null): string {
  if (owner === null) return `${inode} -\n`;
  return `${inode} ${owner.pid} ${owner.containerId ?? "-"} ${owner.name}\n`;
}

export function readAnswerLine(line: string): { inode: number; owner: SocketOwner | null } | null {
  const match = ANSWER.exec(line);
  if (match === null) return null;
  const [, inode, pid, containerId = "-", name = ""] = match;
  if (pid === undefined) return { inode: Number(inode), owner: null };
  const owner = { pid: Number(pid), name, containerId: containerId === "-" ? null : containerId };
  return { inode: Number(inode), owner };
}
