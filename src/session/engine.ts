// The loop: blocks → segments → connections → records. Owns the clock.
import type { PacketBlock } from "../capture/packet-block.ts";
import type { PacketSource } from "../capture/packet-source.ts";
import type { Segment } from "../decode/segment.ts";
import { TunnelTable } from "../decode/tunnel-table.ts";
import { Detection, type SubjectJudged } from "../detect/run-detectors.ts";
import { MomentText } from "../record/address-text.ts";
import { RecordBuilder, retriesOf } from "../record/build-record.ts";
import type { Verdict } from "../record/connection-record.ts";
import { Totals } from "../record/totals.ts";
import { Archive } from "../track/archive.ts";
import { ID, SERVICE } from "../track/connection-layout.ts";
import { type ConnectionView, VERDICTS } from "../track/connection-view.ts";
import { Tracker } from "../track/tracker.ts";
import { captureRecord, lossesOf } from "./capture-record.ts";
import type { EngineOptions, EngineProgress, EngineResult, EngineSink } from "./engine-options.ts";
import { engineResult } from "./engine-result.ts";
import { type EventParts, LifecycleEvents } from "./events/lifecycle-events.ts";
import type { Follower } from "./follower.ts";
import { KeptFindings } from "./kept-findings.ts";
import type { InSight, Onlooker } from "./onlooker.ts";
import { BATCH, endBeforeLook, SegmentBatch } from "./segment-batch.ts";
import { type FindingsTeller, findingsTeller } from "./tell-findings.ts";
import type { Witness } from "./witness.ts";

const DEFAULT_MSL = 30;
const DEFAULT_MAX_CONNECTIONS = 1_000_000;
const DEFAULT_CLOSE_WAIT_AGE = 60;
const DEFAULT_CLOSE_WAIT_COUNT = 10;
/** Connections handed out before the sink may drain. */
const RECORDS_PER_FLUSH = 1024;
/** How often the clock of a source that waits is looked at, and whoever wants to know is told. */
const TICK_MILLISECONDS = 250;
/** No packet of TCP takes fewer bytes in a capture, so no input of known size has more connections. */
const LEAST_BYTES_PER_CONNECTION = 70;

/**
 * Reads the source to its end and closes it. Rejects with what the source or the sink throws,
 * and with FilterError where the filter means nothing for a link type that occurs;
 * damage inside an input stands in the result.
 */
export async function runEngine(
  source: PacketSource,
  options: EngineOptions = {},
  sink: EngineSink = {},
): Promise<EngineResult> {
  try {
    const teller = await findingsTeller(options.lang ?? "en");
    return await new Engine(source, options, sink, teller).run();
  } finally {
    await source.close();
  }
}

/** Room for so many is reserved at once: memory that is not touched costs nothing, a growing table's copies do. */
function mostConnections(source: PacketSource): number {
  const { total } = source.progress();
  const packed = source.inputs.some(({ compression }) => compression !== "none");
  return total === null || packed ? DEFAULT_MAX_CONNECTIONS : Math.ceil(total / LEAST_BYTES_PER_CONNECTION);
}

/** Where interfaces hand frames on to each other, each of them shows them. */
function isInSeveralPlaces({ inputs }: PacketSource): boolean {
  const live = inputs.filter(({ format }) => format === "live");
  return live.length > 1 || live[0]?.name === "any";
}

class Engine {
  private readonly source: PacketSource;
  private readonly options: EngineOptions;
  private readonly sink: EngineSink;
  private readonly tracker: Tracker;
  private readonly tunnels = new TunnelTable();
  private readonly batch: SegmentBatch;
  private readonly totals = new Totals();
  private readonly builder: RecordBuilder;
  private readonly archive: Archive | null;
  /** Findings of archived connections, by their number there. */
  private readonly archivedFindings = new KeptFindings();
  private readonly detection: Detection;
  private readonly teller: FindingsTeller;
  private atEnd = false;
  private readonly follower: Follower | null;
  private readonly host: Witness | null;
  private readonly onlooker: Onlooker | null;
  private readonly events: LifecycleEvents | null;
  private nextInterim: number;

