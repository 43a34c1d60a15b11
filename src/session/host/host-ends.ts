// The ends of tracked connections that are on this machine: who holds each, what the kernel says of it, and
// where that differs from what its packets tell. Asks nobody itself.
import type { KernelSocket } from "../../host/kernel-socket.ts";
import type { SocketOwners } from "../../host/socket-owners.ts";
import type { EndpointProcess, State } from "../../record/connection-record.ts";
import type { HostEnd, StateMismatch } from "../../record/host-facts.ts";
import { FLAGS, HOT_WORDS, KERNEL_DIFFERS, LAST_TIME, SELF_CONNECT } from "../../track/connection-layout.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import { STATES } from "../../track/tcp-state-machine.ts";

/** Ends followed at one time; of more than these nothing is known. */
const MOST_ENDS = 131_072;
/** SEMANTICS §3, state-mismatch: two polls a second apart; and a packet on its way takes up to this much more. */
const SETTLED_NANOS = 1.5e9;

interface End {
  state: State | null;
  inode: number;
  uid: number;
  process: EndpointProcess | null;
  sendQueue: number;
  /** When it was listed last, by number of the poll … */
  poll: number;
  /** … and when that was, or it was missed: on the timeline. */
  saidAt: number;
  /** Since when it differs as below (time of the timeline); NaN: it does not. */
  differsSince: number;
  kernel: State | null;
  wire: State | null;
  lastTime: number;
}

export class HostEnds {
  /** Hears of each connection of which the kernel has an end in another state. */
  onMismatch: (handle: number) => void = () => {};
  /** By handle × 2 + endpoint. */
  private readonly ends = new Map<number, End>();
  private readonly mismatches = new Map<number, StateMismatch>();
  private readonly owners: SocketOwners;
  private readonly view: ConnectionView;
  private poll = 0;
  private time = Number.NEGATIVE_INFINITY;

  /** `view`: of its own. */
  constructor(owners: SocketOwners, view: ConnectionView) {
    this.owners = owners;
    this.view = view;
  }

  /** A list of the kernel's sockets follows, as of `time` of the timeline. */
  begin(time: number): void {
    this.poll++;
    this.time = time;
  }

  /** The socket of that end. Returns whether nothing was known of it before. */
  see(handle: number, endpoint: number, socket: KernelSocket): boolean {
    const key = handle * 2 + endpoint;
    const known = this.ends.get(key);
    if (known !== undefined) {
      this.update(known, socket);
      return false;
    }
    if (this.ends.size >= MOST_ENDS) return false;
    const end: End = {
      state: null,
      inode: 0,
      uid: 0,
      process: null,
      sendQueue: 0,
      poll: 0,
      saidAt: Number.NEGATIVE_INFINITY,
      differsSince: Number.NaN,
      kernel: null,
      wire: null,
      lastTime: 0,
    };
    this.ends.set(key, end);
    this.update(end, socket);
    return true;
  }

  private update(end: End, { state, inode, uid, sendQueue }: KernelSocket): void {
    end.state = state;
    end.sendQueue = sendQueue;
    end.poll = this.poll;
    end.saidAt = this.time;
    // What has no process any more (TIME_WAIT) is remembered with the one it had.
    if (inode !== 0 && inode !== end.inode) {
      end.inode = inode;
      end.uid = uid;
      end.process = null;
    }
    if (end.inode !== 0 && end.process === null) end.process = this.processOf(end);
  }

  private processOf({ inode, uid }: End): EndpointProcess | null {
    const owner = this.owners.of(inode);
    return owner === null ? null : { ...owner, uid };
  }

  /** The list has ended: what is not in it the kernel has no more. `now`: of the timeline. */
  finish(now: number): void {
    for (const [key, end] of this.ends) {
      if (end.poll === this.poll) this.compare(key, end, now);
      else if (end.state !== null) {
        end.state = null;
        end.saidAt = this.time;
        end.differsSince = Number.NaN;
        this.owners.forget(end.inode);
      }
    }
    this.owners.ask();
  }

  /** Does the wire tell the same? Packets that are on their way get the time to arrive. */
  private compare(key: number, end: End, now: number): void {
    const { view } = this;
    const handle = key >> 1;
    view.handle = handle;
    view.asOf = now;
    const wire = STATES[view.state(key & 1)] as State;
    const kernel = end.state as State;
    const lastTime = view.double(LAST_TIME);
    const same = kernel === end.kernel && wire === end.wire && lastTime === end.lastTime;
    if (kernel === wire || view.has(SELF_CONNECT) || isHarmless(kernel, wire, end.sendQueue)) {
      end.differsSince = Number.NaN;
      return;
    }
    if (Number.isNaN(end.differsSince) || !same) {
      end.differsSince = now;
      end.kernel = kernel;
      end.wire = wire;
      end.lastTime = lastTime;
      return;
    }
    if (now - end.differsSince < SETTLED_NANOS || this.mismatches.has(handle)) return;
    this.mismatches.set(handle, { endpoint: key & 1, kernel, wire });
    const { words } = view.table;
    const place = handle * HOT_WORDS + FLAGS;
    words[place] = (words[place] as number) | KERNEL_DIFFERS;
    this.onMismatch(handle);
  }

  of(handle: number, endpoint: number): HostEnd | null {
    const end = this.ends.get(handle * 2 + endpoint);
    if (end === undefined) return null;
    const process = end.process ?? (this.owners.isHidden(end.inode) ? unseen(end.uid) : null);
    const { view } = this;
    view.handle = handle;
    // What was said before the last packet is out of date.
    const isFresh = end.saidAt >= view.double(LAST_TIME);
    return { ...(process !== null && { process }), ...(isFresh && { kernelState: end.state }) };
  }

  mismatchOf(handle: number): StateMismatch | null {
    return this.mismatches.get(handle) ?? null;
  }

  /** The connection is reported, and its row freed. */
  forget(handle: number): void {
    for (const key of [handle * 2, handle * 2 + 1]) {
      const end = this.ends.get(key);
      if (end === undefined) continue;
      this.owners.forget(end.inode);
      this.ends.delete(key);
    }
    this.mismatches.delete(handle);
  }
}

/** Whose the socket is, is all that is known. */
export function unseen(uid: number): EndpointProcess {
  return { pid: null, name: null, containerId: null, uid };
}

/** Differences that say nothing of the capture. */
function isHarmless(kernel: State, wire: State, sendQueue: number): boolean {
  // Nothing was captured of it, or nothing that tells.
  if (wire === "UNKNOWN" || kernel === "CLOSED" || kernel === "LISTEN") return true;
  // A request that waits: its ACK came, and the accept queue is full, or data is waited for.
  if (kernel === "SYN_RECEIVED") return wire === "ESTABLISHED";
  // Another maximum segment lifetime, other retries, and ICMP errors that a stack does not give up for.
  if (wire === "CLOSED") return kernel === "TIME_WAIT" || kernel === "SYN_SENT";
  // The application has closed, and its FIN, which counts as one, waits behind data (RFC 9293 §3.10.4).
  if (sendQueue > 1 && kernel === "FIN_WAIT_1") return wire === "ESTABLISHED";
  return sendQueue > 1 && kernel === "LAST_ACK" && wire === "CLOSE_WAIT";
}
