import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MostTelling } from "../../../src/present/report/telling.ts";
import type { ConnectionRecord, Finding, Severity } from "../../../src/record/connection-record.ts";
import { arbitraryRecord } from "../arbitrary-record.ts";
import { connection, endpoint, halfClosed, open, refused, unanswered } from "../sample-records.ts";

function ids(limit: number, records: readonly ConnectionRecord[], count = limit): number[] {
  const telling = new MostTelling(limit);
  for (const record of records) telling.offer(record);
  return telling.take(count).map((record) => record.id);
}

const finding = (severity: Severity): Finding => ({
  id: "some",
  severity,
  endpoint: null,
  packets: [],
  packetsTotal: 0,
  summary: "",
});

describe("the order", () => {
  test("by verdict: what failed, what hangs, what lives, what is over", () => {
    const records = [connection(1), open(2), halfClosed(3, 5), connection(4, { verdict: "half-open" })];
    records.push(connection(5, { verdict: "unreachable" }), connection(6, { verdict: "aborted" }));
    records.push(
      connection(7, { verdict: "reset" }),
      refused(8),
      unanswered(9),
      connection(10, { verdict: "partial" }),
    );
    expect(ids(10, records)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 10]);
  });

  test("the longer it hangs and the more often it was tried, the earlier", () => {
    expect(ids(3, [halfClosed(1, 5), halfClosed(2, 500), halfClosed(3, 50)])).toEqual([2, 3, 1]);
    const tries = (id: number, syn: number) =>
      unanswered(id, { client: endpoint("10.9.0.1", 40_000, { syn }) });
    expect(ids(3, [tries(1, 2), tries(2, 7), tries(3, 3)])).toEqual([2, 3, 1]);
  });

  test("of equals the one that came first", () => {
    expect(ids(2, [refused(9), refused(3), refused(5)])).toEqual([3, 5]);
  });

  test("a finding lifts a connection that looks harmless", () => {
    const records = [connection(1), connection(2, { findings: [finding("info")] })];
    records.push(
      connection(3, { findings: [finding("warning")] }),
      connection(4, { findings: [finding("error")] }),
    );
    expect(ids(5, [...records, halfClosed(5, 5)])).toEqual([4, 3, 5, 1, 2]);
  });
});

describe("the choice", () => {
  test("many of one kind leave room for the others", () => {
    const records = Array.from({ length: 100 }, (_, index) => refused(index + 1));
    expect(ids(4, [...records, halfClosed(101, 62)])).toEqual([1, 2, 3, 101]);
  });

  test("is what sorting everything would give, of one verdict", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        (ages, limit) => {
          const records = ages.map((age, index) => halfClosed(index + 1, age));
          const sorted = [...records].sort(
            (a, b) => b.server.stateSinceSeconds - a.server.stateSinceSeconds || a.id - b.id,
          );
          expect(ids(limit, records)).toEqual(sorted.slice(0, limit).map(({ id }) => id));
        },
      ),
    );
  });

  test("does not depend on the order in which connections finish", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(arbitraryRecord, { maxLength: 60, selector: ({ id }) => id }),
        fc.nat(),
        (records, turn) => {
          const from = records.length === 0 ? 0 : turn % records.length;
          const turned = [...records.slice(from), ...records.slice(0, from)];
          expect(ids(12, turned)).toEqual(ids(12, records));
        },
      ),
    );
  });

  test("is the same where those are left out that need not be offered", () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryRecord, { maxLength: 200 }),
        fc.integer({ max: 8, min: 0 }),
        (any, limit) => {
          // (Few figures and verdicts, so that many are alike.)
          const records = any.map((record, index) => ({
            ...record,
            id: (index * 7) % 211,
            verdict: (["closed", "refused", "half-open"] as const)[index % 3] ?? "closed",
            client: { ...record.client, syn: record.client.syn % 4, retransmissions: 0 },
            server: { ...record.server, synAck: 1, retransmissions: record.server.retransmissions % 2 },
            findings: index % 5 === 0 ? [finding("warning")] : [],
          }));
          const telling = new MostTelling(limit);
          for (const record of records) {
            const { id, verdict, findings, client, server } = record;
            const sentAgain = Math.max(0, client.syn - 1) + server.retransmissions;
            if (findings.length > 0 || !telling.passesOver(id, verdict, sentAgain)) telling.offer(record);
          }
          expect(telling.take(limit).map(({ id }) => id)).toEqual(ids(limit, records));
          expect(telling.offered).toBe(records.length);
        },
      ),
    );
  });

  test("passes over who tells less than those that are kept, and nobody else", () => {
    const telling = new MostTelling(2);
    for (const id of [4, 5]) telling.offer(refused(id));
    expect(telling.passesOver(6, "refused", 0)).toBe(true);
    expect(telling.passesOver(3, "refused", 0)).toBe(false);
    expect(telling.passesOver(6, "refused", 1)).toBe(false);
    expect(telling.passesOver(6, "closed", 0)).toBe(false);
    expect(telling.offered).toBe(3);
  });

  test("never more than asked for, and all when there are fewer", () => {
    const records = Array.from({ length: 10 }, (_, index) =>
      index % 2 === 0 ? refused(index) : open(index),
    );
    expect(ids(10, records, 3)).toHaveLength(3);
    expect(ids(40, records)).toHaveLength(10);
    expect(ids(0, records)).toEqual([]);
  });
});
