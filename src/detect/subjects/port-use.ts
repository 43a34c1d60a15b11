// How many of its ports a client address uses at one time towards one service, TIME_WAIT included.
// Nearly all pairs use few: they are only counted in buckets by their hash, and a pair is looked at
// for itself when its bucket holds as many connections as would exhaust a range of ports.
import {
  ADDRESSES,
  CLIENT_IS_1,
  FIRST_PACKET,
  FLAGS,
  HOT_WORDS,
  ID,
  PAIR,
  PORTS,
  SERVICE,
  TUNNELS,
} from "../../track/connection-layout.ts";
import type { ConnectionTable } from "../../track/connection-table.ts";
import { Members } from "./members.ts";
import { BUCKET_MASK, PORT_IN_TIME_WAIT, PORT_IN_USE } from "./pair-word.ts";

/** 80 % of Linux's 28,232 ephemeral ports; of the 16,384 of IANA's range (SEMANTICS §3). */
const LIMIT_LINUX = 22_500;
const LIMIT_IANA = 13_000;
const IANA_FIRST = 49_152;

/** Ports of one client address towards one service. */
export interface PortUse {
  readonly key: string;
  readonly service: number;
  /** Address words of the client. */
  readonly client: readonly [number, number, number, number];
  ports: number;
  inTimeWait: number;
  most: number;
  mostInTimeWait: number;
  /** The lowest port that it used since it is looked at. */
  lowestPort: number;
  members: Members | null;
}

export class PortUses {
  private readonly table: ConnectionTable;
  private readonly buckets = new Int32Array(BUCKET_MASK + 1);
  /** Pairs that are looked at for themselves, by bucket. */
  private readonly uses = new Map<number, PortUse[]>();

  constructor(table: ConnectionTable) {
    this.table = table;
  }

  /** The connection's port is in use from now on; `hash`: of client address and service. */
  add(handle: number, hash: number): void {
    const { words } = this.table;
    const bucket = hash & BUCKET_MASK;
    const place = this.table.coldRow(handle) + PAIR;
    words[place] = ((words[place] as number) & ~BUCKET_MASK) | bucket | PORT_IN_USE;
    const count = (this.buckets[bucket] as number) + 1;
    this.buckets[bucket] = count;
    if (count >= LIMIT_IANA || (this.uses.size > 0 && this.uses.has(bucket)))
      this.addExactly(handle, bucket, count);
  }

  /** Its client is in TIME_WAIT. */
  wait(handle: number, pair: number): void {
    this.table.words[this.table.coldRow(handle) + PAIR] = pair | PORT_IN_TIME_WAIT;
    const use = this.portUseOf(handle, pair & BUCKET_MASK);
    if (use !== undefined) use.inTimeWait++;
  }

  /** Its port is free again. */
  free(handle: number, pair: number): void {
    const bucket = pair & BUCKET_MASK;
    this.buckets[bucket] = (this.buckets[bucket] as number) - 1;
    const use = this.portUseOf(handle, bucket);
    if (use !== undefined) {
      use.ports--;
      if ((pair & PORT_IN_TIME_WAIT) !== 0) use.inTimeWait--;
    }
    this.table.words[this.table.coldRow(handle) + PAIR] = pair & ~(PORT_IN_USE | PORT_IN_TIME_WAIT);
  }

  /** Those that used up a range of ports, as far as `limitOf` knows it. */
  exhausted(): { use: PortUse; limit: number }[] {
    return [...this.uses.values()].flat().flatMap((use) => {
      const limit = limitOf(use);
      return use.most >= limit ? [{ use, limit }] : [];
    });
  }

  private portUseOf(handle: number, bucket: number): PortUse | undefined {
    if (this.uses.size === 0) return undefined;
    const uses = this.uses.get(bucket);
    if (uses === undefined) return undefined;
    const key = this.keyOf(handle);
    return uses.find((use) => use.key === key);
  }

