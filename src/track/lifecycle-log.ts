// The few segments of a connection that are not the ordinary course: retries, resets, ICMP errors,
// stray SYNs. Kept for what is judged when the story is reported: the first 24 and the last 8 entries,
// and how many there were. A connection without any takes no room here.

/** Kinds of entries. */
export const LOGGED_SYN_RETRY = 1;
export const LOGGED_SYN_ACK_RETRY = 2;
/** `extra` is when the same FIN was seen before. */
export const LOGGED_FIN_RETRY = 3;
/** Any RST, accepted or not (see RESET_… below). */
export const LOGGED_RST = 4;
/** An ICMP error, whether it counts or not: `first` is type << 8 | code, `second` the router (routers). */
export const LOGGED_ICMP = 5;
/** A SYN inside the connection, with numbers that do not fit it. */
export const LOGGED_STRAY_SYN = 6;
/** First payload after the other end's FIN. */
export const LOGGED_DATA_AFTER_FIN = 7;
/** Begins on addresses of which an end was in TIME_WAIT: `first` is the previous id, `second` what allows it, `extra` when that one's last packet came. */
export const LOGGED_TIME_WAIT_REUSE = 8;
/** A SYN with another number on the same addresses, before this connection or after it; `extra` is its time. */
export const LOGGED_OTHER_SYN = 9;
/** A FIN again that is no retry: sooner, or with a higher acknowledgement. `extra` as for a retry. */
export const LOGGED_FIN_AGAIN = 10;

/** It begins with a SYN that met an older connection: at `extra` its sender's RST ended that (RFC 9293 §3.5.1). */
export const LOGGED_DISCOVERY = 11;
/** First ACK that answers the SYN with the numbers of an older connection. */
export const LOGGED_ACK_OF_OLDER = 12;

// `second` of LOGGED_TIME_WAIT_REUSE.
export const ALLOWED_BY_TIMESTAMP = 1;
export const ALLOWED_BY_SEQUENCE = 2;

// Marks of LOGGED_RST: what was known when it came.
/** The last payload before it came from its own sender. */
export const RESET_AFTER_OWN_PAYLOAD = 1;
/** Payload was seen at all. */
export const RESET_AFTER_PAYLOAD = 2;
/** Its number is what the other end's last segment acknowledges. */
export const RESET_ANSWERS = 4;
/** That last segment carried payload, a FIN, or was a keep-alive or window probe. */
export const RESET_MEETS_PAYLOAD = 8;
export const RESET_MEETS_FIN = 16;
export const RESET_MEETS_PROBE = 32;
export const RESET_ACCEPTED = 64;
/** In the window, not exact: it counts if its receiver falls silent. */
export const RESET_WAITS = 128;

// Mark of LOGGED_SYN_ACK_RETRY.
/** The other end had sent payload by then. */
export const RETRIED_AFTER_PAYLOAD = 1;

/** Microseconds stay at this. */
const MOST_MICROS = 0xffffff;

/** Words of an entry: time (f64), packet modulo 2³², kind and more, three free words, marks. */
const ENTRY_WORDS = 8;
const ENTRIES_OF_BLOCK = 4;
/** Number of the next block, and in the first one how many entries were made. */
const BLOCK_WORDS = 2 + ENTRY_WORDS * ENTRIES_OF_BLOCK;
const FIRST_KEPT = 24;
const LAST_KEPT = 8;
const MOST_ROUTERS = 65_536;

/** An entry as it was written. Times in nanoseconds of the timeline. */
export interface LogEntry {
  readonly kind: number;
  /** Who sent it: 0 or 1 of the row. */
  readonly endpoint: number;
  readonly time: number;
  /** Modulo 2³²: complete it by ConnectionView.packetOf. */
  readonly packet: number;
  readonly flags: number;
  readonly timeToLive: number;
  /** States of its sender and of the other end: of an RST before it, else after it. */
  readonly states: readonly [sender: number, receiver: number];
  /** Sequence number, or what the kind says. */
  readonly first: number;
  /** Acknowledgement, or what the kind says. */
  readonly second: number;
  /** Of an RST: the packet before it, modulo 2³². */
  readonly packetBefore: number;
  /** Of an RST: since the other end's last segment, at most 16.7 s. */
  readonly microsSincePeer: number;
  readonly marks: number;
  /** What the kind says: a time. */
  readonly extra: number;
}

export class LifecycleLog {
  private words: Int32Array = new Int32Array(0);
  private doubles: Float64Array = new Float64Array(0);
  /** Blocks handed out so far; block 0 is none. */
  private used = 1;
  private readonly free: number[] = [];
  /** Address words of those who sent ICMP errors, each once. */
  private readonly routers = new Map<string, number>();
  private readonly routerWords: Int32Array[] = [];
  /** Where the entry at hand begins. */
  private at = 0;

