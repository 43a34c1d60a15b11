// SYNs whose numbers do not fit the connection that stands on their addresses (SEMANTICS §1, rule
// 4). Until the other end has answered, nobody can know whether they begin a new connection.
import type { Segment } from "../decode/segment.ts";

/** As many connections may have a held SYN; further ones are counted with their connection at once. */
const MOST_HELD = 65_536;

/** One held SYN and its copies: enough to begin a connection with, or to be counted with the old one. */
export interface HeldSyn {
  /** Which endpoint of the old connection sent it. */
  readonly endpoint: number;
  readonly segment: Readonly<SynFields>;
  readonly sequence: number;
  readonly payload: number;
  readonly firstTime: number;
  readonly firstPacket: number;
  lastTime: number;
  lastPacket: number;
  packets: number;
  payloadBytes: number;
}

/** What of a SYN outlives its packet. */
const SYN_FIELDS = [
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

type SynFields = Pick<Segment, (typeof SYN_FIELDS)[number]>;

export class HeldSyns {
  readonly #held = new Map<number, HeldSyn>();

  get isFull(): boolean {
    return this.#held.size >= MOST_HELD;
  }

  /** What the connection holds. */
  get(handle: number): HeldSyn | undefined {
    return this.#held.get(handle);
  }

  hold(handle: number, segment: Segment, endpoint: number): void {
    this.#held.set(handle, {
      endpoint,
      segment: Object.fromEntries(SYN_FIELDS.map((field) => [field, segment[field]])) as unknown as SynFields,
      sequence: segment.sequence,
      payload: segment.payload,
      firstTime: segment.time,
      firstPacket: segment.packet,
      lastTime: segment.time,
      lastPacket: segment.packet,
      packets: 1,
      payloadBytes: segment.payload,
    });
  }

  forget(handle: number): void {
    this.#held.delete(handle);
  }
}