  private addExactly(handle: number, bucket: number, count: number): void {
    const uses = this.uses.get(bucket) ?? [];
    let use = this.portUseOf(handle, bucket);
    if (use !== undefined) {
      use.ports++;
      use.lowestPort = Math.min(use.lowestPort, this.clientPort(handle));
    } else {
      // Another pair's connections may fill the bucket.
      const others = count - uses.reduce((sum, { ports }) => sum + ports, 0);
      if (others < LIMIT_IANA) return;
      this.uses.set(bucket, this.countBucket(bucket));
      use = this.portUseOf(handle, bucket) as PortUse;
    }
    if (use.ports > use.most) {
      use.most = use.ports;
      use.mostInTimeWait = use.inTimeWait;
    }
    if (use.members === null && use.most >= limitOf(use)) use.members = this.membersOf(use, bucket);
  }

  /** Counts every pair of a bucket from the rows; what is known of the most stays. */
  private countBucket(bucket: number): PortUse[] {
    const known = new Map<string, PortUse>((this.uses.get(bucket) ?? []).map((use) => [use.key, use]));
    for (const use of known.values()) {
      use.ports = 0;
      use.inTimeWait = 0;
    }
    const { words } = this.table;
    for (const handle of this.handlesIn(bucket)) {
      const key = this.keyOf(handle);
      let use = known.get(key);
      if (use === undefined) {
        const at = handle * HOT_WORDS + ADDRESSES + this.clientOf(handle) * 4;
        const [a = 0, b = 0, c = 0, d = 0] = words.subarray(at, at + 4);
        const service = words[this.table.coldRow(handle) + SERVICE] as number;
        use = {
          key,
          service,
          client: [a, b, c, d],
          ports: 0,
          inTimeWait: 0,
          most: 0,
          mostInTimeWait: 0,
          lowestPort: 65_536,
          members: null,
        };
        known.set(key, use);
      }
      use.ports++;
      if (((words[this.table.coldRow(handle) + PAIR] as number) & PORT_IN_TIME_WAIT) !== 0) use.inTimeWait++;
      use.lowestPort = Math.min(use.lowestPort, this.clientPort(handle));
    }
    return [...known.values()];
  }

  private membersOf(use: PortUse, bucket: number): Members {
    const found: { id: number; packet: number }[] = [];
    for (const handle of this.handlesIn(bucket)) {
      if (this.keyOf(handle) !== use.key) continue;
      const cold = this.table.coldRow(handle);
      const id = (this.table.words[cold + ID] as number) >>> 0;
      found.push({ id, packet: this.table.doubles[(cold + FIRST_PACKET) >> 1] as number });
    }
    const members = new Members();
    for (const { id, packet } of found.sort((a, b) => a.id - b.id)) members.add(id, packet);
    return members;
  }

  private *handlesIn(bucket: number): Generator<number> {
    const { table } = this;
    for (let handle = 0; handle < table.used; handle++) {
      if (!table.isLive(handle)) continue;
      const pair = table.words[table.coldRow(handle) + PAIR] as number;
      if ((pair & (PORT_IN_USE | BUCKET_MASK)) === (PORT_IN_USE | bucket) && pair >= 0) yield handle;
    }
  }

  private keyOf(handle: number): string {
    const { words } = this.table;
    const row = handle * HOT_WORDS;
    const client = this.clientOf(handle);
    const address = words.subarray(row + ADDRESSES + client * 4, row + ADDRESSES + client * 4 + 4);
    const tunnels = words[row + TUNNELS] as number;
    const tunnel = client === 0 ? tunnels & 0xffff : tunnels >>> 16;
    return `${address.join()} ${words[this.table.coldRow(handle) + SERVICE]} ${tunnel}`;
  }

  private clientOf(handle: number): number {
    return ((this.table.words[handle * HOT_WORDS + FLAGS] as number) & CLIENT_IS_1) !== 0 ? 1 : 0;
  }

  private clientPort(handle: number): number {
    const ports = this.table.words[handle * HOT_WORDS + PORTS] as number;
    return this.clientOf(handle) === 0 ? ports >>> 16 : ports & 0xffff;
  }
}

function limitOf({ lowestPort }: PortUse): number {
  return lowestPort >= IANA_FIRST ? LIMIT_IANA : LIMIT_LINUX;
}
