// Which ends are in CLOSE_WAIT, and since when; and who has many of them that are there for 5 s or more
// at the same time: a service, or one client address towards it.
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
  UNSEEN_OPENING,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { LEFT_CLOSE_WAIT } from "../../track/segment-facts.ts";
import { CLOSE_WAIT } from "../../track/tcp-state-machine.ts";
import { Members } from "./members.ts";
import { ATTEMPT, IN_CLOSE_WAIT_EXCESS } from "./pair-word.ts";

/** Shorter is a normal close (SEMANTICS §3, close-wait-excess). */
const AGE_NANOS = 5e9;
const MOST_SERVICES = 65_536;

/** Who does not close. */
export interface Holder {
  readonly service: number;
  /** Address words of the client that does not close; null: the service does not. */
  readonly client: readonly [number, number, number, number] | null;
  /** Handles of its connections that are in CLOSE_WAIT for 5 s or more. */
  readonly aged: Set<number>;
  most: number;
  /** The longest that one of the members was in CLOSE_WAIT, of those that left it. */
  longestNanos: number;
  readonly members: Members;
  /** Told by `finish`. */
  now: number;
  oldestNanos: number;
  isGrowing: boolean;
}

export class CloseWaits {
  /** When the first end that is not aged will be. */
  next = Number.POSITIVE_INFINITY;
  /** Connections of services that have no entry of their own. */
  leftOut = 0;
  readonly holders = new Map<string, Holder>();
  private readonly table: ConnectionTable;
  private readonly least: number;
  private readonly holderOf = new Map<number, Holder>();
  /** By handle; NaN: neither end is in CLOSE_WAIT. */
  private since = new Float64Array(64).fill(Number.NaN);
  /** By handle: which end is, or was last. */
  private ends = new Uint8Array(64);
  // A queue in the order of time; what left CLOSE_WAIT stays in it until it is at the head.
  private handles = new Int32Array(256);
  private times = new Float64Array(256);
  private first = 0;
  private end = 0;

  /** `least`: so many at one time are an excess. */
  constructor(table: ConnectionTable, least: number) {
    this.table = table;
    this.least = least;
  }

  /** After a segment with ENTERED_CLOSE_WAIT or LEFT_CLOSE_WAIT. */
  observe(handle: number, facts: number, time: number): void {
    if ((facts & LEFT_CLOSE_WAIT) !== 0) this.leave(handle, time);
    const end = this.endIn(handle);
    if (end < 0) return;
    if (handle >= this.since.length) this.grow(handle);
    if (!Number.isNaN(this.since[handle] as number)) return;
    this.since[handle] = time;
    this.ends[handle] = end;
    this.push(handle, time);
  }

  advance(now: number): void {
    const { since, handles, times } = this;
    const mask = handles.length - 1;
    while (this.first !== this.end) {
      const place = this.first & mask;
      const handle = handles[place] as number;
      const time = times[place] as number;
      const isThere = since[handle] === time;
      if (isThere && time + AGE_NANOS > now) {
        this.next = time + AGE_NANOS;
        return;
      }
      this.first++;
      if (isThere) this.age(handle);
    }
    this.first = 0;
    this.end = 0;
    this.next = Number.POSITIVE_INFINITY;
  }

  /** An end left CLOSE_WAIT, or its connection is reported. */
  leave(handle: number, time: number): void {
    const since = this.since[handle] as number;
    // (Beyond the array: undefined.)
    if (!(since <= Number.POSITIVE_INFINITY)) return;
    if (time >= this.next) this.advance(time);
    this.since[handle] = Number.NaN;
    if (this.first !== this.end && this.handles[this.first & (this.handles.length - 1)] === handle)
      this.advance(time);
    const holder = this.holderOf.get(handle);
    if (holder === undefined) return;
    this.holderOf.delete(handle);
    holder.aged.delete(handle);
    if (this.isMember(handle)) holder.longestNanos = Math.max(holder.longestNanos, time - since);
    if (holder.aged.size === 0 && holder.members.total === 0) this.holders.delete(keyOf(holder));
  }

  isMember(handle: number): boolean {
    const pair = this.table.words[this.table.coldRow(handle) + PAIR] as number;
    return (pair & (ATTEMPT | IN_CLOSE_WAIT_EXCESS)) === IN_CLOSE_WAIT_EXCESS;
  }

  /** How it stands at the end of the input, before the connections that are left are reported. */
  finish(now: number): void {
    this.advance(now);
    for (const holder of this.holders.values()) {
      const times = [...holder.aged].map((handle) => this.since[handle] as number);
      const oldest = times.reduce((least, time) => Math.min(least, time), now);
      holder.now = holder.aged.size;
      holder.oldestNanos = Math.max(holder.longestNanos, now - oldest);
      // More than ever before, and still coming.
      const half = (oldest + now) / 2;
      holder.isGrowing = holder.now === holder.most && times.some((time) => time > half);
    }
  }

