// Answers what the screen asks for: looks at the table between blocks of packets, and sends a frame when
// something changed, at most ten times a second. What is asked for is answered at once; walks over all rows take
// a thirtieth of the time at most, and between them the rows in view are read anew.
import type { SubjectJudged } from "../../detect/run-detectors.ts";
import type { ConnectionRecord, Finding } from "../../record/connection-record.ts";
import type { EventKind, LifecycleEvent } from "../../record/event-record.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import type { EngineResult } from "../engine-options.ts";
import type { InSight, Onlooker } from "../onlooker.ts";
import { EventFeed } from "./findings/event-feed.ts";
import type { Body, Detail, Frame, ReplayStatus } from "./frame.ts";
import type { FromSession, ViewRequest } from "./protocol.ts";
import { ScreenParts } from "./screen-parts.ts";

export interface ScreenFeedOptions {
  readonly send: (message: FromSession) => void;
  /** Null: not a replay. */
  readonly replay: () => ReplayStatus | null;
  /** Connections that are over and stay on the screen. Default 65,536. */
  readonly remember?: number;
  /** Packets were lost since: what is alive and has at most this id is doubtful. Default: nothing is. */
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
/** Lines that a single answer may have. */
const MOST_LINES = 2000;

export class ScreenFeed implements Onlooker {
  private readonly options: ScreenFeedOptions;
  private readonly events = new EventFeed(performance.now());
  private parts: ScreenParts | null = null;
  private request: ViewRequest | null = null;
  /** The request has had its answer. */
  private isAnswered = false;
  private isOver = false;
  private nextFrame = 0;
  /** What the last frame was made of. */
  private sentAt = 0;
  private sentPackets = -1;
  private sentNow = Number.NaN;
  private sentReplay = "";

  constructor(options: ScreenFeedOptions) {
    this.options = options;
  }

  /** Which events are to be told: changes while running, so that a flood of one kind costs little. */
  get eventKinds(): ReadonlySet<EventKind> {
    return this.events.kinds;
  }

  // ── The engine tells ─────────────────────────────────────────────────────────────────────────

  begin(seen: InSight): void {
    const { remember = DEFAULT_REMEMBERED, msl = DEFAULT_MSL, doubtfulUpTo = () => 0, replay } = this.options;
    const { events } = this;
    this.parts = new ScreenParts(seen, { remember, msl, doubtfulUpTo, replay, events });
    if (this.request !== null) this.answer(performance.now());
  }

  look(): void {
    const { parts } = this;
    if (parts === null) return;
    const now = performance.now();
    if (now < this.nextFrame) return;
    this.nextFrame = now + FRAME_MILLISECONDS;
    this.events.look(now);
    parts.status.look();
    if (this.hasChanged(parts, now)) this.answer(now);
  }

  happened(kind: EventKind, times: number, time: number, view: ConnectionView | null): void {
    this.events.happened(kind, times);
    this.parts?.happened(kind, times, time, view);
  }

  event(event: LifecycleEvent, _record: (() => ConnectionRecord) | null, handle: number): void {
    if (event.kind === "finding") this.parts?.found(event, handle);
    this.events.take(event);
  }

  judgedSubjects(judged: readonly SubjectJudged[]): void {
    this.parts?.judgedSubjects(judged);
  }

  adopted(handle: number): void {
    this.parts?.adopted(handle);
  }

  over(view: ConnectionView, _verdict: number, findings: readonly Finding[], atEnd: boolean): void {
    this.parts?.over(view, findings, atEnd);
  }

  /** The input is over, with that result: the last word, after which only what is asked for is answered. */
  finished(result: EngineResult): void {
    this.isOver = true;
    this.parts?.finished(result);
    if (this.request !== null) this.answer(performance.now());
  }

  // ── The screen asks ──────────────────────────────────────────────────────────────────────────

  /** Something else is wanted: the answer is sent before this returns. */
  view(request: ViewRequest): void {
    this.request = { ...request, count: Math.max(0, Math.min(request.count, MOST_LINES)) };
    this.isAnswered = false;
    this.answer(performance.now());
  }

  /** Something was asked of the replay: how it goes on from now is told at once, also where nothing is read any more. */
  paced(): void {
    if (this.replayState() !== this.sentReplay) this.answer(performance.now());
  }

  /** As the connection stands now, or stood when it was over; null: nothing is known of it. */
  detailOf(id: number): Detail | null {
    return this.parts?.details.of(id) ?? null;
  }

  /** All that is asked for was sent; from now on only the status goes on. */
  private get isHeld(): boolean {
    return this.isAnswered && this.request?.hold === true;
  }

  private hasChanged(parts: ScreenParts, now: number): boolean {
    const { seen } = parts;
    if (seen.batch.packets !== this.sentPackets) return true;
    if (this.request !== null && !this.isHeld && parts.isWalking(this.request.view)) return true;
    if (this.replayState() !== this.sentReplay) return true;
    return now - this.sentAt >= IDLE_MILLISECONDS && (seen.tracker.now !== this.sentNow || !this.isOver);
  }

  private answer(now: number): void {
    const { parts, request, isAnswered } = this;
    if (parts === null || request === null) return;
    this.nextFrame = now + FRAME_MILLISECONDS;
    this.sentAt = now;
    this.sentPackets = parts.seen.batch.packets;
    this.sentNow = parts.seen.tracker.now;
    this.sentReplay = this.replayState();
    const { isHeld } = this;
    this.isAnswered = true;
    parts.review();
    const body = isHeld ? null : parts.body(request, !isAnswered, this.isOver);
    const detailed = request.detail === "first" ? firstOf(body) : request.detail;
    const frame: Frame = {
      answers: request.number,
      status: parts.statusNow(),
      body,
      detail: isHeld || detailed === null ? null : parts.details.of(detailed),
    };
    this.options.send({ type: "frame", frame });
  }

  /** What of a replay is shown though no packet comes. */
  private replayState(): string {
    const replay = this.options.replay();
    if (replay === null) return "";
    const { speed, isPlaying, isAtEnd, isSeeking, lengthSeconds, pacesHeard } = replay;
    return [speed, isPlaying, isAtEnd, isSeeking, lengthSeconds, pacesHeard].join(" ");
  }
}

function firstOf(body: Body | null): number | null {
  return body?.view === "connections" ? (body.rows[0]?.id ?? null) : null;
}
