// What listens on this machine: whose port a connection was opened to, and who serves it.
import type { KernelSocket } from "../../host/kernel-socket.ts";
import type { SocketOwners } from "../../host/socket-owners.ts";
import type { EndpointProcess } from "../../record/connection-record.ts";
import { unseen } from "./host-ends.ts";

interface Listener {
  readonly address: readonly [number, number, number, number];
  readonly inode: number;
  readonly uid: number;
}

/** More are not kept. */
const MOST_LISTENERS = 16_384;

export class HostListeners {
  private readonly owners: SocketOwners;
  /** By port; what the list that is being read tells goes into the other one. */
  private byPort = new Map<number, Listener[]>();
  private next = new Map<number, Listener[]>();
  private count = 0;

  constructor(owners: SocketOwners) {
    this.owners = owners;
  }

  see({ local0, local1, local2, local3, localPort, inode, uid }: KernelSocket): void {
    if (this.count >= MOST_LISTENERS) return;
    this.count++;
    const listener: Listener = { address: [local0, local1, local2, local3], inode, uid };
    // Asked for before a connection wants to know.
    this.owners.of(inode);
    const others = this.next.get(localPort);
    if (others === undefined) this.next.set(localPort, [listener]);
    else others.push(listener);
  }

  /** The list has ended. */
  finish(): void {
    this.byPort = this.next;
    this.next = new Map();
    this.count = 0;
  }

  isListening(a: number, b: number, c: number, d: number, port: number): boolean {
    return this.at(a, b, c, d, port) !== undefined;
  }

  /** Who listens there; null: nobody. */
  processAt(a: number, b: number, c: number, d: number, port: number): EndpointProcess | null {
    const listener = this.at(a, b, c, d, port);
    if (listener === undefined) return null;
    const { inode, uid } = listener;
    const owner = this.owners.of(inode);
    if (owner === null) return this.owners.isHidden(inode) ? unseen(uid) : null;
    return { ...owner, uid };
  }

  /** The one at this very address goes first, as in the kernel; :: takes IPv4 too, unless told otherwise. */
  private at(a: number, b: number, c: number, d: number, port: number): Listener | undefined {
    const listeners = this.byPort.get(port);
    return (
      listeners?.find(({ address: [e, f, g, h] }) => a === e && b === f && c === g && d === h) ??
      listeners?.find(({ address }) => isAny(address) && isIpv4(...address) === isIpv4(a, b, c, d)) ??
      listeners?.find(({ address }) => isAny(address) && !isIpv4(...address))
    );
  }
}

/** 0.0.0.0 or ::. */
function isAny([a, b, c, d]: Listener["address"]): boolean {
  return (a | b | d) === 0 && (c === 0 || c === 0xffff);
}

/** As IPv6 maps it: ::ffff:0:0/96. */
function isIpv4(a: number, b: number, c: number, _d: number): boolean {
  return (a | b) === 0 && c === 0xffff;
}
