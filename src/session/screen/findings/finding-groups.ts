// What was found, in groups: all findings of connections with one id, and each finding about a service, a host or
// the capture by itself. Of a group its count, its newest, and some of its connections: a flood has no more memory
// than a single finding.
import { SEVERITY_RANK } from "../../../detect/finding.ts";
import type { SubjectJudged } from "../../../detect/run-detectors.ts";
import type { Finding, Severity, SubjectFinding } from "../../../record/connection-record.ts";
import { IdSet } from "../../../record/id-set.ts";
import type { FindingGroup } from "../frame.ts";
import { RecentIds } from "./recent-ids.ts";
import { selectOfSubject } from "./select-of-subject.ts";

/** Findings about services, hosts and the capture; of more the oldest are dropped. */
const MOST_SUBJECTS = 4096;
/** Connections of a group that are named. */
const MOST_CONNECTIONS = 1000;

/** Connections of which it is known that some finding about a service or host lists them. */
const MOST_MEMBERS = 65_536;

const NOT_KNOWN = -1;
const NO_COUNTS: Readonly<Record<Severity, number>> = { info: 0, warning: 0, error: 0 };

/** Of connections, all with one id. */
class Alike {
  readonly counts = { ...NO_COUNTS };
  readonly ids = new RecentIds(MOST_CONNECTIONS);
  /** As it was told. */
  newest: Finding;
  /** Its connection, and where that stood; −1: that is not known. */
  newestOf: number;
  newestAt: number;
  /** When the newest was told, in nanoseconds of the timeline. */
  time: number;

  constructor(newest: Finding, newestOf: number, newestAt: number, time: number) {
    this.newest = newest;
    this.newestOf = newestOf;
    this.newestAt = newestAt;
    this.time = time;
  }

  get count(): number {
    return this.counts.info + this.counts.warning + this.counts.error;
  }

  get severity(): Severity {
    if (this.counts.error > 0) return "error";
    return this.counts.warning > 0 ? "warning" : "info";
  }
}

interface AboutSubject {
  finding: SubjectFinding;
  time: number;
}

/** A connection's part in what was found about a service or host, of warning or worse. */
export interface Membership {
  readonly id: string;
  readonly severity: Severity;
  /** When that was told. */
  readonly time: number;
}

/** A group as far as ordering it needs. */
export interface GroupKey {
  readonly key: string;
  readonly id: string;
  readonly rank: number;
  readonly count: number;
  readonly time: number;
}

export class FindingGroups {
  /** By "ip port": findings about that service. */
  readonly aboutServices = new Map<string, SubjectFinding[]>();
  /** Grows with every change of what is known of services, hosts and the capture. */
  subjectsVersion = 0;
  /** By connection: the finding about a service or host that lists it; made anew where `isOld`. */
  private readonly members = new Map<number, Membership>();
  private isOld = false;
  private listed = new IdSet();
  private readonly alike = new Map<string, Alike>();
  private readonly subjects = new Map<string, AboutSubject>();

  /** Something was found about a connection. @param handle of its row */
  add(finding: Finding, connection: number, handle: number, time: number): void {
    let group = this.alike.get(finding.id);
    if (group === undefined) {
      group = new Alike(finding, connection, handle, time);
      this.alike.set(finding.id, group);
    }
    group.counts[finding.severity]++;
    group.newest = finding;
    group.newestOf = connection;
    group.newestAt = handle;
    group.time = time;
    group.ids.add(connection);
  }

  /** It is not so after all: another finding tells the story in the end. */
  takeBack(id: string, severity: Severity, connection: number): void {
    const group = this.alike.get(id);
    if (group === undefined || group.counts[severity] === 0) return;
    group.counts[severity]--;
    group.ids.remove(connection);
    if (group.newestOf === connection) {
      group.newestOf = group.ids.list().at(-1) ?? connection;
      group.newestAt = NOT_KNOWN;
    }
    if (group.count === 0) this.alike.delete(id);
  }

  /** Something was found about a service, a host or the capture, or is told again. */
  addSubject(finding: SubjectFinding, time: number): void {
    const key = keyOfSubject(finding);
    this.subjects.delete(key);
    if (this.subjects.size >= MOST_SUBJECTS)
      this.subjects.delete(this.subjects.keys().next().value as string);
    this.subjects.set(key, { finding, time });
    this.changed();
  }

  /** What was told of subjects as it is now, where that is something else. */
  refreshSubjects(judged: readonly SubjectJudged[], tell: (judged: SubjectJudged) => SubjectFinding): void {
    let isOther = false;
    for (const one of judged) {
      const { subject, figures } = one.judgement;
      const known = this.subjects.get(keyOf(one.detector.id, subject, figures));
      if (known === undefined) continue;
      const finding = tell(one);
      if (finding.summary === known.finding.summary) continue;
      known.finding = finding;
      isOther = true;
    }
    if (isOther) this.changed();
  }

