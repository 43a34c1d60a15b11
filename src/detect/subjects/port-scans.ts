// Sources whose attempts fail at many ports of one host, or at one port of many hosts. A source is
// recognised once; what it fails at from then on, until it rests for 5 minutes, belongs to its scan.
import { randomInt } from "node:crypto";
import { hashOfEndpoint } from "../../track/connection-hash.ts";
import { ADDRESSES, FIRST_PACKET, HOT_WORDS, ID, PORTS } from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import type { ServiceTable } from "../../track/services.ts";
import { DistinctCount } from "./distinct-count.ts";
import {
  type FailedAttempt,
  FailedTargets,
  HOSTS_ON_PORT,
  PORTS_OF_HOST,
  SCAN_WITHIN,
  type ScanKind,
} from "./failed-targets.ts";
import { Members } from "./members.ts";

/** How an attempt failed, as scans tell it. */
export const REFUSED = 0;
export const UNANSWERED = 1;
export const OTHER = 2;

type Address = readonly [number, number, number, number];

export interface Scan {
  readonly kind: ScanKind;
  /** Address words of the source and, for ports of one host, of the target. */
  readonly source: Address;
  readonly target: Address;
  /** For hosts on one port. */
  readonly targetPort: number;
  readonly host: number;
  /** Ports or hosts. */
  readonly distinct: DistinctCount;
  /** By index into OUTCOMES. */
  readonly outcomes: [number, number, number];
  readonly members: Members;
  /** Hundredths of a second of the timeline: spans of activity, the last one still open. */
  readonly spans: { from: number; to: number }[];
}

// A source with one failed attempt so far: it waits for a second one, so that a flood from many
// addresses passes by. Sets of four places.
const FIRST_SETS = 1 << 12;
const FIRST_WAYS = 4;
const FIRST_WORDS = 8;
const F_SOURCE = 0;
const F_SERVICE = 1;
const F_ID = 2;
const F_PACKET = 3;
const F_TIME = 4;
const F_OUTCOME = 5;
/** 0: empty; 1: one attempt, which stands here; 2: several, which stand in the groups. */
const F_ATTEMPTS = 6;

const MOST_SCANS = 256;
const MOST_SERVICES = 65_536;
const ALL_PORTS = 65_536;

export class PortScans {
  /** By hash of the source, in the order in which they were recognised. */
  readonly scans = new Map<number, Scan>();
  /** Sources beyond MOST_SCANS. */
  leftOut = 0;
  private readonly table: ConnectionTable;
  private readonly services: ServiceTable;
  /** Makes collisions unpredictable for whoever sends the packets. */
  private readonly seed = randomInt(1, 0x7fffffff);
  private readonly targets = new FailedTargets(this.seed);
  private readonly firsts = new Int32Array(FIRST_SETS * FIRST_WAYS * FIRST_WORDS);

  constructor(table: ConnectionTable, services: ServiceTable) {
    this.table = table;
    this.services = services;
  }

  /** Of the address of a row's end. */
  hashOf(handle: number, endpoint: number): number {
    const { words } = this.table;
    const at = handle * HOT_WORDS + ADDRESSES + endpoint * 4;
    return hashOfEndpoint(
      words[at] as number,
      words[at + 1] as number,
      words[at + 2] as number,
      words[at + 3] as number,
      0,
      this.seed,
    );
  }

  /**
   * An attempt of the row's end `endpoint` failed. `service`: whom it met, by its entry in services.ts;
   * `time`: of its first packet, in hundredths of a second of the timeline.
   */
  fail(handle: number, endpoint: number, service: number, time: number, outcome: number): void {
    const source = this.hashOf(handle, endpoint);
    const cold = this.table.coldRow(handle);
    const id = this.table.words[cold + ID] as number;
    const packet = (this.table.doubles[(cold + FIRST_PACKET) >> 1] as number) | 0;
    const scan = this.scans.size === 0 ? undefined : this.scans.get(source);
    const last = scan?.spans.at(-1);
    if (scan !== undefined && last !== undefined && time - last.to < SCAN_WITHIN) {
      const attempt = this.attemptOf(handle, endpoint, source, time, id, packet, outcome);
      this.count(scan, attempt, handle);
      return;
    }
    const first = this.firstOf(source, time);
    const { firsts } = this;
    if (firsts[first + F_ATTEMPTS] === 0) {
      firsts[first + F_SOURCE] = source;
      firsts[first + F_SERVICE] = service;
      firsts[first + F_ID] = id;
      firsts[first + F_PACKET] = packet;
      firsts[first + F_TIME] = time;
      firsts[first + F_OUTCOME] = outcome;
      firsts[first + F_ATTEMPTS] = 1;
      return;
    }
    if (firsts[first + F_ATTEMPTS] === 1 && (firsts[first + F_SERVICE] as number) < MOST_SERVICES) {
      this.add(this.attemptAt(first), handle, endpoint);
    }
    firsts[first + F_ATTEMPTS] = 2;
    firsts[first + F_TIME] = time;
    this.add(this.attemptOf(handle, endpoint, source, time, id, packet, outcome), handle, endpoint);
  }

