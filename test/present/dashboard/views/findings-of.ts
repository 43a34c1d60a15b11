// The findings of a capture as a session sends them at its end: what was found, in groups, and the newest events.
import { readFile } from "node:fs/promises";
import type { Finding, SubjectFinding } from "../../../../src/record/connection-record.ts";
import type { FindingGroup, FindingsBody } from "../../../../src/session/screen/frame.ts";
import { tell } from "../../../session/events/events-of.ts";
import { findingsBody } from "../sample-frames.ts";

const MOST_EVENTS = 200;

export async function findingsOf(path: string): Promise<FindingsBody> {
  const { events, connections, result } = await tell(await readFile(path));
  const groups = new Map<string, FindingGroup>();
  const add = (key: string, found: Finding, subject: SubjectFinding["subject"] | null, ids: number[]) => {
    const before = groups.get(key);
    groups.set(key, {
      key,
      id: found.id,
      severity: found.severity,
      count: (before?.count ?? 0) + 1,
      ageSeconds: 12,
      finding: found,
      connections: [...(before?.connections ?? []), ...ids],
      subject,
      select: `finding:${found.id}`,
    });
  };
  for (const { id, findings } of connections) for (const found of findings) add(found.id, found, null, [id]);
  for (const found of result.findings) {
    const { ip, port } = found.subject;
    add(`${found.id} ${ip} ${port}`, found, found.subject, found.connections);
  }
  const feed = events.filter(({ kind }) => kind !== "state").slice(-MOST_EVENTS);
  return findingsBody({ rows: [...groups.values()], feed });
}
