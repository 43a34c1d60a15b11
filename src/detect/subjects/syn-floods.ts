// Per service, how many attempts of each half second came to nothing and how many were completed, and
// which spans of time were a flood of SYNs (RFC 4987). Counted by the time of the SYN, so that answers
// that are merely on their way make none.
import { FIRST_TIME, SERVICE } from "../../track/connection-layout.ts";
import type { ServiceTable } from "../../track/services.ts";
import type { Story } from "../story.ts";
import { DistinctCount } from "./distinct-count.ts";
import { Members } from "./members.ts";

/** What makes a flood, in some 10 s (SEMANTICS §3). */
const LEAST_FAILED = 100;
const FAILED_PER_COMPLETED = 4;
const FAILED_PER_RETRIED = 5;
const WINDOW = 20;

const BUCKET_NANOS = 0.5e9;
/** Buckets of a service, the latest: they reach behind the window by more than an attempt waits. */
const BUCKETS = 32;
/** Attempts are decided 3 s after their SYN at the latest. */
const DECIDED_NANOS = 3e9;
/** Half seconds that are not judged yet when their attempts have waited for so long. */
const UNDECIDED = 2;

// Words of a bucket: which half second it counts, and the attempts in it.
const BUCKET_WORDS = 4;
const EPOCH = 0;
const FAILED = 1;
const COMPLETED = 2;
const RETRIED = 3;
/** The line of a service: its buckets, the sum of their failed attempts, whether it is watched. */
const SUM = BUCKETS * BUCKET_WORDS;
const WATCHED = SUM + 1;
const LINE_WORDS = SUM + 4;

const MOST_SERVICES = 65_536;
const MOST_FLOODS = 1024;
/** So many failed attempts within the buckets: whoever is among them is no scanner of this service. */
const CROWD = 1000;

/** Who takes part in a flood, as far as their attempts were looked at. */
class FloodMembers {
  clients = new DistinctCount();
  members = new Members();
  firstTime = Number.POSITIVE_INFINITY;
  lastTime = Number.NEGATIVE_INFINITY;

  /** `source`: hash of its client's address; `packet`: its SYN. */
  add(id: number, packet: number, source: number, time: number): void {
    this.members.add(id, packet);
    this.clients.add(source);
    if (time < this.firstTime) this.firstTime = time;
    if (time > this.lastTime) this.lastTime = time;
  }

  copy(): FloodMembers {
    const copy = new FloodMembers();
    copy.clients = this.clients.copy();
    copy.members = this.members.copy();
    copy.firstTime = this.firstTime;
    copy.lastTime = this.lastTime;
    return copy;
  }
}

/** Who took part by the time that so many attempts had failed. */
export interface FloodSoFar {
  readonly failed: number;
  readonly who: FloodMembers;
}

export interface Flood {
  readonly service: number;
  /** Half seconds, first and last of each span. */
  readonly spans: { from: number; to: number }[];
  failed: number;
  completed: number;
  retried: number;
  /** Those that are reported. */
  readonly reported: FloodMembers;
  /** With those that are not: as of so many failed attempts. */
  soFar: FloodSoFar | null;
}

/** The half second in which a time lies. */
export function epochOf(time: number): number {
  return Math.floor(time / BUCKET_NANOS);
}

export class SynFloods {
  /** When the next half second can be judged. */
  next = Number.POSITIVE_INFINITY;
  /** By service, in the order in which they were recognised. */
  readonly floods = new Map<number, Flood>();
  leftOut = 0;
  private readonly services: ServiceTable;
  private words = new Int32Array(16 * LINE_WORDS);
  /** Services with enough failed attempts to be looked at each half second. */
  private watched: number[] = [];
  private judgedTo = 0;
  private lastFailed = 0;

  constructor(services: ServiceTable) {
    this.services = services;
  }

  /** A handshake was completed; `epoch`: of its SYN, as in all that follow. */
  completed(service: number, epoch: number): void {
    this.count(service, epoch, COMPLETED, 1);
  }

  /** An attempt came to nothing. */
  failed(service: number, epoch: number, retried: boolean): void {
    if (!this.count(service, epoch, FAILED, 1)) return;
    if (retried) this.count(service, epoch, RETRIED, 1);
    if (epoch > this.lastFailed || this.watched.length === 0) this.lastFailed = epoch;
    const line = service * LINE_WORDS;
    const { words } = this;
    if ((words[line + SUM] as number) < LEAST_FAILED || words[line + WATCHED] === 1) return;
    words[line + WATCHED] = 1;
    this.watched.push(service);
    if (this.watched.length > 1) return;
    this.judgedTo = epoch - BUCKETS;
    this.next = this.judgeableAt(this.judgedTo + 1);
  }

  /** A failed attempt's SYN came again. */
  retried(service: number, epoch: number): void {
    this.count(service, epoch, RETRIED, 1);
  }

  /** What had failed was completed late. */
  recovered(service: number, epoch: number): void {
    if (this.count(service, epoch, FAILED, -1)) this.count(service, epoch, COMPLETED, 1);
    const flood = this.floods.get(service);
    if (flood === undefined || !this.isFlooded(service, epoch)) return;
    flood.failed--;
    flood.completed++;
  }

  advance(now: number): void {
    if (this.watched.length === 0) {
      this.next = Number.POSITIVE_INFINITY;
      return;
    }
    this.judgeTo(Math.min(epochOf(now - DECIDED_NANOS) - 1, this.lastFailed + WINDOW));
    this.next = this.watched.length === 0 ? Number.POSITIVE_INFINITY : this.judgeableAt(this.judgedTo + 1);
  }

  /** At the end of the input: with what is known by then. */
  finish(): void {
    if (this.watched.length > 0) this.judgeTo(this.lastFailed + WINDOW);
  }

