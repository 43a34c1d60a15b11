// One connection packet by packet, as plain objects: what `show` draws and prints as JSON. Field order
// here is the order of the JSON.
import type { ConnectionRecord, Side, State } from "./connection-record.ts";

/** What every entry says. */
interface Entry {
  /** Seconds since the first packet of the connection; negative where a packet is older than it. */
  seconds: number;
  /** States after it. */
  client: State;
  server: State;
}

/** Which number an endpoint's sequence numbers are told from. */
export interface NumberBase {
  /** Unsigned. */
  number: number;
  /** `syn`: of the end's own SYN. `acknowledged`: the other end acknowledged it. `first`: the first that was captured. */
  from: "syn" | "acknowledged" | "first";
}

/** The packet that a segment says again. */
export interface Repeats {
  /** In which it was sent first. */
  packet: number;
  /** Since then. */
  seconds: number;
  /** How often it was sent before; copies of one frame do not count. */
  copies: number;
  /** Since the last of them. */
  secondsSinceLast: number;
}

/** In the order of the header's bits. */
export type SegmentFlag = "FIN" | "SYN" | "RST" | "PSH" | "ACK" | "URG" | "ECE" | "CWR";

export interface SegmentEntry extends Entry {
  kind: "segment";
  packet: number;
  /** ISO 8601 UTC with nanoseconds. */
  time: string;
  from: Side;
  /** As set. */
  flags: SegmentFlag[];
  /** Unsigned, as in the header. */
  sequence: number;
  /** Null without ACK. */
  acknowledgement: number | null;
  /** The same from the sender's base on; null where that is not known. */
  relativeSequence: number | null;
  relativeAcknowledgement: number | null;
  payloadBytes: number;
  /** As in the header, not scaled. */
  window: number;
  /** Of a SYN or SYN-ACK. */
  options: SynOptions | null;
  timestamp: { value: number; echo: number } | null;
  timeToLive: number;
  ipId: number;
  /** What it did: names of the facts. */
  facts: string[];
  repeats: Repeats | null;
  /** Bytes of its sender before it that were not captured until then. */
  missingBefore: number;
  /** Its bytes were missing: the packet before which they were. */
  fillsGapBefore: number | null;
}

export interface SynOptions {
  mss: number | null;
  windowScale: number | null;
  sackPermitted: boolean;
  timestamps: boolean;
  /** Bytes of the Fast Open cookie, 0 for a request. */
  fastOpenCookie: number | null;
  multipath: boolean;
}

/** A later fragment of a segment: bytes without a TCP header. */
export interface FragmentEntry extends Entry {
  kind: "fragment";
  packet: number;
  time: string;
  from: Side;
  payloadBytes: number;
}

/** An ICMP error that quotes a segment of the connection. */
export interface IcmpEntry extends Entry {
  kind: "icmp";
  packet: number;
  time: string;
  /** Whose segment it quotes. */
  to: Side;
  /** Address of who sent it. */
  router: string;
  ipVersion: 4 | 6;
  type: number;
  code: number;
  /** What was left of it in the quoted header. */
  timeToLive: number;
  /** Of the quoted segment, from its sender's base on; null where the quote or the base lacks it. */
  relativeSequence: number | null;
  facts: string[];
}

/** Segments that are not kept one by one. */
export interface FoldEntry extends Entry {
  kind: "fold";
  firstPacket: number;
  lastPacket: number;
  /** Of the last of them; `seconds` is of the first. */
  untilSeconds: number;
  /** Segments and payload by sender. */
  segments: { client: number; server: number };
  payloadBytes: { client: number; server: number };
  retransmissions: number;
}

/** States that changed without a packet: a timer, or the end of the input. */
export interface TimerEntry extends Entry {
  kind: "timer";
  time: string;
  /** Whose state it is. */
  end: Side;
  before: State;
}

export type TraceEntry = SegmentEntry | FragmentEntry | IcmpEntry | FoldEntry | TimerEntry;

export interface TraceRecord {
  connection: ConnectionRecord;
  base: { client: NumberBase | null; server: NumberBase | null };
  /** States before the first packet, where what follows tells them. */
  initial: { client: State; server: State };
  /** In the order of the packets. */
  entries: TraceEntry[];
  /** Segments that stand in no entry of their own. */
  foldedSegments: number;
  /** Whether the input went on after the connection was over; else the states may only be the last that was captured. */
  over: boolean;
  /** Seconds from the connection's first packet to the end of the input, or to when its row was freed. */
  watchedSeconds: number;
}
