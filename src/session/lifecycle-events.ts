// Lifecycle events of the contract: what changed in which connection's story, told as it happens. Works
// along the timeline: what a timer brings is told when its time has come there, whatever the packets'
// order of arrival in blocks.
//
// An accepted RST is told at once. Where its receiver goes on after all (SEMANTICS §1), state events show
// the way back, and a further RST that counts is told anew; one in the window but not exact is told when
// nothing contradicted it for a while. A finding is told when what woke its detectors is over for a
// second, so that a story that is still being told is not judged.
import type { TimeBase } from "../capture/time-base.ts";
import type { Segment } from "../decode/segment.ts";
import type { Detection, SubjectJudged } from "../detect/run-detectors.ts";
import type { RecordBuilder } from "../record/build-record.ts";
import type { ConnectionRecord, Finding, State } from "../record/connection-record.ts";
import type { ResetEvent, RetryEvent } from "../record/event-record.ts";
import {
  ACK_RTT,
  COLD,
  FIRST_TIME,
  FLAGS,
  HANDSHAKE_COMPLETE,
  HANDSHAKE_WAITS,
  LAST_TIME,
  NOTES,
  PAYLOAD,
  RST_IS_ACCEPTED,
  RST_TIME,
  RST_WAITS,
  SELF_CONNECT,
  SIMULTANEOUS_OPEN,
  SYN_FIRST_TIME,
  SYN_LAST_TIME,
  SYN_RTT,
} from "../track/connection-layout.ts";
import {
  type ConnectionView,
  VERDICT_HALF_OPEN,
  VERDICT_REFUSED,
  VERDICT_UNREACHABLE,
  VERDICTS,
} from "../track/connection-view.ts";
import {
  ADDRESSES_REUSED,
  AFTER_PROBE,
  CONNECTION_OVER,
  FIN_AGAIN,
  FIN_RETRY,
  HANDSHAKE_COMPLETED,
  ICMP_ERROR,
  NEW_CONNECTION,
  RST_IN_WINDOW,
  STATE_CHANGED,
  SYN_ACK_RETRY,
  SYN_RETRY,
  WATCHED_SEGMENT,
  WINDOW_REOPENED,
} from "../track/segment-facts.ts";
import {
  CLOSE_WAIT,
  STATES,
  SYN_RECEIVED,
  SYN_SENT,
  TIME_WAIT,
  UNKNOWN,
} from "../track/tcp-state-machine.ts";
import type { Tracker } from "../track/tracker.ts";
import { DueLists } from "./due-lists.ts";
import type { EngineSink } from "./engine-options.ts";
import { EventTeller } from "./event-teller.ts";
import { SubjectsTold } from "./subjects-told.ts";
import type { FindingsTeller } from "./tell-findings.ts";
import {
  RESET_COUNTS,
  TOLD_CLOSE,
  TOLD_END,
  TOLD_HALF_OPEN,
  TOLD_OPEN,
  TOLD_UNREACHABLE,
  ToldRows,
} from "./told-rows.ts";

/** A server that waits longer for the last segment of a handshake tells so (SEMANTICS §3, half-open-handshake). */
const HALF_OPEN_NANOS = 3e9;
/** So long nothing more must happen before a connection that goes on is judged … */
const QUIET_NANOS = 1e9;
/** … but it is not waited longer than this. */
const MOST_QUIET_NANOS = 5e9;
/** "Longer than": at the very moment it is not so yet. */
const BEYOND_NANOS = 1e6;
/** Who was not stuck at that age is looked at again after this part of it. */
const AGAIN_SHARE = 0.25;

// What is waited for: lists of due-lists.ts.
const GIVEN_UP = 0;
const HALF_OPEN = 1;
const WAITED_2MSL = 2;
const AGED = 3;
const AGED_FURTHER = 4;
const SETTLED = 5;
const LISTS = 6;
// Keys: two ends of a row, and the row itself.
const KEYS = 3;
const ROW = 2;

const RETRIES = SYN_RETRY | SYN_ACK_RETRY | FIN_RETRY;
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
  /** Seconds. */
  readonly closeWaitAge: number;
  /** Segments of the input so far. */
  readonly tcpPackets: () => number;
}

export class LifecycleEvents {
  /** What is known across connections is looked at then, in nanoseconds of the timeline. */
  nextLook = Number.NEGATIVE_INFINITY;
  private readonly parts: EventParts;
  private readonly tracker: Tracker;
  private readonly view: ConnectionView;
  private readonly rows = new ToldRows();
  private readonly due = new DueLists(LISTS);
  private readonly teller: EventTeller;
  private readonly subjects: SubjectsTold;
  private readonly ageNanos: number;
  private readonly waking: number;
  private readonly telling: number;

