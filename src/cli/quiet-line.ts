// `--quiet`: the whole report in one line.
import { counted, formatCount } from "../present/numbers.ts";
import type { Verdict } from "../record/connection-record.ts";
import type { SummaryRecord } from "../record/report-record.ts";
import { VERDICTS } from "../record/vocabulary.ts";

/** As "412 packets, 34 connections: 18 closed, 4 reset"; verdicts that did not occur are left out. */
export function quietLine({ packets, connections, verdicts }: SummaryRecord): string {
  const counts = VERDICTS.map((verdict): [Verdict, number] => [verdict, verdicts[verdict] ?? 0])
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${formatCount(count)} ${verdict}`);
  const list = counts.length === 0 ? "" : `: ${counts.join(", ")}`;
  return `${counted(packets, "packet")}, ${counted(connections, "connection")}${list}\n`;
}
