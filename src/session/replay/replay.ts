// Saved captures played on the engine: at a pace, with jumps ahead, and back, which means from the beginning
// again (ids are given the same way each time). Knows the screen by what it asks.
import type { PacketSource } from "../../capture/packet-source.ts";
import { SEVERITY_RANK } from "../../detect/finding.ts";
import type { LifecycleEvent } from "../../record/event-record.ts";
import { runEngine } from "../engine.ts";
import type { EngineOptions, EngineResult, EngineSink } from "../engine-options.ts";
import type { Onlooker } from "../onlooker.ts";
import type { ReplayStatus, Speed } from "../screen/frame.ts";
import type { PaceRequest } from "../screen/protocol.ts";
import { FindingPlaces } from "./finding-places.ts";
import { inputLength } from "./input-length.ts";
import { PacedSource, Rewound } from "./paced-source.ts";
import { Playhead } from "./playhead.ts";
import { WALL_CLOCK, type WallClock } from "./wall-clock.ts";

export interface ReplayOptions {
  /** What is played first. */
  readonly source: PacketSource;
  /** The same again, for each reading that begins anew. */
  readonly open: () => Promise<PacketSource>;
  readonly canRewind: boolean;
  /** Hears why `open` has failed at the end, where going back is not needed; default: the replay fails. */
  readonly refused?: (error: unknown) => void;
  readonly speed: Speed;
  /** Of each reading; `onlooker` and `follower` come with each. */
  readonly engine: EngineOptions;
  readonly clock?: WallClock;
}

/** Whoever goes along with one reading from its beginning. */
export type Company = Pick<EngineOptions, "onlooker" | "follower"> &
  Pick<EngineSink, "event" | "eventKinds" | "wants" | "connection">;

const NANOS = 1e9;

export class Replay {
  private readonly options: ReplayOptions;
  private readonly clock: WallClock;
  private readonly playhead: Playhead;
  private readonly findingPlaces = new FindingPlaces();
  private paced: PacedSource | null = null;
  private isRunning = false;
  private isStopped = false;
  private isRewinding = false;
  private pacesHeard = 0;
  /** Of the event that happened last, in nanoseconds of the timeline. */
  private eventTime = 0;
  /** Nanoseconds; null: not known. */
  private length: number | null = null;
  private measuring: AbortController | null = null;
  private wake = (): void => {};

  constructor(options: ReplayOptions) {
    this.options = options;
    this.clock = options.clock ?? WALL_CLOCK;
    this.playhead = new Playhead(options.speed, this.clock);
  }

  get status(): ReplayStatus {
    const { playhead, paced, length, options } = this;
    const position = paced?.position ?? 0;
    const silentFor = playhead.isFree ? null : (paced?.silentFor ?? null);
    return {
      positionSeconds: position / NANOS,
      lengthSeconds: length === null ? null : Math.max(length, position) / NANOS,
      speed: playhead.speed,
      isPlaying: playhead.isPlaying && !playhead.isAtEnd,
      isAtEnd: playhead.isAtEnd,
      canRewind: options.canRewind,
      isSeeking: playhead.jump !== null || this.isRewinding,
      pacesHeard: this.pacesHeard,
      silentForSeconds: silentFor === null ? null : silentFor / NANOS,
      findingsAt: this.findingPlaces.seconds,
    };
  }

  pace(request: PaceRequest): void {
    const { playhead, paced, options } = this;
    this.pacesHeard++;
    const isBack = playhead.pace(request);
    if (isBack && !options.canRewind) playhead.jump = null;
    else if (isBack) {
      this.isRewinding = true;
      if (this.isRunning) paced?.rewind();
      else this.wake();
    }
    paced?.paced();
    this.measure();
  }

  /** The end, wherever it stands. */
  stop(): void {
    this.isStopped = true;
    this.measuring?.abort();
    this.paced?.stop();
    this.wake();
  }

