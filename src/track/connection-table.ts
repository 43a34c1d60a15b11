// The table of tracked connections: packed rows (connection-layout.ts) and the hash index over
// their addresses. Knows memory and addresses, nothing of TCP.
import { randomInt } from "node:crypto";
import type { Segment } from "../decode/segment.ts";
import { hashOf, PLACE_BITS, PLACE_MASK, storedHash } from "./connection-hash.ts";
import {
  ADDRESSES,
  COLD_WORDS,
  FLAGS,
  HASH,
  HOT_WORDS,
  LIVE,
  OLDER,
  PORTS,
  SUPERSEDED,
  TUNNELS,
} from "./connection-layout.ts";

const CACHE_LINE = 64;
/** Slots of an empty table's index. */
const FIRST_SLOTS = 1 << 12;

/** The most rows that a table can have: their places must fit PLACE_BITS at half load. */
export const MOST_ROWS = 1 << (PLACE_BITS - 1);

export class ConnectionTable {
  /** The rows, and the same memory as doubles. Replaced when the table grows: never keep them. */
  words: Int32Array;
  doubles: Float64Array;
  /** Rows in use. */
  live = 0;
  /** Rows that were ever in use: handles run from 0 to this. */
  used = 0;
  /** What the last `find` found: 1 when the segment's source is the row's endpoint 1. */
  foundEndpoint = 0;
  readonly #most: number;
  #rows: number;
  /** All cold parts stand behind all hot parts; their offsets begin at HOT_WORDS. */
  private coldStart: number;
  #free = -1;
  /** Pairs: stored hash, handle + 1 (0: empty). Replaced when it grows. */
  index: Int32Array;
  indexMask: number;
  private indexed = 0;
  /** Makes collisions unpredictable for whoever sends the packets. */
  private readonly seed = randomInt(1, 0x7fffffff);

