// Which detectors are asked about a connection, and what remains when one story is told once. Most
// connections wake none: that is decided from three words of the row.
import type { Segment } from "../decode/segment.ts";
import type { Side } from "../record/connection-record.ts";
import { FLAGS, HOT_WORDS, NOTES } from "../track/connection-layout.ts";
import { type ConnectionView, VERDICTS } from "../track/connection-view.ts";
import { COPY, LARGE_SEGMENT, PERHAPS_COPY } from "../track/segment-facts.ts";
import type { Observer, Tracker } from "../track/tracker.ts";
import type { ConnectionDetector, Judgement, SubjectDetector, SubjectJudgement } from "./detector.ts";
import type { FindingId } from "./finding.ts";
import { CONNECTION_DETECTORS, SUBJECT_DETECTORS } from "./index.ts";
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

const NONE: readonly Judged[] = [];
/** Facts that tell how the capture was taken. */
const ABOUT_CAPTURE = COPY | PERHAPS_COPY | LARGE_SEGMENT;

export class Detection implements Observer {
  readonly subjects: Subjects;
  private readonly watches: Watches;
  private readonly tracker: Tracker;
  private readonly options: DetectOptions;
  private story: Story | null = null;
  /** By index into VERDICTS: whether it wakes some detector. */
  private readonly wakingVerdicts: Uint8Array;
  private readonly wakingFacts: number;
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
    const flags = words[handle * HOT_WORDS + FLAGS] as number;
    const isWorthAsking =
      (notes & this.wakingFacts) !== 0 ||
      (flags & this.wakingFlags) !== 0 ||
      this.wakingVerdicts[verdict] === 1;
    if (!isWorthAsking && population.reportPlain(handle, view.asOf)) {
      if (notes !== 0) this.watches.release(handle);
      return NONE;
    }
    const story = this.storyOf(view);
    const judged = isWorthAsking ? this.ask(story) : NONE;
    population.report(story);
    // What a watch keeps began with a fact that is noted.
    if (notes !== 0) this.watches.release(handle);
    return judged;
  }

  /** The input has ended: before the connections that are left are judged. */
  finish(tcpPackets: number): void {
    this.subjects.capture.finish(tcpPackets, this.tracker.plainCopies);
    this.subjects.finish(this.tracker.now);
  }

  /** What is wrong with services, hosts and the capture; once, after the last connection. */
  judgeSubjects(): { detector: SubjectDetector; judgement: SubjectJudgement }[] {
    return SUBJECT_DETECTORS.flatMap((detector) =>
      detector.judgeAll(this.subjects).map((judgement) => ({ detector, judgement })),
    );
  }

  /** (One view hands out all connections.) */
  private storyOf(view: ConnectionView): Story {
    if (this.story?.view !== view) {
      const { tracker, watches, subjects, options } = this;
      this.story = new Story(view, tracker.lifecycle.log, watches, subjects, options);
    }
    this.story.turn();
    return this.story;
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
