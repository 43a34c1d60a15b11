// What a screen's feed is made of once the engine runs, and who of it hears of what.
import type { SubjectJudged } from "../../detect/run-detectors.ts";
import type { Finding } from "../../record/connection-record.ts";
import type { EventKind, LifecycleEvent } from "../../record/event-record.ts";
import { ID, SERVICE } from "../../track/connection-layout.ts";
import type { ConnectionView } from "../../track/connection-view.ts";
import type { EngineResult } from "../engine-options.ts";
import type { InSight } from "../onlooker.ts";
import { ConnectionsScreen } from "./connections/connections-screen.ts";
import { Details } from "./connections/details.ts";
import type { EventFeed } from "./findings/event-feed.ts";
import type { FindingGroups } from "./findings/finding-groups.ts";
import { FindingsScreen } from "./findings/findings-screen.ts";
import { OutdatedFindings } from "./findings/outdated-findings.ts";
import type { Body, ReplayStatus, Status, ViewName } from "./frame.ts";
import type { ViewRequest } from "./protocol.ts";
import { AllRows, handshakeNanos } from "./rows/all-rows.ts";
import { type Processes, RememberedRows } from "./rows/remembered-rows.ts";
import { RowMarks } from "./rows/row-marks.ts";
import { ScreenStatus } from "./screen-status.ts";
import { ServicesScreen } from "./services/services-screen.ts";
import { StatesScreen } from "./states/states-screen.ts";

export interface ScreenPartsOptions {
  readonly remember: number;
  /** Seconds. */
  readonly msl: number;
  readonly doubtfulUpTo: () => number;
  readonly replay: () => ReplayStatus | null;
  readonly events: EventFeed;
}

/** A connection seldom takes less of a capture. */
const BYTES_A_CONNECTION = 400;

/** Findings about services, hosts and the capture that are told as of now; of more some stand as they were told. */
const MOST_REFRESHED = 256;

const NEVER = Number.NEGATIVE_INFINITY;

export class ScreenParts {
  readonly seen: InSight;
  readonly status: ScreenStatus;
  readonly details: Details;
  private readonly marks = new RowMarks();
  private readonly kept: RememberedRows;
  private readonly rows: AllRows;
  private readonly groups: FindingGroups;
  private readonly connections: ConnectionsScreen;
  private readonly states: StatesScreen;
  private readonly services: ServicesScreen;
  private readonly findings: FindingsScreen;
  private readonly outdated: OutdatedFindings;
  private readonly doubtfulUpTo: () => number;
  /** Of what happened last. (Never a small integer: a field that changes its kind is slower.) */
  private time = 0.5;

  constructor(seen: InSight, options: ScreenPartsOptions) {
    const { remember, msl, doubtfulUpTo, replay, events } = options;
    const { marks } = this;
    this.seen = seen;
    this.doubtfulUpTo = doubtfulUpTo;
    this.kept = new RememberedRows(remember, expectedRows(seen), msl * 2e9);
    this.rows = new AllRows(seen, this.kept, marks, doubtfulUpTo);
    const { groups } = this.rows;
    this.groups = groups;
    this.status = new ScreenStatus(seen, replay);
    this.details = new Details(seen, this.rows, groups);
    this.connections = new ConnectionsScreen(seen, this.rows);
    this.states = new StatesScreen(seen, this.rows);
    this.services = new ServicesScreen(seen, this.rows, groups);
    this.outdated = new OutdatedFindings(seen, this.rows);
    this.findings = new FindingsScreen(groups, this.details, events);
  }

  /** A walk over the rows for this view goes on when its body is asked for again. */
  isWalking(view: ViewName): boolean {
    return view !== "findings" && this[view].isWalking;
  }

  happened(kind: EventKind, times: number, time: number, view: ConnectionView | null): void {
    this.time = time;
    this.states.histories.count(kind, times, time);
    if (view === null) return;
    if (kind !== "state" && (this.marks.sets[view.handle] ?? 0) !== 0) this.outdated.suspect(view.handle);
    if (kind === "state") this.states.count(view);
    else if (kind === "open") {
      const nanos = handshakeNanos(view);
      if (nanos >= 0) this.services.handshakes.add(view.word(SERVICE), nanos);
    }
  }