  private age(handle: number): void {
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    const end = this.ends[handle] as number;
    const line = row + end * ENDPOINT_WORDS;
    const peerBits = words[row + (end ^ 1) * ENDPOINT_WORDS + BITS] as number;
    // What claims that an end does not close needs a segment of it, and its acknowledgement of the FIN …
    if ((words[line + PACKETS] as number) === 0 || (peerBits & FIN_ACKNOWLEDGED) === 0) return;
    // … and where the capture begins in the middle, its own FIN may be older.
    const isUnseen = ((words[row + FLAGS] as number) & UNSEEN_OPENING) !== 0;
    if (isUnseen && ((words[line + BITS] as number) & SENT_PAYLOAD) === 0) return;
    // (Nor does it close what was never completed.)
    if ((words[this.table.coldRow(handle) + PAIR] as number) < 0) return;
    const service = words[this.table.coldRow(handle) + SERVICE] as number;
    if (service >= MOST_SERVICES) {
      this.leftOut++;
      return;
    }
    const isClient = end === (((words[row + FLAGS] as number) & CLIENT_IS_1) !== 0 ? 1 : 0);
    const holder = this.enterHolder(handle, service, isClient ? end : -1);
    holder.aged.add(handle);
    this.holderOf.set(handle, holder);
    const count = holder.aged.size;
    if (count > holder.most) holder.most = count;
    if (count === this.least) for (const each of holder.aged) this.join(holder, each);
    else if (count > this.least) this.join(holder, handle);
  }

  /** `client`: the row's end that is the holder; −1: the service is. */
  private enterHolder(handle: number, service: number, client: number): Holder {
    const at = handle * HOT_WORDS + ADDRESSES + client * 4;
    const [a = 0, b = 0, c = 0, d = 0] = client < 0 ? [] : this.table.words.subarray(at, at + 4);
    const fresh: Holder = {
      service,
      client: client < 0 ? null : [a, b, c, d],
      aged: new Set(),
      most: 0,
      longestNanos: 0,
      members: new Members(),
      now: 0,
      oldestNanos: 0,
      isGrowing: false,
    };
    const key = keyOf(fresh);
    const known = this.holders.get(key);
    if (known !== undefined) return known;
    this.holders.set(key, fresh);
    return fresh;
  }

  private join(holder: Holder, handle: number): void {
    if (this.isMember(handle)) return;
    const { words, doubles } = this.table;
    const cold = this.table.coldRow(handle);
    words[cold + PAIR] = (words[cold + PAIR] as number) | IN_CLOSE_WAIT_EXCESS;
    const end = this.ends[handle] as number;
    const first = doubles[(cold + FIRST_PACKET) >> 1] as number;
    const fin = words[cold + FIN_PACKET + (end ^ 1)] as number;
    holder.members.add((words[cold + ID] as number) >>> 0, first + ((fin - (first | 0)) >>> 0));
  }

  /** Which end of a row is in CLOSE_WAIT; −1: neither. */
  private endIn(handle: number): number {
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    if (((words[row + BITS] as number) & STATE_MASK) === CLOSE_WAIT) return 0;
    return ((words[row + ENDPOINT_WORDS + BITS] as number) & STATE_MASK) === CLOSE_WAIT ? 1 : -1;
  }

  private push(handle: number, time: number): void {
    if (this.end - this.first === this.handles.length) this.growQueue();
    const place = this.end & (this.handles.length - 1);
    this.handles[place] = handle;
    this.times[place] = time;
    if (this.end === this.first) this.next = time + AGE_NANOS;
    this.end++;
  }

  private growQueue(): void {
    const { handles, times, first, end } = this;
    const mask = handles.length - 1;
    this.handles = new Int32Array(handles.length * 2);
    this.times = new Float64Array(handles.length * 2);
    for (let at = first; at < end; at++) {
      this.handles[at - first] = handles[at & mask] as number;
      this.times[at - first] = times[at & mask] as number;
    }
    this.first = 0;
    this.end = end - first;
  }

  private grow(handle: number): void {
    const longer = new Float64Array(Math.max(handle + 1, this.since.length * 2)).fill(Number.NaN);
    longer.set(this.since);
    this.since = longer;
    const ends = new Uint8Array(longer.length);
    ends.set(this.ends);
    this.ends = ends;
  }
}

function keyOf({ service, client }: Holder): string {
  return `${service} ${client?.join() ?? ""}`;
}
