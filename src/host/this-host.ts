// What this machine knows of its own connections: the kernel's list of sockets, and who holds them.
import type { ChildProcess } from "node:child_process";
import type { SocketList, TakeSocket } from "./kernel-socket.ts";
import { ProcNetTcp } from "./proc-net-tcp.ts";
import { openSockDiag } from "./sock-diag.ts";
import { SocketOwners, startInodeHelper } from "./socket-owners.ts";

export class ThisHost {
  readonly owners: SocketOwners;
  #list: SocketList | null = null;
  #closed = false;

  /** Call it while there is root still, where there is; null where nothing can be known: not on Linux. */
  static open(): ThisHost | null {
    return process.platform === "linux" ? new ThisHost(startInodeHelper()) : null;
  }

  constructor(helper: ChildProcess | null) {
    this.owners = new SocketOwners(helper);
  }

  /** As `SocketList.read`. */
  async readSockets(take: TakeSocket, detailed: boolean): Promise<void> {
    const list = this.#list ?? (await openSockDiag()) ?? new ProcNetTcp();
    this.#list = list;
    if (this.#closed) {
      list.close();
      throw new Error("closed");
    }
    try {
      return await list.read(take, detailed);
    } catch (error) {
      // What netlink refuses /proc may still tell, the next time.
      list.close();
      this.#list = new ProcNetTcp();
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    this.#list?.close();
    this.owners.close();
  }
}
