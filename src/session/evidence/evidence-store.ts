// The first and the last packets of each connection that goes on, in memory of a fixed size. Per packet one
// copy of its headers; no allocation. When there is no room, the connection that was idle for longest is
// forgotten as a whole. Knows rows by their handles, and no findings.
import { copyBytes } from "../../capture/copy-bytes.ts";
import type { PacketBlock } from "../../capture/packet-block.ts";

/** One packet: three cache lines. */
const CELL = 192;
const CELL_WORDS = CELL / 4;
const WORD = 2 ** 32;
// Words of a cell before the packet: its time takes the first two.
/** The cell taken for the connection before this one, −1: none. */
const PREVIOUS = 2;
/** Of the last packets, once they stand in a circle: the one after. */
const NEXT = 3;
const OWNER = 4;
/** Bytes kept (8 bits), channel (8 bits), and the upper 16 bits of the number. */
const CAPTURED = 5;
const ORIGINAL = 6;
/** The lower 32 bits. */
const NUMBER = 7;
const BYTES = 32;

/** What is kept of a packet: all headers, those of tunnels too. */
export const KEPT_BYTES = CELL - BYTES;
/** The handshake and what follows it … */
export const FIRST_PACKETS = 8;
/** … and the end: with retransmissions whose pauses double, minutes of it. */
export const LAST_PACKETS = 32;

// What is known of a row: words from handle × 4.
/** The cell that was taken last: those before it follow from there. */
const TAKEN = 0;
/** Once the last packets stand in a circle. */
const NEWEST = 1;
/** Packets kept (0: none) and the marks below. */
const STATUS = 2;
const ID = 3;
const COUNT = 0xff;
const TOUCHED = 1 << 8;
const PINNED = 1 << 9;
const MOST = FIRST_PACKETS + LAST_PACKETS;

/** So many connections are passed over at most before the next one is forgotten though it was busy. */
const LONGEST_SEARCH = 64;

export interface KeptPacket {
  /** Of the capture, from 1. */
  readonly number: number;
  /** Nanoseconds of the timeline. */
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly original: number;
  readonly channel: number;
}

export class EvidenceStore {
  /** Connections whose packets had to make room. */
  forgotten = 0;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly words: Int32Array;
  private readonly times: Float64Array;
  private readonly cells: number;
  private used = 0;
  /** Chains of free cells: what is left of one, and where the others begin. */
  private free = -1;
  private readonly chains: Int32Array;
  private chainCount = 0;
  private hand = 0;
  private pinnedCells = 0;
  /** Four words a row. */
  private rows = new Int32Array(4096 * 4);

  /** @param memory in bytes */
  constructor(memory: number) {
    this.cells = Math.max(4 * MOST, Math.floor(memory / CELL));
    this.bytes = new Uint8Array(this.cells * CELL);
    this.view = new DataView(this.bytes.buffer);
    this.words = new Int32Array(this.bytes.buffer);
    this.times = new Float64Array(this.bytes.buffer);
    this.chains = new Int32Array(this.cells);
  }

  /** The memory, in bytes. */
  get memory(): number {
    return this.bytes.length;
  }

  /** By id, of the connections asked for: the row whose packets are kept; left out where there is none. */
  handlesOf(ids: readonly number[]): Map<number, number> {
    const { rows } = this;
    const asked = new Set(ids);
    const handles = new Map<number, number>();
    for (let row = 0; row < rows.length && handles.size < asked.size; row += 4) {
      if (((rows[row + STATUS] as number) & COUNT) === 0) continue;
      const id = (rows[row + ID] as number) >>> 0;
      if (asked.has(id)) handles.set(id, row >> 2);
    }
    return handles;
  }

  /** Whether what is kept of the row is of the connection with that id. */
  keeps(handle: number, id: number): boolean {
    return !this.isNew(handle) && (this.rows[handle * 4 + ID] as number) >>> 0 === id;
  }

  /** Whether the next packet is the first that is kept of the row. */
  isNew(handle: number): boolean {
    const row = handle * 4;
    return row >= this.rows.length || ((this.rows[row + STATUS] as number) & COUNT) === 0;
  }

  /** Before the first packet of a row. */
  name(handle: number, id: number): void {
    if (handle * 4 >= this.rows.length) this.grow(handle);
    this.rows[handle * 4 + ID] = id;
  }

  /** Keeps packet `index` of the block, which has this number in the capture, as the newest of the row. */
  keep(handle: number, block: PacketBlock, index: number, number: number): void {
    const cell = this.place(handle);
    const { words } = this;
    const at = cell * CELL_WORDS;
    const captured = block.captured[index] as number;
    const kept = captured < KEPT_BYTES ? captured : KEPT_BYTES;
    this.times[at >> 1] = block.time[index] as number;
    words[at + OWNER] = handle;
    const channel = block.channel[index] as number;
    words[at + CAPTURED] = kept | (channel << 8) | ((number / WORD) << 16);
    words[at + ORIGINAL] = block.original[index] as number;
    words[at + NUMBER] = number;
    const from = block.offset[index] as number;
    copyBytes(block.bytes, block.view, from, this.bytes, this.view, cell * CELL + BYTES, kept);
  }

  /** Stays however long the row is idle; false where nothing is kept of it, or too much is pinned already. */
  pin(handle: number): boolean {
    const { rows } = this;
    const place = handle * 4 + STATUS;
    if (this.isNew(handle)) return false;
    if (((rows[place] as number) & PINNED) !== 0) return true;
    // Never so many that the clock's hand finds nobody to forget.
    if (this.pinnedCells + MOST > this.cells >> 1) return false;
    this.pinnedCells += MOST;
    rows[place] = (rows[place] as number) | PINNED;
    return true;
  }

