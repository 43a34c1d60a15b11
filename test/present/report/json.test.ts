import { expect, test } from "vitest";
import { createReportWriter } from "../../../src/present/create-report-writer.ts";
import type { ServiceRecord } from "../../../src/record/report-record.ts";
import { MemoryOutput, PIPE, report } from "../memory-output.ts";
import { connection, refused, resultOf } from "../sample-records.ts";

const service: ServiceRecord = {
  ip: "10.9.0.2",
  port: 80,
  attempts: 2,
  verdicts: { closed: 1, refused: 1 },
  findings: {},
  closeWaitNow: 0,
  closeWaitPeak: 0,
};

test("one document in the order of the contract, a connection a line", async () => {
  const records = [connection(1), refused(2)];
  const result = resultOf(records, { services: [service] });
  const text = await report("json", records, {}, result);
  const { capture, summary, findings, services } = result;
  expect(JSON.parse(text)).toEqual({
    schema: "shakedown/1",
    capture,
    summary,
    findings,
    services,
    connections: records,
  });
  expect(Object.keys(JSON.parse(text))).toEqual([
    "schema",
    "capture",
    "summary",
    "findings",
    "services",
    "connections",
  ]);
  expect(text.split("\n").filter((line) => line.startsWith('{"id":'))).toHaveLength(2);
});

test("no connections: an empty list where they are wanted, no list where not", async () => {
  const nothing = resultOf([]);
  expect(JSON.parse(await report("json", [], {}, nothing)).connections).toEqual([]);
  expect(JSON.parse(await report("json", [], { connections: false }, nothing))).not.toHaveProperty(
    "connections",
  );
});

test("a connection before the summary is a mistake of the caller", async () => {
  const writer = await createReportWriter("json", PIPE, new MemoryOutput());
  expect(() => writer.connection?.(connection(1))).toThrow('order "id"');
});
