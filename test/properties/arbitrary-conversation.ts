// Conversations for fast-check: two ends that open, talk, close, reset and fall silent, mostly by the
// rules and sometimes against them, with losses, copies and long pauses. As lines of a scenario.
import fc from "fast-check";
import type { Endpoint, NotedSegment, ScenarioLine } from "../notation/parse-scenario.ts";

type Kind = "syn" | "syn-ack" | "ack" | "data" | "fin" | "rst" | "rst-ack" | "keepalive" | "odd";

interface Move {
  readonly end: 0 | 1;
  readonly kind: Kind;
  readonly size: number;
  /** Seconds since the move before. */
  readonly pause: number;
  readonly fate: "captured" | "missed" | "twice";
  /** Added to the sequence number: now and then a segment is not where it should be. */
  readonly offset: number;
  readonly flags: string;
  /** A SYN takes a new initial number this far on. */
  readonly jump: number;
}

const KINDS: fc.WeightedArbitrary<Kind>[] = [
  { weight: 3, arbitrary: fc.constant("syn") },
  { weight: 3, arbitrary: fc.constant("syn-ack") },
  { weight: 6, arbitrary: fc.constant("ack") },
  { weight: 4, arbitrary: fc.constant("data") },
  { weight: 3, arbitrary: fc.constant("fin") },
  { weight: 1, arbitrary: fc.constant("rst") },
  { weight: 1, arbitrary: fc.constant("rst-ack") },
  { weight: 1, arbitrary: fc.constant("keepalive") },
  { weight: 1, arbitrary: fc.constant("odd") },
];

const move: fc.Arbitrary<Move> = fc.record({
  end: fc.constantFrom(0, 1),
  kind: fc.oneof(...KINDS),
  size: fc.constantFrom(1, 10, 100, 1460),
  pause: fc.constantFrom(0, 0.0003, 0.01, 0.02, 0.15, 0.3, 1, 20, 61, 80, 151),
  fate: fc.constantFrom("captured", "captured", "captured", "captured", "missed", "twice"),
  offset: fc.constantFrom(0, 0, 0, 0, 0, 0, -1, 1, -100, 100, 5000, 1_000_000),
  flags: fc.constantFrom("", "F", "SF", "SR", "SF.", "PU", "FR.", "SFRPU.", "R"),
  jump: fc.constantFrom(0, 0, 0, 1_000_000, -70_000, 3_000_000_000),
});

export const moves = fc.array(move, { minLength: 1, maxLength: 25 });
export type Moves = readonly Move[];

export interface Ends {
  readonly a: Endpoint;
  readonly b: Endpoint;
  readonly isnA?: number;
  readonly isnB?: number;
  /** What stands in the acknowledgement field without the flag: 0 as usual, or the number all the same. */
  readonly unused?: "zero" | "number";
}

export const ENDS: Ends = {
  a: { name: "a", ip: "10.0.0.1", port: 50001 },
  b: { name: "b", ip: "10.0.0.2", port: 50002 },
};

/** What both ends would send if they made these moves; the tracker has to cope with all of it. */
export function conversation(
  list: Moves,
  { a, b, isnA = 1000, isnB = 70_000, unused = "zero" }: Ends = ENDS,
): ScenarioLine[] {
  const isn = [isnA, isnB];
  const next = [isnA, isnB];
  const expected = [isnB, isnA];
  const lines: ScenarioLine[] = [];
  let time = 0;
  for (const [index, { end, kind, size, pause, fate, offset, flags, jump }] of list.entries()) {
    time += Math.round(pause * 1e9);
    const peer = 1 - end;
    let sequence = next[end]!;
    let payload = 0;
    let letters = ".";
    if (kind === "syn" || kind === "syn-ack") {
      isn[end] = isn[end]! + jump;
      sequence = isn[end]!;
      next[end] = sequence + 1;
      letters = kind === "syn" ? "S" : "S.";
    } else if (kind === "data") {
      payload = size;
      next[end] = sequence + size;
      letters = "P.";
    } else if (kind === "fin") {
      next[end] = sequence + 1;
      letters = "F.";
    } else if (kind === "keepalive") sequence--;
    else if (kind === "rst") letters = "R";
    else if (kind === "rst-ack") letters = "R.";
    else if (kind === "odd") letters = flags;
    const segment: NotedSegment = {
      source: end === 0 ? a : b,
      destination: end === 0 ? b : a,
      flags: letters,
      sequence: (sequence + offset) >>> 0,
      acknowledgement: letters.includes(".") || unused === "number" ? expected[end]! >>> 0 : 0,
      payload,
      window: size === 1 ? 0 : 8192,
      options: {},
      timeToLive: 64,
      ipId: index + 1,
      vlans: [],
    };
    if (fate !== "missed" || index % 3 === 0) expected[peer] = next[end]!;
    if (fate === "missed") continue;
    const line: ScenarioLine = {
      number: index + 1,
      text: `${segment.source.name} ${letters} ${sequence + offset}`,
      time,
      packet: { kind: "segment", segment },
      states: [],
    };
    lines.push(line);
    if (fate === "twice") lines.push({ ...line, time: time + 200_000 });
  }
  return lines;
}
