// What a text report opens with: findings, a kind each with its first case, or, where no detector
// found anything, what the verdicts alone say. Gathers in bounded memory while records stream by.
import type { ConnectionRecord, Finding, Severity, SubjectFinding } from "../../record/connection-record.ts";
import type { EngineResult } from "../../session/engine.ts";
import { counted } from "../../words/numbers.ts";
import { clean } from "../terminal/clean.ts";
import type { Glyphs } from "../terminal/glyphs.ts";
import { IdSample, type Problem } from "./problem.ts";
import { VerdictTrouble } from "./verdict-trouble.ts";

const SHOWN_PACKETS = 6;

const SEVERITY_ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** The connections that have one kind of finding; there are as many kinds as detectors. */
interface Kind {
  readonly ids: IdSample;
  finding: Finding;
  connection: number;
}

export class Problems {
  readonly #kinds = new Map<string, Kind>();
  readonly #trouble = new VerdictTrouble();

  add(record: ConnectionRecord): void {
    this.#trouble.add(record);
    for (const finding of record.findings) {
      if (finding.severity === "info") continue;
      const kind = this.#kinds.get(finding.id);
      if (kind === undefined) {
        const ids = new IdSample();
        ids.add(record.id);
        this.#kinds.set(finding.id, { ids, finding, connection: record.id });
        continue;
      }
      kind.ids.add(record.id);
      if (tellsMore(finding, record.id, kind)) {
        kind.finding = finding;
        kind.connection = record.id;
      }
    }
  }

  /** All problems, the worst first. `records`: whether connections were handed over at all. */
  list(result: EngineResult, glyphs: Glyphs, records: boolean): Problem[] {
    const problems = [
      ...result.findings.flatMap((finding) => subjectProblem(finding, glyphs)),
      ...[...this.#kinds].map(([id, kind]) => kindProblem(id, kind, glyphs)),
    ];
    if (!records) problems.push(...kindsFromSums(result));
    if (problems.length === 0) {
      if (!records) for (const service of result.services) this.#trouble.addService(service);
      problems.push(...this.#trouble.problems(glyphs));
    }
    // The sort is stable: subjects stay before connections, verdicts in their own order.
    return problems.sort((a, b) => SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity]);
  }
}

function tellsMore(finding: Finding, id: number, kind: Kind): boolean {
  const order = SEVERITY_ORDER[finding.severity] - SEVERITY_ORDER[kind.finding.severity];
  return order < 0 || (order === 0 && id < kind.connection);
}

function subjectProblem(finding: SubjectFinding, glyphs: Glyphs): Problem[] {
  if (finding.severity === "info") return [];
  const ids = new IdSample();
  for (const id of finding.connections) ids.add(id);
  const first = finding.packets[0];
  const parts = [];
  if (ids.count > 0) parts.push(ids.text);
  if (first !== undefined) parts.push(`since packet ${first}`);
  return [
    {
      severity: finding.severity,
      name: finding.id,
      sentence: clean(finding.summary),
      where: parts.join(` ${glyphs.dot} `),
      connections: ids.count,
    },
  ];
}

function kindProblem(id: string, { ids, finding, connection }: Kind, glyphs: Glyphs): Problem {
  // The sentence is about one of them; the packets are its own.
  const own = ids.count === 1 ? packetList(finding) : `of connection ${connection}: ${packetList(finding)}`;
  const where = `${ids.text} ${glyphs.dot} ${own}`;
  return {
    severity: finding.severity === "error" ? "error" : "warning",
    name: id,
    sentence: clean(finding.summary),
    where,
    connections: ids.count,
  };
}

function packetList({ packets, packetsTotal }: Finding): string {
  const shown = packets.slice(0, SHOWN_PACKETS);
  const more = packetsTotal > shown.length ? ` and ${packetsTotal - shown.length} more` : "";
  return `${packetsTotal === 1 ? "packet" : "packets"} ${shown.join(", ")}${more}`;
}

/** Without records only the number of each kind is known, and not how bad it is. */
function kindsFromSums({ summary, findings }: EngineResult): Problem[] {
  const told = new Set(findings.map((finding) => finding.id));
  return Object.entries(summary.findings)
    .filter(([id, count]) => count > 0 && !told.has(id))
    .map(([id, count]) => ({
      severity: "warning" as const,
      name: id,
      sentence: `found in ${counted(count, "connection")}.`,
      where: "",
      connections: count,
    }));
}
