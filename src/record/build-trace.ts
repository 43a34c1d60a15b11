// The packets of a traced connection → plain objects, told from the client's and the server's side.
import type { TimeBase } from "../capture/time-base.ts";
import { ACK, KIND_FRAGMENT, KIND_ICMP_ERROR, KIND_TCP, RST, SYN } from "../decode/segment.ts";
import { distance } from "../track/sequence.ts";
import { CLOSED, STATES, TIME_WAIT } from "../track/tcp-state-machine.ts";
import { correctStates } from "../track/trace-states.ts";
import { lastTimeOf, type Traced, type TracedPacket, type TracedRun } from "../track/traced.ts";
import { addressText, MomentText } from "./address-text.ts";
import type { ConnectionRecord, EndpointRecord, Side, State } from "./connection-record.ts";
import { factNames } from "./fact-names.ts";
import type {
  FoldEntry,
  IcmpEntry,
  NumberBase,
  SegmentEntry,
  SegmentFlag,
  SynOptions,
  TraceEntry,
  TraceRecord,
} from "./trace-record.ts";
import { SEGMENT_FLAGS } from "./vocabulary.ts";

export interface TracedConnection {
  readonly packets: readonly Traced[];
  readonly connection: ConnectionRecord;
  /** Which endpoint is the client, which the server: in a connection to itself the same. */
  readonly client: number;
  readonly server: number;
  /** As of when the connection was reported, in nanoseconds of the timeline. */
  readonly asOf: number;
  /** Its row was freed before the input ended. */
  readonly over: boolean;
}

/** Corrects the states in `packets` in place. */
export function buildTrace(traced: TracedConnection, base: TimeBase): TraceRecord {
  return new TraceBuilder(traced, base).build();
}

class TraceBuilder {
  readonly #traced: TracedConnection;
  readonly #moments: MomentText;
  readonly #start: number;
  readonly #bases: { readonly client: NumberBase | null; readonly server: NumberBase | null };
  readonly #entries: TraceEntry[] = [];

  constructor(traced: TracedConnection, base: TimeBase) {
    this.#traced = traced;
    this.#moments = new MomentText(base);
    this.#start = traced.packets[0]?.time ?? traced.asOf;
    this.#bases = { client: this.#baseOf("client"), server: this.#baseOf("server") };
  }

  build(): TraceRecord {
    const { packets, connection, client, server, over, asOf } = this.#traced;
    const initial = correctStates(packets);
    let states: readonly [number, number] = initial;
    let time = this.#start;
    for (const packet of packets) {
      this.#timers(packet.since, states, packet.states, time, packet.time);
      this.#entries.push(packet.run ? this.#fold(packet) : this.#packet(packet));
      states = packet.states;
      time = lastTimeOf(packet);
    }
    this.#lastTimers(states, time);
    const folded = packets.reduce(
      (sum, packet) => sum + (packet.run ? packet.segments[0] + packet.segments[1] : 0),
      0,
    );
    return {
      connection,
      base: this.#bases,
      initial: { client: stateName(initial[client as 0 | 1]), server: stateName(initial[server as 0 | 1]) },
      entries: this.#entries,
      foldedSegments: folded,
      over,
      watchedSeconds: (asOf - this.#start) / 1e9,
    };
  }

  #packet(packet: TracedPacket): TraceEntry {
    if (packet.kind === KIND_ICMP_ERROR) return this.#icmp(packet);
    if (packet.kind !== KIND_FRAGMENT) return this.#segment(packet);
    return {
      kind: "fragment",
      packet: packet.packet,
      time: this.#moments.format(packet.time),
      seconds: this.#seconds(packet.time),
      from: this.#sideOf(packet.endpoint),
      payloadBytes: packet.payload,
      ...this.#statesOf(packet),
    };
  }

  #segment(packet: TracedPacket): SegmentEntry {
    const { flags, repeats, time } = packet;
    const from = this.#sideOf(packet.endpoint);
    const acknowledges = (flags & ACK) !== 0;
    return {
      kind: "segment",
      packet: packet.packet,
      time: this.#moments.format(time),
      seconds: this.#seconds(time),
      from,
      flags: flagNames(flags),
      sequence: packet.sequence >>> 0,
      acknowledgement: acknowledges ? packet.acknowledgement >>> 0 : null,
      relativeSequence: relative(packet.sequence, this.#bases[from]),
      relativeAcknowledgement: acknowledges
        ? relative(packet.acknowledgement, this.#bases[otherSide(from)])
        : null,
      payloadBytes: packet.payload,
      window: packet.window,
      options: (flags & SYN) !== 0 ? synOptions(packet) : null,
      timestamp: packet.hasTimestamps
        ? { value: packet.timestampValue >>> 0, echo: packet.timestampEcho >>> 0 }
        : null,
      timeToLive: packet.timeToLive,
      ipId: packet.ipId,
      facts: factNames(packet.facts),
      repeats:
        repeats === null
          ? null
          : {
              packet: repeats.packet,
              copies: repeats.copies,
              seconds: (time - repeats.first) / 1e9,
              secondsSinceLast: (time - repeats.last) / 1e9,
            },
      missingBefore: packet.missingBefore,
      fillsGapBefore: packet.fillsGapBefore === 0 ? null : packet.fillsGapBefore,
      ...this.#statesOf(packet),
    };
  }

  #icmp(packet: TracedPacket): IcmpEntry {
    const to = this.#sideOf(packet.endpoint);
    return {
      kind: "icmp",
      packet: packet.packet,
      time: this.#moments.format(packet.time),
      seconds: this.#seconds(packet.time),
      to,
      router: addressText(packet.router0, packet.router1, packet.router2, packet.router3),
      ipVersion: packet.ipVersion === 6 ? 6 : 4,
      type: packet.icmpType,
      code: packet.icmpCode,
      timeToLive: packet.timeToLive,
      relativeSequence: packet.quotedSequence ? relative(packet.sequence, this.#bases[to]) : null,
      facts: factNames(packet.facts),
      ...this.#statesOf(packet),
    };
  }

  #fold(run: TracedRun): FoldEntry {
    const { client, server } = this.#traced;
    const twoEnds = client !== server;
    const split = ([a, b]: readonly [number, number]) => {
      const counts = [a, b] as const;
      return { client: counts[client as 0 | 1], server: twoEnds ? counts[server as 0 | 1] : 0 };
    };
    return {
      kind: "fold",
      firstPacket: run.packet,
      lastPacket: run.lastPacket,
      seconds: this.#seconds(run.time),
      untilSeconds: this.#seconds(run.lastTime),
      segments: split(run.segments),
      payloadBytes: split(run.payload),
      retransmissions: run.retransmissions,
      ...this.#statesOf(run),
    };
  }

