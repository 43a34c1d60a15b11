// SYNs whose numbers do not fit the connection that stands on their addresses (SEMANTICS §1, rule
// 4). Until the other end has answered, nobody can know whether they begin a new connection.
import type { Segment } from "../decode/segment.ts";
import { COPY_NANOS } from "./repeats.ts";
import { isBehindSyn } from "./sequence.ts";

/** As many SYNs may be held, copies counted; further ones are counted with their connection at once. */
const MOST_HELD = 65_536;
/** Copies of one SYN that are kept: of further ones only the last. More than any stack sends. */
const MOST_COPIES = 16;
/** SYNs with different numbers that one connection may hold. */
const MOST_OF_A_CONNECTION = 4;

/** One held SYN and its copies: enough to begin a connection with, or to be counted with the old one. */
export interface HeldSyn {
  /** Which endpoint of the old connection sent it. */
  readonly endpoint: number;
  readonly sequence: number;
  readonly payload: number;
  /** As captured, in their order. */
  readonly copies: SynCopy[];
  /** Copies, those included that are not kept. */
  packets: number;
  payloadBytes: number;
  /** Id of the connection with which it is counted in the end; 0 until then. */
  connection: number;
}

/** What of a SYN outlives its packet. */
const SYN_FIELDS = [
  "time",
  "packet",
  "source0",
  "source1",
  "source2",
  "source3",
  "destination0",
  "destination1",
  "destination2",
  "destination3",
  "ports",
  "tunnel",
  "ipId",
  "timeToLive",
  "sequence",
  "acknowledgement",
  "flags",
  "window",
  "payload",
  "mss",
  "windowScale",
  "sackPermitted",
  "hasTimestamps",
  "timestampValue",
  "timestampEcho",
  "fastOpenCookie",
  "multipath",
] as const;

type SynCopy = Readonly<Pick<Segment, (typeof SYN_FIELDS)[number]>>;

export class HeldSyns {
  readonly #held = new Map<number, HeldSyn[]>();
  #copies = 0;

  /** What the connection holds of that endpoint with that number. */
  find(handle: number, endpoint: number, sequence: number): HeldSyn | undefined {
    return this.#held.get(handle)?.find((syn) => syn.endpoint === endpoint && syn.sequence === sequence);
  }

  /** The SYN of the other end that `endpoint` acknowledges exactly, with its payload or without. */
  answered(handle: number, endpoint: number, acknowledgement: number): HeldSyn | undefined {
    return this.#held.get(handle)?.find((syn) => {
      return syn.endpoint !== endpoint && isBehindSyn(acknowledgement, syn.sequence, syn.payload);
    });
  }

  /** Whether there was room for it. */
  hold(handle: number, segment: Segment, endpoint: number): boolean {
    const held = this.#held.get(handle) ?? [];
    if (this.#copies >= MOST_HELD || held.length >= MOST_OF_A_CONNECTION) return false;
    const { sequence, payload } = segment;
    held.push({
      endpoint,
      sequence,
      payload,
      copies: [copyOf(segment)],
      packets: 1,
      payloadBytes: payload,
      connection: 0,
    });
    this.#held.set(handle, held);
    this.#copies++;
    return true;
  }

  holdAgain(held: HeldSyn, segment: Segment): void {
    held.packets++;
    held.payloadBytes += segment.payload;
    if (held.copies.length >= MOST_COPIES || this.#copies >= MOST_HELD) held.copies.pop();
    else this.#copies++;
    held.copies.push(copyOf(segment));
  }

  /** Takes one out. Returns whether the connection holds others. */
  take(handle: number, held: HeldSyn): boolean {
    const others = (this.#held.get(handle) ?? []).filter((syn) => syn !== held);
    this.#copies -= held.copies.length;
    if (others.length > 0) this.#held.set(handle, others);
    else this.#held.delete(handle);
    return others.length > 0;
  }

  /** Takes all out that the connection holds. */
  takeAll(handle: number): readonly HeldSyn[] {
    const held = this.#held.get(handle) ?? [];
    for (const { copies } of held) this.#copies -= copies.length;
    this.#held.delete(handle);
    return held;
  }
}

/** Whether the SYN is the last one held, captured again (SEMANTICS §1, retry or copy), and not sent again. */
export function isSameFrame({ copies }: HeldSyn, segment: Segment): boolean {
  const last = copies.at(-1) as SynCopy;
  if (Math.abs(segment.time - last.time) >= COPY_NANOS) return false;
  if (segment.ipId !== 0 && last.ipId !== 0) return segment.ipId === last.ipId;
  return segment.hasTimestamps && segment.timestampValue === last.timestampValue;
}

function copyOf(segment: Segment): SynCopy {
  return Object.fromEntries(SYN_FIELDS.map((field) => [field, segment[field]])) as unknown as SynCopy;
}
