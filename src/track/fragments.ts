// To which connection the later fragments of a packet belong: only the first has the ports. Memory
// is fixed; a packet whose place is taken by a later one loses the bytes of its late fragments.
import type { Segment } from "../decode/segment.ts";

const SLOTS = 4096;
/** As long as a reassembling host waits at most (RFC 1122 §3.3.2: 60 to 120 s). */
const WAIT_NANOS = 60e9;

export class Fragments {
  // Words of a slot: mixed key, connection id (0: first fragment not seen yet), handle, endpoint, bytes
  // that wait, sequence number after the last byte so far.
  private readonly words = new Int32Array(SLOTS * 6);
  private readonly times = new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY);
  /** By slot: who waits for the first fragment. */
  private readonly waiting = new Map<number, { connection: number }>();
  /** Whether the last fragment was one that waits: it hears of its connection when the first comes. */
  undecided: { readonly connection: number } | null = null;
  /** What the last call found. */
  foundHandle = -1;
  foundId = 0;
  foundEndpoint = 0;
  /** Sequence number after the packet's bytes before this fragment. */
  foundEnd = 0;

  /** The first fragment, of a known connection: returns the bytes of later ones that came before it. */
  begin(segment: Segment, handle: number, id: number, endpoint: number): number {
    const mixed = mix(segment);
    const slot = mixed & (SLOTS - 1);
    const word = slot * 6;
    const awaited = this.isCurrent(slot, mixed, segment) && this.words[word + 1] === 0;
    const waiting = awaited ? (this.words[word + 4] as number) : 0;
    if (this.waiting.size > 0) {
      if (awaited) (this.waiting.get(slot) as { connection: number }).connection = id;
      this.waiting.delete(slot);
    }
    this.words[word] = mixed;
    this.words[word + 1] = id;
    this.words[word + 2] = handle;
    this.words[word + 3] = endpoint;
    this.words[word + 4] = 0;
    this.words[word + 5] = (segment.sequence + segment.payload + waiting) | 0;
    this.times[slot] = segment.time;
    return waiting;
  }

  /** A later fragment. True: `found…` say whose it is. False: its bytes wait for the first. */
  belongs(segment: Segment): boolean {
    const mixed = mix(segment);
    const slot = mixed & (SLOTS - 1);
    const word = slot * 6;
    this.undecided = null;
    if (!this.isCurrent(slot, mixed, segment)) {
      this.waiting.set(slot, { connection: 0 });
      this.words[word] = mixed;
      this.words[word + 1] = 0;
      this.words[word + 4] = 0;
      this.times[slot] = segment.time;
    }
    if (this.words[word + 1] === 0) {
      this.words[word + 4] = (this.words[word + 4] as number) + segment.payload;
      this.undecided = this.waiting.get(slot) as { connection: number };
      return false;
    }
    this.foundId = this.words[word + 1] as number;
    this.foundHandle = this.words[word + 2] as number;
    this.foundEndpoint = this.words[word + 3] as number;
    this.foundEnd = this.words[word + 5] as number;
    this.words[word + 5] = (this.foundEnd + segment.payload) | 0;
    return true;
  }

  private isCurrent(slot: number, mixed: number, segment: Segment): boolean {
    return this.words[slot * 6] === mixed && segment.time - (this.times[slot] as number) < WAIT_NANOS;
  }
}

function mix(segment: Segment): number {
  let h = Math.imul(segment.source3 ^ segment.fragmentId, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ segment.destination3, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13) ^ segment.source2 ^ segment.source0, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16) ^ segment.destination2 ^ segment.destination1 ^ segment.tunnel, 0x165667b1);
  return h ^ (h >>> 15);
}
