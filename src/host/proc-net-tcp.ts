// The kernel's sockets from /proc/net/tcp and tcp6, where netlink is not to be had.
import { readFile } from "node:fs/promises";
import { endianness } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { KERNEL_STATES, KernelSocket, type SocketList, type TakeSocket } from "./kernel-socket.ts";

const LITTLE = endianness() === "LE";
/** Read before others get their turn. */
const LINES_PER_STEP = 1000;
const FILES = ["/proc/net/tcp", "/proc/net/tcp6"] as const;

// sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …
const LINE =
  /^ *\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{2}) ([0-9A-F]{8}):[0-9A-F]{8} \S+ \S+ +(\d+) +\d+ +(\d+)/;

export class ProcNetTcp implements SocketList {
  async read(take: TakeSocket): Promise<void> {
    for (const [index, file] of FILES.entries()) {
      // (A kernel without IPv6 has no second one.)
      const text = await readFile(file, "latin1").catch((error: unknown) => {
        if (index === 0) throw error;
        return "";
      });
      for (const _ of readProcNetTcp(text, take)) await nextTurn();
    }
  }

  close(): void {}
}

/** Hands the sockets that the text of such a file tells of to `take`, each in the same record. Pauses now and then. */
export function* readProcNetTcp(text: string, take: TakeSocket): Generator<void> {
  const socket = new KernelSocket();
  let lines = 0;
  for (let from = 0, end = 0; from < text.length; from = end + 1) {
    end = text.indexOf("\n", from);
    if (end < 0) end = text.length;
    if (++lines % LINES_PER_STEP === 0) yield;
    const match = LINE.exec(text.slice(from, end));
    if (match === null) continue;
    const [, local = "", localPort = "", remote = "", remotePort = "", state = "", queue = "", uid, inode] =
      match;
    const known = KERNEL_STATES[Number.parseInt(state, 16)] ?? null;
    if (known === null) continue;
    socket.state = known;
    [socket.local0, socket.local1, socket.local2, socket.local3] = words(local);
    [socket.remote0, socket.remote1, socket.remote2, socket.remote3] = words(remote);
    socket.localPort = Number.parseInt(localPort, 16);
    socket.remotePort = Number.parseInt(remotePort, 16);
    socket.sendQueue = Number.parseInt(queue, 16);
    socket.uid = Number(uid);
    socket.inode = Number(inode);
    take(socket);
  }
}

/** Printed as numbers of this machine's byte order, four bytes each. */
function words(text: string): [number, number, number, number] {
  const word = (index: number) => {
    const number = Number.parseInt(text.slice(index * 8, index * 8 + 8), 16);
    if (!LITTLE) return number | 0;
    return (number << 24) | ((number & 0xff00) << 8) | ((number >>> 8) & 0xff00) | (number >>> 24);
  };
  return text.length === 8 ? [0, 0, 0xffff, word(0)] : [word(0), word(1), word(2), word(3)];
}
