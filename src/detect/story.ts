// One connection as a detector reads it: the row, its log, and what was watched of its data. Moved
// from connection to connection; holds nothing of its own but the place. Times are nanoseconds of the
// timeline, as in the row.
import { addressText } from "../record/address-text.ts";
import { directionsOf } from "../record/build-record.ts";
import type { ConnectionRecord, Verdict } from "../record/connection-record.ts";
import { ipOf, portOf } from "../record/endpoint-address.ts";
import {
  ACK_PACKET,
  ACK_RTT,
  COLD,
  FIN_ACK_PACKET,
  FIN_LAST_TIME,
  FIN_PACKET,
  FIRST_PACKET,
  FIRST_TIME,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HANDSHAKE_TIME,
  ID,
  LAST_PACKET,
  LAST_TIME,
  LOG,
  NOTES,
  PACKETS,
  RST_PACKET,
  RST_TIME,
  SEGMENT_COUNTS,
  SYN_FIRST_TIME,
  SYN_LAST_TIME,
  SYN_PACKET,
  SYN_RTT,
  TIMES_TO_LIVE,
} from "../track/connection-layout.ts";
import { type ConnectionView, packetAfter, VERDICTS } from "../track/connection-view.ts";
import {
  type LifecycleLog,
  LOGGED_FIN_AGAIN,
  LOGGED_FIN_RETRY,
  type LogEntry,
} from "../track/lifecycle-log.ts";
import { dataSegmentsOf } from "../track/segment-analysis.ts";
import { STATES } from "../track/tcp-state-machine.ts";
import type { Subjects } from "./subjects/subjects.ts";
import type { Watches } from "./watch/watches.ts";

/** "Prompt" where the round trip is not known, and at least (SEMANTICS §3, common rules). */
const PROMPT_UNKNOWN_NANOS = 200e6;
const PROMPT_LEAST_NANOS = 50e6;

/** What the user may set, in seconds and counts. */
export interface DetectOptions {
  /** An end in CLOSE_WAIT for longer raises close-wait-stuck. */
  readonly closeWaitAge: number;
  /** So many in CLOSE_WAIT at one service at one time raise close-wait-excess. */
  readonly closeWaitCount: number;
  /** Maximum segment lifetime. */
  readonly msl: number;
}

export class Story {
  readonly view: ConnectionView;
  readonly watches: Watches;
  readonly subjects: Subjects;
  readonly options: DetectOptions;
  /** It is judged because it is reported; otherwise it goes on, and nobody must be told. */
  readonly isOver: boolean;
  private readonly log: LifecycleLog;
  private read: LogEntry[] | null = null;
  private told = -1;

  constructor(
    view: ConnectionView,
    log: LifecycleLog,
    watches: Watches,
    subjects: Subjects,
    options: DetectOptions,
    isOver: boolean,
  ) {
    this.view = view;
    this.log = log;
    this.watches = watches;
    this.subjects = subjects;
    this.options = options;
    this.isOver = isOver;
  }

  /** After the view was moved to another connection. */
  turn(): void {
    this.read = null;
    this.told = -1;
  }

  get id(): number {
    return this.view.word(ID) >>> 0;
  }

  get handle(): number {
    return this.view.handle;
  }

  /** As of when it is judged. */
  get now(): number {
    return this.view.asOf;
  }

  /** Endpoint of the row: 0 or 1. In a connection to itself both are the same. */
  get client(): number {
    return this.view.client;
  }

  get server(): number {
    return this.view.server;
  }

  peerOf(endpoint: number): number {
    return this.view.peerOf(endpoint);
  }

  /** Index into VERDICTS. */
  get verdictIndex(): number {
    if (this.told < 0) this.told = this.view.verdict;
    return this.told;
  }

  get verdict(): Verdict {
    return VERDICTS[this.verdictIndex] as Verdict;
  }

  get opening(): ConnectionRecord["opening"] {
    return this.view.opening;
  }

  get closing(): ConnectionRecord["closing"] {
    return this.view.closing(this.verdictIndex);
  }

  /** Whose segments were captured. */
  get directions(): ConnectionRecord["directions"] {
    const { client, server, view } = this;
    return directionsOf(view.endpointWord(client, PACKETS), view.endpointWord(server, PACKETS));
  }

  /** Bits of segment-facts.ts that some segment of it raised. */
  get facts(): number {
    return this.view.word(NOTES);
  }

  /** Bits of FLAGS. */
  get flags(): number {
    return this.view.word(FLAGS);
  }

  /** Name of an endpoint's state as of now. */
  state(endpoint: number): string {
    return STATES[this.view.state(endpoint)] as string;
  }

  stateSince(endpoint: number): number {
    return this.view.stateSince(endpoint);
  }

  /** Address of an endpoint, as it is shown. */
  ip(endpoint: number): string {
    return ipOf(this.view, endpoint);
  }

