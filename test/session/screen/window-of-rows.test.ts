// Which rows of many are on the screen: against a plain sort of the records.
import { describe, expect, it } from "vitest";
import type { ConnectionRecord } from "../../../src/record/connection-record.ts";
import { STATES, VERDICTS } from "../../../src/record/vocabulary.ts";
import type { Order } from "../../../src/session/screen/frame.ts";
import { bodyOf, type Fed, feedOf, request } from "./feed-of.ts";
import { manyConnections } from "./many-connections.ts";

const MANY = 1000;

let many: Promise<Fed> | null = null;
function fed(): Promise<Fed> {
  many ??= feedOf(manyConnections(MANY));
  return many;
}

/** Negative: `a` comes first. Null: there is no value, which comes last in either direction. */
const VALUES: Readonly<Partial<Record<Order, (record: ConnectionRecord) => number | null>>> = {
  id: ({ id }) => id,
  client: ({ client }) => endNumber(client),
  server: ({ server }) => endNumber(server),
  "client-state": ({ client }) => STATES.indexOf(client.state),
  "server-state": ({ server }) => STATES.indexOf(server.state),
  handshake: ({ synRttSeconds, ackRttSeconds }) =>
    synRttSeconds === null || ackRttSeconds === null ? null : -(synRttSeconds + ackRttSeconds),
  bytes: ({ client, server }) => -(client.payloadBytes + server.payloadBytes),
  verdict: ({ verdict }) => VERDICTS.indexOf(verdict),
};

function endNumber({ ip, port }: { readonly ip: string; readonly port: number }): number {
  return ip.split(".").reduce((number, byte) => number * 256 + Number(byte), 0) * 65_536 + port;
}

describe("the order", () => {
  it("is of connections that differ", async () => {
    const { records } = await fed();
    expect(records.length).toBe(MANY);
    for (const value of Object.values(VALUES))
      expect(new Set(records.map((record) => value(record))).size).toBeGreaterThan(1);
  });

  describe.each([false, true])("reversed: %s", (reverse) => {
    it.each(Object.keys(VALUES) as Order[])("by %s is the one of a plain sort", async (order) => {
      const { feed, records } = await fed();
      const value = VALUES[order] as (record: ConnectionRecord) => number | null;
      const sign = reverse ? -1 : 1;
      const sorted = records.toSorted((a, b) => {
        const [first, second] = [value(a), value(b)];
        if (first === second) return sign * (b.id - a.id);
        if (first === null || second === null) return first === null ? 1 : -1;
        return sign * (first - second);
      });
      const seen: number[] = [];
      for (let offset = 0; offset < MANY; offset += 40) {
        const { rows } = bodyOf(feed, "connections", request({ order, reverse, offset }));
        seen.push(...rows.map(({ id }) => id));
      }
      expect(seen).toEqual(sorted.map(({ id }) => id));
    });
  });

  it("to begin with shows trouble first, then what goes on, then what is over, the newest first", async () => {
    const { feed, records, atEnd } = await fed();
    const { rows } = bodyOf(feed, "connections", request({ count: MANY }));
    const isTrouble = ({ findings }: ConnectionRecord) =>
      findings.some(({ severity }) => severity !== "info");
    const troubled = records.filter(isTrouble).length;
    expect(troubled).toBeGreaterThan(0);
    expect(troubled).toBeLessThan(MANY);
    const byId = new Map(records.map((record) => [record.id, record]));
    const shown = rows.map(({ id }) => byId.get(id) as ConnectionRecord);
    expect(shown.slice(0, troubled).every(isTrouble)).toBe(true);
    const rest = shown.slice(troubled).map(({ id }) => id);
    const newestFirst = (ids: readonly number[]) => ids.toSorted((a, b) => b - a);
    const goingOn = rest.filter((id) => atEnd.has(id));
    expect(goingOn.length).toBeGreaterThan(0);
    expect(goingOn.length).toBeLessThan(rest.length);
    const over = rest.filter((id) => !atEnd.has(id));
    expect(rest).toEqual([...newestFirst(goingOn), ...newestFirst(over)]);
  });

  it.each([false, true])(
    "by age is that of what goes on, then of what is over; reversed: %s",
    async (reverse) => {
      const { feed, records, atEnd } = await fed();
      const { rows } = bodyOf(feed, "connections", request({ order: "age", reverse, count: MANY }));
      const goingOn = rows.filter(({ id }) => atEnd.has(id));
      const over = rows.filter(({ id }) => !atEnd.has(id));
      expect(goingOn.length * over.length).toBeGreaterThan(0);
      expect(rows).toEqual([...goingOn, ...over]);
      for (const part of [goingOn, over]) {
        const ages = part.map(({ inStateSeconds }) => inStateSeconds);
        expect(ages).toEqual(ages.toSorted((a, b) => (reverse ? a - b : b - a)));
      }
      const byId = new Map(records.map((record) => [record.id, record]));
      const told = ({ id }: { readonly id: number }) => {
        const { client, server } = byId.get(id) as ConnectionRecord;
        return Math.min(client.stateSinceSeconds, server.stateSinceSeconds);
      };
      for (const row of goingOn) expect(row.inStateSeconds).toBeCloseTo(told(row), 6);
      // What was over long before the end has been so since: time goes on for it, too.
      const early = over.filter(({ id }) => id < MANY / 4);
      expect(early.length).toBeGreaterThan(0);
      for (const row of early) expect(row.inStateSeconds).toBeGreaterThan(told(row) + 1);
    },
  );

  it("of IPv6 addresses is that of all their bits", async () => {
    const { feed } = await feedOf(manyConnections(200, { ipVersion: 6 }));
    const { rows } = bodyOf(feed, "connections", request({ order: "server", count: 200 }));
    const numbers = rows.map(({ server }) => {
      const last = server.ip.slice(server.ip.lastIndexOf(":") + 1);
      return Number.parseInt(last, 16) * 65_536 + server.port;
    });
    expect(new Set(numbers).size).toBeGreaterThan(20);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    const services = bodyOf(feed, "services", request({ view: "services", order: "server", count: 200 }));
    const served = services.rows.map(({ ip, port }) => `${ip} ${port}`);
    expect(served).toEqual([...new Set(rows.map(({ server }) => `${server.ip} ${server.port}`))]);
  });
});

