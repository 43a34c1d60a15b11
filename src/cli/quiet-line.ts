// `--quiet`: the whole report in one line.
import { counted, formatCount } from "../present/numbers.ts";
import type { Verdict } from "../record/connection-record.ts";
import type { SummaryRecord } from "../record/report-record.ts";
import { VERDICTS } from "../record/vocabulary.ts";

/**
 * As "412 packets, 34 connections: 18 closed, 4 reset"; what did not occur is left out.
 * @param failed what `--fail-on` matched; "" when nothing
 */
export function quietLine(
  { packets, connections, verdicts, evicted }: SummaryRecord,
  failed: string,
): string {
  const counts = VERDICTS.map((verdict): [Verdict, number] => [verdict, verdicts[verdict] ?? 0])
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${formatCount(count)} ${verdict}`);
  const list = counts.length === 0 ? "" : `: ${counts.join(", ")}`;
  const dropped = evicted === 0 ? "" : `; ${formatCount(evicted)} evicted, the table was full`;
  const matched = failed === "" ? "" : `; ${failed}`;
  return `${counted(packets, "packet")}, ${counted(connections, "connection")}${list}${dropped}${matched}\n`;
}
