import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteBatch } from "../../../src/present/stream/byte-batch.ts";
import { writeConnection } from "../../../src/present/stream/connection-line.ts";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import { arbitraryRecord } from "../arbitrary-record.ts";
import { MemoryOutput } from "../memory-output.ts";
import { connection } from "../sample-records.ts";

async function written(records: readonly ConnectionRecord[]): Promise<string> {
  const out = new MemoryOutput();
  const batch = new ByteBatch(out);
  for (const record of records) {
    batch.text("{");
    writeConnection(batch, record);
    batch.text("\n");
  }
  await batch.flush();
  return out.text;
}

test("members stand in the order of the record, as JSON.stringify puts them", async () => {
  const records = [connection(1), connection(2, { closedBy: null, previous: 1, tunnel: ["vlan:100"] })];
  expect(await written(records)).toBe(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
});

test("what this machine knows of an end stands behind what its packets tell", async () => {
  const { client, server } = connection(1);
  const process = { pid: 4711, name: 'say "hi"', containerId: null, uid: 1000 };
  const record = connection(1, {
    client: { ...client, process, kernelState: "ESTABLISHED" },
    server: { ...server, kernelState: null },
  });
  expect(await written([record])).toBe(`${JSON.stringify(record)}\n`);
});

test("whatever the record says comes back out of the JSON", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryRecord, { minLength: 1, maxLength: 5 }), async (records) => {
      const lines = (await written(records)).trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line))).toEqual(records);
    }),
    { numRuns: 500 },
  );
});

test("seconds come back exactly", async () => {
  const durations = [0, 1e-9, 0.1, 0.3, 0.999_999_999, 1, 104.000_000_001, 1e-10, 0.1 + 0.2, 5e9, 1e21];
  const lines = (await written(durations.map((durationSeconds) => connection(1, { durationSeconds }))))
    .trimEnd()
    .split("\n");
  expect(lines.map((line) => JSON.parse(line).durationSeconds)).toEqual(durations);
});

test("more than fits one batch, with text that is not ASCII in between", async () => {
  const finding = {
    id: "reset",
    severity: "warning" as const,
    endpoint: null,
    packets: [1],
    packetsTotal: 1,
    summary: "连接被重置",
  };
  const records = Array.from({ length: 500 }, (_, index) =>
    connection(index, { findings: index % 100 === 7 ? [finding] : [] }),
  );
  const lines = (await written(records)).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(records);
});

test("a finding that is larger than a batch", async () => {
  const summary = "…".repeat(100_000);
  const finding = {
    id: "reset",
    severity: "warning" as const,
    endpoint: null,
    packets: [],
    packetsTotal: 0,
    summary,
  };
  const record = connection(1, { findings: [finding] });
  expect(JSON.parse(await written([record]))).toEqual(record);
});