  /** `most`: bound of the rows; `expected`: rows to make room for at once. */
  constructor(most: number, expected: number) {
    this.#most = Math.min(most, MOST_ROWS);
    this.#rows = Math.max(64, Math.min(this.#most, expected));
    const memory = allocateRows(this.#rows);
    this.words = memory.words;
    this.doubles = memory.doubles;
    this.coldStart = (this.#rows - 1) * HOT_WORDS;
    // The index grows with the rows in use: one that is larger than need be only misses more caches.
    this.index = new Int32Array(FIRST_SLOTS * 2);
    this.indexMask = FIRST_SLOTS - 1;
  }

  /** From where a row's cold offsets count. */
  coldRow(handle: number): number {
    return this.coldStart + handle * COLD_WORDS;
  }

  get isFull(): boolean {
    return this.live >= this.#most;
  }

  /** A cleared row. Call only while the table is not full. */
  allocate(): number {
    let handle = this.#free;
    if (handle >= 0) {
      this.#free = this.words[this.coldRow(handle) + OLDER] as number;
      const cold = this.coldRow(handle) + HOT_WORDS;
      this.words.fill(0, handle * HOT_WORDS, (handle + 1) * HOT_WORDS);
      this.words.fill(0, cold, cold + COLD_WORDS);
    } else {
      if (this.used === this.#rows) this.#growRows();
      handle = this.used++;
    }
    this.live++;
    return handle;
  }

  /** Gives a row back that is no longer in the index. */
  release(handle: number): void {
    const row = handle * HOT_WORDS;
    this.words[row + FLAGS] = 0;
    this.words[this.coldRow(handle) + OLDER] = this.#free;
    this.#free = handle;
    this.live--;
  }

  isLive(handle: number): boolean {
    return ((this.words[handle * HOT_WORDS + FLAGS] as number) & LIVE) !== 0;
  }

  /** The segment's place in the index; the same for both directions. */
  hash(segment: Segment): number {
    return hashOf(segment, this.seed);
  }

  /** The newest connection of the segment's addresses, ports and tunnel, or −1. Sets `foundEndpoint`. */
  find(segment: Segment, hash: number): number {
    const { candidate } = segment;
    if (candidate >= 0 && this.isNewest(candidate) && this.matches(candidate, segment, segment.tunnel))
      return candidate;
    const index = this.index;
    const mask = this.indexMask;
    const stored = storedHash(hash, segment.tunnel);
    let slot = (hash & PLACE_MASK & mask) << 1;
    for (;;) {
      const entry = index[slot + 1] as number;
      if (entry === 0) return -1;
      if (index[slot] === stored && this.matches(entry - 1, segment, segment.tunnel)) return entry - 1;
      slot = (slot + 2) & ((mask << 1) | 1);
    }
  }

  /** Handles with the segment's addresses and ports whatever their tunnels, from the given slot on; −1 at the end. */
  findUnderOtherTags(
    segment: Segment,
    hash: number,
    accepts: (handle: number, endpoint: number) => boolean,
  ): number {
    const index = this.index;
    const mask = this.indexMask;
    let slot = (hash & PLACE_MASK & mask) << 1;
    for (;;) {
      const entry = index[slot + 1] as number;
      if (entry === 0) return -1;
      if ((((index[slot] as number) ^ hash) & PLACE_MASK) === 0 && this.matches(entry - 1, segment, -1)) {
        const endpoint = this.foundEndpoint;
        if (accepts(entry - 1, endpoint)) {
          this.foundEndpoint = endpoint;
          return entry - 1;
        }
      }
      slot = (slot + 2) & ((mask << 1) | 1);
    }
  }

  /** Whether the row is in use, and no later connection has its addresses. */
  private isNewest(handle: number): boolean {
    return ((this.words[handle * HOT_WORDS + FLAGS] as number) & (LIVE | SUPERSEDED)) === LIVE;
  }

  /** Which endpoint of a row with the segment's addresses and ports sent it. */
  endpointOf(handle: number, segment: Segment): number {
    this.matches(handle, segment, -1);
    return this.foundEndpoint;
  }

  /** Whether the row is of the segment's addresses and ports, and its sender's tunnel is `tunnel` (−1: any). */
  private matches(handle: number, segment: Segment, tunnel: number): boolean {
    const words = this.words;
    const row = handle * HOT_WORDS;
    const ports = segment.ports;
    const a = row + ADDRESSES;
    const rowPorts = words[row + PORTS] as number;
    if (
      rowPorts === ports &&
      words[a + 3] === segment.source3 &&
      words[a + 7] === segment.destination3 &&
      words[a + 2] === segment.source2 &&
      words[a + 6] === segment.destination2 &&
      words[a] === segment.source0 &&
      words[a + 1] === segment.source1 &&
      words[a + 4] === segment.destination0 &&
      words[a + 5] === segment.destination1 &&
      (tunnel < 0 || ((words[row + TUNNELS] as number) & 0xffff) === tunnel)
    ) {
      this.foundEndpoint = 0;
      return true;
    }
    if (
      rowPorts === ((ports << 16) | (ports >>> 16)) &&
      words[a + 7] === segment.source3 &&
      words[a + 3] === segment.destination3 &&
      words[a + 6] === segment.source2 &&
      words[a + 2] === segment.destination2 &&
      words[a + 4] === segment.source0 &&
      words[a + 5] === segment.source1 &&
      words[a] === segment.destination0 &&
      words[a + 1] === segment.destination1 &&
      (tunnel < 0 || (words[row + TUNNELS] as number) >>> 16 === tunnel)
    ) {
      this.foundEndpoint = 1;
      return true;
    }
    return false;
  }

  /** Writes the segment's addresses as the row's key, its source as endpoint 0. */
  setKey(handle: number, segment: Segment, hash: number): void {
    const words = this.words;
    const row = handle * HOT_WORDS;
    const a = row + ADDRESSES;
    words[a] = segment.source0;
    words[a + 1] = segment.source1;
    words[a + 2] = segment.source2;
    words[a + 3] = segment.source3;
    words[a + 4] = segment.destination0;
    words[a + 5] = segment.destination1;
    words[a + 6] = segment.destination2;
    words[a + 7] = segment.destination3;
    words[row + PORTS] = segment.ports;
    words[row + TUNNELS] = segment.tunnel | (segment.tunnel << 16);
    words[row + HASH] = storedHash(hash, segment.tunnel);
  }

  /** Enters a row whose key is set. */
  insert(handle: number): void {
    if ((this.indexed + 1) * 2 > this.indexMask + 1) this.growIndex();
    this.indexed++;
    this.place(this.words[handle * HOT_WORDS + HASH] as number, handle + 1);
  }

  /** The same place in the index now leads to another row with the same key, newer or (when that is freed) older. */
  replace(handle: number, by: number): void {
    this.words[handle * HOT_WORDS + FLAGS] = (this.words[handle * HOT_WORDS + FLAGS] as number) | SUPERSEDED;
    this.words[by * HOT_WORDS + FLAGS] = (this.words[by * HOT_WORDS + FLAGS] as number) & ~SUPERSEDED;
    this.words[by * HOT_WORDS + HASH] = this.words[handle * HOT_WORDS + HASH] as number;
    this.index[this.slotOf(handle) + 1] = by + 1;
  }

  /** Takes a row out; what stands behind it in its run moves up, so that no gravestones are needed. */
  remove(handle: number): void {
    const index = this.index;
    const mask = this.indexMask;
    const wrap = (mask << 1) | 1;
    let hole = this.slotOf(handle);
    let slot = hole;
    this.indexed--;
    for (;;) {
      slot = (slot + 2) & wrap;
      const entry = index[slot + 1] as number;
      if (entry === 0) break;
      const home = ((index[slot] as number) & PLACE_MASK & mask) << 1;
      // Moves only when its home does not lie between the hole and where it stands.
      if (((slot - home) & wrap) >= ((slot - hole) & wrap)) {
        index[hole] = index[slot] as number;
        index[hole + 1] = entry;
        hole = slot;
      }
    }
    index[hole] = 0;
    index[hole + 1] = 0;
  }

  private slotOf(handle: number): number {
    const index = this.index;
    const mask = this.indexMask;
    let slot = ((this.words[handle * HOT_WORDS + HASH] as number) & PLACE_MASK & mask) << 1;
    while (index[slot + 1] !== handle + 1) slot = (slot + 2) & ((mask << 1) | 1);
    return slot;
  }

  private place(stored: number, entry: number): void {
    const index = this.index;
    const mask = this.indexMask;
    let slot = (stored & PLACE_MASK & mask) << 1;
    while (index[slot + 1] !== 0) slot = (slot + 2) & ((mask << 1) | 1);
    index[slot] = stored;
    index[slot + 1] = entry;
  }

  private growIndex(): void {
    const old = this.index;
    this.index = new Int32Array(old.length * 2);
    this.indexMask = old.length - 1;
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot + 1] !== 0) this.place(old[slot] as number, old[slot + 1] as number);
    }
  }

  #growRows(): void {
    const { words } = this;
    const rows = this.#rows;
    this.#rows = Math.min(this.#most, rows * 2);
    const memory = allocateRows(this.#rows);
    memory.words.set(words.subarray(0, rows * HOT_WORDS));
    memory.words.set(words.subarray(rows * HOT_WORDS), this.#rows * HOT_WORDS);
    this.coldStart = (this.#rows - 1) * HOT_WORDS;
    this.words = memory.words;
    this.doubles = memory.doubles;
  }
}

/**
 * Fresh rows; memory that is never touched costs nothing. Large blocks of the allocators begin 16
 * bytes behind a page's start: skipping to the next cache line keeps every line of a row in one.
 */
function allocateRows(rows: number): { words: Int32Array; doubles: Float64Array } {
  const length = rows * (HOT_WORDS + COLD_WORDS);
  const memory = new ArrayBuffer(CACHE_LINE + length * 4);
  const skipped = CACHE_LINE - 16;
  return {
    words: new Int32Array(memory, skipped, length),
    doubles: new Float64Array(memory, skipped, length / 2),
  };
}
