// The expression of the `--select` language for the connections of a finding about a service, a host or the capture.
import type { SubjectFinding } from "../../../record/connection-record.ts";

/** Of more ranges of ids the expression would be no line that anybody reads. */
const MOST_RANGES = 40;
/** What selects every connection. */
const ALL = "id>0";

export function selectOfSubject({ subject, connections }: SubjectFinding): string {
  const { kind, ip, port } = subject;
  const ranges = connections.length === 0 ? [] : rangesOf(connections);
  if (ranges.length > 0 && ranges.length <= MOST_RANGES) return `id:${ranges.join(",")}`;
  if (kind === "service" && ip !== null && port !== null) return `server.host:${ip} server.port:${port}`;
  if (kind !== "capture" && ip !== null) return `host:${ip}`;
  return ranges.length === 0 ? ALL : `id:${ranges.slice(-MOST_RANGES).join(",")}`;
}

/** 1-12, 15 … of ids in any order. */
function rangesOf(ids: readonly number[]): string[] {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  const ranges: string[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to + 1) {
    to = from;
    while (sorted[to + 1] === (sorted[to] as number) + 1) to++;
    ranges.push(from === to ? `${sorted[from]}` : `${sorted[from]}-${sorted[to]}`);
  }
  return ranges;
}