  /** The row is freed. */
  release(handle: number): void {
    if (!this.isNew(handle)) this.forget(handle * 4);
  }

  /** What is kept of a row is from now on kept as that of another; what was kept of that one is forgotten. */
  move(handle: number, to: number): void {
    if (!this.isNew(to)) this.forget(to * 4);
    if (this.isNew(handle)) return;
    if (to * 4 >= this.rows.length) this.grow(to);
    const { rows, words } = this;
    rows.copyWithin(to * 4, handle * 4, handle * 4 + 4);
    // (Also of those in a circle: each was taken after another.)
    for (let cell = rows[to * 4 + TAKEN] as number; cell >= 0; ) {
      words[cell * CELL_WORDS + OWNER] = to;
      cell = words[cell * CELL_WORDS + PREVIOUS] as number;
    }
    rows[handle * 4 + STATUS] = 0;
    rows[handle * 4 + TAKEN] = -1;
  }

  /** What is kept of the row, in order; the bytes are borrowed until the next call of `keep`. */
  packets(handle: number): KeptPacket[] {
    const { rows, words } = this;
    const row = handle * 4;
    const packets: KeptPacket[] = [];
    if (this.isNew(handle)) return packets;
    const count = (rows[row + STATUS] as number) & COUNT;
    let cell = rows[row + TAKEN] as number;
    for (let number = count; number > 0; number--) {
      packets.push(this.packetIn(cell));
      cell = words[cell * CELL_WORDS + PREVIOUS] as number;
    }
    packets.reverse();
    if (count < MOST) return packets;
    cell = rows[row + NEWEST] as number;
    for (let number = FIRST_PACKETS; number < MOST; number++) {
      cell = words[cell * CELL_WORDS + NEXT] as number;
      packets[number] = this.packetIn(cell);
    }
    return packets;
  }

  private packetIn(cell: number): KeptPacket {
    const { words } = this;
    const at = cell * CELL_WORDS;
    const from = cell * CELL + BYTES;
    const packed = words[at + CAPTURED] as number;
    return {
      number: (packed >>> 16) * WORD + ((words[at + NUMBER] as number) >>> 0),
      time: this.times[at >> 1] as number,
      bytes: this.bytes.subarray(from, from + (packed & 0xff)),
      original: words[at + ORIGINAL] as number,
      channel: (packed >>> 8) & 0xff,
    };
  }

  /** The cell for the row's next packet: a new one, or that of its oldest after the first ones. */
  private place(handle: number): number {
    const row = handle * 4;
    const { rows, words } = this;
    const status = rows[row + STATUS] as number;
    const count = status & COUNT;
    if (count === MOST) {
      const oldest = words[(rows[row + NEWEST] as number) * CELL_WORDS + NEXT] as number;
      rows[row + NEWEST] = oldest;
      rows[row + STATUS] = status | TOUCHED;
      return oldest;
    }
    const cell = this.allocate(handle);
    words[cell * CELL_WORDS + PREVIOUS] = count === 0 ? -1 : (rows[row + TAKEN] as number);
    rows[row + TAKEN] = cell;
    rows[row + STATUS] = (status + 1) | TOUCHED;
    if (count + 1 === MOST) this.closeCircle(row, cell);
    return cell;
  }

  /** From now on the last packets take each other's places. */
  private closeCircle(row: number, newest: number): void {
    const { words } = this;
    let cell = newest;
    for (let number = 1; number < LAST_PACKETS; number++) {
      const before = words[cell * CELL_WORDS + PREVIOUS] as number;
      words[before * CELL_WORDS + NEXT] = cell;
      cell = before;
    }
    words[newest * CELL_WORDS + NEXT] = cell;
    this.rows[row + NEWEST] = newest;
  }

  private allocate(handle: number): number {
    if (this.free < 0) {
      if (this.chainCount === 0) {
        if (this.used < this.cells) return this.used++;
        this.makeRoom(handle);
      }
      this.free = this.chains[--this.chainCount] as number;
    }
    const cell = this.free;
    this.free = this.words[cell * CELL_WORDS + PREVIOUS] as number;
    return cell;
  }

  /** Forgets the connection that was idle for longest, as far as a clock's hand can tell. */
  private makeRoom(handle: number): void {
    const { rows, words } = this;
    let passed = 0;
    for (;;) {
      const cell = this.hand;
      this.hand = cell + 1 === this.cells ? 0 : cell + 1;
      const owner = words[cell * CELL_WORDS + OWNER] as number;
      const row = owner * 4;
      // Each connection is looked at once in a round, at one of its cells.
      if (rows[row + TAKEN] !== cell || owner === handle) continue;
      const status = rows[row + STATUS] as number;
      if ((status & PINNED) !== 0) continue;
      if ((status & TOUCHED) !== 0 && passed++ < LONGEST_SEARCH) {
        rows[row + STATUS] = status & ~TOUCHED;
        continue;
      }
      this.forget(row);
      this.forgotten++;
      return;
    }
  }

  /** All cells of the row are free. */
  private forget(row: number): void {
    const { rows } = this;
    if (((rows[row + STATUS] as number) & PINNED) !== 0) this.pinnedCells -= MOST;
    this.chains[this.chainCount++] = rows[row + TAKEN] as number;
    rows[row + STATUS] = 0;
    rows[row + TAKEN] = -1;
  }

  private grow(handle: number): void {
    let length = this.rows.length;
    while (handle * 4 >= length) length *= 2;
    const longer = new Int32Array(length);
    longer.set(this.rows);
    this.rows = longer;
  }
}
