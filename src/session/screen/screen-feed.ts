// Answers what the screen asks for: looks at the table between blocks of packets, and sends a frame when
// something changed, at most ten times a second. What was asked for is answered at once; walks over all rows
// take a tenth of the time at most, and between them the rows in view are read anew.
import type { ConnectionRecord, Finding } from "../../record/connection-record.ts";
import type { EventKind, LifecycleEvent } from "../../record/event-record.ts";
import { EVENT_KINDS } from "../../record/vocabulary.ts";
import type { Predicate } from "../../select/match.ts";
import { selectionOf } from "../../select/selection.ts";
import { ID } from "../../track/connection-layout.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import type { EngineResult } from "../engine-options.ts";
import type { InSight, Onlooker } from "../onlooker.ts";
import { AllRows } from "./all-rows.ts";
import { ConnectionsScreen } from "./connections-screen.ts";
import type { Body, Detail, Frame, ReplayStatus } from "./frame.ts";
import type { FromSession, ViewRequest } from "./protocol.ts";
import { type Processes, RememberedRows } from "./remembered-rows.ts";
import { RowMarks } from "./row-marks.ts";
import { ScreenStatus } from "./screen-status.ts";

export interface ScreenFeedOptions {
  readonly send: (message: FromSession) => void;
  /** Null: not a replay. */
  readonly replay: () => ReplayStatus | null;
  /** Connections that are over and kept in mind. Default 65,536. */
  readonly remember?: number;
  /** An expression of the `--select` language: the screen is about these only. Throws SelectError. */
  readonly select?: string;
  /** Packets were lost since: what is alive and has at most this id is doubtful. Default: none is. */
  readonly doubtfulUpTo?: () => number;
  /** Seconds; as the engine has it. Default 30. */
  readonly msl?: number;
}

const DEFAULT_REMEMBERED = 65_536;
const DEFAULT_MSL = 30;
/** From one frame to the next. */
const FRAME_MILLISECONDS = 100;
/** Ages are shown in seconds. */
const IDLE_MILLISECONDS = 1000;

export class ScreenFeed implements Onlooker {
  /** Which events are to be told: changes while running, so that a flood of one kind costs little. */
  readonly eventKinds: Set<EventKind> = new Set(EVENT_KINDS.filter((kind) => kind !== "state"));
  private readonly options: ScreenFeedOptions;
  private readonly base: Predicate | null;
  private parts: Parts | null = null;
  private request: ViewRequest | null = null;
  /** The request has had its answer. */
  private isAnswered = false;
  private nextFrame = 0;
  private sentAt = 0;
  private sentPackets = -1;
  private sentNow = Number.NaN;
  private isOver = false;

  constructor(options: ScreenFeedOptions) {
    this.options = options;
    this.base = options.select === undefined ? null : selectionOf(options.select);
  }

  begin(seen: InSight): void {
    this.parts = new Parts(seen, this.options, this.base);
    if (this.request !== null) this.view(this.request);
  }

  look(): void {
    const { parts } = this;
    if (parts === null) return;
    parts.status.look();
    const now = performance.now();
    if (now < this.nextFrame || !this.hasChanged(parts, now)) return;
    this.answer(now);
  }

  /** What the engine tells. */
  event(_event: LifecycleEvent, _record: (() => ConnectionRecord) | null, _handle: number): void {}

  over(view: ConnectionView, _verdict: number, findings: readonly Finding[], atEnd: boolean): void {
    this.parts?.remember(view, findings, atEnd);
  }

  /** The input is over and everything is told: the last word, after which only what is asked for is answered. */
  finished(_result?: EngineResult): void {
    this.isOver = true;
    this.parts?.status.over();
    if (this.request !== null) this.answer(performance.now());
  }

  /** The screen wants something else: the answer is sent before this returns. */
  view(request: ViewRequest): void {
    this.request = request;
    this.isAnswered = false;
    this.answer(performance.now());
  }

  /** As the connection stands now, or stood when it was over; null: nothing is known of it. */
  detailOf(_id: number): Detail | null {
    return null;
  }

  private hasChanged(parts: Parts, now: number): boolean {
    const { batch, tracker } = parts.seen;
    if (batch.packets !== this.sentPackets || parts.connections.isWalking) return true;
    return now - this.sentAt >= IDLE_MILLISECONDS && tracker.now !== this.sentNow;
  }

  private answer(now: number): void {
    const { parts, request } = this;
    if (parts === null || request === null) return;
    this.nextFrame = now + FRAME_MILLISECONDS;
    this.sentAt = now;
    this.sentPackets = parts.seen.batch.packets;
    this.sentNow = parts.seen.tracker.now;
    const isHeld = request.hold && this.isAnswered;
    const frame: Frame = {
      answers: request.number,
      status: parts.status.now({ info: 0, warning: 0, error: 0 }),
      body: isHeld ? null : this.body(parts, request),
      detail: null,
    };
    this.isAnswered = true;
    this.options.send({ type: "frame", frame });
  }

  private body(parts: Parts, request: ViewRequest): Body {
    return parts.connections.body(request, !this.isAnswered, this.isOver);
  }
}

/** What is there once the engine runs. */
class Parts {
  readonly seen: InSight;
  readonly marks = new RowMarks();
  readonly kept: RememberedRows;
  readonly rows: AllRows;
  readonly status: ScreenStatus;
  readonly connections: ConnectionsScreen;
  private readonly doubtfulUpTo: () => number;

  constructor(seen: InSight, options: ScreenFeedOptions, base: Predicate | null) {
    const { remember = DEFAULT_REMEMBERED, msl = DEFAULT_MSL, doubtfulUpTo = () => 0 } = options;
    this.seen = seen;
    this.doubtfulUpTo = doubtfulUpTo;
    this.kept = new RememberedRows(remember, msl * 2e9);
    this.rows = new AllRows(seen, this.kept, this.marks, doubtfulUpTo);
    this.status = new ScreenStatus(seen, options.replay);
    this.connections = new ConnectionsScreen(seen, this.rows, base);
  }

  remember(view: ConnectionView, findings: readonly Finding[], atEnd: boolean): void {
    const { marks, rows, kept, seen } = this;
    const { handle } = view;
    marks.reach(handle);
    const set = findings.length === 0 ? 0 : rows.sets.of(findings);
    const told = marks.troubles[handle] as number;
    const isTrouble = rows.sets.get(set).rank > 0;
    kept.keep(view, seen.tracker.lifecycle.sideRows, {
      findings,
      set,
      trouble: isTrouble ? (told === Number.NEGATIVE_INFINITY ? view.asOf : told) : Number.NEGATIVE_INFINITY,
      atEnd,
      isDoubtful: view.word(ID) >>> 0 <= this.doubtfulUpTo(),
      processes: this.processesOf(handle),
    });
    marks.clear(handle);
    if (atEnd) marks.end(handle);
  }

  private processesOf(handle: number): Processes | null {
    const { host } = this.seen;
    if (host === null) return null;
    const first = host.endOf(handle, 0)?.process ?? null;
    const second = host.endOf(handle, 1)?.process ?? null;
    return first === null && second === null ? null : [first, second];
  }
}
