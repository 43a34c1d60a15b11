// A TCP socket of this machine as its kernel tells of it. Knows no packets.
import type { State } from "../record/connection-record.ts";

/** BORROWED: whoever reads a list of sockets fills the same record again for the next one. */
export class KernelSocket {
  state: State = "CLOSED";
  // Addresses; IPv4 stands as ::ffff:a.b.c.d. Int32.
  local0 = 0;
  local1 = 0;
  local2 = 0;
  local3 = 0;
  remote0 = 0;
  remote1 = 0;
  remote2 = 0;
  remote3 = 0;
  localPort = 0;
  remotePort = 0;
  uid = 0;
  /** 0: no process holds it (any more), as in TIME_WAIT. */
  inode = 0;
  /** Bytes that the other end has not acknowledged, or that were never sent. Of a listening socket: its backlog. */
  sendQueue = 0;
  /** Since the last acknowledgement came in, in milliseconds; −1: not told. */
  silentMilliseconds = -1;
}

export type TakeSocket = (socket: KernelSocket) => void;

/** Reads all TCP sockets of this machine's (network namespace's) kernel. */
export interface SocketList {
  /**
   * Hands each socket to `take`, in pieces between which others get their turn; `detailed`: with how long it
   * was silent, as far as the kernel tells. Rejects where the kernel does not answer.
   */
  read(take: TakeSocket, detailed: boolean): Promise<void>;
  close(): void;
}

/** By the kernel's number (include/net/tcp_states.h); 12: a request that waits, also SYN_RECEIVED. */
export const KERNEL_STATES: readonly (State | null)[] = [
  null,
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECEIVED",
  "FIN_WAIT_1",
  "FIN_WAIT_2",
  "TIME_WAIT",
  "CLOSED",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "CLOSING",
  "SYN_RECEIVED",
];
