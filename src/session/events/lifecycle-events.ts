// Lifecycle events of the contract: what changed in which connection's story, told as it happens. Works
// along the timeline: what a timer brings is told when its time has come there, whatever the packets'
// order of arrival in blocks.
//
// An accepted RST is told at once. Where its receiver goes on after all (SEMANTICS §1), state events show
// the way back, and a further RST that counts is told anew; one in the window but not exact is told when
// nothing contradicted it for a while. A finding is told when what woke its detectors is over for a
// second, so that a story that is still being told is not judged.
import type { TimeBase } from "../../capture/time-base.ts";
import type { Segment } from "../../decode/segment.ts";
import type { Detection, SubjectJudged } from "../../detect/run-detectors.ts";
import type { RecordBuilder } from "../../record/build-record.ts";
import type { ConnectionRecord, Finding } from "../../record/connection-record.ts";
import type { HostFacts } from "../../record/host-facts.ts";
import { FLAGS, HANDSHAKE_WAITS, LAST_TIME, NOTES, RST_WAITS } from "../../track/connection-layout.ts";
import { type ConnectionView, VERDICTS } from "../../track/connection-view.ts";
import {
  ADDRESSES_REUSED,
  AFTER_PROBE,
  CONNECTION_OVER,
  FIN_AGAIN,
  HANDSHAKE_COMPLETED,
  ICMP_ERROR,
  NEW_CONNECTION,
  RST_IN_WINDOW,
  STATE_CHANGED,
  WATCHED_SEGMENT,
  WINDOW_REOPENED,
} from "../../track/segment-facts.ts";
import { CLOSE_WAIT } from "../../track/tcp-state-machine.ts";
import type { Tracker } from "../../track/tracker.ts";
import type { EngineSink } from "../engine-options.ts";
import type { Onlooker } from "../onlooker.ts";
import type { FindingsTeller } from "../tell-findings.ts";
import { EventTeller } from "./event-teller.ts";
import { AGED, GIVEN_UP, HALF_OPEN, LiveTimers, SETTLED, WAITED_2MSL } from "./live-timers.ts";
import { RETRIES, StoryEvents } from "./story-events.ts";
import { SubjectsTold } from "./subjects-told.ts";
import { RESET_COUNTS, ToldRows } from "./told-rows.ts";

/** A timer of an end's state begins anew. */
const TIMED_ANEW = RETRIES | FIN_AGAIN;
const OF_THE_STORY =
  STATE_CHANGED | NEW_CONNECTION | HANDSHAKE_COMPLETED | ICMP_ERROR | CONNECTION_OVER | TIMED_ANEW;
/** What goes on of what detectors were woken by. */
const GOES_ON = WINDOW_REOPENED | AFTER_PROBE | WATCHED_SEGMENT;

export interface EventParts {
  readonly tracker: Tracker;
  readonly detection: Detection;
  readonly teller: FindingsTeller;
  readonly builder: RecordBuilder;
  readonly timeBase: TimeBase;
  readonly sink: EngineSink;
  readonly onlooker: Onlooker | null;
  readonly host: HostFacts | null;
  /** Seconds. */
  readonly closeWaitAge: number;
  /** Segments of the input so far. */
  readonly tcpPackets: () => number;
}

export class LifecycleEvents {
  /** What is known across connections is looked at then, in nanoseconds of the timeline. */
  nextLook = Number.NEGATIVE_INFINITY;
  /** No segment has come since the last look but one, when there had been so many. */
  private isSilent = false;
  private segmentsThen = -1;
  private readonly parts: EventParts;
  private readonly tracker: Tracker;
  private readonly view: ConnectionView;
  private readonly rows = new ToldRows();
  private readonly timers: LiveTimers;
  private readonly teller: EventTeller;
  private readonly story: StoryEvents;
  private readonly subjects: SubjectsTold;
  private readonly waking: number;
  private readonly telling: number;

