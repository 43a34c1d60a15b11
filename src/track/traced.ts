// What is kept of each packet of one chosen connection, and of those that are not kept one by one.
import { FIN, KIND_TCP, RST, type Segment, SYN } from "../decode/segment.ts";
import type { ConnectionView } from "./connection-view.ts";
import {
  COPY,
  FIN_RETRY,
  HANDSHAKE_COMPLETED,
  ICMP_ERROR,
  KEEP_ALIVE,
  NEW_CONNECTION,
  OUT_OF_ORDER,
  RETRANSMISSION,
  RST_ACCEPTED,
  RST_NOT_ACCEPTED,
  STATE_CHANGED,
  SYN_ACK_RETRY,
  SYN_HELD,
  SYN_RETRY,
  ZERO_WINDOW,
} from "./segment-facts.ts";

/** What of the segment outlives its packet. */
type Kept = Pick<
  Segment,
  | "kind"
  | "time"
  | "packet"
  | "sequence"
  | "acknowledgement"
  | "flags"
  | "window"
  | "payload"
  | "mss"
  | "windowScale"
  | "sackPermitted"
  | "hasTimestamps"
  | "timestampValue"
  | "timestampEcho"
  | "fastOpenCookie"
  | "multipath"
  | "timeToLive"
  | "ipId"
  | "ipVersion"
  | "icmpType"
  | "icmpCode"
  | "router0"
  | "router1"
  | "router2"
  | "router3"
  | "quotedSequence"
>;

/** How often a segment was sent before: first in which packet, first and last when. Copies of a frame do not count. */
export interface Repeated {
  readonly packet: number;
  readonly copies: number;
  readonly first: number;
  readonly last: number;
}

/** One packet of the connection. */
export interface TracedPacket extends Kept {
  /** Who sent it; of an ICMP error: whose segment it quotes. */
  readonly endpoint: number;
  readonly facts: number;
  /** States of endpoint 0 and 1 after it, as known then; corrected when the trace ends. */
  readonly states: [number, number];
  /** Since when, in nanoseconds of the timeline. */
  readonly since: readonly [number, number];
  /** The copies of the same segment before it. */
  readonly repeats: Repeated | null;
  readonly missingBefore: number;
  /** Packet before which its bytes were missing; 0: none were. */
  readonly fillsGapBefore: number;
  readonly run: null;
}

/** Packets that are not kept one by one, one after the other. */
export interface TracedRun {
  readonly kind: 0;
  readonly packet: number;
  readonly time: number;
  lastPacket: number;
  lastTime: number;
  /** By endpoint. */
  readonly segments: [number, number];
  readonly payload: [number, number];
  retransmissions: number;
  /** After the last of them. */
  states: [number, number];
  since: readonly [number, number];
  readonly run: true;
}

export type Traced = TracedPacket | TracedRun;

/** Facts of a packet that is worth a line of its own. */
const TELLING =
  NEW_CONNECTION |
  STATE_CHANGED |
  COPY |
  RETRANSMISSION |
  OUT_OF_ORDER |
  ZERO_WINDOW |
  KEEP_ALIVE |
  SYN_RETRY |
  SYN_ACK_RETRY |
  FIN_RETRY |
  HANDSHAKE_COMPLETED |
  RST_ACCEPTED |
  RST_NOT_ACCEPTED |
  SYN_HELD |
  ICMP_ERROR;

/** Data and acknowledgements that tell nothing but their bytes. */
export function isPlainSegment(
  { kind, flags }: Pick<Segment, "kind" | "flags">,
  facts: number,
  sent: Pick<TracedPacket, "missingBefore" | "fillsGapBefore">,
): boolean {
  return (
    kind === KIND_TCP &&
    (flags & (SYN | FIN | RST)) === 0 &&
    (facts & TELLING) === 0 &&
    sent.missingBefore === 0 &&
    sent.fillsGapBefore === 0
  );
}

/**
 * The packet just tracked: a copy, the segment is borrowed. `view` shows the connection to which it was
 * counted. (One literal: an object that grows field by field took 40 µs a packet, this takes 1.)
 */
export function keep(
  segment: Segment,
  endpoint: number,
  facts: number,
  view: ConnectionView,
  sent: Pick<TracedPacket, "repeats" | "missingBefore" | "fillsGapBefore"> | null,
): TracedPacket {
  view.asOf = segment.time;
  return {
    kind: segment.kind,
    time: segment.time,
    packet: segment.packet,
    sequence: segment.sequence,
    acknowledgement: segment.acknowledgement,
    flags: segment.flags,
    window: segment.window,
    payload: segment.payload,
    mss: segment.mss,
    windowScale: segment.windowScale,
    sackPermitted: segment.sackPermitted,
    hasTimestamps: segment.hasTimestamps,
    timestampValue: segment.timestampValue,
    timestampEcho: segment.timestampEcho,
    fastOpenCookie: segment.fastOpenCookie,
    multipath: segment.multipath,
    timeToLive: segment.timeToLive,
    ipId: segment.ipId,
    ipVersion: segment.ipVersion,
    icmpType: segment.icmpType,
    icmpCode: segment.icmpCode,
    router0: segment.router0,
    router1: segment.router1,
    router2: segment.router2,
    router3: segment.router3,
    quotedSequence: segment.quotedSequence,
    endpoint,
    facts,
    states: [view.state(0), view.state(1)],
    since: [view.stateSince(0), view.stateSince(1)],
    repeats: sent === null ? null : sent.repeats,
    missingBefore: sent === null ? 0 : sent.missingBefore,
    fillsGapBefore: sent === null ? 0 : sent.fillsGapBefore,
    run: null,
  };
}

export function beginRun(first: Traced): TracedRun {
  const run: TracedRun = {
    kind: 0,
    packet: first.packet,
    time: first.time,
    lastPacket: first.packet,
    lastTime: first.time,
    segments: [0, 0],
    payload: [0, 0],
    retransmissions: 0,
    states: first.states,
    since: first.since,
    run: true,
  };
  addToRun(run, first);
  return run;
}

export function addToRun(run: TracedRun, next: Traced): void {
  run.states = next.states;
  run.since = next.since;
  if (next.run) {
    run.lastPacket = next.lastPacket;
    run.lastTime = next.lastTime;
    run.retransmissions += next.retransmissions;
    for (const end of [0, 1] as const) {
      run.segments[end] += next.segments[end];
      run.payload[end] += next.payload[end];
    }
    return;
  }
  run.lastPacket = next.packet;
  run.lastTime = next.time;
  if (next.kind !== KIND_TCP) return;
  const end = next.endpoint === 0 ? 0 : 1;
  run.segments[end]++;
  run.payload[end] += next.payload;
  if ((next.facts & RETRANSMISSION) !== 0) run.retransmissions++;
}

/** A plain segment: it changes no state. */
export function extendRun(run: TracedRun, { time, packet, payload }: Segment, endpoint: number): void {
  const end = endpoint === 0 ? 0 : 1;
  run.lastPacket = packet;
  run.lastTime = time;
  run.segments[end]++;
  run.payload[end] += payload;
}

/** When the last of it was captured. */
export function lastTimeOf(traced: Traced): number {
  return traced.run ? traced.lastTime : traced.time;
}
