// What many connections show together, of services and of hosts: here is only who is told of what; each
// idea has its file. An ordinary connection costs a few words in flat memory, and nothing per packet.
import { randomInt } from "node:crypto";
import { ACK, RST, type Segment, SYN } from "../../decode/segment.ts";
import { hashOfEndpoint } from "../../track/connection-hash.ts";
import {
  ACK_RTT,
  ADDRESSES,
  BITS,
  CLIENT_IS_1,
  ENDPOINT_WORDS,
  FLAGS,
  HANDSHAKE_WAITS,
  HOT_WORDS,
  MARKED,
  NOTES,
  PAIR,
  RST_WAITS,
  SERVICE,
  SIMULTANEOUS_OPEN,
  STATE_MASK,
  SYN_RTT,
  TUNNELS,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import {
  CONNECTION_OVER,
  ENTERED_CLOSE_WAIT,
  HANDSHAKE_COMPLETED,
  ICMP_ERROR,
  LEFT_CLOSE_WAIT,
  NEW_CONNECTION,
  RST_ACCEPTED,
  SYN_ACK_RETRY,
  SYN_RETRY,
} from "../../track/segment-facts.ts";
import { TIME_WAIT } from "../../track/tcp-state-machine.ts";
import type { Tracker } from "../../track/tracker.ts";
import type { FindingId } from "../finding.ts";
import type { DetectOptions, Story } from "../story.ts";
import { AcceptQueues } from "./accept-queues.ts";
import { AttemptOutcomes } from "./attempt-outcomes.ts";
import { CloseWaits } from "./close-waits.ts";
import { HandshakeTimes, type SlowHandshake } from "./handshake-times.ts";
import { ATTEMPT, PORT_IN_TIME_WAIT, PORT_IN_USE } from "./pair-word.ts";
import { PortUses } from "./port-use.ts";

const MOST_SERVICES = 65_536;

export class Population {
  readonly tracker: Tracker;
  readonly attempts: AttemptOutcomes;
  readonly acceptQueues: AcceptQueues;
  readonly closeWaits: CloseWaits;
  readonly portUses: PortUses;
  private readonly handshakeTimes = new HandshakeTimes();
  /** Handshakes that were slow, by handle. */
  private readonly slow = new Map<number, SlowHandshake>();
  private readonly table: ConnectionTable;
  private readonly seed = randomInt(1, 0x7fffffff);
  private readonly checkSeed = randomInt(1, 0x7fffffff);
  private atEnd = false;

  constructor(tracker: Tracker, options: DetectOptions) {
    const { table } = tracker;
    this.tracker = tracker;
    this.table = table;
    this.attempts = new AttemptOutcomes(table, tracker.services);
    this.acceptQueues = new AcceptQueues(table);
    this.closeWaits = new CloseWaits(table, options.closeWaitCount);
    this.portUses = new PortUses(table);
  }

  /**
   * A segment with facts about its connection's course. (No clock runs beside this: what was due by now
   * is made up for before the next thing of its kind happens, and before anybody asks.)
   */
  observe(handle: number, segment: Segment, facts: number): void {
    if ((facts & NEW_CONNECTION) !== 0) {
      this.attempts.begin(handle, segment);
      const isMidStream = (segment.flags & (SYN | RST | ACK)) === ACK && segment.payload > 0;
      if (isMidStream) this.portUses.add(handle, this.hashOfPair(handle, this.seed));
    }
    if ((facts & HANDSHAKE_COMPLETED) !== 0) this.complete(handle);
    if ((facts & (ENTERED_CLOSE_WAIT | LEFT_CLOSE_WAIT)) !== 0)
      this.closeWaits.observe(handle, facts, segment);
    if ((facts & CONNECTION_OVER) !== 0) this.settlePort(handle);
    if ((facts & (SYN_RETRY | SYN_ACK_RETRY | RST_ACCEPTED | ICMP_ERROR)) === 0) return;
    if ((facts & SYN_RETRY) !== 0) this.attempts.retry(handle);
    if ((facts & SYN_ACK_RETRY) !== 0) this.acceptQueues.observe(handle, segment.time, segment.packet);
    if ((facts & RST_ACCEPTED) !== 0) this.attempts.reset(handle);
    if ((facts & ICMP_ERROR) !== 0) this.attempts.unreachable(handle);
  }

  /** What was due by `now` is made up for. */
  advance(now: number): void {
    this.closeWaits.advance(now);
    this.attempts.advance(now);
  }

  /** When something is to be made up for. */
  get due(): number {
    return Math.min(this.closeWaits.next, this.attempts.next);
  }

  /** How it stands now, in the middle of the input. */
  describe(now: number): void {
    this.advance(now);
    this.closeWaits.describe(now);
  }

  finish(now: number): void {
    this.describe(now);
    this.attempts.finish(now);
    this.atEnd = true;
  }

  isMember(id: FindingId, story: Story): boolean {
    if (story.isOver) this.settle(story);
    if (id === "syn-flood") return this.attempts.isInFlood(story);
    if (id === "port-scan") return this.attempts.isInScan(story);
    if (id === "accept-queue-overflow") return this.acceptQueues.isMember(story.handle);
    return id === "close-wait-excess" && this.closeWaits.isMember(story.handle);
  }

  /** What was noted when its handshake turned out to be slow. */
  slowHandshake(handle: number): SlowHandshake | null {
    return this.slow.get(handle) ?? null;
  }

  /** Before a connection is judged: what waits is decided. */
  prepare(handle: number): void {
    const flags = this.table.words[handle * HOT_WORDS + FLAGS] as number;
    if ((flags & HANDSHAKE_WAITS) !== 0) this.compareHandshakes();
  }

  /**
   * The same as `report` for a connection of which nothing is waited for and nothing was recognised, as
   * nearly all are; false: it is not one of them, and nothing was done.
   */
  reportPlain(handle: number, now: number): boolean {
    const pair = this.pairOf(handle);
    const flags = this.table.words[handle * HOT_WORDS + FLAGS] as number;
    if ((pair & ATTEMPT) !== 0 || (flags & (RST_WAITS | MARKED)) !== 0) return false;
    if (now >= this.closeWaits.next || this.attempts.isDue(now)) return false;
    if (this.attempts.floods.floods.size > 0 || this.closeWaits.isIn(handle)) return false;
    if ((pair & PORT_IN_USE) !== 0) this.portUses.free(handle, pair);
    return true;
  }

  report(story: Story): void {
    this.settle(story);
    const { handle } = story;
    this.attempts.report(story);
    // (What is still in CLOSE_WAIT at the end has been counted by `finish`.)
    if (!this.atEnd && this.closeWaits.isIn(handle)) this.closeWaits.leave(handle, story.now);
    const pair = this.pairOf(handle);
    if ((pair & (ATTEMPT | PORT_IN_USE)) === PORT_IN_USE) this.portUses.free(handle, pair);
    if (this.slow.size > 0) this.slow.delete(handle);
  }

  /** What is known of a connection that is reported, as of now. */
  private settle(story: Story): void {
    const { now } = story;
    if (now >= this.closeWaits.next || this.attempts.isDue(now)) this.advance(now);
    // An RST in the window, not exact, after which its receiver was silent, counts now.
    if ((story.flags & RST_WAITS) !== 0) this.attempts.reset(story.handle);
    this.attempts.giveUp(story);
  }

  private complete(handle: number): void {
    const { table } = this;
    const { words, doubles } = table;
    this.attempts.complete(handle);
    const hash = this.hashOfPair(handle, this.seed);
    const cold = table.coldRow(handle);
    if (((words[cold + PAIR] as number) & PORT_IN_USE) === 0) this.portUses.add(handle, hash);
    // Without retries; both segments before the ACK were captured.
    if (((words[cold + NOTES] as number) & (SYN_RETRY | SYN_ACK_RETRY)) !== 0) return;
    const syn = (cold + SYN_RTT) >> 1;
    const ack = (cold + ACK_RTT) >> 1;
    if ((doubles[syn] as number) < 0 || (doubles[ack] as number) < 0) return;
    if ((words[cold + SERVICE] as number) >= MOST_SERVICES) return;
    const place = handle * HOT_WORDS + FLAGS;
    const flags = words[place] as number;
    if ((flags & SIMULTANEOUS_OPEN) !== 0) return;
    const times = this.handshakeTimes;
    const check = this.hashOfPair(handle, this.checkSeed);
    if (times.add(handle, hash, check, doubles, syn, ack)) words[place] = flags | HANDSHAKE_WAITS;
    if (times.isFull) this.compareHandshakes();
  }

  /** Those that wait are compared with the ones before them. */
  private compareHandshakes(): void {
    const times = this.handshakeTimes;
    const { words } = this.table;
    const count = times.lookUp();
    for (let at = 0; at < count; at++) {
      const slow = times.judge(at);
      const handle = times.handles[at] as number;
      if (handle < 0) continue;
      const place = handle * HOT_WORDS + FLAGS;
      const flags = (words[place] as number) & ~HANDSHAKE_WAITS;
      words[place] = slow === null ? flags : flags | MARKED;
      if (slow !== null) this.slow.set(handle, slow);
    }
  }

  /** The story is over: whether its port is free, or in TIME_WAIT at the client. */
  private settlePort(handle: number): void {
    const pair = this.pairOf(handle);
    if ((pair & (ATTEMPT | PORT_IN_USE | PORT_IN_TIME_WAIT)) !== PORT_IN_USE) return;
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    const client = ((words[row + FLAGS] as number) & CLIENT_IS_1) !== 0 ? 1 : 0;
    const state = (words[row + client * ENDPOINT_WORDS + BITS] as number) & STATE_MASK;
    if (state === TIME_WAIT) this.portUses.wait(handle, pair);
    else this.portUses.free(handle, pair);
  }

  private pairOf(handle: number): number {
    return this.table.words[this.table.coldRow(handle) + PAIR] as number;
  }

  /** Of the client's address and tunnel and the service. */
  private hashOfPair(handle: number, seed: number): number {
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    const client = ((words[row + FLAGS] as number) & CLIENT_IS_1) !== 0 ? 1 : 0;
    const at = row + ADDRESSES + client * 4;
    const tunnels = words[row + TUNNELS] as number;
    const tunnel = client === 0 ? tunnels & 0xffff : tunnels >>> 16;
    const service = words[this.table.coldRow(handle) + SERVICE] as number;
    return hashOfEndpoint(
      words[at] as number,
      words[at + 1] as number,
      words[at + 2] as number,
      words[at + 3] as number,
      service ^ (tunnel << 16),
      seed,
    );
  }
}