  /** What was told of them is as of now again. */
  judgedSubjects(judged: readonly SubjectJudged[]): void {
    const { teller } = this.seen;
    this.groups.refreshSubjects(judged.slice(0, MOST_REFRESHED), ({ detector, judgement }) =>
      teller.tellSubject(detector, judgement),
    );
  }

  /** What the kernel told of a connection older than the capture has its row now. */
  adopted(handle: number): void {
    this.states.count(this.rows.show(handle));
  }

  /** Before anything is told of the findings so far. */
  review(): void {
    this.outdated.review();
  }

  /** @param handle of the connection's row; −1: about more than one */
  found(event: Extract<LifecycleEvent, { kind: "finding" }>, handle: number): void {
    const { marks, rows, groups, time } = this;
    if (event.connection === null) {
      groups.addSubject(event.finding, time);
      return;
    }
    const { finding } = event;
    marks.reach(handle);
    if (marks.sets[handle] !== 0) this.outdated.suspect(handle);
    const set = rows.sets.with(marks.sets[handle] as number, finding.id, finding.severity);
    marks.sets[handle] = set;
    if (finding.severity !== "info") marks.troubles[handle] = time;
    groups.add(finding, event.connection, handle, time);
  }

  over(view: ConnectionView, findings: readonly Finding[], atEnd: boolean): void {
    const { marks, rows, kept, seen, states } = this;
    const { handle } = view;
    marks.reach(handle);
    this.settle(view, findings);
    const set = findings.length === 0 ? 0 : rows.sets.of(findings);
    const told = marks.troubles[handle] as number;
    const isTrouble = rows.sets.get(set).rank > 0;
    kept.keep(view, seen.tracker.lifecycle.sideRows, {
      findings,
      set,
      trouble: isTrouble ? (told === NEVER ? view.asOf : told) : NEVER,
      atEnd,
      isDoubtful: view.word(ID) >>> 0 <= this.doubtfulUpTo(),
      processes: this.processesOf(handle),
    });
    this.services.over(view, set, atEnd);
    // (Who never changed a state is counted at the latest here.)
    if (atEnd) states.count(view);
    else states.discount(handle);
    marks.clear(handle);
    if (atEnd) marks.end(handle);
  }

  finished({ findings }: EngineResult): void {
    this.groups.settle(findings, this.seen.tracker.now);
    this.status.over();
  }

  statusNow(): Status {
    return this.status.now(this.groups.counts(), this.findings.newest(this.seen.tracker.now));
  }

  /** `isUrgent`, `isOver` as in walks.ts. */
  body(request: ViewRequest, isUrgent: boolean, isOver: boolean): Body {
    switch (request.view) {
      case "connections":
        return this.connections.body(request, isUrgent, isOver);
      case "states":
        return this.states.body(isUrgent, isOver);
      case "services":
        return this.services.body(request, isUrgent, isOver);
      case "findings":
        return this.findings.body(request, this.seen.tracker.now);
    }
  }

  /** What was told of it while it went on gives way to what is reported. */
  private settle(view: ConnectionView, findings: readonly Finding[]): void {
    const { marks } = this.rows.findings(view.handle);
    if (marks.length === 0 && findings.length === 0) return;
    const id = view.word(ID) >>> 0;
    for (const told of marks) {
      const stays = findings.some((finding) => finding.id === told.id && finding.severity === told.severity);
      if (!stays) this.groups.takeBack(told.id, told.severity, id);
    }
    for (const finding of findings) {
      const isTold = marks.some((told) => told.id === finding.id && told.severity === finding.severity);
      if (!isTold) this.groups.add(finding, id, view.handle, view.asOf);
    }
  }

  private processesOf(handle: number): Processes | null {
    const { host } = this.seen;
    if (host === null) return null;
    const first = host.endOf(handle, 0)?.process ?? null;
    const second = host.endOf(handle, 1)?.process ?? null;
    return first === null && second === null ? null : [first, second];
  }
}

/** How many connections the input may have; 0: that cannot be told. */
function expectedRows({ source }: InSight): number {
  const { total } = source.progress();
  return total === null ? 0 : Math.ceil(total / BYTES_A_CONNECTION);
}
