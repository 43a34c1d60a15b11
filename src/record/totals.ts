// Sums over all connections: the summary's counts and the services. Plain sums, so that the totals
// of several parts of a capture can be added up.

import { SERVICE } from "../track/connection-layout.ts";
import { type ConnectionView, VERDICTS } from "../track/connection-view.ts";
import type { ServiceTable } from "../track/services.ts";
import { CLOSE_WAIT, STATES } from "../track/tcp-state-machine.ts";
import { addressText } from "./address-text.ts";
import type { Finding, State, SubjectFinding, Verdict } from "./connection-record.ts";
import type { ServiceRecord, SummaryRecord } from "./report-record.ts";
import { STATES as STATES_IN_ORDER } from "./vocabulary.ts";

const VERDICT_COUNT = VERDICTS.length;
/** Columns of a service: attempts, connections in CLOSE_WAIT at the end, then each verdict. */
const COLUMNS = 2 + VERDICT_COUNT;

export class Totals {
  connections = 0;
  private readonly verdicts = new Float64Array(VERDICT_COUNT);
  private readonly clientStates = new Float64Array(STATES.length);
  private readonly serverStates = new Float64Array(STATES.length);
  private byService = new Float64Array(64 * COLUMNS);
  private findings = new Map<string, number>();
  private findingsByService = new Map<number, Map<string, number>>();

  /** The sums so far; what is added to one is not in the other. */
  copy(): Totals {
    const copy = new Totals();
    copy.connections = this.connections;
    copy.verdicts.set(this.verdicts);
    copy.clientStates.set(this.clientStates);
    copy.serverStates.set(this.serverStates);
    copy.byService = this.byService.slice();
    copy.findings = new Map(this.findings);
    copy.findingsByService = new Map(
      [...this.findingsByService].map(([service, counts]) => [service, new Map(counts)]),
    );
    return copy;
  }

  /** Counts a connection that is reported with that verdict; `atEnd`: because the input ended. */
  add(view: ConnectionView, verdict: number, atEnd: boolean): void {
    const clientState = view.state(view.client);
    const serverState = view.state(view.server);
    this.connections++;
    this.verdicts[verdict] = (this.verdicts[verdict] as number) + 1;
    this.clientStates[clientState] = (this.clientStates[clientState] as number) + 1;
    this.serverStates[serverState] = (this.serverStates[serverState] as number) + 1;
    const row = view.word(SERVICE) * COLUMNS;
    if (row + COLUMNS > this.byService.length) this.grow(row + COLUMNS);
    const columns = this.byService;
    columns[row] = (columns[row] as number) + 1;
    if (atEnd && (clientState === CLOSE_WAIT || serverState === CLOSE_WAIT)) {
      columns[row + 1] = (columns[row + 1] as number) + 1;
    }
    columns[row + 2 + verdict] = (columns[row + 2 + verdict] as number) + 1;
  }

  /** Counts what was found about one of a service's connections. */
  addFindings(service: number, findings: readonly Finding[]): void {
    let ofService = this.findingsByService.get(service);
    if (ofService === undefined) {
      ofService = new Map();
      this.findingsByService.set(service, ofService);
    }
    for (const { id } of findings) {
      increment(this.findings, id);
      increment(ofService, id);
    }
  }

  /** Finding id → how many, by id: of connections and of `subjects`. */
  findingCounts(subjects: readonly SubjectFinding[]): Record<string, number> {
    const counts = new Map(this.findings);
    for (const { id } of subjects) increment(counts, id);
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private grow(needed: number): void {
    const wider = new Float64Array(Math.max(needed, this.byService.length * 2));
    wider.set(this.byService);
    this.byService = wider;
  }

  verdictCounts(): Partial<Record<Verdict, number>> {
    return countsOf(this.verdicts, 0);
  }

  stateCounts(): SummaryRecord["states"] {
    return { client: stateCounts(this.clientStates), server: stateCounts(this.serverStates) };
  }

  /** In order of appearance. */
  services(table: ServiceTable, subjects: readonly SubjectFinding[]): ServiceRecord[] {
    const records: ServiceRecord[] = [];
    const about = new Map<string, SubjectFinding[]>();
    for (const finding of subjects) {
      const { kind, ip, port } = finding.subject;
      if (kind === "service") about.set(`${ip} ${port}`, [...(about.get(`${ip} ${port}`) ?? []), finding]);
    }
    for (let service = 0; service < table.count; service++) {
      const row = service * COLUMNS;
      const attempts = this.byService[row] ?? 0;
      if (attempts === 0) continue; // all its connections turned out to have their server at the other end
      const ip = addressText(
        table.key(service, 0),
        table.key(service, 1),
        table.key(service, 2),
        table.key(service, 3),
      );
      const port = table.key(service, 4);
      const found = new Map(this.findingsByService.get(service));
      for (const { id } of about.get(`${ip} ${port}`) ?? []) increment(found, id);
      records.push({
        ip,
        port,
        attempts,
        verdicts: countsOf(this.byService, row + 2),
        findings: Object.fromEntries(found),
        closeWaitNow: this.byService[row + 1] as number,
        closeWaitPeak: table.closeWaitPeak(service),
      });
    }
    return records;
  }
}

function increment(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}

function countsOf(counts: Float64Array, from: number): Partial<Record<Verdict, number>> {
  const byVerdict: Partial<Record<Verdict, number>> = {};
  VERDICTS.forEach((verdict, index) => {
    const count = counts[from + index] as number;
    if (count > 0) byVerdict[verdict] = count;
  });
  return byVerdict;
}

function stateCounts(counts: Float64Array): Record<State, number> {
  return Object.fromEntries(
    STATES_IN_ORDER.map((state) => [state, counts[STATES.indexOf(state)] as number]),
  ) as Record<State, number>;
}
