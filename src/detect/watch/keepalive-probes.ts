// Keepalive probes (RFC 9293 §3.8.4): how many, after how long a silence, and whether anyone answers.
import { ACK, RST, type Segment, SYN } from "../../decode/segment.ts";
import {
  ACK_KNOWN,
  BITS,
  HIGHEST_ACKNOWLEDGEMENT,
  LAST_SEGMENT_TIME,
  NEXT,
  NEXT_TIME,
  WINDOW,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { RETRY_NANOS } from "../../track/repeats.ts";
import { AFTER_PROBE, COPY, KEEP_ALIVE } from "../../track/segment-facts.ts";
import { CLOSE_WAIT, ESTABLISHED, FIN_WAIT_2 } from "../../track/tcp-state-machine.ts";
import type { Tracker } from "../../track/tracker.ts";
import { EvidencePackets } from "./evidence-packets.ts";
import { doubleIn, endIn, peerIn, stateIn, wordIn } from "./watched-row.ts";
import type { Watch } from "./watches.ts";

/** Stacks ask after seconds at least; sooner it is a last byte that was sent again needlessly. */
const LEAST_IDLE_NANOS = 500e6;

/** Probes in a row without any segment of the other end between. */
export class ProbeSeries {
  probes = 0;
  firstTime = 0;
  lastTime = 0;
  /** Since the last segment before it. */
  idleNanos = 0;
  readonly packets = new EvidencePackets();
}

/** The probes of one end. */
export class Prober {
  probes = 0;
  answered = 0;
  /** Longest silence before a probe that no other one went before. */
  idleNanos = 0;
  /** Between one probe and the next, with nothing but an answer between. */
  intervalNanos = 0;
  intervals = 0;
  /** Probes and their answers. */
  readonly packets = new EvidencePackets();
  /** The last one, answered or not. */
  series = new ProbeSeries();
  /** Time of the last answer; NaN: the last probe has none yet. */
  answeredAt = Number.NaN;
}

export class KeepaliveWatch implements Watch {
  readonly wakesOn = KEEP_ALIVE | AFTER_PROBE;
  private readonly table: ConnectionTable;
  /** By end (endIn): as a rule one of the two probes. */
  private readonly entries = new Map<number, Prober>();

  constructor(tracker: Tracker) {
    this.table = tracker.table;
  }

  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    if ((facts & AFTER_PROBE) !== 0 && (facts & KEEP_ALIVE) === 0 && this.entries.size > 0) {
      this.answer(handle, peerIn(this.table, handle, endpoint), segment);
    }
    if ((facts & (KEEP_ALIVE | COPY)) === KEEP_ALIVE && this.isKeepalive(handle, endpoint)) {
      this.probe(handle, endpoint, segment);
    }
  }

  of(handle: number, endpoint: number): Prober | null {
    return this.entries.get(endIn(handle, endpoint)) ?? null;
  }

  release(handle: number): void {
    if (this.entries.size === 0) return;
    this.entries.delete(endIn(handle, 0));
    this.entries.delete(endIn(handle, 1));
  }

  /** A segment that looks like a probe asks whether the other end is there, not whether its window is open. */
  private isKeepalive(handle: number, endpoint: number): boolean {
    const { table } = this;
    const state = stateIn(table, handle, endpoint);
    if (state !== ESTABLISHED && state !== CLOSE_WAIT && state !== FIN_WAIT_2) return false;
    const peer = peerIn(table, handle, endpoint);
    return (
      wordIn(table, handle, peer, WINDOW) > 0 &&
      (wordIn(table, handle, peer, BITS) & ACK_KNOWN) !== 0 &&
      wordIn(table, handle, peer, HIGHEST_ACKNOWLEDGEMENT) === wordIn(table, handle, endpoint, NEXT)
    );
  }

  private probe(handle: number, endpoint: number, segment: Segment): void {
    const { table } = this;
    const { time } = segment;
    const prober = this.entries.get(endIn(handle, endpoint)) ?? new Prober();
    const { series } = prober;
    const heard = doubleIn(table, handle, peerIn(table, handle, endpoint), LAST_SEGMENT_TIME);
    const sent = doubleIn(table, handle, endpoint, NEXT_TIME);
    const goesOn = series.probes > 0 && heard < series.firstTime && sent < series.firstTime;
    // Sooner it is the same probe, captured again.
    if (goesOn && time - series.lastTime < RETRY_NANOS) return;
    if (!goesOn && time - Math.max(heard, sent) < LEAST_IDLE_NANOS) return;
    const answered = heard <= prober.answeredAt && sent < series.firstTime;
    if (goesOn || (series.probes > 0 && answered)) {
      prober.intervalNanos += time - series.lastTime;
      prober.intervals++;
    }
    if (!goesOn) this.beginSeries(prober, time, Math.max(heard, sent), answered);
    prober.series.probes++;
    prober.series.lastTime = time;
    prober.series.packets.add(segment.packet);
    prober.probes++;
    prober.packets.add(segment.packet);
    prober.answeredAt = Number.NaN;
    this.entries.set(endIn(handle, endpoint), prober);
  }

  /** `quietSince`: when either end last sent something else. */
  private beginSeries(prober: Prober, time: number, quietSince: number, answered: boolean): void {
    const series = new ProbeSeries();
    series.firstTime = time;
    series.idleNanos = Math.max(0, time - quietSince);
    if (!answered) prober.idleNanos = Math.max(prober.idleNanos, series.idleNanos);
    prober.series = series;
  }

  private answer(handle: number, probing: number, segment: Segment): void {
    const prober = this.entries.get(endIn(handle, probing));
    if (prober === undefined || !Number.isNaN(prober.answeredAt)) return;
    if ((segment.flags & (SYN | RST | ACK)) !== ACK) return;
    prober.answered++;
    prober.answeredAt = segment.time;
    prober.packets.add(segment.packet);
  }
}
