// What the packets must show where a finding is raised, told from a plain list of segments: neither
// the tracker nor a detector has a say in it. Each check is necessary, not sufficient.

import { ACK, FIN, KIND_ICMP_ERROR, KIND_TCP, RST, SYN } from "../../src/decode/segment.ts";
import type { FindingId } from "../../src/detect/finding.ts";
import type { ConnectionRecord, Finding } from "../../src/record/connection-record.ts";
import { canonicalAddress, endpointName } from "./judged-connection.ts";
import type { WitnessedSegment } from "./witness.ts";

/** A finding about a connection, and the segments of its four addresses from its first packet to its last. */
export class Claim {
  readonly finding: Finding;
  readonly record: ConnectionRecord;
  readonly segments: readonly WitnessedSegment[];
  /** Those that it cites. */
  readonly cited: readonly WitnessedSegment[];

  constructor(record: ConnectionRecord, finding: Finding, segments: readonly WitnessedSegment[]) {
    this.finding = finding;
    this.record = record;
    this.segments = segments;
    this.cited = segments.filter(({ frame }) => finding.packets.includes(frame));
  }

  name(side: "client" | "server"): string {
    const { ip, port } = this.record[side];
    return endpointName({ ip: canonicalAddress(ip), port });
  }

  /** Whose doing it is said to be. */
  get accused(): string {
    return this.name(this.finding.endpoint ?? "client");
  }

  get other(): string {
    return this.name(this.finding.endpoint === "server" ? "client" : "server");
  }

  figure(name: string): number {
    return Number(this.finding[name]);
  }

  from(sender: string, segments = this.segments): WitnessedSegment[] {
    return segments.filter(({ source, kind }) => source === sender && kind === KIND_TCP);
  }
}

type Check = (claim: Claim) => boolean;

const has =
  (flags: number, without = 0) =>
  (segment: WitnessedSegment) =>
    (segment.flags & flags) === flags && (segment.flags & without) === 0;
const isSyn = has(SYN, ACK);
const isSynAck = has(SYN | ACK);
const isRst = has(RST);
const isFin = has(FIN | ACK, RST);

function nextOf({ sequence, payload, flags }: WitnessedSegment): number {
  return (sequence + payload + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0)) >>> 0;
}

function reaches(acknowledgement: number, number: number): boolean {
  return ((acknowledgement - number) | 0) >= 0;
}

/** One number sent at least twice, 100 ms or more between the first and the last. */
function isRepeated(
  segments: readonly WitnessedSegment[],
  numberOf = ({ sequence }: WitnessedSegment) => sequence,
): boolean {
  return segments.some((first) =>
    segments.some((again) => numberOf(again) === numberOf(first) && again.time - first.time >= 99e6),
  );
}

/** Neither of two FINs of different ends acknowledges the other. */
const crosses: Check = ({ cited }) => {
  const fins = cited.filter(isFin);
  return fins.some((a) =>
    fins.some(
      (b) =>
        a.source !== b.source &&
        !reaches(a.acknowledgement, nextOf(b)) &&
        !reaches(b.acknowledgement, nextOf(a)),
    ),
  );
};

/** What turns up so soon behind its acknowledgement is merely captured late (SEMANTICS §3). */
const TURNS_UP_NANOS = 10e6;

