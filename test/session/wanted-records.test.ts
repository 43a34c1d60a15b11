// Whether the record of a connection is wanted is asked with the figures that it would have.
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/open-capture.ts";
import type { ConnectionRecord, Verdict } from "../../src/record/connection-record.ts";
import { runEngine } from "../../src/session/engine.ts";

const CAPTURE = "fixtures/tour.pcapng";

interface Asked {
  readonly id: number;
  readonly verdict: Verdict;
  readonly findings: number;
  readonly retries: number;
}

async function read(wants?: (asked: Asked) => boolean): Promise<ConnectionRecord[]> {
  const records: ConnectionRecord[] = [];
  await runEngine(
    await openCapture(CAPTURE),
    {},
    {
      ...(wants && { wants: (id, verdict, findings, retries) => wants({ id, verdict, findings, retries }) }),
      connection: (record) => records.push(record),
    },
  );
  return records;
}

describe("a record", () => {
  it("is asked for with its own figures", async () => {
    const asked: Asked[] = [];
    const records = await read((one) => asked.push(one) > 0);
    expect(asked).toEqual(
      records.map(({ id, verdict, findings, client, server }) => ({
        id,
        verdict,
        findings: findings.length,
        retries:
          client.retransmissions +
          server.retransmissions +
          Math.max(0, client.syn - 1) +
          Math.max(0, server.synAck - 1),
      })),
    );
    expect(asked.filter(({ retries }) => retries > 0).length).toBeGreaterThan(2);
  });

  it("that is not wanted is not handed out", async () => {
    const all = await read();
    const some = await read(({ id }) => id % 2 === 0);
    expect(some).toEqual(all.filter(({ id }) => id % 2 === 0));
  });
});
