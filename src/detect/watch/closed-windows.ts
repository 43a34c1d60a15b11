// Windows of 0: since when, how long, and what the sender asked meanwhile. From the segment that closes
// a window on, every segment of the connection is looked at, until it is open again.
import { ACK, RST, type Segment, SYN } from "../../decode/segment.ts";
import { HIGHEST_ACKNOWLEDGEMENT, RST_IS_ACCEPTED } from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import {
  KEEP_ALIVE,
  RST_ACCEPTED,
  WATCHED_SEGMENT,
  WINDOW_PROBE,
  ZERO_WINDOW,
} from "../../track/segment-facts.ts";
import { isBefore } from "../../track/sequence.ts";
import { CLOSE_WAIT, CLOSED, CLOSING, LAST_ACK, TIME_WAIT } from "../../track/tcp-state-machine.ts";
import type { Tracker } from "../../track/tracker.ts";
import { type Attention, FOR_CLOSED_WINDOW } from "./attention.ts";
import { EvidencePackets } from "./evidence-packets.ts";
import { flagsIn, peerIn, stateIn, wordIn } from "./watched-row.ts";
import type { Watch } from "./watches.ts";

/** A window that opens again sooner has kept nobody waiting. */
const LEAST_NANOS = 500e6;

/** The closed windows of one end, those of half a second and more. */
export class ClosedWindow {
  longestNanos = 0;
  totalNanos = 0;
  times = 0;
  probes = 0;
  /** It was closed when the connection was reset, or is still. */
  stillClosed = false;
  packets = new EvidencePackets();
  /** Since when it is closed now; NaN: it is open. */
  since = Number.NaN;
  /** What was seen since. */
  private probesNow = 0;
  private packetsNow = new EvidencePackets();

  get isClosed(): boolean {
    return !Number.isNaN(this.since);
  }

  close(segment: Segment): void {
    this.since = segment.time;
    this.probesNow = 0;
    this.packetsNow = new EvidencePackets();
    this.packetsNow.add(segment.packet);
  }

  probe(segment: Segment): void {
    this.probesNow++;
    this.packetsNow.add(segment.packet);
  }

  /** How it stands when the story ends at `time`; `this` goes on as it was. */
  asOf(time: number): ClosedWindow {
    if (!this.isClosed) return this;
    const ended = new ClosedWindow();
    Object.assign(ended, this, { packets: new EvidencePackets(), packetsNow: this.packetsNow });
    ended.packets.addAll(this.packets);
    ended.end(time, 0);
    return ended;
  }

  /** `packet`: what opens it; 0: nothing did. */
  end(time: number, packet: number): void {
    const nanos = time - this.since;
    this.since = Number.NaN;
    if (!(nanos >= LEAST_NANOS)) return;
    if (packet > 0) this.packetsNow.add(packet);
    this.stillClosed = packet === 0;
    this.times++;
    this.totalNanos += nanos;
    this.longestNanos = Math.max(this.longestNanos, nanos);
    this.probes += this.probesNow;
    this.packets.addAll(this.packetsNow);
  }
}

export class ClosedWindows implements Watch {
  readonly wakesOn = ZERO_WINDOW | WATCHED_SEGMENT;
  private readonly table: ConnectionTable;
  private readonly attention: Attention;
  private readonly entries = new Map<number, [ClosedWindow, ClosedWindow]>();

  constructor(tracker: Tracker, attention: Attention) {
    this.table = tracker.table;
    this.attention = attention;
  }

  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    const { table } = this;
    const entry = this.entries.get(handle);
    if (entry !== undefined && (facts & RST_ACCEPTED) !== 0) this.end(handle, entry, segment.time);
    if ((segment.flags & (SYN | RST)) !== 0) return;
    // A segment that was overtaken tells an old window, one without ACK none (RFC 9293 §3.10.7.4: dropped).
    const acknowledged = wordIn(table, handle, endpoint, HIGHEST_ACKNOWLEDGEMENT);
    const late = (segment.flags & ACK) === 0 || isBefore(segment.acknowledgement, acknowledged);
    if ((facts & ZERO_WINDOW) !== 0 && !late) this.close(handle, endpoint, segment);
    else if (entry !== undefined && !late && segment.window !== 0 && entry[endpoint as 0].isClosed) {
      entry[endpoint as 0].end(segment.time, segment.packet);
    }
    if (entry === undefined) return;
    const peer = entry[peerIn(table, handle, endpoint) as 0];
    if (peer.isClosed && (facts & (KEEP_ALIVE | WINDOW_PROBE)) !== 0) peer.probe(segment);
    for (const end of [0, 1]) {
      const window = entry[end as 0];
      if (window.isClosed && !this.receives(handle, end)) window.end(segment.time, segment.packet);
    }
    if (!entry[0].isClosed && !entry[1].isClosed) this.attention.letGo(handle, FOR_CLOSED_WINDOW);
  }

  /** As of `until`, the end of the connection's story so far; null where there is nothing to tell. */
  of(handle: number, endpoint: number, until: number): ClosedWindow | null {
    const window = this.entries.get(handle)?.[endpoint as 0]?.asOf(until);
    return window !== undefined && window.times > 0 ? window : null;
  }

  release(handle: number): void {
    if (this.entries.size > 0) this.entries.delete(handle);
  }

  private close(handle: number, endpoint: number, segment: Segment): void {
    if ((flagsIn(this.table, handle) & RST_IS_ACCEPTED) !== 0 || !this.receives(handle, endpoint)) return;
    let entry = this.entries.get(handle);
    if (entry === undefined) {
      entry = [new ClosedWindow(), new ClosedWindow()];
      this.entries.set(handle, entry);
    }
    if (entry[endpoint as 0].isClosed) return;
    entry[endpoint as 0].close(segment);
    this.attention.want(handle, FOR_CLOSED_WINDOW);
  }

  /** Behind the other end's FIN nobody waits for a window. */
  private receives(handle: number, endpoint: number): boolean {
    const state = stateIn(this.table, handle, endpoint);
    return (
      state !== CLOSE_WAIT &&
      state !== CLOSING &&
      state !== LAST_ACK &&
      state !== TIME_WAIT &&
      state !== CLOSED
    );
  }

  private end(handle: number, entry: [ClosedWindow, ClosedWindow], time: number): void {
    for (const window of entry) if (window.isClosed) window.end(time, 0);
    this.attention.letGo(handle, FOR_CLOSED_WINDOW);
  }
}
