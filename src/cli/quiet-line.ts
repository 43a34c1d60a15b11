// `--quiet`: the whole report in one line.

import type { Verdict } from "../record/connection-record.ts";
import type { SummaryRecord } from "../record/report-record.ts";
import { VERDICTS } from "../record/vocabulary.ts";
import { counted, formatCount } from "../words/numbers.ts";

export type VerdictCounts = Partial<Record<Verdict, number>>;

/**
 * As "412 packets, 34 connections: 18 closed, 4 reset"; what did not occur is left out.
 * @param selected verdicts of the connections that were chosen; null when all were
 * @param failed what `--fail-on` matched; "" when nothing
 */
export function quietLine(
  { packets, connections, verdicts, evicted }: SummaryRecord,
  selected: VerdictCounts | null,
  failed: string,
): string {
  const counts = VERDICTS.map((verdict) => [verdict, (selected ?? verdicts)[verdict] ?? 0] as const).filter(
    ([, count]) => count > 0,
  );
  const chosen = counts.reduce((sum, [, count]) => sum + count, 0);
  const of = selected === null ? "" : `${formatCount(chosen)} of `;
  const list = counts.map(([verdict, count]) => `${formatCount(count)} ${verdict}`).join(", ");
  return `${[
    `${counted(packets, "packet")}, ${of}${counted(connections, "connection")}${list === "" ? "" : `: ${list}`}`,
    evicted === 0 ? "" : `${formatCount(evicted)} evicted, the table was full`,
    failed,
  ]
    .filter((part) => part !== "")
    .join("; ")}\n`;
}