  /** Whether an attempt of that source at that time belongs to a scan. */
  isMember(source: number, time: number): boolean {
    const scan = this.scans.get(source);
    return scan?.spans.some(({ from, to }) => from <= time && time <= to) ?? false;
  }

  private add(attempt: FailedAttempt, handle: number, endpoint: number): void {
    for (const kind of [PORTS_OF_HOST, HOSTS_ON_PORT] as const) {
      const attempts = this.targets.add(attempt, kind);
      if (attempts !== null) this.recognise(kind, attempts, handle, endpoint);
    }
  }

  private recognise(kind: ScanKind, attempts: FailedAttempt[], handle: number, endpoint: number): void {
    const last = attempts.at(-1) as FailedAttempt;
    let scan = this.scans.get(last.source);
    if (scan === undefined) {
      if (this.scans.size === MOST_SCANS) {
        this.leftOut++;
        return;
      }
      scan = {
        kind,
        source: this.addressOf(handle, endpoint),
        target: this.addressOf(handle, endpoint ^ 1),
        targetPort: last.port,
        host: last.host,
        distinct: new DistinctCount(kind === PORTS_OF_HOST ? ALL_PORTS : undefined),
        outcomes: [0, 0, 0],
        members: new Members(),
        spans: [],
      };
      this.scans.set(last.source, scan);
    }
    const from = Math.min(...attempts.map(({ time }) => time));
    const span = scan.spans.at(-1);
    // (Both kinds at once, with the same attempt: they are one scan.)
    if (span !== undefined && from <= span.to) return;
    scan.spans.push({ from, to: last.time });
    for (const attempt of attempts) this.count(scan, attempt, handle);
  }

  private count(scan: Scan, attempt: FailedAttempt, handle: number): void {
    const { outcome } = attempt;
    scan.outcomes[outcome] = (scan.outcomes[outcome] as number) + 1;
    const newest = this.table.doubles[(this.table.coldRow(handle) + FIRST_PACKET) >> 1] as number;
    scan.members.add(attempt.id >>> 0, newest - (((newest | 0) - attempt.packet) >>> 0));
    if (scan.kind === PORTS_OF_HOST ? attempt.host === scan.host : attempt.port === scan.targetPort) {
      // (Ports are mixed: their zero bits must be as frequent as a hash's.)
      const value = scan.kind === PORTS_OF_HOST ? Math.imul(attempt.port + 1, 0x9e3779b1) : attempt.host;
      scan.distinct.add(value);
    }
    const span = scan.spans.at(-1);
    if (span !== undefined && attempt.time > span.to) span.to = attempt.time;
  }

  /** The place of a source among the first attempts; its own, or an empty one. */
  private firstOf(source: number, time: number): number {
    const { firsts } = this;
    const set = (source & (FIRST_SETS - 1)) * FIRST_WAYS * FIRST_WORDS;
    let oldest = set;
    for (let at = set; at < set + FIRST_WAYS * FIRST_WORDS; at += FIRST_WORDS) {
      if (firsts[at + F_ATTEMPTS] !== 0 && firsts[at + F_SOURCE] === source) {
        if (time - (firsts[at + F_TIME] as number) > SCAN_WITHIN) firsts[at + F_ATTEMPTS] = 0;
        return at;
      }
      if (firsts[at + F_ATTEMPTS] === 0) oldest = at;
      else if (
        firsts[oldest + F_ATTEMPTS] !== 0 &&
        (firsts[at + F_TIME] as number) < (firsts[oldest + F_TIME] as number)
      )
        oldest = at;
    }
    firsts[oldest + F_ATTEMPTS] = 0;
    return oldest;
  }

  /** The first attempt of a source, whose row may be freed. */
  private attemptAt(first: number): FailedAttempt {
    const { firsts, services } = this;
    const service = firsts[first + F_SERVICE] as number;
    return {
      source: firsts[first + F_SOURCE] as number,
      host: hashOfEndpoint(
        services.key(service, 0),
        services.key(service, 1),
        services.key(service, 2),
        services.key(service, 3),
        0,
        this.seed,
      ),
      port: services.key(service, 4),
      time: firsts[first + F_TIME] as number,
      id: firsts[first + F_ID] as number,
      packet: firsts[first + F_PACKET] as number,
      outcome: firsts[first + F_OUTCOME] as number,
    };
  }

  private attemptOf(
    handle: number,
    endpoint: number,
    source: number,
    time: number,
    id: number,
    packet: number,
    outcome: number,
  ): FailedAttempt {
    const ports = this.table.words[handle * HOT_WORDS + PORTS] as number;
    const port = endpoint === 0 ? ports & 0xffff : ports >>> 16;
    return { source, host: this.hashOf(handle, endpoint ^ 1), port, time, id, packet, outcome };
  }

  private addressOf(handle: number, endpoint: number): Address {
    const at = handle * HOT_WORDS + ADDRESSES + endpoint * 4;
    const [a = 0, b = 0, c = 0, d = 0] = this.table.words.subarray(at, at + 4);
    return [a, b, c, d];
  }
}
