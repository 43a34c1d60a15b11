// Which detectors are asked about a connection, and what remains when one story is told once. Most
// connections wake none: that is decided from three words of the row.
import type { Segment } from "../decode/segment.ts";
import type { Side } from "../record/connection-record.ts";
import { FLAGS, HOT_WORDS, NOTES } from "../track/connection-layout.ts";
import { type ConnectionView, VERDICTS } from "../track/connection-view.ts";
import { COPY, LARGE_SEGMENT, PERHAPS_COPY } from "../track/segment-facts.ts";
import type { Observer, Tracker } from "../track/tracker.ts";
import type { ConnectionDetector, Judgement, SubjectDetector, SubjectJudgement } from "./detector.ts";
import type { Retries } from "./figures.ts";
import { finRetriesOf, retriesInFigures } from "./fin-retries.ts";
import type { FindingId } from "./finding.ts";
import { type IcmpError, lastIcmpError } from "./icmp-errors.ts";
import { CONNECTION_DETECTORS, SUBJECT_DETECTORS } from "./index.ts";
import { figuresOfSynAcks, figuresOfSyns, synAckRetries, synRetries } from "./retries.ts";
import { type DetectOptions, Story } from "./story.ts";
import { Subjects } from "./subjects/subjects.ts";
import { Watches } from "./watch/watches.ts";

/** A judgement with the names of the ends that it speaks of. */
export interface Judged {
  readonly detector: ConnectionDetector;
  readonly judgement: Judgement;
  readonly side: Side | null;
  /** Address and port of each end, as they are shown. */
  readonly client: { readonly ip: string; readonly port: number };
  readonly server: { readonly ip: string; readonly port: number };
}

export interface SubjectJudged {
  readonly detector: SubjectDetector;
  readonly judgement: SubjectJudgement;
}

const NONE: readonly Judged[] = [];
/** Facts that tell how the capture was taken. */
const ABOUT_CAPTURE = COPY | PERHAPS_COPY | LARGE_SEGMENT;

export class Detection implements Observer {
  readonly subjects: Subjects;
  private readonly watches: Watches;
  private readonly tracker: Tracker;
  private readonly options: DetectOptions;
  /** (One view hands out all connections.) */
  private story: Story | null = null;
  /** Of connections that go on. */
  private soFar: Story | null = null;
  /** By index into VERDICTS: whether it wakes some detector. */
  private readonly wakingVerdicts: Uint8Array;
  /** Facts that wake some detector. */
  readonly wakingFacts: number;
  private readonly wakingFlags: number;

  constructor(tracker: Tracker, options: DetectOptions) {
    this.tracker = tracker;
    this.options = options;
    this.watches = new Watches(tracker);
    this.subjects = new Subjects(tracker, options);
    this.wakingVerdicts = Uint8Array.from(VERDICTS, (verdict) =>
      CONNECTION_DETECTORS.some(({ wakesOn }) => wakesOn.verdicts?.includes(verdict)) ? 1 : 0,
    );
    this.wakingFacts = CONNECTION_DETECTORS.reduce((facts, { wakesOn }) => facts | (wakesOn.facts ?? 0), 0);
    this.wakingFlags = CONNECTION_DETECTORS.reduce((flags, { wakesOn }) => flags | (wakesOn.flags ?? 0), 0);
  }

  observe(handle: number, endpoint: number, segment: Segment, facts: number): void {
    this.subjects.population.observe(handle, segment, facts);
    if ((facts & ABOUT_CAPTURE) !== 0) this.subjects.capture.observe(handle, endpoint, segment, facts);
    if ((facts & this.watches.wakesOn) !== 0) this.watches.observe(handle, endpoint, segment, facts);
  }

  /** The connection that the view shows is reported with that verdict (an index into VERDICTS): what is wrong with it. */
  judge(view: ConnectionView, verdict: number): readonly Judged[] {
    const { population } = this.subjects;
    const { words } = view.table;
    const { handle } = view;
    population.prepare(handle);
    const notes = words[view.table.coldRow(handle) + NOTES] as number;
    const isWorthAsking = this.isWorthAsking(notes, words[handle * HOT_WORDS + FLAGS] as number, verdict);
    if (!isWorthAsking && population.reportPlain(handle, view.asOf)) {
      if (notes !== 0) this.watches.release(handle);
      return NONE;
    }
    if (this.story?.view !== view) this.story = this.storyOf(view, true);
    const { story } = this;
    story.turn();
    const judged = isWorthAsking ? this.ask(story) : NONE;
    population.report(story);
    // What a watch keeps began with a fact that is noted.
    if (notes !== 0) this.watches.release(handle);
    return judged;
  }

