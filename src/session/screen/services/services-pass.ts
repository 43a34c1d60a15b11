// One walk over the rows for the view of services: the sums of connections that go on, and by what services are
// ordered.
import { SEVERITY_RANK } from "../../../detect/finding.ts";
import type { Severity } from "../../../record/connection-record.ts";
import type { Predicate } from "../../../select/match.ts";
import { SERVICE } from "../../../track/connection-layout.ts";
import type { ServiceTable } from "../../../track/services.ts";
import type { InSight } from "../../onlooker.ts";
import { RowInQuestion } from "../connections/row-in-question.ts";
import type { FindingGroups } from "../findings/finding-groups.ts";
import type { SERVICE_ORDERS } from "../frame.ts";
import { addressKey } from "../rows/address-key.ts";
import type { AllRows } from "../rows/all-rows.ts";
import { OrderedEntries } from "../rows/ordered-entries.ts";
import { RowWalk } from "../rows/row-walk.ts";
import type { HandshakeTimes } from "./handshake-times.ts";
import {
  ATTEMPTS,
  CLOSE_WAITING,
  OPEN,
  ofSetKey,
  REFUSED,
  RESET,
  ServiceSums,
  UNANSWERED,
} from "./service-sums.ts";

export interface ServicesPassOptions {
  readonly order: ServiceOrder;
  readonly reverse: boolean;
  /** Services are let through with any of their connections; their figures are of all. Null: everything. */
  readonly select: Predicate | null;
}

export type ServiceOrder = (typeof SERVICE_ORDERS)[number];

/** What is worst about a service, and how often that is. */
export interface WorstOfService {
  readonly id: string;
  readonly severity: Severity;
  count: number;
}

/** What is known beside the rows. */
interface Known {
  readonly finished: ServiceSums;
  readonly handshakes: HandshakeTimes;
  nameOf(service: number): string;
}

const COLUMN: Partial<Record<ServiceOrder, number>> = {
  attempts: ATTEMPTS,
  open: OPEN,
  refused: REFUSED,
  unanswered: UNANSWERED,
  reset: RESET,
  "close-wait": CLOSE_WAITING,
};
/** A service without a handshake comes last, in either direction. */
const NONE = Number.POSITIVE_INFINITY;

export class ServicesPass {
  /** All services; `entries` are those of them that are let through. */
  total = 0;
  readonly entries = new OrderedEntries();
  private readonly rows: AllRows;
  private readonly table: ServiceTable;
  private readonly groups: FindingGroups;
  private readonly known: Known;
  private readonly question: RowInQuestion;
  private readonly walkNow: RowWalk;
  private readonly walkAll: RowWalk;
  private walk: RowWalk;
  private select: Predicate | null = null;
  private readonly letThrough = new Set<number>();
  private readonly sums = new ServiceSums();
  /** By service: a row of it. */
  private examples = new Int32Array(64).fill(-1);
  private readonly worstOf = new Map<number, WorstOfService>();
  private order: ServiceOrder = "trouble";
  private reverse = false;

  constructor({ tracker, tunnels }: InSight, rows: AllRows, groups: FindingGroups, known: Known) {
    this.rows = rows;
    this.table = tracker.services;
    this.groups = groups;
    this.known = known;
    this.question = new RowInQuestion(rows, tunnels);
    // (Those that are over at the end were counted as they ended.)
    this.walkNow = new RowWalk(rows, tracker.table, true);
    this.walkAll = new RowWalk(rows, tracker.table, false);
    this.walk = this.walkNow;
  }

  begin({ order, reverse, select }: ServicesPassOptions): void {
    this.order = order;
    this.reverse = reverse;
    this.select = select;
    this.walk = select === null ? this.walkNow : this.walkAll;
    this.letThrough.clear();
    this.sums.clear();
    this.examples.fill(-1);
    this.walk.begin();
  }

  run(until: number): boolean {
    if (!this.walk.run(until, this)) return false;
    this.judge();
    this.arrange();
    return true;
  }

  see(place: number): void {
    const { select, letThrough } = this;
    if (place < 0 && select === null) return;
    const view = this.rows.show(place);
    const service = view.word(SERVICE);
    if (service < 0) return;
    if (select !== null && !letThrough.has(service) && select(this.question.at(place, view)))
      letThrough.add(service);
    if (place < 0) return;
    this.sums.add(view, this.rows.marks.sets[place] ?? 0, true);
    if (service >= this.examples.length) {
      const longer = new Int32Array(Math.max(service + 1, this.examples.length * 2)).fill(-1);
      longer.set(this.examples);
      this.examples = longer;
    }
    this.examples[service] = place;
  }