  /**
   * Plays until it is stopped. At the end of the input it waits for what is asked.
   * @param company called for each reading: the first, and each that begins anew
   * @param ended called where a reading has reached the end of the input, with what was found in all
   * @returns what `read` tells of what was played by the time it was stopped
   */
  async run(
    company: (source: PacketSource) => Promise<Company>,
    ended: (result: EngineResult) => void,
  ): Promise<EngineResult> {
    let source: PacketSource | null = this.options.source;
    for (;;) {
      const result: EngineResult | null = await this.readOnce(source, company);
      if (result !== null && !this.isStopped) {
        this.length = this.playhead.position;
        ended(result);
      }
      for (source = null; source === null; ) {
        // (What is asked while the input is closed has come already.)
        if (result !== null && !this.isRewinding && !this.isStopped)
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
        if (result !== null && this.isStopped) return result;
        source = await this.openAgain(result !== null);
      }
    }
  }

  /** Null: the input cannot be opened any more, and what was played to its end stays. */
  private async openAgain(canStay: boolean): Promise<PacketSource | null> {
    const { open, refused } = this.options;
    try {
      return await open();
    } catch (error) {
      if (!canStay || refused === undefined) throw error;
      this.isRewinding = false;
      this.playhead.jump = null;
      refused(error);
      return null;
    }
  }

  /** Null: left, to begin anew. */
  private async readOnce(
    source: PacketSource,
    company: (source: PacketSource) => Promise<Company>,
  ): Promise<EngineResult | null> {
    const { options, clock, playhead } = this;
    playhead.rewind();
    const { since, until } = options.engine;
    const paced = new PacedSource(source, playhead, clock, { since, until });
    this.paced = paced;
    this.isRewinding = false;
    const { onlooker, follower, event, eventKinds, wants, connection } = await company(paced);
    if (this.isStopped) paced.stop();
    this.measure();
    const sink: EngineSink = {
      ...(wants && { wants }),
      ...(connection && { connection }),
      ...(eventKinds && { eventKinds }),
      event: (told, record, handle) => {
        event?.(told, record, handle);
        this.heard(told);
      },
      // (At the end all that is left is reported, a million connections perhaps: the screen goes on meanwhile.)
      flush: () => paced.turn(),
    };
    const along = { onlooker: this.watched(onlooker), ...(follower && { follower }) };
    this.isRunning = true;
    try {
      return await runEngine(paced, { ...options.engine, ...along }, sink);
    } catch (error) {
      if (error instanceof Rewound) return null;
      throw error;
    } finally {
      this.isRunning = false;
    }
  }

  /** The same, and what a replay itself must know. */
  private watched(onlooker: Onlooker | undefined): Required<Onlooker> {
    return {
      begin: (seen) => {
        if (this.paced !== null) this.paced.nextDue = seen.nextDue;
        onlooker?.begin(seen);
      },
      look: () => onlooker?.look(),
      happened: (kind, times, time, view) => {
        this.eventTime = time;
        onlooker?.happened?.(kind, times, time, view);
      },
      judgedSubjects: (judged) => onlooker?.judgedSubjects?.(judged),
      adopted: (handle) => onlooker?.adopted?.(handle),
      over: (view, verdict, findings, atEnd) => onlooker?.over?.(view, verdict, findings, atEnd),
    };
  }

  private heard(event: LifecycleEvent): void {
    if (event.kind !== "finding") return;
    if (SEVERITY_RANK[event.finding.severity] < SEVERITY_RANK.warning) return;
    const { playhead, paced } = this;
    if (paced !== null) this.findingPlaces.add(paced.offsetOf(this.eventTime) / NANOS);
    if (playhead.jump?.to === "finding") playhead.arrive(paced?.position ?? 0);
  }

  /** How long it is, is asked once, and only where playing does not soon tell it. */
  private measure(): void {
    const { options, clock, playhead } = this;
    const isNeedless = this.measuring !== null || this.length !== null || this.isStopped;
    if (isNeedless || !options.canRewind || (playhead.speed === "max" && playhead.isPlaying)) return;
    const measuring = new AbortController();
    this.measuring = measuring;
    options
      .open()
      .then((source) => inputLength(source, clock, measuring.signal))
      .then(
        (length) => {
          this.length ??= length;
        },
        // (Whoever plays hears of it.)
        () => {},
      );
  }
}
