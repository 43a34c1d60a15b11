// This machine's own knowledge of its connections: asks the kernel a few times a second, finds the tracked
// connection of each socket, and takes those into the table that are older than the capture.
import type { PacketSource } from "../../capture/packet-source.ts";
import { Segment } from "../../decode/segment.ts";
import type { TunnelTable } from "../../decode/tunnel-table.ts";
import type { KernelSocket } from "../../host/kernel-socket.ts";
import type { ThisHost } from "../../host/this-host.ts";
import type { EndpointProcess } from "../../record/connection-record.ts";
import type { HostEnd, StateMismatch } from "../../record/host-facts.ts";
import { Adoption, isAdopted } from "../../track/adopt.ts";
import {
  ADDRESSES,
  FLAGS,
  HOT_WORDS,
  PORTS,
  TOLD_BY_KERNEL,
  TUNNELS,
  UNSEEN_OPENING,
} from "../../track/connection-layout.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import type { Tracker } from "../../track/tracker.ts";
import type { Witness } from "../witness.ts";
import { HostEnds } from "./host-ends.ts";
import { HostListeners } from "./host-listeners.ts";
import { LocalAddresses } from "./local-addresses.ts";

/** From one poll to the next, at least. */
const POLL_MILLISECONDS = 250;
/** The kernel and this thread spend at most this share of the time with it … */
const SHARE = 0.02;
/** … but it is asked so often at least. */
const LONGEST_MILLISECONDS = 5000;
/** What a list takes at most, and each socket of it (from /proc; through netlink a third). */
const LIST_MILLISECONDS = 5;
const SOCKET_MILLISECONDS = 0.003;
/** After a failure; so many in a row, and it is left alone. */
const RETRY_MILLISECONDS = 5000;
const MOST_FAILURES = 3;
/** Connections taken from the kernel, at most. */
const MOST_ADOPTED = 65_536;

/** What is to be said of a connection once the packets of that time have been seen. */
interface Heard {
  /** A copy. */
  readonly socket: KernelSocket;
  readonly time: number;
  /** When it came into its state, at the latest. */
  readonly since: number;
}

export class HostFollower implements Witness {
  /** Hears of each connection of which the states are the kernel's from now on. */
  onAdopted: (handle: number) => void = () => {};
  /** Hears of each connection of which the kernel has an end in another state than the packets tell. */
  onMismatch: (handle: number) => void = () => {};
  private readonly host: ThisHost;
  private readonly adopts: boolean;
  private tracker: Tracker | null = null;
  private source: PacketSource | null = null;
  private ends: HostEnds | null = null;
  private adoption: Adoption | null = null;
  private addresses: LocalAddresses | null = null;
  private readonly listeners: HostListeners;
  private probe = new Segment();
  private tunnels: TunnelTable | null = null;
  private heard: Heard[] = [];
  private polls = 0;
  /** In the list that is being read. */
  private sockets = 0;
  private reading = false;
  private failures = 0;
  /** On the clock of performance.now. */
  private nextPoll = 0;
  private closed = false;

  /** `adopts`: connections that are older than the capture are taken in: not where a filter may exclude them. */
  constructor(host: ThisHost, adopts: boolean) {
    this.host = host;
    this.adopts = adopts;
    this.listeners = new HostListeners(host.owners);
  }

  /** Once, before the first packet. */
  begin(tracker: Tracker, tunnels: TunnelTable, source: PacketSource): void {
    this.tracker = tracker;
    this.source = source;
    this.tunnels = tunnels;
    this.probe = new Segment(tunnels);
    this.ends = new HostEnds(this.host.owners, tracker.newView());
    this.ends.onMismatch = (handle) => this.onMismatch(handle);
    this.adoption = new Adoption(tracker);
    this.addresses = new LocalAddresses(source.inputs.map(({ name }) => name));
    this.tick(Number.NEGATIVE_INFINITY);
  }

  /** A few times a second; every packet before `now` has been seen. */
  tick(now: number): void {
    this.hear(now);
    if (this.reading || this.closed || performance.now() < this.nextPoll) return;
    this.reading = true;
    void this.ask();
  }

  private async ask(): Promise<void> {
    const { ends, listeners, tracker, source } = this;
    if (ends === null || tracker === null || source === null) return;
    const time = source.now?.() ?? tracker.now;
    const began = performance.now();
    ends.begin(time);
    this.sockets = 0;
    try {
      await this.host.readSockets((socket) => this.take(socket, time), this.polls === 0);
      if (this.closed) return;
      this.polls++;
      this.failures = 0;
      listeners.finish();
      ends.finish(tracker.now);
      // (On a machine that is busy with other things it takes longer than it costs.)
      const most = LIST_MILLISECONDS + this.sockets * SOCKET_MILLISECONDS;
      const pause = Math.min(performance.now() - began, most) / SHARE;
      this.nextPoll = began + Math.min(Math.max(POLL_MILLISECONDS, pause), LONGEST_MILLISECONDS);
    } catch {
      this.failures++;
      this.nextPoll = this.failures < MOST_FAILURES ? began + RETRY_MILLISECONDS : Number.POSITIVE_INFINITY;
    } finally {
      this.reading = false;
    }
  }

