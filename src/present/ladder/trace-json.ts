// A traced connection as JSON: an entry a line, so that it can be read by jq and by people.
import type { SubjectFinding } from "../../record/connection-record.ts";
import type { TraceRecord } from "../../record/trace-record.ts";

export function traceJson(trace: TraceRecord, findings: readonly SubjectFinding[]): string {
  const { connection, base, initial, entries, foldedSegments, over, watchedSeconds } = trace;
  const head = { connection, findings, base, initial, foldedSegments, over, watchedSeconds };
  const fields = Object.entries(head).map(([name, value]) => `"${name}": ${JSON.stringify(value, null, 2)}`);
  const list =
    entries.length === 0 ? "[]" : `[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]`;
  return `{\n"schema": "shakedown/1",\n${fields.join(",\n")},\n"entries": ${list}\n}\n`;
}
