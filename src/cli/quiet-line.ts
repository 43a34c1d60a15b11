// `--quiet`: the whole report in one line.
import { FINDING_IDS } from "../detect/finding.ts";
import type { ConnectionRecord, SubjectFinding, Verdict } from "../record/connection-record.ts";
import { IdSet } from "../record/id-set.ts";
import type { SummaryLosses, SummaryRecord } from "../record/report-record.ts";
import { VERDICTS } from "../record/vocabulary.ts";
import { counted, formatCount } from "../words/numbers.ts";

/** What is counted of the connections that `--select` chose. */
export class ChosenCounts {
  connections = 0;
  readonly verdicts: Partial<Record<Verdict, number>> = {};
  readonly findings: Record<string, number> = {};
  readonly #ids = new IdSet();

  see({ id, verdict, findings }: ConnectionRecord): void {
    this.connections++;
    this.#ids.add(id);
    this.verdicts[verdict] = (this.verdicts[verdict] ?? 0) + 1;
    for (const finding of findings) this.#count(finding.id);
  }

  /** Findings about several connections, after the last of these: they must touch a chosen one. */
  seeSubjects(findings: readonly SubjectFinding[]): void {
    for (const { id, connections } of findings) {
      if (connections.some((connection) => this.#ids.has(connection))) this.#count(id);
    }
  }

  #count(id: string): void {
    this.findings[id] = (this.findings[id] ?? 0) + 1;
  }
}

/**
 * As "412 packets, 34 connections: 18 closed, 4 reset; findings: 4 reset"; what did not occur is left out.
 * @param chosen null when all connections were
 * @param failed what `--fail-on` matched; "" when nothing
 */
export function quietLine(summary: SummaryRecord, chosen: ChosenCounts | null, failed: string): string {
  const { packets, connections, evicted, losses } = summary;
  const { verdicts, findings } = chosen ?? summary;
  const of = chosen === null ? "" : `${formatCount(chosen.connections)} of `;
  const ended = listed(VERDICTS, verdicts);
  const found = listed(FINDING_IDS, findings);
  return `${[
    `${counted(packets, "packet")}, ${of}${counted(connections, "connection")}${ended === "" ? "" : `: ${ended}`}`,
    found === "" ? "" : `findings: ${found}`,
    losses === undefined ? "" : lost(losses),
    evicted === 0 ? "" : `${formatCount(evicted)} evicted, the table was full`,
    failed,
  ]
    .filter((part) => part !== "")
    .join("; ")}\n`;
}

function lost({ droppedByKernel, droppedByInterface }: SummaryLosses): string {
  if (droppedByKernel + droppedByInterface === 0) return "nothing lost";
  return `lost ${formatCount(droppedByKernel)} by the kernel, ${formatCount(droppedByInterface)} by the interface`;
}

function listed(names: readonly string[], counts: Readonly<Record<string, number>>): string {
  return names
    .filter((name) => (counts[name] ?? 0) > 0)
    .map((name) => `${formatCount(counts[name] as number)} ${name}`)
    .join(", ");
}