/** Bytes that `receiver` acknowledges and no segment of `sender` in the list carries in time. */
function missingBytes(claim: Claim, sender: string, receiver: string): number {
  const acknowledgements = claim.from(receiver).filter(has(ACK, RST));
  const sent = claim.from(sender).filter(({ flags, payload }) => payload > 0 || (flags & (SYN | FIN)) !== 0);
  const inOrder = [...acknowledgements, ...sent].sort((a, b) => a.frame - b.frame);
  const [start] = inOrder;
  if (start === undefined) return 0;
  // Numbers that do not wrap: each as far from the one before it as the 32 bits say.
  const first = start.source === sender ? start.sequence : start.acknowledgement;
  let last = first;
  const unwrapped = (number: number) => {
    last += (number - last) | 0;
    return last;
  };
  /** Highest acknowledgement so far, each with its time. */
  const acknowledged: { number: number; time: number }[] = [{ number: first, time: start.time }];
  const spans: [from: number, to: number][] = [];
  for (const segment of inOrder) {
    if (segment.source === sender) {
      const from = unwrapped(segment.sequence);
      const to = from + ((nextOf(segment) - segment.sequence) >>> 0);
      const late = acknowledged.findLast(({ time }) => time + TURNS_UP_NANOS <= segment.time);
      spans.push([Math.max(from, late?.number ?? from), to]);
    } else {
      const number = unwrapped(segment.acknowledgement);
      if (number > (acknowledged.at(-1)?.number ?? number)) acknowledged.push({ number, time: segment.time });
    }
  }
  const highest = acknowledged.at(-1)?.number ?? first;
  spans.push([highest, highest]);
  let covered = first;
  let missing = 0;
  // (A span may be empty, or end before it begins: all of it came late.)
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    if (from > covered) missing += Math.max(0, Math.min(from, highest) - covered);
    covered = Math.max(covered, to);
  }
  return missing;
}

/** Whether what the two ends had sent before the RST fits the cause that is given. */
function isCause(claim: Claim, reset: WitnessedSegment): boolean {
  const before = claim.segments.filter(({ frame }) => frame < reset.frame);
  const own = claim.from(claim.accused, before);
  const others = claim.from(claim.other, before);
  const probing = new Set([...probes(claim, claim.accused), ...probes(claim, claim.other)]);
  const lastPayload = before.findLast((segment) => segment.payload > 0 && !probing.has(segment));
  const fin = own.find(isFin);
  switch (claim.finding["cause"]) {
    case "data-after-close":
      return fin !== undefined && others.some(({ payload }) => payload > 0);
    case "late-fin":
      return fin !== undefined && others.some(isFin);
    case "handshake-rejected":
      return own.length > 0 && own.every(isSynAck);
    case "application-abort":
      return has(ACK)(reset) && (lastPayload === undefined || lastPayload.source === claim.accused);
    case "abort-or-unread-data":
      // (Whether the other end's FIN carried payload is not kept: the wider claim is made.)
      return has(ACK)(reset) && (lastPayload?.source === claim.other || others.some(isFin));
    default:
      return true;
  }
}