  /** What would be wrong with it if it were reported as of the view's moment. It goes on as if nobody had asked. */
  judgeSoFar(view: ConnectionView): readonly Judged[] {
    const { words } = view.table;
    this.subjects.population.prepare(view.handle);
    const notes = words[view.table.coldRow(view.handle) + NOTES] as number;
    const flags = words[view.handle * HOT_WORDS + FLAGS] as number;
    return this.isWorthAsking(notes, flags, view.verdict) ? this.ask(this.storySoFar(view)) : NONE;
  }

  /** How often, and on whose schedule, that end sent its SYN, SYN-ACK or FIN again so far; null: it is not known. */
  retriesSoFar(view: ConnectionView, of: "SYN" | "SYN-ACK" | "FIN", endpoint: number): Retries | null {
    const story = this.storySoFar(view);
    const span = { unanswered: true };
    if (of === "FIN") {
      const retries = finRetriesOf(story, endpoint);
      return retries.length === 0 ? null : retriesInFigures(story, endpoint, retries);
    }
    const retries = (of === "SYN" ? synRetries : synAckRetries)(story, endpoint, span);
    if (retries.length === 0) return null;
    return (of === "SYN" ? figuresOfSyns : figuresOfSynAcks)(story, endpoint, retries, span);
  }

  /** The last ICMP error about it, and who sent it; null: the log has none. */
  icmpSoFar(view: ConnectionView): IcmpError | null {
    return lastIcmpError(this.storySoFar(view));
  }

  /** Whether some detector would be asked about a connection with these facts noted, these flags and that verdict. */
  isWorthAsking(notes: number, flags: number, verdict: number): boolean {
    return (
      (notes & this.wakingFacts) !== 0 ||
      (flags & this.wakingFlags) !== 0 ||
      this.wakingVerdicts[verdict] === 1
    );
  }

  /** When what is known of services and hosts changes though no packet comes. */
  get due(): number {
    return this.subjects.population.due;
  }

  /** What is known of services and hosts is made up to `now`. */
  advance(now: number): void {
    if (now >= this.due) this.subjects.population.advance(now);
  }

  /** What is wrong with services, hosts and the capture as of now, in the middle of the input. */
  judgeSubjectsSoFar(now: number, tcpPackets: number): SubjectJudged[] {
    const { capture, population } = this.subjects;
    capture.finish(tcpPackets, this.tracker.plainCopies);
    population.describe(now);
    return this.judgeSubjects();
  }

  /** The input has ended: before the connections that are left are judged. */
  finish(tcpPackets: number): void {
    this.subjects.capture.finish(tcpPackets, this.tracker.plainCopies);
    this.subjects.finish(this.tracker.now);
  }

  /** What is wrong with services, hosts and the capture; once, after the last connection. */
  judgeSubjects(): SubjectJudged[] {
    return SUBJECT_DETECTORS.flatMap((detector) =>
      detector.judgeAll(this.subjects).map((judgement) => ({ detector, judgement })),
    );
  }

  private storyOf(view: ConnectionView, isOver: boolean): Story {
    const { tracker, watches, subjects, options } = this;
    return new Story(view, tracker.lifecycle.log, watches, subjects, options, isOver);
  }

  private storySoFar(view: ConnectionView): Story {
    if (this.soFar?.view !== view) this.soFar = this.storyOf(view, false);
    this.soFar.turn();
    return this.soFar;
  }

  private ask(story: Story): readonly Judged[] {
    const { facts, flags, verdict } = story;
    const raised = new Map<FindingId, Judged>();
    const client = { ip: story.ip(story.client), port: story.port(story.client) };
    const server = { ip: story.ip(story.server), port: story.port(story.server) };
    for (const detector of CONNECTION_DETECTORS) {
      const { wakesOn } = detector;
      const woken =
        (facts & (wakesOn.facts ?? 0)) !== 0 ||
        (flags & (wakesOn.flags ?? 0)) !== 0 ||
        wakesOn.verdicts?.includes(verdict);
      if (!woken) continue;
      const judgement = detector.judge(story);
      if (judgement === null) continue;
      const side = judgement.endpoint === null ? null : story.sideOf(judgement.endpoint);
      raised.set(detector.id, { detector, judgement, side, client, server });
    }
    if (raised.size === 0) return NONE;
    const told = [...raised.values()].filter(
      ({ detector }) =>
        !detector.yieldsTo?.some((id) => raised.has(id) || story.subjects.isMember(id, story)),
    );
    return told;
  }
}