  /** Whether very many attempts at the service failed lately, flood or outage. */
  isCrowded(service: number): boolean {
    return (this.words[service * LINE_WORDS + SUM] as number) >= CROWD;
  }

  /** The floods that are still ones, after all that was completed late. */
  confirmed(): Flood[] {
    return [...this.floods.values()].filter(
      ({ failed, completed }) => failed >= LEAST_FAILED && failed >= FAILED_PER_COMPLETED * completed,
    );
  }

  /** Whether an attempt at that service and time is part of a flood. */
  isFlooded(service: number, epoch: number): boolean {
    const flood = this.floods.get(service);
    if (flood === undefined) return false;
    return flood.spans.some(({ from, to }) => from <= epoch && epoch <= to);
  }

  /** Whether a flood goes on at that time, as far as is known so soon. */
  goesOn(service: number, epoch: number): boolean {
    const last = this.floods.get(service)?.spans.at(-1);
    return last !== undefined && last.from <= epoch && epoch <= last.to + UNDECIDED;
  }

  /** A failed attempt is reported; `source`: hash of its client's address. */
  report(story: Story, source: number): void {
    const flood = this.floods.get(story.view.word(SERVICE));
    const time = story.view.double(FIRST_TIME);
    if (flood === undefined || !this.isFlooded(flood.service, epochOf(time))) return;
    flood.reported.add(story.id, story.synPacket(story.client), source, time);
  }

  private judgeableAt(epoch: number): number {
    return (epoch + 1) * BUCKET_NANOS + DECIDED_NANOS;
  }

  /** Adds to a bucket; false where the service has no line, or the bucket counts a later half second. */
  private count(service: number, epoch: number, column: number, change: number): boolean {
    if (service >= MOST_SERVICES) return false;
    const line = service * LINE_WORDS;
    if (line >= this.words.length) this.grow(line);
    const { words } = this;
    const bucket = line + (epoch & (BUCKETS - 1)) * BUCKET_WORDS;
    const counted = words[bucket + EPOCH] as number;
    if (counted !== epoch) {
      const used = (words[bucket + FAILED] as number) | (words[bucket + COMPLETED] as number);
      if (counted > epoch && used !== 0) return false;
      words[line + SUM] = (words[line + SUM] as number) - (words[bucket + FAILED] as number);
      words[bucket + EPOCH] = epoch;
      words[bucket + FAILED] = 0;
      words[bucket + COMPLETED] = 0;
      words[bucket + RETRIED] = 0;
    }
    words[bucket + column] = (words[bucket + column] as number) + change;
    if (column === FAILED) words[line + SUM] = (words[line + SUM] as number) + change;
    return true;
  }

  /** Judges the windows that end with each half second up to `last`. */
  private judgeTo(last: number): void {
    for (let epoch = this.judgedTo + 1; epoch <= last; epoch++) {
      for (const service of this.watched) this.judge(service, epoch);
    }
    if (last > this.judgedTo) this.judgedTo = last;
    this.watched = this.watched.filter((service) => {
      if (this.isStillDue(service)) return true;
      this.words[service * LINE_WORDS + WATCHED] = 0;
      return false;
    });
  }

  /** Whether some window that is not judged yet may hold enough failed attempts. */
  private isStillDue(service: number): boolean {
    let failed = 0;
    for (let epoch = this.judgedTo + 1 - WINDOW + 1; epoch <= this.lastFailed; epoch++) {
      failed += this.at(service, epoch, FAILED);
    }
    return failed >= LEAST_FAILED;
  }

  private at(service: number, epoch: number, column: number): number {
    const bucket = service * LINE_WORDS + (epoch & (BUCKETS - 1)) * BUCKET_WORDS;
    return this.words[bucket + EPOCH] === epoch ? (this.words[bucket + column] as number) : 0;
  }

  private judge(service: number, last: number): void {
    if (!this.services.isListening(service)) return;
    let failed = 0;
    let completed = 0;
    let retried = 0;
    let from = 0;
    let to = -1;
    for (let epoch = last - WINDOW + 1; epoch <= last; epoch++) {
      const here = this.at(service, epoch, FAILED);
      failed += here;
      completed += this.at(service, epoch, COMPLETED);
      retried += this.at(service, epoch, RETRIED);
      if (here === 0) continue;
      if (failed === here) from = epoch;
      to = epoch;
    }
    if (failed < LEAST_FAILED || failed < FAILED_PER_COMPLETED * completed) return;
    if (retried * FAILED_PER_RETRIED > failed) return;
    this.extend(service, from, to);
  }

  /** Those half seconds are part of the service's flood. */
  private extend(service: number, from: number, to: number): void {
    let flood = this.floods.get(service);
    if (flood === undefined) {
      if (this.floods.size === MOST_FLOODS) {
        this.leftOut++;
        return;
      }
      flood = {
        service,
        spans: [],
        failed: 0,
        completed: 0,
        retried: 0,
        reported: new FloodMembers(),
        soFar: null,
      };
      this.floods.set(service, flood);
    }
    const span = flood.spans.at(-1);
    const begin = span !== undefined && from <= span.to + 1 ? span.to + 1 : from;
    for (let epoch = begin; epoch <= to; epoch++) {
      flood.failed += this.at(service, epoch, FAILED);
      flood.completed += this.at(service, epoch, COMPLETED);
      flood.retried += this.at(service, epoch, RETRIED);
    }
    if (begin === from) flood.spans.push({ from, to });
    else if (span !== undefined && to > span.to) span.to = to;
  }

  private grow(line: number): void {
    const wider = new Int32Array(Math.max(line + LINE_WORDS, this.words.length * 2));
    wider.set(this.words);
    this.words = wider;
  }
}