export const CHECKS: Partial<Record<FindingId, Check>> = {
  "connection-refused": ({ cited, accused, other }) =>
    cited.some((segment) => isSyn(segment) && segment.source === other) &&
    cited.some((segment) => isRst(segment) && segment.source === accused) &&
    !cited.some(isSynAck),
  "icmp-unreachable": ({ cited }) => cited.some(({ kind }) => kind === KIND_ICMP_ERROR),
  "icmp-ttl-exceeded": ({ cited }) => cited.some(({ kind }) => kind === KIND_ICMP_ERROR),
  "syn-retry": (claim) => isRepeated(claim.from(claim.accused, claim.cited).filter(isSyn)),
  "syn-unanswered": (claim) => {
    const syns = claim.from(claim.accused).filter(isSyn);
    return (
      syns.length >= claim.figure("tries") &&
      (syns.length > 1 || claim.figure("silentSeconds") >= 75) &&
      !claim
        .from(claim.other)
        .some((segment) => isSynAck(segment) && segment.acknowledgement === nextOf(syns[0]!))
    );
  },
  "syn-ack-retry": (claim) => isRepeated(claim.from(claim.accused, claim.cited).filter(isSynAck)),
  "half-open-handshake": (claim) => {
    const synAck = claim.from(claim.name("server")).find(isSynAck);
    return synAck !== undefined && !claim.from(claim.name("server")).some(({ payload }) => payload > 0);
  },
  "handshake-aborted": (claim) =>
    claim.cited.some(isSyn) && claim.from(claim.accused, claim.cited).some(isRst),
  "stale-syn": (claim) => claim.cited.some(isSynAck) && claim.from(claim.accused, claim.cited).some(isRst),
  "simultaneous-open": ({ cited }) => new Set(cited.filter(isSyn).map(({ source }) => source)).size === 2,
  "fast-open": ({ cited }) => {
    const syn = cited.find((segment) => isSyn(segment) && segment.payload > 0);
    const answer = cited.find(isSynAck);
    return (
      syn !== undefined && answer !== undefined && reaches(answer.acknowledgement, (syn.sequence + 2) >>> 0)
    );
  },
  "zero-window": (claim) =>
    claim
      .from(claim.accused, claim.cited)
      .some(({ window, flags }) => window === 0 && (flags & (SYN | FIN | RST)) === 0),
  retransmissions: (claim) => {
    const sent = claim.from(claim.accused).filter(({ payload }) => payload > 0);
    const again = sent.filter((segment, index) =>
      sent.slice(0, index).some((before) => !reaches(segment.sequence, nextOf(before))),
    );
    return again.length >= Math.min(3, claim.figure("retransmitted"));
  },
  keepalive: (claim) => probes(claim, claim.accused).length >= 1,
  "keepalive-failure": (claim) => probes(claim, claim.accused).length >= 2,
  "challenge-ack": (claim) =>
    claim.from(claim.accused, claim.cited).some(({ flags }) => (flags & (SYN | RST)) !== 0) &&
    claim
      .from(claim.other, claim.cited)
      .some((segment) => has(ACK, SYN | RST | FIN)(segment) && segment.payload === 0),
  "rst-out-of-window": (claim) => {
    const reset = claim.from(claim.accused, claim.cited).find(isRst);
    return (
      reset !== undefined &&
      claim.from(claim.other).some((segment) => segment.frame > reset.frame && !isRst(segment))
    );
  },
  "peer-lost-state": (claim) => claim.cited.some(isRst) || claim.finding["how"] === "ack-answers-syn",
  "capture-loss": (claim) => {
    const [client, server] = [claim.name("client"), claim.name("server")];
    const missing = missingBytes(claim, client, server) + missingBytes(claim, server, client);
    return missing > 0 && claim.figure("bytes") <= missing;
  },
  reset: (claim) => {
    const reset = claim.from(claim.accused, claim.cited).find(isRst);
    return reset !== undefined && isCause(claim, reset);
  },
  "half-close": (claim) => {
    const fin = claim.from(claim.accused).find(isFin);
    if (fin === undefined) return false;
    return claim.from(claim.other).some(({ frame, payload }) => frame > fin.frame && payload > 0);
  },
  "simultaneous-close": crosses,
  "fin-retry": (claim) => isRepeated(claim.from(claim.accused, claim.cited).filter(isFin), nextOf),
  "last-ack-stuck": (claim) => isRepeated(claim.from(claim.accused, claim.cited).filter(isFin), nextOf),
  "close-wait-stuck": (claim) =>
    claim.from(claim.other).some(isFin) && !claim.from(claim.accused).some(isFin),
  "fin-wait-2-stuck": (claim) =>
    claim.from(claim.accused).some(isFin) && !claim.from(claim.other).some(isFin),
  "time-wait-reuse": (claim) => claim.cited.some(isSyn),
  "time-wait-assassination": (claim) => claim.from(claim.accused, claim.cited).some(isRst),
  "delayed-segment": (claim) => claim.from(claim.accused, claim.cited).length > 0,
};

/** Segments of 0 or 1 byte at the number before the one that is next. */
function probes(claim: Claim, sender: string): WitnessedSegment[] {
  let next: number | null = null;
  const found: WitnessedSegment[] = [];
  for (const segment of claim.from(sender)) {
    if (next !== null && segment.payload <= 1 && segment.sequence === (next - 1) >>> 0) found.push(segment);
    else if (next === null || reaches(nextOf(segment), next)) next = nextOf(segment);
  }
  return found;
}
