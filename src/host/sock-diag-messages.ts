// Netlink messages of the kernel's socket diagnostics (sock_diag(7), linux/inet_diag.h): the question, and
// the sockets in an answer. Reads damaged ones up to the damage and never throws. Knows no file descriptors.
import { endianness } from "node:os";
import { KERNEL_STATES, type KernelSocket, type TakeSocket } from "./kernel-socket.ts";

const LITTLE = endianness() === "LE";

export const AF_INET = 2;
export const AF_INET6 = 10;

const HEADER_BYTES = 16;
const REQUEST_BYTES = 56;
const SOCKET_BYTES = 72;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const NLM_F_DUMP = 0x300;
const IPPROTO_TCP = 6;
/** In struct inet_diag_req_v2: the bit that asks for struct tcp_info. */
const ASK_FOR_INFO = 1 << 1;
/** The attribute that carries it, and where the last acknowledgement's age stands in it. */
const INET_DIAG_INFO = 2;
const LAST_ACK_RECEIVED = 56;
/** Every state that a connection or a listener has, SYN_RECV and TIME_WAIT among them. */
const ALL_STATES = 0xffe;

/** What stands behind the last message read. */
export const GOES_ON = 0;
export const ENDED = 1;
export const FAILED = 2;

/** Asks for all TCP sockets of a family; `sequence` comes back in the answers. `detailed`: how long each was silent too. */
export function requestOf(family: number, sequence: number, detailed: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + REQUEST_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, LITTLE);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, LITTLE);
  view.setUint16(6, NLM_F_REQUEST | NLM_F_DUMP, LITTLE);
  view.setUint32(8, sequence, LITTLE);
  view.setUint8(HEADER_BYTES, family);
  view.setUint8(HEADER_BYTES + 1, IPPROTO_TCP);
  view.setUint8(HEADER_BYTES + 2, detailed ? ASK_FOR_INFO : 0);
  view.setUint32(HEADER_BYTES + 4, ALL_STATES, LITTLE);
  return bytes;
}

/**
 * Hands the sockets among the first `length` bytes to `take`, each in the same record. Messages that answer
 * another question than `sequence` are passed over. Returns ENDED with the answer's last message, FAILED
 * with the kernel's refusal or where the bytes are no messages, else GOES_ON.
 */
export function readAnswer(
  view: DataView,
  length: number,
  sequence: number,
  socket: KernelSocket,
  take: TakeSocket,
): number {
  const end = length < view.byteLength ? length : view.byteLength;
  let at = 0;
  while (at + HEADER_BYTES <= end) {
    const size = view.getUint32(at, LITTLE);
    if (size < HEADER_BYTES || at + size > end) return FAILED;
    const type = view.getUint16(at + 4, LITTLE);
    if (view.getUint32(at + 8, LITTLE) === sequence) {
      if (type === NLMSG_DONE) return ENDED;
      if (type === NLMSG_ERROR) return FAILED;
      if (type === SOCK_DIAG_BY_FAMILY && readSocket(view, at + HEADER_BYTES, at + size, socket))
        take(socket);
    }
    at += (size + 3) & ~3;
  }
  return at >= end ? GOES_ON : FAILED;
}

function readSocket(view: DataView, at: number, end: number, socket: KernelSocket): boolean {
  if (end - at < SOCKET_BYTES) return false;
  const family = view.getUint8(at);
  const state = KERNEL_STATES[view.getUint8(at + 1)] ?? null;
  if (state === null || (family !== AF_INET && family !== AF_INET6)) return false;
  socket.state = state;
  socket.localPort = view.getUint16(at + 4);
  socket.remotePort = view.getUint16(at + 6);
  if (family === AF_INET) {
    socket.local0 = socket.local1 = socket.remote0 = socket.remote1 = 0;
    socket.local2 = socket.remote2 = 0xffff;
    socket.local3 = view.getInt32(at + 8);
    socket.remote3 = view.getInt32(at + 24);
  } else {
    socket.local0 = view.getInt32(at + 8);
    socket.local1 = view.getInt32(at + 12);
    socket.local2 = view.getInt32(at + 16);
    socket.local3 = view.getInt32(at + 20);
    socket.remote0 = view.getInt32(at + 24);
    socket.remote1 = view.getInt32(at + 28);
    socket.remote2 = view.getInt32(at + 32);
    socket.remote3 = view.getInt32(at + 36);
  }
  socket.sendQueue = view.getUint32(at + 60, LITTLE);
  socket.uid = view.getUint32(at + 64, LITTLE);
  socket.inode = view.getUint32(at + 68, LITTLE);
  socket.silentMilliseconds = silence(view, at + SOCKET_BYTES, end);
  return true;
}

/** Of struct tcp_info, among the attributes. */
function silence(view: DataView, from: number, end: number): number {
  for (let at = from; at + 4 <= end; ) {
    const size = view.getUint16(at, LITTLE);
    if (size < 4 || at + size > end) return -1;
    if (view.getUint16(at + 2, LITTLE) === INET_DIAG_INFO)
      return size < 4 + LAST_ACK_RECEIVED + 4 ? -1 : view.getUint32(at + 4 + LAST_ACK_RECEIVED, LITTLE);
    at += (size + 3) & ~3;
  }
  return -1;
}