  private take(socket: KernelSocket, time: number): void {
    const { tracker, ends } = this;
    if (tracker === null || ends === null) return;
    const { state } = socket;
    this.sockets++;
    if (state === "LISTEN") {
      this.listeners.see(socket);
      return;
    }
    if (socket.remotePort === 0) return;
    const handle = this.find(tracker, socket);
    if (handle < 0) {
      if (this.polls === 0 && this.adopts && isAdopted(state) && this.addresses?.isCaptured(socket) === true)
        this.remember(socket, time);
      return;
    }
    const isNew = ends.see(handle, tracker.table.foundEndpoint, socket);
    const flags = tracker.table.words[handle * HOT_WORDS + FLAGS] as number;
    const begunInTheMiddle = (flags & (UNSEEN_OPENING | TOLD_BY_KERNEL)) === UNSEEN_OPENING;
    if (isNew && begunInTheMiddle && state !== "ESTABLISHED" && isAdopted(state)) this.remember(socket, time);
  }

  /** The tracked connection of a socket, its own end the source; −1: none. */
  private find(tracker: Tracker, socket: KernelSocket): number {
    const { table } = tracker;
    const probe = this.aim(socket);
    probe.tunnel = 0;
    probe.candidate = -1;
    const hash = table.hash(probe);
    const handle = table.find(probe, hash);
    return handle >= 0 ? handle : table.findUnderOtherTags(probe, hash, this.isOnlyTagged);
  }

  /** The probe with the socket's addresses, its own end the source. */
  private aim(socket: KernelSocket): Segment {
    const { probe } = this;
    probe.source0 = socket.local0;
    probe.source1 = socket.local1;
    probe.source2 = socket.local2;
    probe.source3 = socket.local3;
    probe.destination0 = socket.remote0;
    probe.destination1 = socket.remote1;
    probe.destination2 = socket.remote2;
    probe.destination3 = socket.remote3;
    probe.ports = (socket.localPort << 16) | socket.remotePort;
    return probe;
  }

  /** Captured below its VLAN interface; inside a tunnel the same addresses are others. */
  private readonly isOnlyTagged = (handle: number): boolean => {
    const tunnels = this.tracker?.table.words[handle * HOT_WORDS + TUNNELS] as number;
    return this.tunnels?.withoutTags(tunnels & 0xffff) === 0;
  };

  private remember(socket: KernelSocket, time: number): void {
    if (this.heard.length >= MOST_ADOPTED) return;
    const { state, silentMilliseconds, inode } = socket;
    // Whatever brought it into the state came in then, or before.
    const silent = state === "ESTABLISHED" || silentMilliseconds < 0 ? 0 : silentMilliseconds * 1e6;
    this.heard.push({ socket: { ...socket }, time, since: time - silent });
    // Found by the time that it is told of.
    this.host.owners.of(inode);
  }

  /** What the kernel said of a moment counts when the packets of that moment have been seen. */
  private hear(now: number): void {
    const { adoption, heard } = this;
    if (adoption === null || this.reading || heard.length === 0) return;
    const due = heard.filter(({ time }) => time <= now);
    if (due.length === 0) return;
    this.heard = heard.filter(({ time }) => time > now);
    due.sort((a, b) => a.since - b.since);
    for (const { socket, since, time } of due) {
      const { state, local0, local1, local2, local3, localPort } = socket;
      const segment = this.aim(socket);
      segment.time = time;
      const listens = this.listeners.isListening(local0, local1, local2, local3, localPort);
      const handle = adoption.take({ segment, state, since, listens });
      if (handle < 0) continue;
      this.ends?.see(handle, adoption.local, socket);
      this.onAdopted(handle);
    }
  }

  endOf(handle: number, endpoint: number): HostEnd | null {
    const end = this.ends?.of(handle, endpoint) ?? null;
    if (end?.process !== undefined && end.process.pid !== null) return end;
    const listener = this.listenerOf(handle, endpoint);
    return listener === null ? end : { ...end, process: listener };
  }

  /** Where the socket was gone, or in TIME_WAIT, before its process was found: who listens there served it. */
  private listenerOf(handle: number, endpoint: number): EndpointProcess | null {
    const { tracker, addresses, listeners } = this;
    if (tracker === null || addresses === null) return null;
    const { words } = tracker.table;
    const row = handle * HOT_WORDS;
    const at = row + ADDRESSES + endpoint * 4;
    const [a = 0, b = 0, c = 0, d = 0] = words.subarray(at, at + 4);
    const ports = words[row + PORTS] as number;
    const process = listeners.processAt(a, b, c, d, endpoint === 0 ? ports >>> 16 : ports & 0xffff);
    return addresses.has(a, b, c, d) ? process : null;
  }

  mismatchOf(handle: number): StateMismatch | null {
    return this.ends?.mismatchOf(handle) ?? null;
  }

  /** A connection was reported, and its row is freed. */
  over(view: ConnectionView): void {
    this.ends?.forget(view.handle);
  }

  /** Capturing has ended: what is known stays known. */
  close(): void {
    this.closed = true;
    this.host.close();
  }
}