  sum(service: number, column: number): number {
    return this.sums.of(service, column) + this.known.finished.of(service, column);
  }

  worst(service: number): WorstOfService | null {
    return this.worstOf.get(service) ?? null;
  }

  /** Handle of a connection to it that goes on; −1: there is none. */
  exampleOf(service: number): number {
    return this.examples[service] ?? -1;
  }

  /** Which endpoint of that row serves; −1: the row is another service's by now. */
  serverOf(handle: number, service: number): number {
    if (!this.rows.isAlive(handle)) return -1;
    const view = this.rows.show(handle);
    return view.word(SERVICE) === service ? view.server : -1;
  }

  /** What is worst about each. */
  private judge(): void {
    const counts = new Map<number, Map<string, WorstOfService>>();
    const add = (service: number, id: string, severity: Severity, count: number) => {
      let ofService = counts.get(service);
      if (ofService === undefined) {
        ofService = new Map();
        counts.set(service, ofService);
      }
      const known = ofService.get(id);
      if (known === undefined) ofService.set(id, { id, severity, count });
      else {
        const isWorse = SEVERITY_RANK[severity] > SEVERITY_RANK[known.severity];
        ofService.set(id, { id, severity: isWorse ? severity : known.severity, count: known.count + count });
      }
    };
    for (const { sets } of [this.known.finished, this.sums]) {
      for (const [key, count] of sets) {
        const { service, set } = ofSetKey(key);
        for (const { id, severity } of this.rows.sets.get(set).marks) add(service, id, severity, count);
      }
    }
    if (this.groups.aboutServices.size > 0) {
      for (let service = 0; service < this.table.count; service++)
        for (const { id, severity } of this.groups.aboutServices.get(this.known.nameOf(service)) ?? [])
          add(service, id, severity, 1);
    }
    this.worstOf.clear();
    for (const [service, ofService] of counts) {
      let worst: WorstOfService | null = null;
      for (const one of ofService.values()) if (worst === null || isWorse(one, worst)) worst = one;
      if (worst !== null) this.worstOf.set(service, worst);
    }
  }

  private arrange(): void {
    const { entries, table, select, letThrough } = this;
    this.total = 0;
    const sign = this.reverse ? -1 : 1;
    entries.clear((a, b) => {
      const first = entries.ids[a] as number;
      const second = entries.ids[b] as number;
      return sign * (this.compareTies(first, second) || first - second);
    });
    for (let service = 0; service < table.count; service++) {
      // (All its connections may have turned out to have their server at the other end.)
      if (this.sum(service, ATTEMPTS) === 0) continue;
      this.total++;
      if (select !== null && !letThrough.has(service)) continue;
      const key = this.keyOf(service);
      entries.add(this.reverse && key !== NONE ? -key : key, service, service);
    }
  }

  private keyOf(service: number): number {
    const { order } = this;
    const column = COLUMN[order];
    if (column !== undefined) return -this.sum(service, column);
    if (order === "handshake") return -(this.known.handshakes.quantile(service, 0.5) ?? -NONE);
    if (order === "server") {
      const part = (word: number) => this.table.key(service, word);
      return addressKey(part(0), part(1), part(2), part(3), part(4));
    }
    const worst = this.worst(service);
    return worst === null ? 0 : -(SEVERITY_RANK[worst.severity] + 1);
  }

  /** Where the order's number does not decide: the more often in trouble, the more connections. */
  private compareTies(a: number, b: number): number {
    if (this.order === "server") {
      for (let word = 0; word < 4; word++) {
        const difference = (this.table.key(a, word) >>> 0) - (this.table.key(b, word) >>> 0);
        if (difference !== 0) return difference;
      }
      return this.table.key(a, 4) - this.table.key(b, 4);
    }
    if (this.order === "trouble") {
      const more = (this.worst(b)?.count ?? 0) - (this.worst(a)?.count ?? 0);
      if (more !== 0) return more;
    }
    return this.sum(b, ATTEMPTS) - this.sum(a, ATTEMPTS);
  }
}

function isWorse(one: WorstOfService, other: WorstOfService): boolean {
  const difference = SEVERITY_RANK[one.severity] - SEVERITY_RANK[other.severity];
  return difference > 0 || (difference === 0 && one.count > other.count);
}