  constructor(parts: EventParts) {
    const { tracker, detection, closeWaitAge } = parts;
    this.parts = parts;
    this.tracker = tracker;
    this.view = tracker.newView();
    this.teller = new EventTeller(parts, this.rows, (view, findings) => this.build(view, findings));
    this.subjects = new SubjectsTold(this.teller);
    this.story = new StoryEvents(this.teller, this.rows, detection);
    this.timers = new LiveTimers(this.rows, closeWaitAge, (view) => this.isEndHeard(view));
    this.waking = detection.wakingFacts | RST_IN_WINDOW | GOES_ON;
    this.telling = OF_THE_STORY | this.waking;
    const { onPromoted } = tracker;
    tracker.onPromoted = (segment, handle, facts) => {
      onPromoted(segment, handle, facts);
      this.happened(segment, handle, 0, facts | NEW_CONNECTION);
    };
  }

  /** When `advance` is to be called at the latest. */
  get next(): number {
    const due = this.timers.next;
    return due < this.nextLook ? due : this.nextLook;
  }

  /** When something may happen though no packet comes: a look at what has not changed finds nothing. */
  get due(): number {
    const isSilent = this.isSilent && this.parts.tcpPackets() === this.segmentsThen;
    return isSilent ? this.timers.next : this.next;
  }

  /** A packet just tracked, to whose time `advance` was called where it was due. */
  packet(segment: Segment, facts: number): void {
    if ((facts & this.telling) === 0) return;
    const { handle, endpoint } = this.tracker;
    if (handle >= 0) this.happened(segment, handle, endpoint, facts);
  }

  /** The clock goes on to `now`: what is due by then happens in its order, and rows are freed as it is their turn. */
  advance(now: number): void {
    if (now === Number.NEGATIVE_INFINITY) return;
    if (this.nextLook === Number.NEGATIVE_INFINITY) this.nextLook = now + this.subjects.interval;
    while (this.next <= now) {
      const at = this.next;
      this.tracker.advanceTo(at);
      if (this.nextLook <= at) this.look(at);
      else if (this.timers.take(at)) this.fire(this.timers);
    }
    if (this.nextLook < Number.POSITIVE_INFINITY) return;
    // Nothing changes until a packet comes.
    this.nextLook = now + this.subjects.interval;
    const segments = this.parts.tcpPackets();
    this.isSilent = segments === this.segmentsThen;
    this.segmentsThen = segments;
  }

  /** A connection is reported, before its row is freed: what was not told of it yet. */
  over(view: ConnectionView, findings: Finding[], atEnd: boolean): void {
    const { rows, teller, story } = this;
    const { handle } = view;
    rows.reach(handle);
    if (view.has(RST_WAITS)) rows.mark(handle, RESET_COUNTS);
    teller.turn(view, view.asOf, null, findings);
    story.tellStates(view, view.asOf);
    story.tellStory(view, findings);
    if (view.isEvicted && teller.happened("evict"))
      teller.tell("evict", { verdict: VERDICTS[view.verdict] as (typeof VERDICTS)[number] });
    for (const finding of findings) this.tellFinding(handle, finding);
    if (atEnd) return;
    this.timers.clear(handle);
    rows.forget(handle);
  }

  /** A connection that is older than the capture was taken in: how it stands is no news. */
  adopted(handle: number): void {
    const { view, rows } = this;
    rows.reach(handle);
    view.handle = handle;
    view.asOf = this.tracker.now;
    for (let end = 0; end < 2; end++) rows.setState(handle, end, view.state(end), view.stateSince(end));
    this.timers.arm(view);
    this.lookAgain(handle);
  }

  /** This machine's kernel has said something about it. */
  lookAgain(handle: number): void {
    this.rows.reach(handle);
    this.timers.wake(handle, this.tracker.now);
  }

  /** The input has ended, with these findings about services, hosts and the capture. */
  finish(judged: readonly SubjectJudged[], now: number): void {
    this.subjects.tellRest(this.parts.teller, judged, now);
  }

  // ── Packets ──────────────────────────────────────────────────────────────────────────────────

  private happened(segment: Segment, handle: number, endpoint: number, facts: number): void {
    const { view, story, teller, timers } = this;
    this.rows.reach(handle);
    view.handle = handle;
    view.asOf = this.tracker.now;
    let isWoken = (facts & this.waking) !== 0;
    if ((facts & OF_THE_STORY) !== 0) {
      story.takeBack(view);
      teller.turn(view, segment.time, segment.packet, null);
      const changed = story.tellStates(view, segment.time, endpoint, facts);
      if ((facts & (HANDSHAKE_COMPLETED | CONNECTION_OVER)) !== 0) story.tellStory(view, null);
      if (changed || (facts & TIMED_ANEW) !== 0) timers.arm(view);
      // Most connections end as they should: nobody is to be asked.
      isWoken ||= changed && this.isNotable(view, facts);
    }
    if (isWoken) timers.wake(handle, view.asOf);
  }

