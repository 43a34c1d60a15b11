// Which ends are in CLOSE_WAIT, and since when; and who has many of them that are there for 5 s or more
// at the same time: a service, or one client address towards it. Those stand in chains through flat
// memory; there is an object only for who has too many.

import { randomInt } from "node:crypto";
import type { Segment } from "../../decode/segment.ts";
import type { HostFacts } from "../../record/host-facts.ts";
import { hashOfEndpoint } from "../../track/connection-hash.ts";
import {
  ADDRESSES,
  BITS,
  CLIENT_IS_1,
  ENDPOINT_WORDS,
  FIN_ACKNOWLEDGED,
  FIN_PACKET,
  FIRST_PACKET,
  FLAGS,
  HOT_WORDS,
  ID,
  PACKETS,
  PAIR,
  SENT_PAYLOAD,
  SERVICE,
  STATE_MASK,
  TOLD_BY_KERNEL,
  UNSEEN_OPENING,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { packetAfter } from "../../track/connection-view.ts";
import { LEFT_CLOSE_WAIT } from "../../track/segment-facts.ts";
import { CLOSE_WAIT } from "../../track/tcp-state-machine.ts";
import { type HolderProcess, holderProcess, mostFrequent } from "../holder-process.ts";
import { HandleChains } from "./handle-chains.ts";
import { Members } from "./members.ts";
import { MomentQueue } from "./moment-queue.ts";
import { ATTEMPT, IN_CLOSE_WAIT_EXCESS } from "./pair-word.ts";

/** Shorter is a normal close (SEMANTICS §3, close-wait-excess). */
const AGE_NANOS = 5e9;
const MOST_SERVICES = 65_536;
/** Chains: one for each service that does not close, then one for each hash of a client that does not. */
const CLIENT_CHAINS = 1 << 16;

/** Who does not close, or did not at some time. */
export interface Holder {
  readonly service: number;
  /** Address words of the client that does not close; null: the service does not. */
  readonly client: readonly [number, number, number, number] | null;
  /** In CLOSE_WAIT for 5 s or more. */
  count: number;
  most: number;
  /** The longest that one of the members was in CLOSE_WAIT, of those that left it. */
  longestNanos: number;
  readonly members: Members;
  /** Told by `describe`. */
  oldestNanos: number;
  isGrowing: boolean;
  /** The process that holds most of them, where this machine knows. */
  process: HolderProcess | null;
}

export class CloseWaits {
  /** When the first end that is not aged will be. */
  next = Number.POSITIVE_INFINITY;
  /** Connections of services that have no entry of their own. */
  leftOut = 0;
  /** What this machine knows of its own connections. */
  host: HostFacts | null = null;
  /** By chain, in the order in which they were recognised. */
  private readonly holders = new Map<number, Holder[]>();
  private readonly table: ConnectionTable;
  private readonly least: number;
  private readonly seed = randomInt(1, 0x7fffffff);
  /** By handle; NaN: neither end is in CLOSE_WAIT. */
  private since = new Float64Array(64).fill(Number.NaN);
  /** By handle: which end is there for 5 s or more, or was last. */
  private ends = new Uint8Array(0);
  /** Of handle × 2 + end; what left CLOSE_WAIT stays in it until it is at the head. */
  private readonly queue = new MomentQueue();
  /** Those that are there for 5 s or more. */
  private readonly chains = new HandleChains(MOST_SERVICES + CLIENT_CHAINS);

  /** `least`: so many at one time are an excess. */
  constructor(table: ConnectionTable, least: number) {
    this.table = table;
    this.least = least;
  }

  /** After a segment with ENTERED_CLOSE_WAIT or LEFT_CLOSE_WAIT. */
  observe(handle: number, facts: number, segment: Segment): void {
    if ((facts & LEFT_CLOSE_WAIT) !== 0 && this.isIn(handle)) this.leave(handle, segment.time);
    const end = this.endIn(handle);
    if (end < 0) return;
    if (handle >= this.since.length) this.grow(handle);
    if (!Number.isNaN(this.since[handle] as number)) return;
    this.since[handle] = segment.time;
    if (this.queue.isEmpty) this.next = segment.time + AGE_NANOS;
    this.queue.push(handle * 2 + end, segment.time);
  }

  /** Whether an end of the connection is in CLOSE_WAIT, as far as it was observed. */
  isIn(handle: number): boolean {
    return handle < this.since.length && !Number.isNaN(this.since[handle] as number);
  }

  advance(now: number): void {
    const { since, queue } = this;
    while (!queue.isEmpty) {
      const { head, headTime: time } = queue;
      const handle = head >> 1;
      const isThere = since[handle] === time;
      if (isThere && time + AGE_NANOS > now) {
        this.next = time + AGE_NANOS;
        return;
      }
      queue.shift();
      if (isThere) this.age(handle, head & 1);
    }
    this.next = Number.POSITIVE_INFINITY;
  }

  /** That end left it, or its connection is reported. */
  leave(handle: number, time: number): void {
    if (time >= this.next) this.advance(time);
    const since = this.since[handle] as number;
    this.since[handle] = Number.NaN;
    if (!this.queue.isEmpty && this.queue.head >> 1 === handle) this.advance(time);
    const chain = this.chains.chainOf(handle);
    if (chain < 0) return;
    this.chains.unlink(handle);
    const holder = this.holderOf(handle, chain);
    if (holder === undefined) return;
    holder.count--;
    if (this.isMember(handle)) holder.longestNanos = Math.max(holder.longestNanos, time - since);
  }

  isMember(handle: number): boolean {
    const pair = this.table.words[this.table.coldRow(handle) + PAIR] as number;
    return (pair & (ATTEMPT | IN_CLOSE_WAIT_EXCESS)) === IN_CLOSE_WAIT_EXCESS;
  }

  /** Those that had an excess. */
  excesses(): Holder[] {
    return [...this.holders.values()].flat();
  }

  /** How it stands now: what can only be told of those that are still there. */
  describe(now: number): void {
    this.advance(now);
    for (const [chain, holders] of this.holders) {
      for (const holder of holders) {
        const handles = this.handlesOf(holder, chain);
        const times = handles.map((handle) => this.since[handle] as number);
        const processes = handles.map((handle) =>
          holderProcess(this.host, handle, this.ends[handle] as number),
        );
        holder.process = mostFrequent(processes) ?? holder.process;
        const oldest = times.reduce((least, time) => Math.min(least, time), now);
        holder.oldestNanos = Math.max(holder.longestNanos, now - oldest);
        // More than ever before, and still coming.
        const half = (oldest + now) / 2;
        holder.isGrowing = holder.count === holder.most && times.some((time) => time > half);
      }
    }
  }

  private age(handle: number, end: number): void {
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    const line = row + end * ENDPOINT_WORDS;
    const peerBits = words[row + (end ^ 1) * ENDPOINT_WORDS + BITS] as number;
    const flags = words[row + FLAGS] as number;
    // What claims that an end does not close needs a segment of it (or the kernel's word), and its
    // acknowledgement of the FIN …
    const isTold = (flags & TOLD_BY_KERNEL) !== 0;
    if (((words[line + PACKETS] as number) === 0 && !isTold) || (peerBits & FIN_ACKNOWLEDGED) === 0) return;
    // … and where the capture begins in the middle, its own FIN may be older.
    const isUnseen = (flags & UNSEEN_OPENING) !== 0 && !isTold;
    if (isUnseen && ((words[line + BITS] as number) & SENT_PAYLOAD) === 0) return;
    const cold = this.table.coldRow(handle);
    // (Nor does it close what was never completed.)
    if ((words[cold + PAIR] as number) < 0) return;
    const service = words[cold + SERVICE] as number;
    if (service >= MOST_SERVICES) {
      this.leftOut++;
      return;
    }
    if (handle >= this.ends.length) this.growEnds();
    this.ends[handle] = end;
    const chain = this.isClientIn(handle) ? this.clientChain(handle, service) : service;
    this.chains.link(handle, chain);
    const known = this.holderOf(handle, chain);
    if (known === undefined) {
      if (this.chains.count(chain) >= this.least) this.recognise(handle, chain);
      return;
    }
    known.count++;
    if (known.count > known.most) known.most = known.count;
    if (known.count === this.least) for (const each of this.handlesOf(known, chain)) this.join(known, each);
    else if (known.count > this.least) this.join(known, handle);
  }

  /** The chain holds enough: of the holder of this connection alone too? */
  private recognise(handle: number, chain: number): void {
    const service = this.table.words[this.table.coldRow(handle) + SERVICE] as number;
    const holder: Holder = {
      service,
      client: chain < MOST_SERVICES ? null : this.addressOf(handle),
      count: 0,
      most: 0,
      longestNanos: 0,
      members: new Members(),
      oldestNanos: 0,
      isGrowing: false,
      process: null,
    };
    const handles = this.handlesOf(holder, chain);
    if (handles.length < this.least) return;
    holder.count = handles.length;
    holder.most = handles.length;
    for (const each of handles) this.join(holder, each);
    const others = this.holders.get(chain);
    if (others === undefined) this.holders.set(chain, [holder]);
    else others.push(holder);
  }

  private holderOf(handle: number, chain: number): Holder | undefined {
    if (this.holders.size === 0) return undefined;
    return this.holders.get(chain)?.find((holder) => this.isOf(handle, holder));
  }

  /** Its connections that are in CLOSE_WAIT for 5 s or more, the oldest first. */
  private handlesOf(holder: Holder, chain: number): number[] {
    return this.chains.handles(chain).filter((handle) => this.isOf(handle, holder));
  }

  private isOf(handle: number, { service, client }: Holder): boolean {
    if (client === null) return true;
    const { words } = this.table;
    const at = handle * HOT_WORDS + ADDRESSES + (this.ends[handle] as number) * 4;
    if (words[this.table.coldRow(handle) + SERVICE] !== service) return false;
    return client.every((word, index) => words[at + index] === word);
  }

  private join(holder: Holder, handle: number): void {
    if (this.isMember(handle)) return;
    const { words, doubles } = this.table;
    const cold = this.table.coldRow(handle);
    words[cold + PAIR] = (words[cold + PAIR] as number) | IN_CLOSE_WAIT_EXCESS;
    const end = this.ends[handle] as number;
    const first = doubles[(cold + FIRST_PACKET) >> 1] as number;
    const fin = words[cold + FIN_PACKET + (end ^ 1)] as number;
    holder.members.add((words[cold + ID] as number) >>> 0, packetAfter(first, fin));
  }

  /** Which end of a row is in CLOSE_WAIT; −1: neither. */
  private endIn(handle: number): number {
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    if (((words[row + BITS] as number) & STATE_MASK) === CLOSE_WAIT) return 0;
    return ((words[row + ENDPOINT_WORDS + BITS] as number) & STATE_MASK) === CLOSE_WAIT ? 1 : -1;
  }

  private isClientIn(handle: number): boolean {
    const flags = this.table.words[handle * HOT_WORDS + FLAGS] as number;
    return this.ends[handle] === ((flags & CLIENT_IS_1) !== 0 ? 1 : 0);
  }

  private addressOf(handle: number): readonly [number, number, number, number] {
    const at = handle * HOT_WORDS + ADDRESSES + (this.ends[handle] as number) * 4;
    const [a = 0, b = 0, c = 0, d = 0] = this.table.words.subarray(at, at + 4);
    return [a, b, c, d];
  }

  private clientChain(handle: number, service: number): number {
    const { words } = this.table;
    const at = handle * HOT_WORDS + ADDRESSES + (this.ends[handle] as number) * 4;
    const hash = hashOfEndpoint(
      words[at] as number,
      words[at + 1] as number,
      words[at + 2] as number,
      words[at + 3] as number,
      service,
      this.seed,
    );
    return MOST_SERVICES + (hash & (CLIENT_CHAINS - 1));
  }

  private grow(handle: number): void {
    const { since } = this;
    this.since = new Float64Array(Math.max(handle + 1, since.length * 2)).fill(Number.NaN);
    this.since.set(since);
  }

  private growEnds(): void {
    const { ends } = this;
    this.ends = new Uint8Array(this.since.length);
    this.ends.set(ends);
  }
}