describe("the window", () => {
  it("begins where it is asked to, and is full at the end", async () => {
    const { feed } = await fed();
    const at = (offset: number) => bodyOf(feed, "connections", request({ order: "id", offset, count: 10 }));
    expect(at(0).rows.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(at(500).rows[0]?.id).toBe(501);
    expect(at(995)).toMatchObject({ offset: 990 });
    expect(at(1e9).rows.map(({ id }) => id)).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999, 1000]);
  });

  it("keeps the anchor on its line, whatever the order and filter", async () => {
    const { feed } = await fed();
    for (const order of ["id", "server", "handshake", "bytes"] as const) {
      const wanted = request({ order, count: 20, anchor: { key: 503, line: 7 }, select: "id:100-900" });
      const { rows, anchorAt, offset } = bodyOf(feed, "connections", wanted);
      expect(rows[(anchorAt as number) - offset]?.id).toBe(503);
      if ((anchorAt as number) >= 7 && (anchorAt as number) < 801 - 13) expect(rows[7]?.id).toBe(503);
    }
  });

  it("moves the anchor where the list begins or ends", async () => {
    const { feed } = await fed();
    const first = request({ order: "id", count: 20, anchor: { key: 2, line: 7 } });
    expect(bodyOf(feed, "connections", first)).toMatchObject({ offset: 0, anchorAt: 1 });
    const last = request({ order: "id", count: 20, anchor: { key: 999, line: 2 } });
    expect(bodyOf(feed, "connections", last)).toMatchObject({ offset: 980, anchorAt: 998 });
  });

  it("without its anchor begins where it is asked to", async () => {
    const { feed } = await fed();
    const wanted = request({ order: "id", offset: 30, anchor: { key: 5, line: 0 }, select: "id>100" });
    expect(bodyOf(feed, "connections", wanted)).toMatchObject({ offset: 30, anchorAt: null, matching: 900 });
  });

  it("of services and findings has anchors too", async () => {
    const { feed } = await fed();
    const services = bodyOf(feed, "services", request({ view: "services", order: "server", count: 5 }));
    expect(services.total).toBeGreaterThan(10);
    const { ip, port } = services.rows[3] as (typeof services.rows)[number];
    const anchor = { key: `${ip} ${port}`, line: 1 };
    const moved = bodyOf(feed, "services", request({ view: "services", order: "server", count: 5, anchor }));
    expect(moved).toMatchObject({ offset: 2, anchorAt: 3 });
    expect(moved.rows[1]).toMatchObject({ ip, port });
    const findings = bodyOf(feed, "findings", request({ view: "findings" }));
    expect(findings.rows.length).toBeGreaterThan(0);
    const { key } = findings.rows.at(-1) as (typeof findings.rows)[number];
    const anchored = bodyOf(
      feed,
      "findings",
      request({ view: "findings", count: 1, anchor: { key, line: 0 } }),
    );
    expect(anchored.rows.map((row) => row.key)).toEqual([key]);
  });
});