  constructor(source: PacketSource, options: EngineOptions, sink: EngineSink, teller: FindingsTeller) {
    this.source = source;
    this.teller = teller;
    this.options = options;
    this.sink = sink;
    const msl = options.msl ?? DEFAULT_MSL;
    this.tracker = new Tracker({
      msl,
      maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
      expectedConnections: mostConnections(source),
    });
    this.builder = new RecordBuilder(source.timeBase, this.tunnels);
    this.archive = options.order === "id" && sink.connection ? new Archive(msl * 2e9) : null;
    const closeWaitAge = options.closeWaitAge ?? DEFAULT_CLOSE_WAIT_AGE;
    this.detection = new Detection(this.tracker, {
      msl,
      closeWaitAge,
      closeWaitCount: options.closeWaitCount ?? DEFAULT_CLOSE_WAIT_COUNT,
    });
    const { capture } = this.detection.subjects;
    capture.inSeveralPlaces = isInSeveralPlaces(source);
    this.batch = new SegmentBatch(source, options, this.tunnels, capture);
    this.tracker.observer = this.detection;
    this.tracker.lifecycle.onOver = (view) => this.report(view);
    this.nextInterim = performance.now() + (options.interimEvery ?? Number.POSITIVE_INFINITY) * 1000;
    this.follower = options.follower ?? null;
    this.follower?.begin?.(this.tracker);
    this.host = options.host ?? null;
    this.events = sink.event ? new LifecycleEvents(this.eventParts(closeWaitAge)) : null;
    if (this.host !== null) this.consult(this.host);
    this.onlooker = options.onlooker ?? null;
    this.onlooker?.begin(this.inSight());
  }

  private consult(host: Witness): void {
    this.builder.host = host;
    this.detection.subjects.consult(host);
    host.onAdopted = (handle) => {
      this.events?.adopted(handle);
      this.onlooker?.adopted?.(handle);
    };
    host.onMismatch = (handle) => this.events?.lookAgain(handle);
    host.begin(this.tracker, this.tunnels, this.source);
  }

  private inSight(): InSight {
    const { tracker, tunnels, source, batch, builder, detection, teller, host } = this;
    const capture = () => this.capture();
    const nextDue = () => Math.min(this.events?.due ?? Number.POSITIVE_INFINITY, tracker.nextDeadline);
    return { nextDue, tracker, tunnels, source, batch, builder, detection, teller, host, capture };
  }

  private eventParts(closeWaitAge: number): EventParts {
    const { tracker, detection, teller, builder, sink, host, source, options } = this;
    const { timeBase } = source;
    const onlooker = options.onlooker ?? null;
    const tcpPackets = () => this.batch.tcpPackets;
    return { tracker, detection, teller, builder, sink, onlooker, host, timeBase, closeWaitAge, tcpPackets };
  }