  // ── What changed without a packet ────────────────────────────────────────────────────────────

  /** States that a timer ended between two packets. */
  #timers(
    since: readonly [number, number],
    before: readonly [number, number],
    after: readonly [number, number],
    from: number,
    to: number,
  ): void {
    for (const side of this.#sides()) {
      const end = this.#endOf(side);
      const at = since[end];
      // (A packet's own changes are as old as the packet.)
      if (after[end] !== CLOSED || before[end] === CLOSED || at < from || at >= to) continue;
      this.#timer(side, at, before, CLOSED);
    }
  }

  /** The same after the last packet, by what the connection was reported with. */
  #lastTimers(states: readonly [number, number], time: number): void {
    const { connection, asOf } = this.#traced;
    for (const side of this.#sides()) {
      const endpoint: EndpointRecord = connection[side];
      const end = this.#endOf(side);
      const at = asOf - endpoint.stateSinceSeconds * 1e9;
      const before = states[end];
      // What the record says otherwise without a timer, it says of the last packet.
      if (endpoint.state !== "CLOSED" || before === CLOSED || (before !== TIME_WAIT && at <= time)) continue;
      this.#timer(side, at, states, CLOSED);
    }
  }

  #timer(side: Side, at: number, states: readonly [number, number], state: number): void {
    const end = this.#endOf(side);
    const now: [number, number] = [states[0], states[1]];
    now[end] = state;
    this.#entries.push({
      kind: "timer",
      time: this.#moments.format(at),
      seconds: this.#seconds(at),
      end: side,
      before: stateName(states[end]),
      ...this.#statesOf({ states: now }),
    });
  }

  // ── Sides and numbers ────────────────────────────────────────────────────────────────────────

  #sides(): readonly Side[] {
    return this.#traced.client === this.#traced.server ? ["client"] : ["client", "server"];
  }

  #endOf(side: Side): 0 | 1 {
    return this.#traced[side] === 0 ? 0 : 1;
  }

  #sideOf(endpoint: number): Side {
    return endpoint === this.#traced.client ? "client" : "server";
  }

  #statesOf({ states }: { readonly states: readonly [number, number] }): { client: State; server: State } {
    return {
      client: stateName(states[this.#endOf("client")]),
      server: stateName(states[this.#endOf("server")]),
    };
  }

  #seconds(time: number): number {
    return (time - this.#start) / 1e9;
  }

  #baseOf(side: Side): NumberBase | null {
    const { packets, connection } = this.#traced;
    const { isn } = connection[side];
    if (isn !== null) return { number: isn, from: "syn" };
    const segments = packets.filter(
      (packet): packet is TracedPacket => packet.run === null && packet.kind === KIND_TCP,
    );
    // What the other end's SYN-ACK acknowledges is the SYN that was not captured.
    const answer = segments.find(
      ({ endpoint, flags }) => this.#sideOf(endpoint) !== side && (flags & (SYN | ACK)) === (SYN | ACK),
    );
    if (answer !== undefined) return { number: (answer.acknowledgement - 1) >>> 0, from: "acknowledged" };
    // An RST need not have a number of its own.
    const first = segments.find(
      ({ endpoint, flags }) => this.#sideOf(endpoint) === side && (flags & RST) === 0,
    );
    if (first !== undefined) return { number: first.sequence >>> 0, from: "first" };
    const acknowledged = segments.find(
      ({ endpoint, flags }) => this.#sideOf(endpoint) !== side && (flags & ACK) !== 0,
    );
    return acknowledged === undefined
      ? null
      : { number: acknowledged.acknowledgement >>> 0, from: "acknowledged" };
  }
}

function stateName(state: number): State {
  return STATES[state] as State;
}

function otherSide(side: Side): Side {
  return side === "client" ? "server" : "client";
}

/** How far a number lies from the base; little before it is negative, far ahead of it is not. */
function relative(number: number, base: NumberBase | null): number | null {
  if (base === null) return null;
  const ahead = distance(base.number | 0, number);
  return ahead < 0 && ahead > -(2 ** 24) ? ahead : ahead >>> 0;
}

function synOptions(packet: TracedPacket): SynOptions {
  return {
    mss: packet.mss < 0 ? null : packet.mss,
    windowScale: packet.windowScale < 0 ? null : packet.windowScale,
    sackPermitted: packet.sackPermitted,
    timestamps: packet.hasTimestamps,
    fastOpenCookie: packet.fastOpenCookie < 0 ? null : packet.fastOpenCookie,
    multipath: packet.multipath,
  };
}

function flagNames(flags: number): SegmentFlag[] {
  return SEGMENT_FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0);
}
