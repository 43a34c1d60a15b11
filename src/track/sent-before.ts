// What each end of the traced connection has sent before: of what a segment is a repeat, and which
// bytes were missing until it came. Bounded: of what was sent long ago nothing is known any more.
import { ACK, FIN, type Segment, SYN } from "../decode/segment.ts";
import { COPY, KEEP_ALIVE } from "./segment-facts.ts";
import { distance, isAtOrBefore, isBefore } from "./sequence.ts";
import type { Repeated } from "./traced.ts";

/** More than a window holds of segments, as a rule. */
const REMEMBERED = 512;
const MOST_GAPS = 64;

interface Sent {
  readonly flags: number;
  readonly sequence: number;
  /** Number after its last byte, SYN and FIN counted. */
  readonly end: number;
  readonly packet: number;
  readonly time: number;
  /** How often it was sent, when last and when before that. */
  copies: number;
  lastTime: number;
  timeBefore: number;
  /** How far the last time went: what lies beyond is still the same try, in other segments. */
  reached: number;
}

interface Gap {
  readonly from: number;
  readonly to: number;
  /** The packet that showed it. */
  readonly packet: number;
}

export class SentBefore {
  /** What the last `add` found. */
  repeats: Repeated | null = null;
  missingBefore = 0;
  fillsGapBefore = 0;
  readonly #sent: Sent[] = [];
  #oldest = 0;
  #gaps: Gap[] = [];
  #next: number | null = null;

  /** The end's next segment, with its facts. */
  add(segment: Segment, facts: number): void {
    this.repeats = null;
    this.missingBefore = 0;
    this.fillsGapBefore = 0;
    const length = segment.payload + ((segment.flags & (SYN | FIN)) !== 0 ? 1 : 0);
    if (length === 0 || (facts & KEEP_ALIVE) !== 0) return;
    const { sequence, time, packet } = segment;
    const end = (sequence + length) | 0;
    // (What lies ahead of everything sent is no repeat.)
    const isAhead = this.#next !== null && isAtOrBefore(this.#next, sequence) && (segment.flags & SYN) === 0;
    const before = isAhead ? undefined : this.#find(segment, end);
    if (before === undefined) {
      const { flags } = segment;
      const now = { copies: 1, lastTime: time, timeBefore: time, reached: end };
      this.#remember({ flags, sequence, end, packet, time, ...now });
    } else {
      this.#repeat(before, segment, end, (facts & COPY) !== 0);
    }
    this.#follow(segment, end);
  }

  #repeat(sent: Sent, { sequence, time }: Segment, end: number, isCopy: boolean): void {
    const goesOn = sent.copies > 1 && isAtOrBefore(sent.reached, sequence);
    if (!goesOn && !isCopy) {
      sent.copies++;
      sent.timeBefore = sent.lastTime;
      sent.lastTime = time;
    }
    this.repeats = {
      packet: sent.packet,
      copies: isCopy ? sent.copies : sent.copies - 1,
      first: sent.time,
      last: isCopy ? sent.lastTime : sent.timeBefore,
    };
    sent.reached = end;
  }

  #follow({ sequence, packet, flags }: Segment, end: number): void {
    const next = this.#next;
    if (next === null || (flags & SYN) !== 0) {
      this.#next = end;
      return;
    }
    if (isBefore(next, sequence)) {
      this.missingBefore = distance(next, sequence);
      this.#gaps.push({ from: next, to: sequence, packet });
      if (this.#gaps.length > MOST_GAPS) this.#gaps.shift();
    } else {
      const gap = this.#gaps.find(({ from, to }) => isBefore(from, end) && isBefore(sequence, to));
      if (gap !== undefined) this.#fill(gap, sequence, end);
    }
    if (isBefore(next, end)) this.#next = end;
  }

  #fill(gap: Gap, sequence: number, end: number): void {
    this.fillsGapBefore = gap.packet;
    const rest: Gap[] = [];
    if (isBefore(gap.from, sequence)) rest.push({ from: gap.from, to: sequence, packet: gap.packet });
    if (isBefore(end, gap.to)) rest.push({ from: end, to: gap.to, packet: gap.packet });
    this.#gaps = this.#gaps.flatMap((each) => (each === gap ? rest : [each]));
  }

  /** The segment that said the same before, its first bytes at least. */
  #find({ flags, sequence, payload }: Segment, end: number): Sent | undefined {
    const control = flags & (SYN | FIN);
    for (let back = 0; back < this.#sent.length; back++) {
      const at = (this.#oldest + this.#sent.length - 1 - back) % this.#sent.length;
      const sent = this.#sent[at] as Sent;
      // A SYN-ACK after a SYN, in a crossing open, says something else.
      if ((flags & SYN) !== (sent.flags & SYN)) continue;
      if ((flags & SYN) !== 0 && (flags & ACK) !== (sent.flags & ACK)) continue;
      if (control !== 0 && payload === 0) {
        if ((sent.flags & control) === control && sent.end === end) return sent;
      } else if (isAtOrBefore(sent.sequence, sequence) && isBefore(sequence, sent.end)) return sent;
    }
    return undefined;
  }

  #remember(sent: Sent): void {
    if (this.#sent.length < REMEMBERED) {
      this.#sent.push(sent);
      return;
    }
    this.#sent[this.#oldest] = sent;
    this.#oldest = (this.#oldest + 1) % REMEMBERED;
  }
}
