// Everything about one connection, as it would be reported now, or was when it was over.
import { RecordBuilder } from "../../../record/build-record.ts";
import type { Finding, SubjectFinding } from "../../../record/connection-record.ts";
import type { ConnectionView } from "../../../track/connection-view.ts";
import type { InSight } from "../../onlooker.ts";
import type { FindingGroups } from "../findings/finding-groups.ts";
import type { Detail } from "../frame.ts";
import type { AllRows } from "../rows/all-rows.ts";

export class Details {
  private readonly seen: InSight;
  private readonly rows: AllRows;
  private readonly groups: FindingGroups;
  /** Of rows that are over: by their handles the host knows others. */
  private readonly builder: RecordBuilder;
  /** Of whom, and of when, `subjects` is. */
  private subjectsOf = "";
  private subjects: readonly SubjectFinding[] = [];

  constructor(seen: InSight, rows: AllRows, groups: FindingGroups) {
    this.seen = seen;
    this.rows = rows;
    this.groups = groups;
    this.builder = new RecordBuilder(seen.source.timeBase, seen.tunnels);
    this.builder.host = {
      endOf(handle, end) {
        const process = rows.kept.processesOf(handle)?.[end];
        return process ? { process } : null;
      },
      mismatchOf: () => null,
    };
  }

  /** Null: nothing is known of it. */
  of(id: number): Detail | null {
    const { rows, seen } = this;
    const place = rows.find(id);
    if (place === null) return null;
    const subjects = this.subjectsFor(id);
    const view = rows.show(place);
    if (place < 0) {
      const findings = rows.kept.findingsOf(~place);
      return { connection: this.builder.build(view, rows.kept.sideRows, findings), subjects };
    }
    const findings = this.findingsSoFar(place, view);
    const { sideRows } = seen.tracker.lifecycle;
    return { connection: seen.builder.build(view, sideRows, findings), subjects };
  }

  /**
   * What is found about a connection in that way, as of now; null: that is not known, or not so any more.
   * @param handle where its row stood; −1: that is not known
   */
  findingOf(finding: string, id: number, handle: number): Finding | null {
    const { rows } = this;
    const place = handle < 0 ? rows.find(id) : rows.isAt(handle, id) ? handle : rows.findKept(id);
    if (place === null) return null;
    const findings = place < 0 ? rows.kept.findingsOf(~place) : this.findingsSoFar(place, rows.show(place));
    return findings.find((one) => one.id === finding) ?? null;
  }

  /** What was told of it and still holds: what is being told just now is judged when it is over. */
  private findingsSoFar(place: number, view: ConnectionView): Finding[] {
    const { marks } = this.rows.findings(place);
    if (marks.length === 0) return [];
    const judged = this.seen.detection.judgeSoFar(view);
    return this.seen.teller.tell(judged.filter(({ detector }) => marks.some(({ id }) => id === detector.id)));
  }

  private subjectsFor(id: number): readonly SubjectFinding[] {
    const wanted = `${id} ${this.groups.subjectsVersion}`;
    if (wanted !== this.subjectsOf) {
      this.subjectsOf = wanted;
      this.subjects = this.groups.subjectsOf(id);
    }
    return this.subjects;
  }
}