  /** A new entry of the log that begins at `head` (0: none yet); its words are cleared. Returns the head. */
  append(head: number): number {
    const first = head === 0 ? this.allocate() : head;
    const made = this.words[first * BLOCK_WORDS + 1] as number;
    this.words[first * BLOCK_WORDS + 1] = made + 1;
    // Behind the first entries the last ones take turns.
    const place = made < FIRST_KEPT ? made : FIRST_KEPT + ((made - FIRST_KEPT) % LAST_KEPT);
    let block = first;
    for (let skip = (place / ENTRIES_OF_BLOCK) | 0; skip > 0; skip--) {
      let next = this.words[block * BLOCK_WORDS] as number;
      if (next === 0) {
        next = this.allocate();
        this.words[block * BLOCK_WORDS] = next;
      }
      block = next;
    }
    this.at = block * BLOCK_WORDS + 2 + (place % ENTRIES_OF_BLOCK) * ENTRY_WORDS;
    this.words.fill(0, this.at, this.at + ENTRY_WORDS);
    return first;
  }

  /** Fills the entry that `append` made. `states`: sender | receiver << 4. */
  set(kind: number, endpoint: number, flags: number, timeToLive: number, states: number): void {
    this.words[this.at + 3] = kind | (endpoint << 5) | (flags << 8) | (timeToLive << 16) | (states << 24);
  }

  /** (Doubles are set one by one from fields: as arguments of a call that is not inlined they are boxed.) */
  setMoment(segment: { readonly time: number; readonly packet: number }): void {
    this.doubles[this.at >> 1] = segment.time;
    this.words[this.at + 2] = segment.packet | 0;
  }

  setNumbers(first: number, second: number): void {
    this.words[this.at + 4] = first;
    this.words[this.at + 5] = second;
  }

  setBefore(packetBefore: number, microsSincePeer: number, marks: number): void {
    this.words[this.at + 6] = packetBefore;
    this.words[this.at + 7] = Math.min(MOST_MICROS, microsSincePeer) | (marks << 24);
  }

  setExtra(extra: number): void {
    this.doubles[(this.at >> 1) + 3] = extra;
  }

  /** Number of an address; 0 for those that found no place. */
  router(a: number, b: number, c: number, d: number): number {
    const key = `${a},${b},${c},${d}`;
    const known = this.routers.get(key);
    if (known !== undefined) return known;
    if (this.routers.size === MOST_ROUTERS) return 0;
    this.routerWords.push(Int32Array.of(a, b, c, d));
    this.routers.set(key, this.routerWords.length);
    return this.routerWords.length;
  }

  /** Four address words, or null for number 0. */
  addressOf(router: number): Int32Array | null {
    return this.routerWords[router - 1] ?? null;
  }

  /** How many entries were made, kept or not. */
  made(head: number): number {
    return head === 0 ? 0 : (this.words[head * BLOCK_WORDS + 1] as number);
  }

  /** The kept entries, in the order in which they were made. */
  entries(head: number): LogEntry[] {
    const made = this.made(head);
    const kept: LogEntry[] = [];
    for (let block = head; block !== 0; block = this.words[block * BLOCK_WORDS] as number) {
      for (let at = 0; at < ENTRIES_OF_BLOCK && kept.length < made; at++) {
        kept.push(this.entryAt(block * BLOCK_WORDS + 2 + at * ENTRY_WORDS));
      }
    }
    if (made <= FIRST_KEPT + LAST_KEPT) return kept;
    const oldest = FIRST_KEPT + ((made - FIRST_KEPT) % LAST_KEPT);
    return [...kept.slice(0, FIRST_KEPT), ...kept.slice(oldest), ...kept.slice(FIRST_KEPT, oldest)];
  }

  release(head: number): void {
    for (let block = head; block !== 0; ) {
      const next = this.words[block * BLOCK_WORDS] as number;
      this.free.push(block);
      block = next;
    }
  }

  private entryAt(at: number): LogEntry {
    const { words, doubles } = this;
    const info = words[at + 3] as number;
    const last = words[at + 7] as number;
    return {
      kind: info & 31,
      endpoint: (info >> 5) & 1,
      time: doubles[at >> 1] as number,
      packet: words[at + 2] as number,
      flags: (info >> 8) & 0xff,
      timeToLive: (info >> 16) & 0xff,
      states: [(info >> 24) & 0xf, info >>> 28],
      first: words[at + 4] as number,
      second: words[at + 5] as number,
      packetBefore: words[at + 6] as number,
      microsSincePeer: last & MOST_MICROS,
      marks: last >>> 24,
      extra: doubles[(at >> 1) + 3] as number,
    };
  }

  private allocate(): number {
    const block = this.free.pop() ?? this.used++;
    const at = block * BLOCK_WORDS;
    if (at + BLOCK_WORDS > this.words.length) {
      const memory = new ArrayBuffer(Math.max(64 * BLOCK_WORDS * 4, this.words.byteLength * 2));
      const words = new Int32Array(memory);
      words.set(this.words);
      this.words = words;
      this.doubles = new Float64Array(memory);
    }
    this.words.fill(0, at, at + BLOCK_WORDS);
    return block;
  }
}