  /** Where the source waits for packets, time goes on between its blocks. */
  run(): Promise<EngineResult> {
    if (this.source.settledUntil === undefined) return this.readAll();
    let timer: NodeJS.Timeout | undefined;
    const failed = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        try {
          this.tick();
        } catch (error) {
          reject(error);
        }
      }, TICK_MILLISECONDS);
    });
    return Promise.race([this.readAll(), failed]).finally(() => clearInterval(timer));
  }

  private async readAll(): Promise<EngineResult> {
    const { source, sink, options, batch } = this;
    const { maxPackets = Number.POSITIVE_INFINITY } = options;
    // On a line that is idle the first packet may never come.
    let begun = source.settledUntil !== undefined && source.channels.length > 0;
    if (begun) sink.begin?.(this.capture());
    for (;;) {
      const block = batch.packets < maxPackets ? await source.nextBlock() : null;
      if (block !== null) {
        block.to = Math.min(block.to, block.from + maxPackets - batch.packets);
        batch.prepare(block, options);
      }
      if (!begun) {
        begun = true;
        sink.begin?.(this.capture());
      }
      if (block === null || options.signal?.aborted) break;
      if (block.from === block.to) this.passTime();
      else this.processBlock(block);
      this.onlooker?.look();
      options.onProgress?.(this.progress());
      const drained = sink.flush?.();
      if (drained) await drained;
    }
    this.atEnd = true;
    this.seeLosses();
    this.detection.finish(batch.tcpPackets);
    for (const _ of this.tracker.lifecycle.finish()) await sink.flush?.();
    const judged = this.detection.judgeSubjects();
    this.events?.finish(judged, this.tracker.now);
    const result = this.resultOf(this.totals, judged);
    if (this.archive && sink.connection) await this.tellInOrder(this.archive, result);
    return result;
  }

  /** Between two blocks: the clock goes on, and those who want to know hear of it. */
  private tick(): void {
    if (this.atEnd) return;
    const { source, sink, options } = this;
    this.seeLosses();
    const now = this.passTime();
    this.follower?.tick?.();
    this.host?.tick(now);
    sink.tick?.(this.capture(), this.tracker.lifecycle.recognised);
    this.onlooker?.look();
    if (performance.now() < this.nextInterim) return;
    this.nextInterim += (options.interimEvery as number) * 1000;
    const moment = this.tracker.now;
    const time = Number.isFinite(moment) ? new MomentText(source.timeBase).format(moment) : null;
    sink.interim?.(this.resultSoFar(), time);
  }

  /** The clock goes on without a packet, as far as the source says; returns the moment. */
  private passTime(): number {
    const now = this.source.settledUntil?.() ?? Number.NEGATIVE_INFINITY;
    this.events?.advance(now);
    this.tracker.advanceTo(now);
    return now;
  }

  /** One borrowed block: the hot loop. A batch is decoded, then tracked, so that memory is read ahead. */
  private processBlock(block: PacketBlock): void {
    const { batch, tracker, follower, events } = this;
    const { segments } = batch;
    follower?.block?.(block);
    for (let from = block.from, to = from; from < block.to; from = to) {
      to = from + BATCH < block.to ? from + BATCH : block.to;
      if (events !== null) to = endBeforeLook(block, from, to, events.nextLook);
      const before = batch.packets + 1;
      const count = batch.decode(block, from, to);
      tracker.prefetch(segments, count);
      for (let at = 0; at < count; at++) {
        const segment = segments[at] as Segment;
        if (events !== null && segment.time >= events.next) events.advance(segment.time);
        tracker.advance(segment);
        if (segment.kind === 0) continue;
        const facts = tracker.track(segment);
        if (events !== null) events.packet(segment, facts);
        if (follower !== null) follower.packet?.(segment, facts, block, from + segment.packet - before);
      }
    }
  }

  private report(view: ConnectionView): void {
    const { sideRows } = this.tracker.lifecycle;
    const { verdict } = view;
    this.totals.add(view, verdict, this.atEnd);
    const judged = this.detection.judge(view, verdict);
    // (Not one shared empty list: whoever gets the record may keep and change it.)
    const findings = judged.length === 0 ? [] : this.teller.tell(judged);
    if (findings.length > 0) this.totals.addFindings(view.word(SERVICE), findings);
    this.events?.over(view, findings, this.atEnd);
    if (this.archive) {
      const kept = this.archive.keep(view, sideRows);
      this.archivedFindings.keep(kept, findings);
    } else if (this.sink.connection && this.isWanted(view, verdict, findings.length))
      this.sink.connection(this.builder.build(view, sideRows, findings));
    this.follower?.over?.(view, () => this.builder.build(view, sideRows, findings), this.atEnd, findings);
    this.onlooker?.over?.(view, verdict, findings, this.atEnd);
    this.host?.over(view);
  }

  private isWanted(view: ConnectionView, verdict: number, findings: number): boolean {
    const { sink } = this;
    if (findings === 0 && sink.onlyWithFindings === true) return false;
    if (sink.wants === undefined) return true;
    const retries = retriesOf(view, this.tracker.lifecycle.sideRows);
    return sink.wants(view.word(ID) >>> 0, VERDICTS[verdict] as Verdict, findings, retries);
  }

  private async tellInOrder(archive: Archive, result: EngineResult): Promise<void> {
    const { sink } = this;
    sink.summary?.(result);
    let told = 0;
    for (const view of archive.inOrder()) {
      const findings = this.archivedFindings.of(view.handle);
      sink.connection?.(this.builder.build(view, archive.sideRows, findings));
      if (++told % RECORDS_PER_FLUSH === 0) await sink.flush?.();
    }
  }

  private progress(): EngineProgress {
    const { bytes, total } = this.source.progress();
    return { bytes, totalBytes: total, packets: this.batch.packets };
  }

  private capture(): EngineResult["capture"] {
    const { packets, firstTime, lastTime } = this.batch;
    return captureRecord(this.source, packets, firstTime, lastTime);
  }

  /** What the interfaces lost makes findings doubtful, and is one. */
  private seeLosses(): void {
    const { source, tracker, detection } = this;
    if (source.statistics === undefined) return;
    detection.subjects.capture.seeLosses(lossesOf(source.statistics()), tracker.now);
  }

  /** How it stands in the middle: connections that go on are counted as they are. Changes nothing. */
  private resultSoFar(): EngineResult {
    const { tracker, detection, teller } = this;
    const totals = this.totals.copy();
    const view = tracker.newView();
    view.asOf = tracker.now;
    for (let handle = 0; handle < tracker.table.used; handle++) {
      if (!tracker.table.isLive(handle)) continue;
      view.handle = handle;
      totals.add(view, view.verdict, true);
      const judged = detection.judgeSoFar(view);
      if (judged.length > 0) totals.addFindings(view.word(SERVICE), teller.tell(judged));
    }
    return this.resultOf(totals, detection.judgeSubjectsSoFar(tracker.now, this.batch.tcpPackets));
  }

  private resultOf(totals: Totals, judged: readonly SubjectJudged[]): EngineResult {
    const { tracker, source, teller, batch } = this;
    return engineResult({ tracker, source, teller, batch }, totals, judged);
  }
}
