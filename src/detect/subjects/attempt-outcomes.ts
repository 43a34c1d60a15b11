// What became of each attempt to connect, told once to floods (by service) and scans (by source).
import type { Segment } from "../../decode/segment.ts";
import { ACK, FIN, RST, SYN } from "../../decode/segment.ts";
import {
  BITS,
  CLIENT_IS_1,
  COLD,
  ENDPOINT_WORDS,
  ESTABLISHED_AT_RST,
  FIN_SEEN,
  FIRST_PACKET,
  FIRST_TIME,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HAS_ICMP_ERROR,
  HOT_WORDS,
  ID,
  PACKETS,
  PAIR,
  PAYLOAD,
  RST_FROM_1,
  RST_IS_ACCEPTED,
  RSTS,
  SELF_CONNECT,
  SENT_SYN,
  SERVICE,
  SYN_ACKS,
  TOLD_BY_KERNEL,
  UNSEEN_OPENING,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import type { ServiceTable } from "../../track/services.ts";
import type { Story } from "../story.ts";
import { Attempts } from "./attempts.ts";
import { FAILED, RETRY_COUNTED } from "./pair-word.ts";
import { OTHER, PortScans, REFUSED, UNANSWERED } from "./port-scans.ts";
import { epochOf, type Flood, type FloodSoFar, SynFloods } from "./syn-floods.ts";

/** Hundredths of a second. */
const CENTIS = 1e7;
/** An attempt at the end of the input is unanswered when this has passed (SEMANTICS: RTT unknown). */
const PROMPT_NANOS = 200e6;
/** A flood that has grown by so much since is looked at again. */
const LOOKED_AT_AGAIN = 1.5;
/** No entry of services.ts. */
const NO_SERVICE = 65_536;

export class AttemptOutcomes {
  readonly floods: SynFloods;
  readonly scans: PortScans;
  private readonly table: ConnectionTable;
  private readonly waiting: Attempts;
  private atEnd = false;

  constructor(table: ConnectionTable, services: ServiceTable) {
    this.table = table;
    this.floods = new SynFloods(services);
    this.scans = new PortScans(table, services);
    this.waiting = new Attempts(table, this);
  }

  /** When something waits for `advance`. */
  get next(): number {
    return Math.min(this.waiting.next, this.floods.next);
  }

  /** Whether something waits for `advance`. */
  isDue(now: number): boolean {
    return now >= this.waiting.next || now >= this.floods.next;
  }

  advance(now: number): void {
    if (now >= this.waiting.next) this.waiting.advance(now);
    if (now >= this.floods.next) this.floods.advance(now);
  }

  /** At the end of the input. What was merely not answered yet is no flood, but may be a scan; what was, may. */
  finish(now: number): void {
    this.atEnd = true;
    this.waiting.advance(now, PROMPT_NANOS);
    this.floods.finish();
  }

  /** The first segment of a connection. */
  begin(handle: number, segment: Segment): void {
    const flags = segment.flags & (SYN | FIN | RST | ACK);
    if (flags === SYN) {
      if (segment.time >= this.waiting.next) this.advance(segment.time);
      this.waiting.begin(handle, segment);
    }
    // A probe that no stack sends: FIN, Xmas, null. (A lone RST probes nothing.)
    else if ((flags & (SYN | ACK | RST)) === 0) this.probe(handle, 0);
  }

  retry(handle: number): void {
    const pair = this.pairOf(handle);
    if (this.waiting.isWaiting(pair)) this.waiting.retry(pair);
    else if (isFailed(pair) && (pair < 0 || (pair & RETRY_COUNTED) === 0)) {
      this.setPair(handle, (pair < 0 ? FAILED : pair) | RETRY_COUNTED);
      this.floods.retried(this.serviceOf(handle), epochOf(this.firstTime(handle)));
    }
  }

  complete(handle: number): void {
    const pair = this.pairOf(handle);
    const service = this.serviceOf(handle);
    if (this.waiting.isWaiting(pair)) {
      this.waiting.decide(handle, pair);
      this.floods.completed(service, epochOf(this.waiting.time));
    } else if (isFailed(pair)) {
      this.setPair(handle, pair < 0 ? 0 : pair & ~(FAILED | RETRY_COUNTED));
      this.floods.recovered(service, epochOf(this.firstTime(handle)));
    }
  }

  /** An ICMP error ended the attempt. */
  unreachable(handle: number): void {
    if (this.waiting.isWaiting(this.pairOf(handle))) this.end(handle, OTHER, false);
  }

  /** An RST was accepted, or counts at last. */
  reset(handle: number): void {
    const { words, doubles } = this.table;
    const pair = this.pairOf(handle);
    if (!this.waiting.isWaiting(pair) && isFailed(pair)) return;
    const row = handle * HOT_WORDS;
    const flags = words[row + FLAGS] as number;
    if ((flags & SELF_CONNECT) !== 0) return;
    const cold = this.table.coldRow(handle);
    const client = (flags & CLIENT_IS_1) !== 0 ? 1 : 0;
    const clientLine = row + client * ENDPOINT_WORDS;
    const serverLine = row + (client ^ 1) * ENDPOINT_WORDS;
    const fromClient = ((flags & RST_FROM_1) !== 0 ? 1 : 0) === client;
    const payload =
      (doubles[(clientLine + PAYLOAD) >> 1] as number) + (doubles[(serverLine + PAYLOAD) >> 1] as number);
    if ((flags & UNSEEN_OPENING) !== 0) {
      if ((flags & TOLD_BY_KERNEL) === 0 && this.isAcknowledgementProbe(handle)) this.probe(handle, 0);
    } else if (((words[clientLine + BITS] as number) & SENT_SYN) === 0) return;
    else if ((flags & ESTABLISHED_AT_RST) !== 0) {
      if (fromClient && payload === 0) this.probe(handle, client);
    } else if (fromClient || (words[cold + COLD + (client ^ 1) * ENDPOINT_WORDS + SYN_ACKS] as number) > 0)
      this.end(handle, OTHER, true);
    else this.end(handle, REFUSED, false);
  }

  /** It is reported: if it still waits, it failed only if it had to make room for others. */
  giveUp(story: Story): void {
    const { handle } = story;
    const pair = this.pairOf(handle);
    if (!this.waiting.isWaiting(pair)) return;
    const retried = this.waiting.isRetried(pair);
    this.waiting.decide(handle, pair);
    if (!story.view.isEvicted) return;
    this.setPair(handle, FAILED);
    this.fail(handle, this.serviceOf(handle), retried);
  }

  /** (Told by attempts.ts: it has waited long enough.) */
  fail(handle: number, service: number, retried: boolean): void {
    const { floods, waiting } = this;
    if (retried) this.setPair(handle, FAILED | RETRY_COUNTED);
    if (!this.atEnd || this.isAnswered(handle)) floods.failed(service, epochOf(waiting.time), retried);
    // (Where so many fail, one more tells nothing about its source, and its row need not be read.)
    if (floods.isCrowded(service)) return;
    if (!this.isAnswered(handle)) this.scan(handle, this.serverOf(handle) ^ 1, UNANSWERED);
  }

  /** Whether the attempt was made while its service was flooded: asked before that is certain. */
  isUnderFlood(handle: number): boolean {
    return this.floods.goesOn(this.serviceOf(handle), epochOf(this.firstTime(handle)));
  }

  isInFlood(story: Story): boolean {
    if (this.floods.floods.size === 0 || !this.hasFailed(story.handle)) return false;
    const { verdict } = story;
    if (verdict === "refused" || verdict === "unreachable") return false;
    return this.floods.isFlooded(this.serviceOf(story.handle), epochOf(story.firstTime));
  }

  isInScan(story: Story): boolean {
    if (this.scans.scans.size === 0 || !this.hasFailed(story.handle)) return false;
    // (Probes without SYN come from who began, whoever is the client by the ports.)
    const source = story.view.sawSyn ? story.client : 0;
    return this.scans.isMember(this.scans.hashOf(story.handle, source), Math.floor(story.firstTime / CENTIS));
  }

  /**
   * Who takes part in the flood, those that are not reported yet among them. (Before the end their rows are
   * looked through, which is done again only when the flood has grown by half: all is as of `failed` attempts.)
   */
  membersOf(flood: Flood): FloodSoFar {
    if (this.atEnd) return { failed: flood.failed, who: flood.reported };
    if (flood.soFar !== null && flood.failed < flood.soFar.failed * LOOKED_AT_AGAIN) return flood.soFar;
    const who = flood.reported.copy();
    const { table } = this;
    for (let handle = 0; handle < table.used; handle++) {
      if (!table.isLive(handle) || this.serviceOf(handle) !== flood.service) continue;
      const time = this.firstTime(handle);
      if (!this.hasFailed(handle) || !this.floods.isFlooded(flood.service, epochOf(time))) continue;
      const flags = table.words[handle * HOT_WORDS + FLAGS] as number;
      const isTurnedAway = (flags & (RST_IS_ACCEPTED | HAS_ICMP_ERROR)) !== 0 && !this.isAnswered(handle);
      if (isTurnedAway) continue;
      const cold = table.coldRow(handle);
      const id = (table.words[cold + ID] as number) >>> 0;
      const source = this.scans.hashOf(handle, this.serverOf(handle) ^ 1);
      who.add(id, table.doubles[(cold + FIRST_PACKET) >> 1] as number, source, time);
    }
    flood.soFar = { failed: flood.failed, who };
    return flood.soFar;
  }

  report(story: Story): void {
    if (this.floods.floods.size === 0 || !this.isInFlood(story)) return;
    this.floods.report(story, this.scans.hashOf(story.handle, story.client));
  }

  /** The attempt of a SYN ended without a handshake; `isIncomplete`: not because the service is down. */
  private end(handle: number, outcome: number, isIncomplete: boolean): void {
    const pair = this.pairOf(handle);
    const isWaiting = this.waiting.isWaiting(pair);
    const retried = isWaiting && this.waiting.isRetried(pair);
    if (isWaiting) this.waiting.decide(handle, pair);
    this.setPair(handle, this.pairOf(handle) | FAILED);
    const isComplete = ((this.table.words[handle * HOT_WORDS + FLAGS] as number) & HANDSHAKE_COMPLETE) !== 0;
    if (isIncomplete && !isComplete) {
      this.floods.failed(this.serviceOf(handle), epochOf(this.firstTime(handle)), retried);
    }
    if (!this.floods.isCrowded(this.serviceOf(handle))) this.scan(handle, this.serverOf(handle) ^ 1, outcome);
  }

  private hasFailed(handle: number): boolean {
    const pair = this.pairOf(handle);
    return isFailed(pair) && !this.waiting.isWaiting(pair);
  }

  /** An attempt of the row's end `endpoint` failed: is it one of a scan? */
  private scan(handle: number, endpoint: number, outcome: number): void {
    // (A probe may come from the end that is the server by its port.)
    const service = this.serverOf(handle) === endpoint ? NO_SERVICE : this.serviceOf(handle);
    this.scans.fail(handle, endpoint, service, Math.floor(this.firstTime(handle) / CENTIS), outcome);
  }

  /** Outside of the queue of attempts. */
  private probe(handle: number, endpoint: number): void {
    this.setPair(handle, this.pairOf(handle) | FAILED);
    this.scan(handle, endpoint, OTHER);
  }

  /** Begun with bare ACKs, answered by nothing but RSTs (an ACK scan). */
  private isAcknowledgementProbe(handle: number): boolean {
    const { words, doubles } = this.table;
    const row = handle * HOT_WORDS;
    const resets = words[this.table.coldRow(handle) + RSTS + 1] as number;
    return (
      ((words[row + FLAGS] as number) & RST_FROM_1) !== 0 &&
      doubles[(row + PAYLOAD) >> 1] === 0 &&
      ((words[row + BITS] as number) & FIN_SEEN) === 0 &&
      words[row + ENDPOINT_WORDS + PACKETS] === resets
    );
  }

  /** By SYN-ACK. */
  private isAnswered(handle: number): boolean {
    const server = this.table.coldRow(handle) + COLD + this.serverOf(handle) * ENDPOINT_WORDS;
    return (this.table.words[server + SYN_ACKS] as number) > 0;
  }

  private serverOf(handle: number): number {
    return ((this.table.words[handle * HOT_WORDS + FLAGS] as number) & CLIENT_IS_1) !== 0 ? 0 : 1;
  }

  private serviceOf(handle: number): number {
    return this.table.words[this.table.coldRow(handle) + SERVICE] as number;
  }

  private firstTime(handle: number): number {
    return this.table.doubles[(this.table.coldRow(handle) + FIRST_TIME) >> 1] as number;
  }

  private pairOf(handle: number): number {
    return this.table.words[this.table.coldRow(handle) + PAIR] as number;
  }

  private setPair(handle: number, pair: number): void {
    this.table.words[this.table.coldRow(handle) + PAIR] = pair;
  }
}

/** Of a word PAIR of an attempt that does not wait. */
function isFailed(pair: number): boolean {
  return pair < 0 || (pair & FAILED) !== 0;
}