  constructor(parts: EventParts) {
    const { tracker, detection, sink, timeBase, closeWaitAge } = parts;
    this.parts = parts;
    this.tracker = tracker;
    this.view = tracker.newView();
    this.teller = new EventTeller(sink, this.rows, timeBase);
    this.subjects = new SubjectsTold(this.teller);
    this.ageNanos = closeWaitAge * 1e9 + BEYOND_NANOS;
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
    const due = this.due.next;
    return due < this.nextLook ? due : this.nextLook;
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
      else {
        const key = this.due.take(at);
        if (key >= 0) this.fire((key / KEYS) | 0, key % KEYS, this.due.list, this.due.due);
      }
    }
    // Nothing changes until a packet comes.
    if (this.nextLook === Number.POSITIVE_INFINITY) this.nextLook = now + this.subjects.interval;
  }

  /** A connection is reported, before its row is freed: what was not told of it yet. */
  over(view: ConnectionView, findings: Finding[], atEnd: boolean): void {
    const { rows, teller, due } = this;
    const { handle } = view;
    rows.reach(handle);
    if (view.has(RST_WAITS)) rows.mark(handle, RESET_COUNTS);
    teller.turn(view, view.asOf, null, () => this.build(view, findings));
    this.tellStates(view, view.asOf);
    this.tellStory(view);
    if (view.isEvicted)
      teller.tell("evict", { verdict: VERDICTS[view.verdict] as (typeof VERDICTS)[number] });
    for (const finding of findings) this.tellFinding(handle, finding);
    if (atEnd) return;
    for (let key = handle * KEYS; key < (handle + 1) * KEYS; key++) due.clear(key);
    rows.forget(handle);
  }

  /** The input has ended, with these findings about services, hosts and the capture. */
  finish(judged: readonly SubjectJudged[], now: number): void {
    this.subjects.tellRest(this.parts.teller, judged, now);
  }

  // ── Packets ──────────────────────────────────────────────────────────────────────────────────

  private happened(segment: Segment, handle: number, endpoint: number, facts: number): void {
    const { view, rows } = this;
    rows.reach(handle);
    view.handle = handle;
    view.asOf = this.tracker.now;
    if ((facts & OF_THE_STORY) !== 0) {
      this.takeBack(view);
      this.turn(segment.time, segment.packet);
      const changed = this.tellStates(view, segment.time, endpoint, facts);
      if ((facts & (HANDSHAKE_COMPLETED | CONNECTION_OVER)) !== 0) this.tellStory(view);
      if ((facts & TIMED_ANEW) !== 0) this.arm(view);
      // Most connections end as they should: nobody is to be asked.
      if (changed && this.isWoken(view, facts)) this.wake(handle);
    }
    if ((facts & this.waking) !== 0) this.wake(handle);
  }

  private isWoken(view: ConnectionView, facts: number): boolean {
    const notes = view.word(NOTES) & ADDRESSES_REUSED;
    const ended = (facts & CONNECTION_OVER) !== 0;
    if (!ended && notes === 0 && (facts & HANDSHAKE_COMPLETED) === 0) return false;
    if (view.has(HANDSHAKE_WAITS)) return true;
    return this.parts.detection.isWorthAsking(notes, view.word(FLAGS), view.verdict);
  }

  /** What an RST had ended goes on: it may end again. */
  private takeBack(view: ConnectionView): void {
    const { rows } = this;
    const { handle } = view;
    if (!rows.has(handle, TOLD_END | RESET_COUNTS)) return;
    if (!view.has(RST_WAITS)) rows.unmark(handle, RESET_COUNTS);
    if (view.isReset) return;
    rows.unmark(handle, view.has(HANDSHAKE_COMPLETE) ? TOLD_END : TOLD_END | TOLD_OPEN);
  }

  // ── Timers ───────────────────────────────────────────────────────────────────────────────────

  private fire(handle: number, part: number, list: number, at: number): void {
    const { view, rows } = this;
    view.handle = handle;
    view.asOf = at;
    this.turn(at, null);
    if (list === SETTLED && view.has(RST_WAITS)) rows.mark(handle, RESET_COUNTS);
    this.tellStates(view, at);
    if (list === SETTLED) this.tellStory(view);
    if (list === HALF_OPEN) this.tellHalfOpen(view, part, at);
    if (list === GIVEN_UP || list === WAITED_2MSL) this.armEnd(view, part);
    this.judge(view);
    if ((list === AGED || list === AGED_FURTHER) && rows.state(handle, part) === CLOSE_WAIT) {
      const isTold = rows.isTold(handle, "close-wait-stuck") || rows.isTold(handle, "fin-wait-2-stuck");
      if (!isTold) this.due.set(handle * KEYS + part, AGED_FURTHER, at + this.ageNanos * AGAIN_SHARE);
    }
  }

  /** The states' timers run from what was just seen. */
  private arm(view: ConnectionView): void {
    this.armEnd(view, 0);
    if (!view.has(SELF_CONNECT)) this.armEnd(view, 1);
  }

  private armEnd(view: ConnectionView, end: number): void {
    const { due, rows } = this;
    const { handle } = view;
    const key = handle * KEYS + end;
    const state = rows.state(handle, end);
    const now = view.asOf;
    if (state === SYN_SENT || state === TIME_WAIT) {
      const ends = view.endOfState(end);
      if (ends > now && ends < Number.POSITIVE_INFINITY) {
        due.set(key, state === TIME_WAIT ? WAITED_2MSL : GIVEN_UP, ends);
        return;
      }
    } else if (state === SYN_RECEIVED && !rows.has(handle, TOLD_HALF_OPEN)) {
      if (!due.isIn(key, HALF_OPEN)) due.set(key, HALF_OPEN, now + HALF_OPEN_NANOS);
      return;
    } else if (state === CLOSE_WAIT) {
      if (!due.isIn(key, AGED) && !due.isIn(key, AGED_FURTHER)) due.set(key, AGED, now + this.ageNanos);
      return;
    }
    due.clear(key);
  }

  /** Its detectors are asked when it has been quiet for a while. */
  private wake(handle: number): void {
    const { due, rows } = this;
    const { now } = this.tracker;
    const key = handle * KEYS + ROW;
    if (!due.isIn(key, SETTLED)) rows.wake(handle, now);
    else if (now - rows.wokenAt(handle) > MOST_QUIET_NANOS - QUIET_NANOS) return;
    due.set(key, SETTLED, now + QUIET_NANOS);
  }

  // ── Telling ──────────────────────────────────────────────────────────────────────────────────

  private turn(time: number, packet: number | null): void {
    const { view } = this;
    this.teller.turn(view, time, packet, () => this.build(view, this.findingsSoFar(view)));
  }

  /** Retries, and the ends whose state is another than was told. Returns whether there is one. */
  private tellStates(view: ConnectionView, time: number, endpoint = 0, facts = 0): boolean {
    const { rows, teller } = this;
    const { handle } = view;
    const counts = rows.has(handle, RESET_COUNTS);
    const waits = !counts && view.has(RST_WAITS);
    const ends = view.has(SELF_CONNECT) ? 1 : 2;
    const before: number[] = [];
    const seconds: number[] = [];
    let changed = false;
    for (let end = 0; end < ends; end++) {
      // An RST that waits has changed nothing yet.
      const state = waits ? view.shownState(end) : view.state(end);
      const told = rows.state(handle, end);
      before[end] = told;
      if (state === told) continue;
      changed = true;
      const since = told === UNKNOWN ? view.double(FIRST_TIME) : rows.sinceOf(handle, end);
      seconds[end] = Math.max(0, time - since) / 1e9;
      rows.setState(handle, end, state, time);
      this.armEnd(view, end);
    }
    if ((facts & RETRIES) !== 0) this.tellRetry(view, endpoint, facts);
    for (let end = 0; end < ends; end++) {
      const afterSeconds = seconds[end];
      if (afterSeconds === undefined) continue;
      const from = STATES[before[end] as number] as State;
      const to = STATES[rows.state(handle, end)] as State;
      teller.tell("state", { endpoint: teller.sideOf(end), from, to, afterSeconds });
    }
    return changed;
  }

  private tellRetry(view: ConnectionView, endpoint: number, facts: number): void {
    const of: RetryEvent["of"] =
      (facts & SYN_RETRY) !== 0 ? "SYN" : (facts & SYN_ACK_RETRY) !== 0 ? "SYN-ACK" : "FIN";
    const retries = this.parts.detection.retriesSoFar(view, of, endpoint);
    if (retries === null) return;
    const { offsetsSeconds, tries, schedule } = retries;
    const last = offsetsSeconds.at(-1) as number;
    this.teller.tell("retry", {
      of,
      endpoint: this.teller.sideOf(endpoint),
      attempt: tries,
      sinceFirstSeconds: last,
      // (To the nanosecond, as the times are.)
      sinceLastSeconds: Math.round((last - (offsetsSeconds.at(-2) as number)) * 1e9) / 1e9,
      schedule,
    });
  }

  /** Opened, and how it ended, each once. */
  private tellStory(view: ConnectionView): void {
    const { rows, teller } = this;
    const { handle } = view;
    if (view.has(HANDSHAKE_COMPLETE) && !rows.has(handle, TOLD_OPEN)) {
      rows.mark(handle, TOLD_OPEN);
      teller.tell("open", {
        opening: view.opening,
        synRttSeconds: roundTrip(view, SYN_RTT),
        ackRttSeconds: roundTrip(view, ACK_RTT),
      });
    }
    const { verdict } = view;
    const name = VERDICTS[verdict];
    if (name === "closed") {
      if (rows.has(handle, TOLD_CLOSE)) return;
      rows.mark(handle, TOLD_CLOSE);
      const closing = view.closing(verdict);
      teller.tell("close", { closing, closedBy: view.closedBy(verdict), ...this.course(view) });
    } else if (verdict <= VERDICT_REFUSED) {
      const counts = view.has(RST_IS_ACCEPTED) || rows.has(handle, RESET_COUNTS);
      if (!counts || rows.has(handle, TOLD_END)) return;
      rows.mark(handle, TOLD_END);
      if (verdict === VERDICT_REFUSED) {
        const syn = view.endpointDouble(view.client, COLD + SYN_LAST_TIME);
        teller.tell("refused", { afterSeconds: Math.max(0, view.double(RST_TIME) - syn) / 1e9 });
        return;
      }
      const by = teller.sideOf(view.resetBy);
      teller.tell("reset", { verdict: name as ResetEvent["verdict"], by, ...this.course(view) });
    } else if (verdict === VERDICT_UNREACHABLE) {
      if (rows.has(handle, TOLD_UNREACHABLE)) return;
      const error = this.parts.detection.icmpSoFar(view);
      if (error === null) return;
      rows.mark(handle, TOLD_UNREACHABLE);
      const { router, ...icmp } = error;
      teller.tell("unreachable", { icmp: { ...icmp, from: router } });
    }
  }

  private tellHalfOpen(view: ConnectionView, end: number, at: number): void {
    const { rows } = this;
    if (end !== view.server || rows.state(view.handle, end) !== SYN_RECEIVED) return;
    if (view.verdict !== VERDICT_HALF_OPEN) return;
    rows.mark(view.handle, TOLD_HALF_OPEN);
    const first = view.endpointDouble(end, COLD + SYN_FIRST_TIME);
    this.teller.tell("half-open", { forSeconds: Math.max(0, at - first) / 1e9 });
  }

  private course(view: ConnectionView) {
    return {
      durationSeconds: (view.double(LAST_TIME) - view.double(FIRST_TIME)) / 1e9,
      clientBytes: view.endpointDouble(view.client, PAYLOAD),
      serverBytes: view.endpointDouble(view.server, PAYLOAD),
    };
  }

  // ── Findings ─────────────────────────────────────────────────────────────────────────────────

  /** The connection goes on; what is found of it by now. */
  private judge(view: ConnectionView): void {
    const { handle } = view;
    // What has just happened is judged when it is over.
    if (this.due.isIn(handle * KEYS + ROW, SETTLED)) return;
    const { detection, teller } = this.parts;
    const judged = detection.judgeSoFar(view);
    if (judged.length === 0) return;
    const news = judged.filter(({ detector }) => !this.rows.isTold(handle, detector.id));
    if (news.length > 0) for (const finding of teller.tell(news)) this.tellFinding(handle, finding);
  }

  private tellFinding(handle: number, finding: Finding): void {
    if (this.rows.isTold(handle, finding.id)) return;
    this.rows.tell(handle, finding.id);
    this.teller.tell("finding", { finding });
  }

  /** What was told of it, as it stands now. */
  private findingsSoFar(view: ConnectionView): Finding[] {
    const { detection, teller } = this.parts;
    const told = detection
      .judgeSoFar(view)
      .filter(({ detector }) => this.rows.isTold(view.handle, detector.id));
    return teller.tell(told);
  }

  private build(view: ConnectionView, findings: Finding[]): ConnectionRecord {
    return this.parts.builder.build(view, this.tracker.lifecycle.sideRows, findings);
  }

  private look(at: number): void {
    const { detection, teller, tcpPackets } = this.parts;
    this.subjects.tellNews(teller, detection.judgeSubjectsSoFar(at, tcpPackets()), at);
    // Without packets nothing changes but by time.
    const next = at + this.subjects.interval;
    const { due } = detection;
    this.nextLook = due > next ? due : next;
    if (due === Number.POSITIVE_INFINITY) this.nextLook = due;
  }
}

/** Seconds, or null where a segment of it was not captured. */
function roundTrip(view: ConnectionView, offset: number): number | null {
  const nanos = view.double(offset);
  return nanos < 0 || view.has(SIMULTANEOUS_OPEN) ? null : nanos / 1e9;
}
