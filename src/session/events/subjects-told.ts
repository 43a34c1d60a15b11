// Which findings about services, hosts and the capture were told, and how large they were then: told
// again only when they grew much.
import type { SubjectJudged } from "../../detect/run-detectors.ts";
import type { FindingsTeller } from "../tell-findings.ts";
import type { EventTeller } from "./event-teller.ts";

/** Told again when so many times as large; what is about the capture itself is rarely news. */
const GROWN = 2;
const GROWN_OF_CAPTURE = 10;
/** From one look to the next; longer where there is much to look at. */
const INTERVAL_NANOS = 1e9;
const NANOS_A_JUDGEMENT = 2e5;
const NANOS_A_MEMBER = 1e4;
/** Of more than these the oldest are forgotten, and told anew when they show again. */
const MOST_REMEMBERED = 65_536;
/** Figures that say how large it is; what proves it grows too, but is told late of some. */
const SIZES = [
  "connectionsTotal",
  "attempts",
  "count",
  "most",
  "ports",
  "copies",
  "segments",
  "droppedByKernel",
];

export class SubjectsTold {
  /** Nanoseconds from one look to the next. */
  interval = INTERVAL_NANOS;
  private readonly teller: EventTeller;
  private readonly sizes = new Map<string, number>();

  constructor(teller: EventTeller) {
    this.teller = teller;
  }

  /** What is new or has grown. */
  tellNews(findings: FindingsTeller, judged: readonly SubjectJudged[], now: number): void {
    let cost = 0;
    for (const one of judged) {
      cost += NANOS_A_JUDGEMENT + one.judgement.connections.length * NANOS_A_MEMBER;
      const told = this.sizes.get(keyOf(one));
      const factor = one.judgement.subject.kind === "capture" ? GROWN_OF_CAPTURE : GROWN;
      if (told === undefined || sizeOf(one) >= told * factor) this.tell(findings, one, now);
    }
    this.interval = Math.max(INTERVAL_NANOS, cost);
  }

  /** At the end: what was never told. */
  tellRest(findings: FindingsTeller, judged: readonly SubjectJudged[], now: number): void {
    for (const one of judged) if (!this.sizes.has(keyOf(one))) this.tell(findings, one, now);
  }

  private tell(findings: FindingsTeller, one: SubjectJudged, now: number): void {
    if (this.sizes.size >= MOST_REMEMBERED) this.sizes.delete(this.sizes.keys().next().value as string);
    this.sizes.set(keyOf(one), sizeOf(one));
    this.teller.tellOfSubject(findings.tellSubject(one.detector, one.judgement), now);
  }
}

function keyOf({ detector, judgement }: SubjectJudged): string {
  const { kind, ip, port } = judgement.subject;
  const client = "client" in judgement.figures ? judgement.figures.client : "";
  return `${detector.id} ${kind} ${ip} ${port} ${client}`;
}

function sizeOf({ judgement }: SubjectJudged): number {
  const figures = judgement.figures as unknown as Readonly<Record<string, unknown>>;
  const sizes = SIZES.map((name) => (typeof figures[name] === "number" ? figures[name] : 0));
  return Math.max(1, judgement.packetsTotal ?? 0, ...sizes);
}