  private isNotable(view: ConnectionView, facts: number): boolean {
    const notes = view.word(NOTES) & ADDRESSES_REUSED;
    const ended = (facts & CONNECTION_OVER) !== 0;
    if (!ended && notes === 0 && (facts & HANDSHAKE_COMPLETED) === 0) return false;
    if (view.has(HANDSHAKE_WAITS)) return true;
    return this.parts.detection.isWorthAsking(notes, view.word(FLAGS), view.verdict);
  }

  /** That TIME_WAIT is over is a change of state, and may show in findings of who is not as it should be. */
  private isEndHeard(view: ConnectionView): boolean {
    const { sink, detection } = this.parts;
    if (sink.eventKinds === undefined || sink.eventKinds.has("state")) return true;
    return detection.isWorthAsking(view.word(NOTES), view.word(FLAGS), view.verdict);
  }

  // ── Timers ───────────────────────────────────────────────────────────────────────────────────

  private fire({ handle, end, kind, at }: LiveTimers): void {
    const { view, rows, story, teller, timers } = this;
    view.handle = handle;
    view.asOf = at;
    teller.turn(view, at, null, null);
    if (kind === SETTLED && view.has(RST_WAITS)) rows.mark(handle, RESET_COUNTS);
    if (story.tellStates(view, at)) timers.arm(view);
    else if (kind === GIVEN_UP || kind === WAITED_2MSL) timers.armEnd(view, end);
    if (kind === SETTLED) story.tellStory(view, null);
    if (kind === HALF_OPEN) {
      story.tellHalfOpen(view, end, at);
      // (What makes it one of a flood is known a little later.)
      timers.wake(handle, at);
      return;
    }
    this.judge(view);
    if (kind !== AGED || rows.state(handle, end) !== CLOSE_WAIT) return;
    const isTold = rows.isTold(handle, "close-wait-stuck") || rows.isTold(handle, "fin-wait-2-stuck");
    if (!isTold) timers.armFurther(handle, end, at, at - view.double(LAST_TIME));
  }

  // ── Findings ─────────────────────────────────────────────────────────────────────────────────

  /** The connection goes on; what is found of it by now. */
  private judge(view: ConnectionView): void {
    const { handle } = view;
    // What has just happened is judged when it is over.
    if (this.timers.isAwake(handle)) return;
    const { detection, teller } = this.parts;
    detection.advance(view.asOf);
    const judged = detection.judgeSoFar(view);
    if (judged.length === 0) return;
    const news = judged.filter(({ detector }) => !this.rows.isTold(handle, detector.id));
    if (news.length > 0) for (const finding of teller.tell(news)) this.tellFinding(handle, finding);
  }

  private tellFinding(handle: number, finding: Finding): void {
    if (this.rows.isTold(handle, finding.id)) return;
    this.rows.tell(handle, finding.id);
    if (this.teller.happened("finding")) this.teller.tell("finding", { finding });
  }

  /** What was told of it, as it stands now. */
  private findingsSoFar(view: ConnectionView): Finding[] {
    const { detection, teller } = this.parts;
    const told = detection
      .judgeSoFar(view)
      .filter(({ detector }) => this.rows.isTold(view.handle, detector.id));
    return teller.tell(told);
  }

  private build(view: ConnectionView, findings: Finding[] | null): ConnectionRecord {
    const found = findings ?? this.findingsSoFar(view);
    return this.parts.builder.build(view, this.tracker.lifecycle.sideRows, found);
  }

  private look(at: number): void {
    const { detection, teller, tcpPackets, onlooker } = this.parts;
    const judged = detection.judgeSubjectsSoFar(at, tcpPackets());
    this.subjects.tellNews(teller, judged, at);
    onlooker?.judgedSubjects?.(judged);
    // Without packets nothing changes but by time.
    const next = at + this.subjects.interval;
    const { due } = detection;
    this.nextLook = due > next ? due : next;
    if (due === Number.POSITIVE_INFINITY) this.nextLook = due;
  }
}
