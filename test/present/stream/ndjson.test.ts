import { expect, test } from "vitest";
import { createReportWriter } from "../../../src/present/create-report-writer.ts";
import { createNdjsonStream } from "../../../src/present/stream/ndjson.ts";
import type { SubjectFinding } from "../../../src/record/connection-record.ts";
import { complaints } from "../../record/complaints.ts";
import { MemoryOutput, PIPE, report } from "../memory-output.ts";
import { connection, refused, resultOf } from "../sample-records.ts";

const finding: SubjectFinding = {
  id: "port-scan",
  severity: "warning",
  endpoint: "client",
  packets: [3],
  packetsTotal: 15,
  summary: "10.9.0.1 tried 15 ports of 10.9.0.2",
  subject: { kind: "host", ip: "10.9.0.1", port: null },
  connections: [1, 2],
};

test("an object a line: capture first, connections, findings, summary last", async () => {
  const records = [connection(2), refused(1)];
  const result = resultOf(records, { findings: [finding] });
  const lines = (await report("ndjson", records, {}, result))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    { type: "capture", schema: "shakedown/1", ...result.capture, packets: 0, lastTime: null },
    { type: "connection", ...records[0] },
    { type: "connection", ...records[1] },
    { type: "finding", ...finding },
    { type: "summary", ...result.summary },
  ]);
});

test("a connection is written as soon as it is flushed, not at the end", async () => {
  const out = new MemoryOutput();
  const writer = await createReportWriter("ndjson", PIPE, out);
  writer.connection?.(connection(1));
  await writer.flush?.();
  expect(JSON.parse(out.text)).toEqual({ type: "connection", ...connection(1) });
});

test("without connections there is no place for them, so that none are built", async () => {
  const writer = await createReportWriter("ndjson", { ...PIPE, connections: false }, new MemoryOutput());
  expect("connection" in writer).toBe(false);
});

test("what only a live capture says is as the schema says", async () => {
  const out = new MemoryOutput();
  const stream = createNdjsonStream(PIPE, out);
  const time = "2026-11-20T14:03:12.547000000Z";
  const losses = { received: 9, droppedByKernel: 2, droppedByInterface: 0, linesNotPrinted: 5 };
  const result = resultOf([connection(1)]);
  stream.standing({ time, ...result.summary, losses });
  stream.loss({ time, droppedByKernel: 2, droppedByInterface: 0, connectionsUpTo: 1 });
  stream.gap({ linesNotPrinted: 5 });
  await stream.end({ ...result, summary: { ...result.summary, losses } });
  const lines = out.text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ type }) => type)).toEqual(["interim", "loss", "gap", "summary"]);
  for (const line of lines) expect(complaints(line)).toEqual([]);
  expect(complaints({ type: "loss", time })).not.toEqual([]);
});