  port(endpoint: number): number {
    return portOf(this.view, endpoint);
  }

  get firstTime(): number {
    return this.view.double(FIRST_TIME);
  }

  get lastTime(): number {
    return this.view.double(LAST_TIME);
  }

  get firstPacket(): number {
    return this.view.double(FIRST_PACKET);
  }

  get lastPacket(): number {
    return this.view.double(LAST_PACKET);
  }

  /** Number of a packet of this connection that the row keeps modulo 2³²; 0 stays 0: none. */
  packetOf(kept: number): number {
    return packetAfter(this.firstPacket, kept);
  }

  /** The same of a packet before this connection. */
  packetBefore(kept: number): number {
    if (kept === 0) return 0;
    const first = this.firstPacket;
    return first - (((first | 0) - kept) >>> 0);
  }

  /** First SYN or SYN-ACK of the endpoint; 0: not captured. So are the others. */
  synPacket(endpoint: number): number {
    return this.packetOf(this.view.word(SYN_PACKET + endpoint));
  }

  /** First copy of its SYN or SYN-ACK. */
  synTime(endpoint: number): number {
    return this.view.endpointDouble(endpoint, COLD + SYN_FIRST_TIME);
  }

  /** Last copy. */
  lastSynTime(endpoint: number): number {
    return this.view.endpointDouble(endpoint, COLD + SYN_LAST_TIME);
  }

  get isHandshakeComplete(): boolean {
    return this.view.has(HANDSHAKE_COMPLETE);
  }

  /** What completed the handshake. */
  get ackPacket(): number {
    return this.packetOf(this.view.word(ACK_PACKET));
  }

  /** When; only where `ackPacket` is one. */
  get handshakeTime(): number {
    return this.view.double(HANDSHAKE_TIME);
  }

  finPacket(endpoint: number): number {
    return this.packetOf(this.view.word(FIN_PACKET + endpoint));
  }

  /** First copy of its FIN; only where `finPacket` is one. */
  finTime(endpoint: number): number {
    const again = this.entries.find(
      ({ kind, endpoint: end }) =>
        end === endpoint && (kind === LOGGED_FIN_RETRY || kind === LOGGED_FIN_AGAIN),
    );
    return again?.extra ?? this.view.endpointDouble(endpoint, COLD + FIN_LAST_TIME);
  }

  /** What acknowledged its FIN. */
  finAckPacket(endpoint: number): number {
    return this.packetOf(this.view.word(FIN_ACK_PACKET + endpoint));
  }

  /** The RST that counts. */
  get rstPacket(): number {
    return this.packetOf(this.view.word(RST_PACKET));
  }

  get rstTime(): number {
    return this.view.double(RST_TIME);
  }

  /** Of its first control segment without RST; null: none known. */
  timeToLive(endpoint: number): number | null {
    const timeToLive = (this.view.word(TIMES_TO_LIVE) >>> (endpoint * 8)) & 0xff;
    return timeToLive === 0 ? null : timeToLive;
  }

  /** Segments with payload, copies of frames not among them. */
  dataSegments(endpoint: number): number {
    return dataSegmentsOf(this.view.endpointWord(endpoint, SEGMENT_COUNTS));
  }

  /** SYN to SYN-ACK and SYN-ACK to ACK together, or −1 where one of them is not known. */
  get roundTrip(): number {
    const syn = this.view.double(SYN_RTT);
    const ack = this.view.double(ACK_RTT);
    return syn >= 0 && ack >= 0 ? syn + ack : -1;
  }

  /** How long after its cause a prompt answer may come. */
  get prompt(): number {
    const { roundTrip } = this;
    return roundTrip < 0 ? PROMPT_UNKNOWN_NANOS : Math.max(PROMPT_LEAST_NANOS, 3 * roundTrip);
  }

  /** What is not the ordinary course, in its order (lifecycle-log.ts). */
  get entries(): readonly LogEntry[] {
    this.read ??= this.log.entries(this.view.word(LOG));
    return this.read;
  }

  entriesOf(kind: number, endpoint?: number): LogEntry[] {
    return this.entries.filter(
      (entry) => entry.kind === kind && (endpoint === undefined || entry.endpoint === endpoint),
    );
  }

  /** How many entries were made but not kept. */
  get entriesLeftOut(): number {
    return this.log.made(this.view.word(LOG)) - this.entries.length;
  }

  /** Address of the router of a LOGGED_ICMP entry. */
  routerOf(entry: LogEntry): string {
    const words = this.log.addressOf(entry.second);
    return words === null ? "" : addressText(...(words as unknown as [number, number, number, number]));
  }

  /** "client" or "server". */
  sideOf(endpoint: number): "client" | "server" {
    return endpoint === this.client ? "client" : "server";
  }
}