  /** The input is over: these, and no others, were found about services, hosts and the capture. */
  settle(findings: readonly SubjectFinding[], time: number): void {
    const before = new Map(this.subjects);
    this.subjects.clear();
    for (const finding of findings.slice(-MOST_SUBJECTS)) {
      const key = keyOfSubject(finding);
      this.subjects.set(key, { finding, time: before.get(key)?.time ?? time });
    }
    this.changed();
  }

  counts(): Record<Severity, number> {
    const counts = { ...NO_COUNTS };
    for (const group of this.alike.values()) {
      counts.info += group.counts.info;
      counts.warning += group.counts.warning;
      counts.error += group.counts.error;
    }
    for (const { finding } of this.subjects.values()) counts[finding.severity]++;
    return counts;
  }

  /** The newest that lists the connection; null: none does. */
  membership(connection: number): Membership | null {
    if (this.isOld) this.gatherMembers();
    return this.listed.has(connection) ? (this.members.get(connection) ?? null) : null;
  }

  /** Those that list the connection. */
  subjectsOf(connection: number): SubjectFinding[] {
    const listing: SubjectFinding[] = [];
    for (const { finding } of this.subjects.values())
      if (finding.connections.includes(connection)) listing.push(finding);
    return listing;
  }

  /** All groups, in no order. */
  keys(): GroupKey[] {
    const keys: GroupKey[] = [];
    for (const [id, { severity, count, time }] of this.alike)
      keys.push({ key: id, id, rank: SEVERITY_RANK[severity], count, time });
    for (const [key, { finding, time }] of this.subjects) {
      const rank = SEVERITY_RANK[finding.severity];
      keys.push({ key, id: finding.id, rank, count: 1, time });
    }
    return keys;
  }

  /**
   * @param now nanoseconds of the timeline
   * @param asOfNow what is to be said of that connection now, which stood at that handle when it was told (−1: not known); null: that
   *   is not known any more
   */
  group(
    key: string,
    now: number,
    asOfNow: (id: string, connection: number, handle: number) => Finding | null,
  ): FindingGroup {
    const ageSeconds = (time: number) => Math.max(0, now - time) / 1e9;
    const about = this.subjects.get(key);
    if (about !== undefined) {
      const { finding, time } = about;
      return {
        key,
        id: finding.id,
        severity: finding.severity,
        count: 1,
        ageSeconds: ageSeconds(time),
        finding: { ...finding, connections: finding.connections.slice(-MOST_CONNECTIONS) },
        connections: finding.connections.slice(-MOST_CONNECTIONS),
        subject: finding.subject,
        select: selectOfSubject(finding),
      };
    }
    const { severity, count, time, newest, newestOf, newestAt, ids } = this.alike.get(key) as Alike;
    return {
      key,
      id: key,
      severity,
      count,
      ageSeconds: ageSeconds(time),
      finding: asOfNow(key, newestOf, newestAt) ?? newest,
      connections: ids.list(),
      subject: null,
      select: `finding:${key}`,
    };
  }

  private gatherMembers(): void {
    this.isOld = false;
    this.members.clear();
    this.listed = new IdSet();
    for (const { finding, time } of [...this.subjects.values()].reverse()) {
      const { id, severity, subject, connections } = finding;
      if (subject.kind === "capture" || severity === "info") continue;
      const membership = { id, severity, time };
      for (const connection of connections.slice(-MOST_CONNECTIONS)) {
        if (this.members.size >= MOST_MEMBERS) return;
        if (this.listed.has(connection)) continue;
        this.listed.add(connection);
        this.members.set(connection, membership);
      }
    }
  }

  private changed(): void {
    this.subjectsVersion++;
    this.isOld = true;
    this.aboutServices.clear();
    for (const { finding } of this.subjects.values()) {
      const { kind, ip, port } = finding.subject;
      if (kind !== "service") continue;
      const name = `${ip} ${port}`;
      const others = this.aboutServices.get(name);
      if (others === undefined) this.aboutServices.set(name, [finding]);
      else others.push(finding);
    }
  }
}

/** One finding may be told of one subject several times, by whoever brought it about. */
function keyOfSubject({ id, subject, ...figures }: SubjectFinding): string {
  return keyOf(id, subject, figures);
}

function keyOf(id: string, { kind, ip, port }: SubjectFinding["subject"], figures: object): string {
  const client = "client" in figures && typeof figures.client === "string" ? figures.client : "";
  return [id, kind, ip ?? "", port ?? "", client].join(" ");
}
